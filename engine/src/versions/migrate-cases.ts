import type { Actor, CompiledFlow } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { type DispatchParts, dispatchWithin } from '../dispatch/dispatch.ts';
import type { DispatchResult, Submission } from '../dispatch/submission.ts';
import { EngineError, isDataError, isTransient } from '../errors.ts';
import {
  advanceRun,
  beginWalk,
  type CaseOfFlow,
  finishRun,
  insertRefusals,
  insertRun,
  isPastHorizon,
  lockOpenRun,
  lockRun,
  type MigrationRefusal,
  type MigrationRun,
  readCasesOfFlow,
  readRefusals,
  readRun,
} from '../sql/migration-runs.ts';
import { readInstant } from '../sql/read-moment.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import { readBoth, type Way } from './mapping.ts';
import { isEnded, requireMapping } from './preview-migration.ts';
import { requireReason } from './release.ts';

export interface MigrationOrder extends Way {
  /** `true`: the cases of `to` come back to `from`. */
  readonly back?: boolean;
  /** Stands in every event; needs the role that `migrate` needs. */
  readonly actor: Actor;
  readonly reason: string;
  /** Look at so many cases of the flow at least, then stop until called again. Default: all. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (run: MigrationRun) => void;
}

export interface MigrationParts {
  readonly parts: DispatchParts;
  readonly database: Database;
  /** The machine's timer; does not throw when it is cut short. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** So many cases of a flow are looked at, and those of the version locked, in one transaction. */
const pageMax = 200;
const attemptsMax = 8;
/** Ten seconds in all for transactions of others from before the run; then it stays unfinished. */
const waitMs = 100;
const waitsMax = 100;

/**
 * Takes the running cases of a version to another one, or back: a `migrate` command each, page by page in the order of ids, so that
 * commands go on in between. How far it is stands in the transaction that migrates: whoever calls it again, after a crash too, goes on
 * there, and several may call it at once. A run of the flow between other versions that is not finished ends here.
 *
 * It is done when it has met all that were born before it began, also by transactions that were under way then: where such a one stays
 * open for long, the run is returned unfinished. Who is born under the version later stays: release the other version first.
 *
 * @throws EngineError version-unknown, migration-unknown, reason-missing
 */
export async function migrateCases({ parts, database, wait }: MigrationParts, order: MigrationOrder): Promise<MigrationRun> {
  const { flow, from, to, back = false, actor, reason, limit = Number.POSITIVE_INFINITY, signal, onProgress } = order;
  requireReason({ by: actor.id, reason });
  await requireMapping(database, { flow, from, to });
  const [before, after] = await readBoth(database, { flow, from, to });
  const begun = await inTransaction(database, (client) => takeUp(client, { flow, from, to, isBack: back, by: actor.id, reason }));
  const step: Step = {
    run: begun.id,
    source: back ? after : before,
    command: {
      kind: 'command',
      type: 'migrate',
      data: { to: back ? from : to, ...(back ? { back } : {}) },
      actor,
      reason,
    },
  };
  let run = begun;
  for (let [lookedAt, waits] = [0, 0]; run.finishedAt === null && lookedAt < limit && signal?.aborted !== true; ) {
    const page = await nextPage(parts, database, step);
    lookedAt += page.lookedAt;
    run = (await readRun(database, begun.id)) ?? run;
    onProgress?.(run);
    if (!page.mustWait) continue;
    if (waits >= waitsMax) break;
    waits += 1;
    await wait(waitMs, signal ?? new AbortController().signal);
  }
  return run;
}

/** The run of the flow that goes this way already, or a new one. */
async function takeUp(
  client: Client,
  { flow, from, to, isBack, by, reason }: Way & { readonly isBack: boolean; readonly by: string; readonly reason: string },
): Promise<MigrationRun> {
  const { now } = await readInstant(client);
  // Two who begin at once would both find none.
  await client.query({ text: 'select pg_advisory_xact_lock(7302119, hashtext($1))', values: [flow] });
  const open = await lockOpenRun(client, flow);
  if (open !== undefined && open.from === from && open.to === to && open.isBack === isBack) return open;
  if (open !== undefined) await finishRun(client, { id: open.id, outcome: 'stopped', at: now });
  return insertRun(client, { flow, from, to, isBack, begunBy: by, begunAt: now, reason });
}

interface Step {
  readonly run: number;
  /** The version whose cases are migrated. */
  readonly source: CompiledFlow;
  readonly command: Submission['input'] & { readonly kind: 'command' };
}

interface Page {
  readonly lookedAt: number;
  /** The walk is over, and a transaction from before the run is not. */
  readonly mustWait: boolean;
}

const nothing: Page = { lookedAt: 0, mustWait: false };

/** One transaction; where the database refuses the data of some case, smaller ones until that one stands alone and is passed over. */
async function nextPage(parts: DispatchParts, database: Database, step: Step): Promise<Page> {
  let limit = pageMax;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const page = await inTransaction(database, (client) => migratePage(parts, client, step, limit));
      parts.onCommit();
      return page;
    } catch (error) {
      if (isDataError(error) && limit > 1) limit = limit >> 1;
      else if (isDataError(error)) return await inTransaction(database, (client) => passOver(client, step, error));
      else if (!isTransient(error) || attempt >= attemptsMax) throw error;
    }
  }
}

