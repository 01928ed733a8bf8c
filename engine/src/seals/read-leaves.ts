import type { Queryable } from '../database.ts';
import { type LoggedEvent, type LogPosition, loggedColumns, logStart } from '../sql/read-log-page.ts';
import { type Span, spanCondition } from './span.ts';

/** One leaf of a seal's tree. */
export interface Leaf {
  readonly hash: string;
  readonly position: LogPosition;
  /** Retention has removed the event; its hash is left. */
  readonly isRetired: boolean;
}

/** The plan of a span must not be one over the whole table, whatever the planner believes of ranges that are not summarised yet. */
export const spanSettings =
  'set local enable_seqscan = off; set local enable_indexscan = off; set local enable_indexonlyscan = off';

const leavesAtOnce = 10_000;

/**
 * The events of a span in the order of their seal, in one pass and a page in memory at a time; with the number of a seal, those that
 * were retired stand in their places. It needs a transaction.
 */
export async function* readLeaves(client: Queryable, span: Span, seal?: number): AsyncGenerator<readonly Leaf[]> {
  const { text, values } = spanCondition(span, 1);
  const retired =
    seal === undefined
      ? ''
      : `union all select r.bucket, r.case_id, r.seq, encode(r.hash, 'hex'), true from throughline.retired_event r
        where r.seal = $${values.push(seal)}`;
  await client.query({
    text: `declare throughline_leaves no scroll cursor for
      select e.bucket, e.case_id as "caseId", e.seq, encode(e.hash, 'hex') as hash, false as "isRetired"
      from throughline.event e where ${text} ${retired} order by 1, 2, 3`,
    values,
  });
  for (;;) {
    const { rows } = await client.query<LogPosition & Omit<Leaf, 'position'>>({
      text: `fetch ${leavesAtOnce} from throughline_leaves`,
    });
    if (rows.length > 0) yield rows.map(({ hash, isRetired, ...position }) => ({ hash, isRetired, position }));
    if (rows.length < leavesAtOnce) break;
  }
  await client.query({ text: 'close throughline_leaves' });
}

/** A page of the events of a span, whole, in the order of their seal. */
export async function readSpanPage(
  client: Queryable,
  span: Span,
  { after = logStart, limit }: { readonly after?: LogPosition | undefined; readonly limit: number },
): Promise<readonly LoggedEvent[]> {
  const { text, values } = spanCondition(span, 5);
  const { rows } = await client.query<LoggedEvent>({
    text: `select ${loggedColumns} from throughline.event e
      where (e.bucket, e.case_id, e.seq) > ($1::int2, $2::uuid, $3::int4) and ${text} order by e.bucket, e.case_id, e.seq limit $4`,
    values: [after.bucket, after.caseId, after.seq, limit, ...values],
  });
  return rows;
}

/** A page of what retention has left of a seal's events. */
export async function readRetiredPage(
  client: Queryable,
  seal: number,
  { after, limit }: { readonly after: LogPosition; readonly limit: number },
): Promise<readonly (LogPosition & { readonly retired: string })[]> {
  const { rows } = await client.query<LogPosition & { retired: string }>({
    text: `select bucket, case_id as "caseId", seq, encode(hash, 'hex') as retired from throughline.retired_event
      where seal = $1 and (bucket, case_id, seq) > ($2::int2, $3::uuid, $4::int4) order by bucket, case_id, seq limit $5`,
    values: [seal, after.bucket, after.caseId, after.seq, limit],
  });
  return rows;
}

/** How many events of a span there are, up to a number, and when the first of them was recorded. */
export async function countSpan(
  client: Queryable,
  span: Span,
  limit: number,
): Promise<{ readonly events: number; readonly oldest: number | null }> {
  const { text, values } = spanCondition(span, 2);
  const { rows } = await client.query<{ events: number; oldest: number | null }>({
    text: `select count(*)::float8 as events, floor(extract(epoch from min(recorded_at)) * 1000)::float8 as oldest
      from (select e.recorded_at from throughline.event e where ${text} limit $1) found`,
    values: [limit, ...values],
  });
  return rows[0] ?? { events: 0, oldest: null };
}

/**
 * Where a span of at most so many events may end: the number below which all transactions are taken. `undefined`: there are no more.
 * One transaction is never cut, however long it is.
 */
export async function readBoundary(
  client: Queryable,
  { from, below, events }: { readonly from: bigint; readonly below: bigint; readonly events: number },
): Promise<bigint | undefined> {
  const { rows } = await client.query<{ xact: string; isFirst: boolean }>({
    text: `select xact::text, not exists (select 1 from throughline.event e where e.xact >= $1::int8 and e.xact < found.xact) as "isFirst"
      from (select xact from throughline.event where xact >= $1::int8 and xact < $2::int8 order by xact limit 1 offset $3) found`,
    values: [String(from), String(below), events],
  });
  const [row] = rows;
  return row === undefined ? undefined : BigInt(row.xact) + (row.isFirst ? 1n : 0n);
}
