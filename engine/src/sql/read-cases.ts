import { type CaseRecord, type Millis, mergedState } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import type { Queryable } from '../database.ts';
import { type DataRow, dataColumns, type HotRow, hotColumns, idColumns, storedCase } from './lock-cases.ts';

/** A case as readers see it. */
export interface CaseView extends CaseRecord {
  readonly dueAt: Millis | null;
  readonly lastType: string;
  readonly lastAt: Millis;
  readonly recordedAt: Millis;
}

const from = 'from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id';
const columns = `${hotColumns}, ${dataColumns}`;
export const pageMax = 1000;

function view(row: HotRow & DataRow): CaseView {
  const { record, dueAt, lastType, lastAt, recordedAt } = storedCase(row, row);
  return { ...record, dueAt, lastType, lastAt, recordedAt };
}

export async function readCase(client: Queryable, id: string): Promise<CaseView | undefined> {
  const { rows } = await client.query<HotRow & DataRow>({
    text: `select ${columns} ${from} where c.bucket = $1 and c.id = $2`,
    values: [bucketOf(id), id],
  });
  return rows.map(view)[0];
}

/** A case can have been merged into one that was merged later, and so on. */
const mergesMax = 16;

/** The case of an id, or the one that it was merged into. */
export async function findCase(client: Queryable, id: string): Promise<CaseView | undefined> {
  let found = await readCase(client, id);
  for (let merges = 0; merges < mergesMax && found?.state === mergedState; merges += 1) {
    const { mergedInto } = found.clocks;
    if (mergedInto === undefined) break;
    found = await readCase(client, mergedInto);
  }
  return found;
}

/** Cases by their ids, in the order given. */
export async function readCaseViews(client: Queryable, ids: readonly string[]): Promise<readonly CaseView[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<HotRow & DataRow>({
    text: `select ${columns} from unnest($1::int2[], $2::uuid[]) with ordinality u(bucket, id, place)
      cross join lateral (select * from throughline.case_ c where c.bucket = u.bucket and c.id = u.id offset 0) c
      cross join lateral (select * from throughline.case_data d where d.bucket = u.bucket and d.id = u.id offset 0) d
      order by u.place`,
    values: idColumns(ids),
  });
  return rows.map(view);
}

/** The owned children of a case, at most 1,000. */
export async function readChildren(client: Queryable, parent: string): Promise<readonly CaseView[]> {
  const { rows } = await client.query<HotRow & DataRow>({
    text: `select ${columns} from throughline.case_data d join throughline.case_ c on c.bucket = d.bucket and c.id = d.id
      where d.bucket = $1 and d.parent = $2 order by d.key collate "C" limit ${pageMax}`,
    values: [bucketOf(parent), parent],
  });
  return rows.map(view);
}

/** The cases whose wake-up has come, longest due first. */
export async function readDueCases(client: Queryable, now: Millis, limit: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'throughline-read-due-cases',
    text: 'select id from throughline.case_ where due_at <= to_timestamp($1::float8 / 1000) order by due_at limit $2',
    values: [now, limit],
  });
  return rows.map(({ id }) => id);
}

/** The next instant at which a case must be looked at. */
export async function readNextDue(client: Queryable): Promise<Millis | undefined> {
  const { rows } = await client.query<{ due: number | null }>({
    text: 'select ceil(extract(epoch from min(due_at)) * 1000)::float8 as due from throughline.case_ where due_at is not null',
  });
  return rows[0]?.due ?? undefined;
}

export interface Counts {
  readonly flow: string;
  readonly state: string;
  readonly cases: number;
}

/** How many cases stand in each state of each flow. */
export async function readCounts(client: Queryable): Promise<readonly Counts[]> {
  const { rows } = await client.query<Counts>({
    text: 'select flow, state, count(*)::float8 as cases from throughline.case_ group by flow, state order by flow, state',
  });
  return rows;
}

/** The same by entity. */
export async function readEntityCounts(client: Queryable): Promise<readonly EntityCounts[]> {
  const { rows } = await client.query<EntityCounts>({
    text: `select c.flow, coalesce(e.exact, e.text_value) as entity, c.state, count(*)::float8 as cases
      from throughline.case_ c join throughline.list_field e on e.bucket = c.bucket and e.case_id = c.id and e.field = '$entity'
      group by 1, 2, 3 order by 1, 2, 3`,
  });
  return rows;
}

export interface EntityCounts extends Counts {
  readonly entity: string;
}

export interface LinkView {
  readonly direction: 'out' | 'in';
  readonly name: string;
  readonly other: string;
}

export async function readLinks(client: Queryable, id: string): Promise<readonly LinkView[]> {
  const { rows } = await client.query<LinkView>({
    text: `select direction, name, other from throughline.link where bucket = $1 and case_id = $2 order by direction, name, other limit ${pageMax}`,
    values: [bucketOf(id), id],
  });
  return rows;
}
