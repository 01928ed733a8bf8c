import type { Client } from '../database.ts';
import { EngineError, isDataError, isTransient } from '../errors.ts';
import type { FlowRegistry } from '../flow-registry.ts';
import type { SettingsRegistry } from '../settings/settings.ts';
import type { SourceRegistry } from '../source-registry.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import type { Store, Transaction } from '../store/transaction.ts';
import { beforeDeciding } from './before-deciding.ts';
import { decideBatch } from './decide-batch.ts';
import { batchMax, type DispatchResult, type Submission } from './submission.ts';
import { CaseNotRead, failed, type Prepared, prepareAll, readWorld } from './world.ts';
import { writeBatch } from './write-batch.ts';

export interface DispatchParts {
  readonly store: Store;
  readonly flows: FlowRegistry;
  readonly settings: SettingsRegistry;
  readonly sources: SourceRegistry;
  readonly nextSalt: () => string;
  /** How many effects this process has written: what looks for them can tell that there are none. */
  readonly written: { effects: number };
  /** After each commit: something may be due. */
  readonly onCommit: () => void;
}

/** How often a batch is decided again because another transaction bore its cases first, or it was chosen in a deadlock. */
const attemptsMax = 8;

/**
 * Decides and writes a batch in one transaction. Where the database refuses the data of some submission, the batch is halved
 * until that one stands alone and fails; its neighbours are written.
 */
export async function dispatchBatch(
  parts: DispatchParts,
  submissions: readonly Submission[],
): Promise<readonly DispatchResult[]> {
  return dispatchPrepared(parts, await prepareBatch(parts, parts.store.alone, submissions));
}

async function dispatchPrepared(parts: DispatchParts, prepared: readonly Prepared[]): Promise<readonly DispatchResult[]> {
  if (prepared.length === 0) return [];
  for (let attempt = 1; ; attempt += 1) {
    try {
      const results = await parts.store.transaction((tx) => attemptBatch(parts, tx, prepared, attempt));
      parts.onCommit();
      return results;
    } catch (error) {
      if (isDataError(error)) return bisect(parts, prepared, error);
      if (attempt >= attemptsMax || !(isTransient(error) || error instanceof BirthLost)) throw described(error);
    }
  }
}

async function bisect(parts: DispatchParts, prepared: readonly Prepared[], error: unknown): Promise<readonly DispatchResult[]> {
  const [only] = prepared;
  if (prepared.length === 1 && only !== undefined)
    return [failed(only.caseId, 'data-error', error instanceof Error ? error.message : String(error))];
  const middle = prepared.length >> 1;
  const first = await dispatchPrepared(parts, prepared.slice(0, middle));
  return [...first, ...(await dispatchPrepared(parts, prepared.slice(middle)))];
}

/** Decides and writes a batch inside the caller's transaction. What fails has written nothing there. */
export function dispatchWithClient(
  parts: DispatchParts,
  client: Client,
  submissions: readonly Submission[],
): Promise<readonly DispatchResult[]> {
  return dispatchWithin(parts, postgresTransaction(client), submissions);
}

/** The same in a transaction of the engine's own that does other things, too. */
export async function dispatchWithin(
  parts: DispatchParts,
  tx: Transaction,
  submissions: readonly Submission[],
): Promise<readonly DispatchResult[]> {
  if (submissions.length === 0) return [];
  const prepared = await prepareBatch(parts, tx, submissions);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tx.undoable(() => attemptBatch(parts, tx, prepared, attempt));
    } catch (error) {
      if (!(error instanceof BirthLost) || attempt >= attemptsMax) throw described(error);
    }
  }
}

/** Another transaction bore a case of the batch first; what it wrote can be seen now. */
class BirthLost extends Error {}

function described(error: unknown): unknown {
  if (!(error instanceof BirthLost)) return error;
  return new EngineError('births-contended', `Other writers bore cases of this batch first, ${attemptsMax} times: try again`);
}

async function prepareBatch(parts: DispatchParts, tx: Transaction, submissions: readonly Submission[]) {
  if (submissions.length > batchMax)
    throw new EngineError(
      'batch-too-large',
      `A batch holds at most ${batchMax} submissions, not ${submissions.length}: split it`,
    );
  const names = new Set(submissions.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt.source])));
  const sourceIds = await parts.sources.ids(tx, names);
  return prepareAll(submissions, sourceIds);
}

async function attemptBatch(
  parts: DispatchParts,
  tx: Transaction,
  submitted: readonly Prepared[],
  attempt: number,
): Promise<readonly DispatchResult[]> {
  const moment = await parts.settings.moment(tx);
  const also = new Set<string>();
  for (;;) {
    const read = await readWorld(tx, submitted, { moment, flows: parts.flows, also });
    const { world, prepared } = await beforeDeciding(tx, read, submitted, { hasFailed: attempt > 1 });
    try {
      const plan = decideBatch(world, prepared, parts.nextSalt);
      if (plan.cases.size > 0 || plan.receipts.length > 0) {
        if (!(await writeBatch(tx, world, plan))) throw new BirthLost();
        parts.written.effects += plan.effects.length;
      }
      return plan.results;
    } catch (error) {
      // Owned cases are spoken to that were finished long ago, or that their flow declares: they are read only now.
      if (!(error instanceof CaseNotRead) || error.caseIds.every((id) => also.has(id))) throw error;
      for (const id of error.caseIds) also.add(id);
    }
  }
}
