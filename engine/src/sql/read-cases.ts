import type { CaseRecord, Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import type { Queryable } from '../database.ts';
import { type DataRow, dataColumns, type HotRow, hotColumns, storedCase } from './lock-cases.ts';

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

export interface CaseListOptions {
  readonly flow: string;
  readonly state?: string;
  /** At most 1,000; 100 where not said. */
  readonly limit?: number;
  /** The id of the last case of the page before. */
  readonly after?: string;
}

/** Cases of a flow, in the order of their ids. */
export async function listCases(client: Queryable, { flow, state, limit, after }: CaseListOptions): Promise<readonly CaseView[]> {
  const { rows } = await client.query<HotRow & DataRow>({
    text: `select ${columns} ${from} where c.flow = $1 and ($2::text is null or c.state = $2)
      and ($4::uuid is null or (c.bucket, c.id) > ($3, $4)) order by c.bucket, c.id limit $5`,
    values: [flow, state ?? null, after === undefined ? null : bucketOf(after), after ?? null, Math.min(limit ?? 100, pageMax)],
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
