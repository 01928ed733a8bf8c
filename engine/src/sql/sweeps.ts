import type { CaseRecord, JsonObject, Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { dataColumns, millis } from './lock-cases.ts';

/** The cases of a flow whose wake-ups are looked at again, and how far that has come. */
export interface SweepRow {
  readonly id: number;
  readonly flow: string;
  /** The case looked at last; they come in the order of their ids. */
  readonly lastCase: string | null;
}

/** A sweep as readers see it. */
export interface SweepView {
  readonly id: number;
  readonly flow: string;
  /** The decision that made it necessary. */
  readonly cause: string;
  readonly lookedAt: number;
  /** How many wake-ups were moved earlier. */
  readonly lowered: number;
  /** The part of the ids that lies behind it, 0 to 1: ids are spread evenly. */
  readonly progress: number;
  readonly begunAt: Millis;
  readonly finishedAt: Millis | null;
}

/** A case as a sweep reads it. */
export interface SweptCase {
  readonly record: CaseRecord;
  readonly dueAt: Millis | null;
}

export async function insertSweep(client: Queryable, flow: string, cause: string): Promise<void> {
  await client.query({ text: 'insert into throughline.sweep (flow, cause) values ($1, $2)', values: [flow, cause] });
}

/**
 * Gives new sweeps their horizon, and says whether any is left to do. A transaction that began before its cause was committed may not
 * have seen it; all of those have a smaller number than the next one that this statement's snapshot, which does see it, knows of.
 */
export async function beginSweeps(client: Queryable): Promise<boolean> {
  await client.query({
    name: 'throughline-begin-sweeps',
    text: `update throughline.sweep set horizon = pg_snapshot_xmax(pg_current_snapshot()) where finished_at is null and horizon is null`,
  });
  const { rowCount } = await client.query({
    name: 'throughline-open-sweeps',
    text: 'select 1 from throughline.sweep where finished_at is null limit 1',
  });
  return rowCount === 1;
}

/** The oldest sweep that may go on and that nobody else works on; locked. */
export async function claimSweep(client: Queryable): Promise<SweepRow | undefined> {
  const { rows } = await client.query<SweepRow>({
    name: 'throughline-claim-sweep',
    text: `select id::float8 as id, flow, last_case as "lastCase" from throughline.sweep
      where finished_at is null and horizon <= pg_snapshot_xmin(pg_current_snapshot()) order by id limit 1 for update skip locked`,
  });
  return rows[0];
}

interface SweptRow {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly seq: number;
  readonly due_at: number | null;
  readonly entered_at: number;
  readonly parent: string | null;
  readonly entity: string;
  readonly key: string;
  readonly data: JsonObject;
  readonly clocks: JsonObject;
}

/**
 * The next cases of a flow behind one, in the order of their ids, without a lock. The flow stands in the comparison, too: so the planner
 * takes the index by flow, and not the primary key, in which the cases of all flows lie between.
 */
export async function readCasesOfFlow(
  client: Queryable,
  flow: string,
  after: string | null,
  limit: number,
): Promise<readonly SweptCase[]> {
  const { rows } = await client.query<SweptRow>({
    name: 'throughline-read-cases-of-flow',
    text: `select c.id, c.version, c.state, c.seq, ${millis('c.due_at')} as due_at, ${millis('c.entered_at')} as entered_at, ${dataColumns}
      from (select * from throughline.case_ where flow = $1 and (flow, bucket, id) > ($1, $2::int2, $3::uuid) order by bucket, id limit $4) c
      join throughline.case_data d on d.bucket = c.bucket and d.id = c.id order by c.bucket, c.id`,
    values: [flow, after === null ? -1 : bucketOf(after), after ?? '00000000-0000-0000-0000-000000000000', limit],
  });
  return rows.map(({ due_at, entered_at, clocks, parent, ...row }) => ({
    record: {
      ...row,
      flow,
      enteredAt: entered_at,
      clocks: clocks as CaseRecord['clocks'],
      ...(parent === null ? {} : { parent }),
    },
    dueAt: due_at,
  }));
}

/**
 * Moves wake-ups earlier, where the case has still so many events and nobody holds its lock; returns those that it moved. It waits
 * for nobody: it takes the locks of owned cases, too, and not those of their roots.
 */
export async function lowerWakeUps(
  client: Queryable,
  rows: readonly { readonly id: string; readonly seq: number; readonly dueAt: Millis }[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const { rows: lowered } = await client.query<{ id: string }>({
    name: 'throughline-lower-wake-ups',
    text: `with free as (
        select c.bucket, c.id, u.due_at from unnest($1::int2[], $2::uuid[], $3::int4[], $4::float8[]) u(bucket, id, seq, due_at)
        join throughline.case_ c on c.bucket = u.bucket and c.id = u.id
        where c.seq = u.seq and (c.due_at is null or c.due_at > to_timestamp(u.due_at / 1000)) for update of c skip locked)
      update throughline.case_ c set due_at = to_timestamp(free.due_at / 1000) from free
      where c.bucket = free.bucket and c.id = free.id returning c.id`,
    values: [
      plainColumn(rows.map(({ id }) => bucketOf(id))),
      plainColumn(rows.map(({ id }) => id)),
      plainColumn(rows.map(({ seq }) => seq)),
      plainColumn(rows.map(({ dueAt }) => dueAt)),
    ],
  });
  return new Set(lowered.map(({ id }) => id));
}

/** Notes how far a sweep has come, where it still stands where it was; `lastCase` null: it is done. */
export async function advanceSweep(
  client: Queryable,
  { id, lastCase: before }: SweepRow,
  step: { readonly lastCase: string | null; readonly lookedAt: number; readonly lowered: number },
): Promise<void> {
  await client.query({
    name: 'throughline-advance-sweep',
    text: `update throughline.sweep set last_case = coalesce($3::uuid, last_case), looked_at = looked_at + $4, lowered = lowered + $5,
        finished_at = case when $3::uuid is null then clock_timestamp() end
      where id = $1 and last_case is not distinct from $2::uuid and finished_at is null`,
    values: [id, before, step.lastCase, step.lookedAt, step.lowered],
  });
}

/** Sweeps that are not done, and the last ones that are; newest first, at most 100. */
export async function readSweeps(client: Queryable): Promise<readonly SweepView[]> {
  const { rows } = await client.query<SweepView>({
    text: `select id::float8 as id, flow, cause, looked_at::float8 as "lookedAt", lowered::float8 as lowered,
        case when finished_at is not null then 1 when last_case is null then 0
          else (('x' || left(last_case::text, 3))::bit(12)::int4 / 4096.0)::float8 end as progress,
        ${millis('begun_at')} as "begunAt", ${millis('finished_at')} as "finishedAt"
      from throughline.sweep order by finished_at is null desc, id desc limit 100`,
  });
  return rows;
}
