import type { Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

/** The cases of one version on their way to another. */
export interface MigrationRun {
  readonly id: number;
  readonly flow: string;
  /** The versions of the mapping; with `isBack`, cases of `to` come back to `from`. */
  readonly from: number;
  readonly to: number;
  readonly isBack: boolean;
  readonly begunBy: string;
  readonly begunAt: Millis;
  readonly reason: string;
  readonly lastCase: string | null;
  /** All transactions from before the run were over when its walk began, so that no newborn case escapes it. */
  readonly isSure: boolean;
  /** Cases of the flow that were looked at, whichever version they ran. */
  readonly lookedAt: number;
  readonly migrated: number;
  readonly refused: number;
  readonly finishedAt: Millis | null;
  /** `stopped`: another run of the flow was begun before it was done. */
  readonly outcome: 'done' | 'stopped' | null;
}

const columns = `id::float8, flow, from_version as "from", to_version as "to", is_back as "isBack", begun_by as "begunBy",
  ${millis('begun_at')} as "begunAt", reason, last_case as "lastCase", is_sure as "isSure", looked_at::float8 as "lookedAt", migrated::float8, refused::float8,
  ${millis('finished_at')} as "finishedAt", outcome`;

/** The run of a flow that is not finished; locked until the transaction ends. */
export async function lockOpenRun(client: Queryable, flow: string): Promise<MigrationRun | undefined> {
  const { rows } = await client.query<MigrationRun>({
    text: `select ${columns} from throughline.migration_run where flow = $1 and finished_at is null for update`,
    values: [flow],
  });
  return rows[0];
}

/** A run that is not finished; locked until the transaction ends. */
export async function lockRun(client: Queryable, id: number): Promise<MigrationRun | undefined> {
  const { rows } = await client.query<MigrationRun>({
    text: `select ${columns} from throughline.migration_run where id = $1 and finished_at is null for update`,
    values: [id],
  });
  return rows[0];
}

export async function readRun(client: Queryable, id: number): Promise<MigrationRun | undefined> {
  const { rows } = await client.query<MigrationRun>({
    text: `select ${columns} from throughline.migration_run where id = $1`,
    values: [id],
  });
  return rows[0];
}

/** The runs of a flow, the latest first; at most 1,000. */
export async function readRuns(client: Queryable, flow: string): Promise<readonly MigrationRun[]> {
  const { rows } = await client.query<MigrationRun>({
    text: `select ${columns} from throughline.migration_run where flow = $1 order by id desc limit 1000`,
    values: [flow],
  });
  return rows;
}

export type NewRun = Pick<MigrationRun, 'flow' | 'from' | 'to' | 'isBack' | 'begunBy' | 'begunAt' | 'reason'>;

export async function insertRun(client: Queryable, run: NewRun): Promise<MigrationRun> {
  const { rows } = await client.query<MigrationRun>({
    text: `insert into throughline.migration_run (flow, from_version, to_version, is_back, begun_by, begun_at, reason)
      values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7) returning ${columns}`,
    values: [run.flow, run.from, run.to, run.isBack, run.begunBy, run.begunAt, run.reason],
  });
  const [written] = rows;
  if (written === undefined) throw new Error('The run was not written');
  return written;
}

/** Whether all transactions are over that began before the run, and may not know what newborn cases run since. */
export async function isPastHorizon(client: Queryable, id: number): Promise<boolean> {
  const { rows } = await client.query<{ past: boolean }>({
    text: 'select pg_snapshot_xmin(pg_current_snapshot()) >= horizon as past from throughline.migration_run where id = $1',
    values: [id],
  });
  return rows[0]?.past ?? true;
}

/** Begins the walk of a run; what an earlier walk has refused is asked again. */
export async function beginWalk(client: Queryable, id: number, isSure: boolean): Promise<void> {
  await client.query({
    text: `with gone as (delete from throughline.migration_refusal where run = $1)
      update throughline.migration_run set last_case = null, looked_at = 0, refused = 0, is_sure = $2 where id = $1`,
    values: [id, isSure],
  });
}

export async function finishRun(
  client: Queryable,
  { id, outcome, at }: { readonly id: number; readonly outcome: 'done' | 'stopped'; readonly at: Millis },
): Promise<void> {
  await client.query({
    text: 'update throughline.migration_run set finished_at = to_timestamp($3::float8 / 1000), outcome = $2 where id = $1',
    values: [id, outcome, at],
  });
}

export interface RunStep {
  readonly id: number;
  readonly lastCase: string;
  readonly lookedAt: number;
  readonly migrated: number;
  readonly refused: number;
}

export async function advanceRun(client: Queryable, step: RunStep): Promise<void> {
  await client.query({
    text: `update throughline.migration_run set last_case = $2, looked_at = looked_at + $3, migrated = migrated + $4, refused = refused + $5
      where id = $1`,
    values: [step.id, step.lastCase, step.lookedAt, step.migrated, step.refused],
  });
}

/** A case that stayed where it was, and why. */
export interface MigrationRefusal {
  readonly caseId: string;
  readonly code: string;
  readonly message: string;
}

export async function insertRefusals(client: Queryable, run: number, refusals: readonly MigrationRefusal[]): Promise<void> {
  if (refusals.length === 0) return;
  await client.query({
    text: `insert into throughline.migration_refusal (run, case_id, code, message)
      select $1, * from unnest($2::uuid[], $3::text[], $4::text[])`,
    values: [
      run,
      plainColumn(refusals.map(({ caseId }) => caseId)),
      textColumn(refusals.map(({ code }) => code)),
      textColumn(refusals.map(({ message }) => message)),
    ],
  });
}

/** In the order of ids, at most 1,000 behind one. */
export async function readRefusals(
  client: Queryable,
  run: number,
  after = '00000000-0000-0000-0000-000000000000',
): Promise<readonly MigrationRefusal[]> {
  const { rows } = await client.query<MigrationRefusal>({
    text: `select case_id as "caseId", code, message from throughline.migration_refusal
      where run = $1 and case_id > $2 order by case_id limit 1000`,
    values: [run, after],
  });
  return rows;
}

export interface CaseOfFlow {
  readonly id: string;
  readonly version: number;
  readonly state: string;
}

/** The next cases of a flow in the order of (bucket, id), which is that of ids. */
export async function readCasesOfFlow(
  client: Queryable,
  { flow, after, limit }: { readonly flow: string; readonly after: string | null; readonly limit: number },
): Promise<readonly CaseOfFlow[]> {
  const { rows } = await client.query<CaseOfFlow>({
    name: 'throughline-cases-of-flow',
    text: `select id, version, state from throughline.case_ where flow = $1 and (bucket, id) > ($2::int2, $3::uuid)
      order by bucket, id limit $4`,
    values: [flow, after === null ? -1 : bucketOf(after), after ?? '00000000-0000-0000-0000-000000000000', limit],
  });
  return rows;
}
