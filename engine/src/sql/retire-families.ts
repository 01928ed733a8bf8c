import type { Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { idColumns, millis } from './lock-cases.ts';

/** The next root cases that nothing has happened to since an instant, in the order of their ids. */
export async function readQuietRoots(
  client: Queryable,
  {
    after,
    before,
    flows,
    limit,
  }: {
    readonly after: string | null;
    readonly before: Millis;
    readonly flows: readonly string[] | null;
    readonly limit: number;
  },
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>({
    text: `select c.id from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where (c.bucket, c.id) > ($1::int2, $2::uuid) and c.recorded_at < to_timestamp($3::float8 / 1000) and d.parent is null
        and ($4::text[] is null or c.flow = any($4::text[]))
      order by c.bucket, c.id limit $5`,
    values: [
      after === null ? -1 : bucketOf(after),
      after ?? '00000000-0000-0000-0000-000000000000',
      before,
      flows === null ? null : textColumn(flows),
      limit,
    ],
  });
  return rows.map(({ id }) => id);
}

/** A case of a family: a root and all that it owns, at any depth. */
export interface FamilyMember {
  readonly root: string;
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  readonly state: string;
  readonly recordedAt: Millis;
  readonly isHeld: boolean;
  /** An effect of it has not ended. */
  readonly isWaiting: boolean;
  /** Its name leads to another case, which is still there. */
  readonly isAlias: boolean;
}

export async function readFamilies(client: Queryable, roots: readonly string[]): Promise<readonly FamilyMember[]> {
  if (roots.length === 0) return [];
  const { rows } = await client.query<FamilyMember>({
    text: `with recursive member as (
        select u.id as root, u.bucket, u.id from unnest($1::int2[], $2::uuid[]) u(bucket, id)
        union all
        select m.root, d.bucket, d.id from member m join throughline.case_data d on d.bucket = m.bucket and d.parent = m.id)
      select m.root, m.id, c.flow, c.version, c.state, ${millis('c.recorded_at')} as "recordedAt", d.clocks ? 'heldBy' as "isHeld",
        exists (select from throughline.effect e where e.bucket = m.bucket and e.case_id = m.id and e.status in ('pending', 'held')) as "isWaiting",
        exists (select from throughline.case_ o where o.id = (d.clocks ->> 'mergedInto')::uuid
          and o.bucket = ('x' || left(d.clocks ->> 'mergedInto', 3))::bit(12)::int4::int2) as "isAlias"
      from member m join throughline.case_ c on c.bucket = m.bucket and c.id = m.id
      join throughline.case_data d on d.bucket = m.bucket and d.id = m.id`,
    values: idColumns(roots),
  });
  return rows;
}

/** An event as the seals know it. */
export interface EventLeaf {
  readonly caseId: string;
  readonly seq: number;
  readonly hash: string;
  /** The transaction that wrote it, in the numbers of the log; `null`: from before they were noted. */
  readonly xact: string | null;
}

export async function readEventLeaves(client: Queryable, ids: readonly string[]): Promise<readonly EventLeaf[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<EventLeaf>({
    text: `select e.case_id as "caseId", e.seq, encode(e.hash, 'hex') as hash, e.xact::text
      from unnest($1::int2[], $2::uuid[]) u(bucket, id) join throughline.event e on e.bucket = u.bucket and e.case_id = u.id`,
    values: idColumns(ids),
  });
  return rows;
}

export interface RetiredLeaf extends Pick<EventLeaf, 'caseId' | 'seq' | 'hash'> {
  readonly seal: number;
}

export async function insertRetiredEvents(client: Queryable, leaves: readonly RetiredLeaf[], retention: number): Promise<void> {
  if (leaves.length === 0) return;
  await client.query({
    text: `insert into throughline.retired_event (bucket, case_id, seq, seal, hash, retention)
      select u.bucket, u.case_id, u.seq, u.seal, decode(u.hash, 'hex'), $6
      from unnest($1::int2[], $2::uuid[], $3::int4[], $4::int8[], $5::text[]) u(bucket, case_id, seq, seal, hash)`,
    values: [
      ...idColumns(leaves.map(({ caseId }) => caseId)),
      plainColumn(leaves.map(({ seq }) => seq)),
      plainColumn(leaves.map(({ seal }) => seal)),
      plainColumn(leaves.map(({ hash }) => hash)),
      retention,
    ],
  });
}

const ofCases = ['event', 'receipt', 'effect', 'list_field', 'quarantine'] as const;

/** Removes all rows of some cases, and what links from elsewhere say of them. */
export async function deleteCases(client: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const values = idColumns(ids);
  const from = 'using unnest($1::int2[], $2::uuid[]) u(bucket, id)';
  await client.query({
    text: `delete from throughline.link far using unnest($1::int2[], $2::uuid[]) u(bucket, id)
        join throughline.link l on l.bucket = u.bucket and l.case_id = u.id
      where far.bucket = ('x' || left(l.other::text, 3))::bit(12)::int4::int2 and far.case_id = l.other
        and far.direction <> l.direction and far.name = l.name and far.other = l.case_id`,
    values,
  });
  await client.query({ text: `delete from throughline.link t ${from} where t.bucket = u.bucket and t.case_id = u.id`, values });
  for (const table of ofCases)
    await client.query({
      text: `delete from throughline.${table} t ${from} where t.bucket = u.bucket and t.case_id = u.id`,
      values,
    });
  for (const table of ['case_data', 'case_'])
    await client.query({ text: `delete from throughline.${table} t ${from} where t.bucket = u.bucket and t.id = u.id`, values });
}
