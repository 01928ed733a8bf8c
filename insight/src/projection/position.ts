import type { ClientBase } from 'pg';
import type { Witness } from './manifest.ts';

/**
 * A snapshot of transactions in the numbers of the log: those that were over at an instant. `xmax`: the first that had not begun;
 * `running`: those below it that were not over. Numbers are texts, as they have 64 bits.
 */
export interface Snapshot {
  readonly xmax: string;
  readonly running: readonly string[];
}

/** Where the log stands. */
export interface LogPosition {
  /** Changes where a copy of the log is of no use any more: another database, another cluster, another table. */
  readonly log: string;
  readonly snapshot: Snapshot;
  /** The last seal; all of its events are over in the snapshot. */
  readonly seal: number | null;
  /** How many events retention has taken out, ever. */
  readonly removed: number;
  /** The last removal up to which all are finished. */
  readonly settled: number;
}

interface Row {
  readonly log: string;
  readonly snapshot: string;
  readonly shift: string;
  readonly seal: number | null;
  readonly removed: number;
  readonly settled: number;
}

/** One statement, so all of it is of one instant. */
export async function readPosition(client: ClientBase): Promise<LogPosition> {
  const { rows } = await client.query<Row>(
    `select log, snapshot, shift::text, seal::float8, removed::float8, settled::float8 from throughline.log_position`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The log has no position');
  const { log, seal, removed, settled } = row;
  return { log, snapshot: parseSnapshot(row.snapshot, BigInt(row.shift)), seal, removed, settled };
}

function parseSnapshot(text: string, shift: bigint): Snapshot {
  const [, xmax = '', running = ''] = text.split(':');
  const shifted = (number: string) => String(BigInt(number) + shift);
  return { xmax: shifted(xmax), running: running === '' ? [] : running.split(',').map(shifted) };
}

/** What became visible between two snapshots. `after` absent: all from the beginning; `upto` absent: whatever is visible. */
export interface Span {
  readonly after?: Snapshot | undefined;
  readonly upto?: Snapshot | undefined;
}

/** A condition on `throughline.event_history` for the events of a span. Snapshots are made of digits alone. */
export function spanCondition({ after, upto }: Span): string {
  const begins = after === undefined ? 'true' : `(xact >= ${after.xmax} or xact in (${listed(after.running)}))`;
  if (upto === undefined) return begins;
  const over = `(xact < ${upto.xmax} and xact not in (${listed(upto.running)}))`;
  // What has no number is older than all numbers.
  return `${begins} and ${after === undefined ? `(xact is null or ${over})` : over}`;
}

function listed(numbers: readonly string[]): string {
  return numbers.length === 0 ? '-1' : numbers.join(', ');
}

/** A span is found by the summary of page ranges over the numbers of transactions, whatever the planner believes of ranges not summarised yet. */
export const spanSettings =
  'set local enable_seqscan = off; set local enable_indexscan = off; set local enable_indexonlyscan = off; set local jit = off';

/** How many events a span has, counted up to a limit. */
export async function countSpan(client: ClientBase, span: Span, limit: number): Promise<number> {
  await client.query(`begin transaction read only; ${span.after === undefined ? 'set local jit = off' : spanSettings}`);
  const { rows } = await client.query<{ events: number }>(
    `select count(*)::float8 as events from (select 1 from throughline.event_history where ${spanCondition(span)} limit ${limit}) found`,
  );
  await client.query('commit');
  return rows[0]?.events ?? 0;
}

/** Whether the first is an earlier state of the log than the second. */
export function isBefore(one: Snapshot, other: Snapshot): boolean {
  return BigInt(one.xmax) < BigInt(other.xmax);
}

/** Whether the log has an event as it was. */
export async function hasWitness(client: ClientBase, { caseId, seq, xact, recordedAt }: Witness): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `select 1 from throughline.event_history where bucket = $1 and case_id = $2 and seq = $3 and xact is not distinct from $4::int8
      and recorded_at = $5::timestamptz`,
    values: [Number.parseInt(caseId.slice(0, 3), 16), caseId, seq, xact, recordedAt],
  });
  return (rowCount ?? 0) > 0;
}

/** The cases that removals after one have taken out. */
export async function readRemovals(client: ClientBase, settled: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>({
    text: 'select case_id::text as id from throughline.log_removal where retention > $1',
    values: [settled],
  });
  return rows.map(({ id }) => id);
}
