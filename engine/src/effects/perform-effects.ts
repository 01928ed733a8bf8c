import { setImmediate } from 'node:timers/promises';
import type { Millis } from '@throughline/language';
import { type DispatchParts, dispatchWithin } from '../dispatch/dispatch.ts';
import { isTransient } from '../errors.ts';
import type { ClaimedEffect, EffectEnd } from '../sql/effects.ts';
import { effectFailed } from './failed-effect.ts';
import { attemptsMax, backoffMs, type Sink, type SinkOutcome, type Sinks } from './sink.ts';

/** The machine's own time and chance: they run leases and pauses between attempts, and no decision. */
export interface Machine {
  /** `null`: the database's clock. */
  readonly now: () => Millis | null;
  readonly random: () => number;
  /** Resolves after the time, or at once when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const leaseMs = 30_000;
const claimMax = 16;
const triesMax = 8;

/** Performs effects that are due and have a sink, at most 16. Returns how many it took. */
export async function performEffects(
  parts: DispatchParts,
  machine: Machine,
  { sinks, worker }: { readonly sinks: Sinks; readonly worker: string },
): Promise<number> {
  const kinds = Object.keys(sinks).filter((kind) => kind !== 'message');
  if (kinds.length === 0) return 0;
  const lease = { worker, leaseMs, machineNow: machine.now() };
  const claimed = await parts.store.alone.claimEffects({ ...lease, kinds, limit: claimMax });
  if (claimed.length === 0) return 0;
  const finished = new AbortController();
  const heartbeat = keepLeases(parts, machine, { claimed, worker, signal: finished.signal });
  const writer = new EndWriter((ended) => writeEnds(parts, machine, { ended, worker }));
  try {
    const written = await Promise.allSettled(
      claimed.map(async (effect) => writer.write({ effect, end: await attempt(effect, sinks[effect.kind], machine) })),
    );
    for (const result of written) if (result.status === 'rejected') throw result.reason;
  } finally {
    finished.abort();
    await heartbeat;
  }
  return claimed.length;
}

/** Prolongs the leases thrice in their time, until the attempts are over. Where that fails, the leases simply run out. */
async function keepLeases(
  parts: DispatchParts,
  machine: Machine,
  {
    claimed,
    worker,
    signal,
  }: { readonly claimed: readonly ClaimedEffect[]; readonly worker: string; readonly signal: AbortSignal },
): Promise<void> {
  for (;;) {
    await machine.wait(leaseMs / 3, signal);
    if (signal.aborted) return;
    try {
      await parts.store.alone.extendLeases(claimed, { worker, leaseMs, machineNow: machine.now() });
    } catch {
      return;
    }
  }
}

async function attempt(effect: ClaimedEffect, sink: Sink | undefined, machine: Machine): Promise<EffectEnd> {
  if (effect.wasLeased && effect.delivery === 'at-most-once')
    return { effect, status: 'unknown', error: 'The worker that took it was not heard of again: it may have been done' };
  const outcome = await perform(effect, sink);
  if (outcome.outcome === 'done')
    return { effect, status: 'done', ...(outcome.result === undefined ? {} : { result: outcome.result }) };
  if (outcome.outcome === 'refused') return { effect, status: 'refused', error: outcome.error };
  if (outcome.outcome === 'unknown' && effect.delivery === 'at-most-once')
    return { effect, status: 'unknown', error: outcome.error };
  if (effect.attempts >= attemptsMax)
    return { effect, status: outcome.outcome === 'unknown' ? 'unknown' : 'dead', error: outcome.error };
  return { effect, status: 'pending', error: outcome.error, retryMs: backoffMs(effect.attempts, machine.random) };
}

/** A sink that throws has not said whether it did anything. */
async function perform(effect: ClaimedEffect, sink: Sink | undefined): Promise<SinkOutcome> {
  if (sink === undefined) return { outcome: 'retry', error: `No sink for effects of kind ${effect.kind}` };
  const { caseId, key, kind, payload, attempts } = effect;
  try {
    return await sink.perform({ caseId, key, kind, payload, attempt: attempts, idempotencyKey: `${caseId}/${key}` });
  } catch (error) {
    return { outcome: 'unknown', error: error instanceof Error ? error.message : String(error) };
  }
}

interface Ended {
  readonly effect: ClaimedEffect;
  readonly end: EffectEnd;
}

/**
 * Writes ends as soon as they are known, so that nobody waits for the slowest and least is unknown after a crash; those that come
 * while others are being written go together.
 */
class EndWriter {
  readonly #write: (ended: readonly Ended[]) => Promise<void>;
  #waiting: Ended[] = [];
  #running: Promise<void> | undefined;

  constructor(write: (ended: readonly Ended[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when this end is written. */
  write(ended: Ended): Promise<void> {
    this.#waiting.push(ended);
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      await setImmediate();
      while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
    } finally {
      this.#running = undefined;
    }
  }
}

/** Writes how attempts ended and tells the cases what failed, in one transaction. */
async function writeEnds(
  parts: DispatchParts,
  machine: Machine,
  { ended, worker }: { readonly ended: readonly Ended[]; readonly worker: string },
): Promise<void> {
  const ends = ended.map(({ end }) => end);
  const failures = ended.flatMap(({ effect, end: { status, error = '' } }) =>
    status === 'refused' || status === 'dead' || status === 'unknown' ? [{ effect, outcome: status, error } as const] : [],
  );
  for (let tries = 1; ; tries += 1) {
    try {
      await parts.store.transaction(async (tx) => {
        const ours = await tx.endEffects(ends, { worker, machineNow: machine.now() });
        const told = failures.filter(({ effect }) => ours.has(`${effect.caseId}/${effect.key}`));
        if (told.length === 0) return;
        const { now } = await tx.readMoment();
        await dispatchWithin(
          parts,
          tx,
          told.map((failure) => effectFailed(failure, now)),
        );
      });
      if (failures.length > 0) parts.onCommit();
      return;
    } catch (error) {
      if (!isTransient(error) || tries >= triesMax) throw error;
    }
  }
}