async function migratePage(
  parts: DispatchParts,
  client: Client,
  { run: id, source, command }: Step,
  limit: number,
): Promise<Page> {
  const run = await lockRun(client, id);
  if (run === undefined) return nothing;
  if (run.lastCase === null && !run.isSure && (await isPastHorizon(client, id))) await beginWalk(client, id, true);
  const page = await readCasesOfFlow(client, { flow: run.flow, after: run.lastCase, limit });
  const last = page.at(-1);
  if (last === undefined) return endWalk(client, id);
  const taken = page.filter(({ version, state }) => version === source.version && !isEnded(source, state));
  const results = await dispatchWithin(
    parts,
    postgresTransaction(client),
    taken.map((found) => ({ case: { id: found.id }, input: command })),
  );
  const refusals = results.flatMap(refusalOf);
  await insertRefusals(client, id, refusals);
  const migrated = results.filter(({ outcome }) => outcome === 'applied').length;
  await advanceRun(client, { id, lastCase: last.id, lookedAt: page.length, migrated, refused: refusals.length });
  return { lookedAt: page.length, mustWait: false };
}

/** Where the walk began too early to have met all, there is another one as soon as that can be told. */
async function endWalk(client: Client, id: number): Promise<Page> {
  const run = await lockRun(client, id);
  if (run?.isSure === true) await finishRun(client, { id, outcome: 'done', at: (await readInstant(client)).now });
  else if (await isPastHorizon(client, id)) await beginWalk(client, id, true);
  else return { lookedAt: 0, mustWait: true };
  return nothing;
}

/** What moved on, or ended, between the look at the page and its lock is told as refused, too. */
function refusalOf(result: DispatchResult): readonly MigrationRefusal[] {
  if (result.outcome !== 'refused' && result.outcome !== 'failed') return [];
  const { code, message, expected } = result.refusal;
  return [
    { caseId: result.caseId, code: code === 'migration-refused' && typeof expected === 'string' ? expected : code, message },
  ];
}

async function passOver(client: Client, { run: id }: Step, error: unknown): Promise<Page> {
  const run = await lockRun(client, id);
  if (run === undefined) return nothing;
  const [next]: readonly CaseOfFlow[] = await readCasesOfFlow(client, { flow: run.flow, after: run.lastCase, limit: 1 });
  if (next === undefined) return nothing;
  const message = error instanceof Error ? error.message : String(error);
  await insertRefusals(client, id, [{ caseId: next.id, code: 'data-error', message }]);
  await advanceRun(client, { id, lastCase: next.id, lookedAt: 1, migrated: 0, refused: 1 });
  return { lookedAt: 1, mustWait: false };
}

/**
 * A run as it stands, with the first 1,000 of the cases that stayed where they were, behind the one given.
 *
 * @throws EngineError migration-unknown
 */
export async function readMigration(
  database: Database,
  id: number,
  after?: string,
): Promise<MigrationRun & { readonly refusals: readonly MigrationRefusal[] }> {
  const run = await readRun(database, id);
  if (run === undefined) throw new EngineError('migration-unknown', `There is no migration ${id}`);
  return { ...run, refusals: await readRefusals(database, id, after) };
}
