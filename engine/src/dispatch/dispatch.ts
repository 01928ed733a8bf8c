import type { Client } from '../database.ts';
import { type DestinationOf, withDestinations } from '../effects/destination-of.ts';
import { EngineError, isDataError, isTransient } from '../errors.ts';
import type { FlowRegistry } from '../flow-registry.ts';
import { type AgainCause, codeOf, countOutcomes, type Observer, tracesOf, transientCause } from '../observer.ts';
import type { SettingsRegistry } from '../settings/settings.ts';
import type { SourceRegistry } from '../source-registry.ts';
import { inTurn, watched } from '../store/in-line.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import type { Store, Transaction } from '../store/transaction.ts';
import { beforeDeciding } from './before-deciding.ts';
import { type BatchPlan, decideBatch } from './decide-batch.ts';
import { redirected, SentToMerged } from './merged-cases.ts';
import { slicesOf } from './slices.ts';
import { batchMax, type DispatchResult, type Submission } from './submission.ts';
import { CaseNotRead, failed, type Locking, lockRoots, type Prepared, prepareAll, readWorld, type World } from './world.ts';
import { writeBatch } from './write-batch.ts';

export interface DispatchParts {
  readonly store: Store;
  readonly flows: FlowRegistry;
  readonly settings: SettingsRegistry;
  readonly sources: SourceRegistry;
  readonly nextSalt: () => string;
  /** How many effects this process has written: what looks for them can tell that there are none. */
  readonly written: { effects: number };
  /** Where an effect goes, if not its kind says it. */
  readonly destinationOf?: DestinationOf | undefined;
  readonly observer?: Observer | undefined;
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

/** The same for submissions that were made ready. */
export async function dispatchPrepared(parts: DispatchParts, prepared: readonly Prepared[]): Promise<readonly DispatchResult[]> {
  if (prepared.length === 0) return [];
  const begun = performance.now();
  for (let [attempt, meant] = [1, prepared]; ; attempt += 1) {
    try {
      const results = await parts.store.transaction((tx) => attemptBatch(parts, tx, meant, attempt));
      tellOfBatch(parts, prepared, results, { attempts: attempt, begun });
      parts.onCommit();
      return results;
    } catch (error) {
      const isLast = !isDataError(error) && (attempt >= attemptsMax || !isWorthAnother(error));
      parts.observer?.event(
        isLast
          ? { kind: 'batch-failed', size: prepared.length, milliseconds: performance.now() - begun, error }
          : { kind: 'again', cause: againCause(error) },
      );
      if (isDataError(error)) return bisect(parts, meant, error);
      if (isLast) throw described(error);
      if (error instanceof SentToMerged) meant = redirected(meant, error);
    }
  }
}

function tellOfBatch(
  { observer }: DispatchParts,
  prepared: readonly Prepared[],
  results: readonly DispatchResult[],
  { attempts, begun }: { readonly attempts: number; readonly begun: number },
): void {
  if (observer === undefined) return;
  observer.event({
    kind: 'batch',
    size: prepared.length,
    milliseconds: performance.now() - begun,
    attempts,
    outcomes: countOutcomes(results),
    traces: tracesOf(prepared.map(({ submission }) => submission)),
  });
}

function againCause(error: unknown): AgainCause {
  if (isDataError(error)) return 'data';
  if (error instanceof BirthLost) return 'births';
  return error instanceof SentToMerged ? 'merges' : transientCause(error);
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
  for (let [attempt, meant] = [1, prepared]; ; attempt += 1) {
    try {
      return await tx.undoable(() => attemptBatch(parts, tx, meant, attempt));
    } catch (error) {
      if (!(error instanceof BirthLost || error instanceof SentToMerged) || attempt >= attemptsMax) throw described(error);
      if (error instanceof SentToMerged) meant = redirected(meant, error);
    }
  }
}

/** Another transaction bore a case of the batch first; what it wrote can be seen now. */
class BirthLost extends Error {}

/** Whether another attempt, or one without the submission at fault, can end otherwise. */
export function isWorthAnother(error: unknown): boolean {
  return isDataError(error) || isTransient(error) || error instanceof BirthLost || error instanceof SentToMerged;
}

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
  const { alone } = parts.store;
  const sourceIds = await (tx === alone ? parts.sources.ids(alone, names) : parts.sources.idsWithin(tx, names));
  return prepareAll(submissions, sourceIds);
}

/**
 * Decides and writes a batch in a transaction of which the caller answers for what fails: slice by slice. While the database writes one,
 * the next, which it has read before, is decided.
 */
export async function attemptBatch(
  parts: DispatchParts,
  tx: Transaction,
  submitted: readonly Prepared[],
  attempt = 1,
): Promise<readonly DispatchResult[]> {
  const locking = await lockRoots(tx, submitted, parts);
  const slices = slicesOf(submitted).map((places) => ({ places, items: places.map((place) => submitted[place] as Prepared) }));
  const results: DispatchResult[] = [];
  const writing: Promise<void>[] = [];
  const read = (index: number) => watched(readWorld(tx, slices[index]?.items ?? [], { ...locking, also: new Set() }));
  let ahead = read(0);
  try {
    for (const [index, { places, items }] of slices.entries()) {
      const world = await ahead;
      if (index + 1 < slices.length) ahead = read(index + 1);
      const decided = await decideSlice(parts, tx, { world, items, locking, hasFailed: attempt > 1 });
      for (const [nth, place] of places.entries()) results[place] = decided.plan.results[nth] as DispatchResult;
      writing.push(watched(writeSlice(parts, tx, decided)));
    }
  } catch (error) {
    // What failed before it, which ended the transaction, is the reason.
    await inTurn(writing);
    throw error;
  }
  await inTurn(writing);
  return results;
}

interface Slice {
  readonly world: World;
  readonly items: readonly Prepared[];
  readonly locking: Locking;
  readonly hasFailed: boolean;
}

interface DecidedSlice {
  readonly world: World;
  readonly plan: BatchPlan;
}

async function decideSlice({ flows, nextSalt }: DispatchParts, tx: Transaction, slice: Slice): Promise<DecidedSlice> {
  const { items, locking, hasFailed } = slice;
  const also = new Set<string>();
  for (let read = slice.world; ; read = await readWorld(tx, items, { ...locking, also })) {
    const { world, prepared } = await beforeDeciding(tx, read, items, { flows, hasFailed });
    try {
      return { world, plan: decideBatch(world, prepared, nextSalt) };
    } catch (error) {
      // Owned cases are spoken to that were finished long ago, or that their flow declares: they are read only now.
      if (!(error instanceof CaseNotRead) || error.caseIds.every((id) => also.has(id))) throw error;
      for (const id of error.caseIds) also.add(id);
    }
  }
}

async function writeSlice(parts: DispatchParts, tx: Transaction, { world, plan }: DecidedSlice): Promise<void> {
  if (plan.cases.size === 0 && plan.receipts.length === 0) return;
  const effects = withDestinations(plan.effects, parts.destinationOf);
  if (!(await writeBatch(tx, world, { ...plan, effects }))) throw new BirthLost();
  for (const { caseId, reason } of plan.quarantined) parts.observer?.event({ kind: 'quarantined', caseId, code: codeOf(reason) });
  parts.written.effects += plan.effects.length + plan.effectChanges.length;
}
