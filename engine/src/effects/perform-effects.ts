import type { Millis } from '@throughline/language';
import type { DispatchParts } from '../dispatch/dispatch.ts';
import type { Claim, ClaimedEffect, DueDestination } from '../sql/claim-effects.ts';
import { effectName } from '../sql/end-effects.ts';
import { type Attempted, attempt } from './attempt.ts';
import { EndWriter, writeEnds } from './end-writer.ts';
import { concurrencyDefault, type Sinks } from './sink.ts';

/** The machine's own time and chance: they run leases and pauses between attempts, and no decision. */
export interface Machine {
  /** `null`: the database's clock. */
  readonly now: () => Millis | null;
  readonly random: () => number;
  /** Resolves after the time, or at once when the signal is aborted. The process may end meanwhile, unless work goes on after it. */
  readonly wait: (milliseconds: number, signal: AbortSignal, goesOn?: 'work-goes-on') => Promise<void>;
}

export const leaseMs = 30_000;

/** At most so many attempts of one worker are under way; beyond that, one for each destination that has none. */
const underWayMax = 64;

export interface EffectRunner {
  /** Takes what is due and has a sink, and begins it. Returns how many it took. */
  take(): Promise<number>;
  /** Resolves when all that was begun is over and written. Rejects with the first end that could not be written. */
  idle(): Promise<void>;
}

export interface EffectRunnerOptions {
  readonly sinks: Sinks;
  /** Its name, of which each lease says that it is this worker's. */
  readonly worker: string;
  /** An attempt is over: there is room for another. */
  readonly onEnd?: () => void;
  /** An end could not be written: its lease will run out. Default: `idle` rejects with it. */
  readonly onFailure?: (error: unknown) => void;
}

/** Runs attempts side by side: none waits for one that takes long. */
export function effectRunner(parts: DispatchParts, machine: Machine, options: EffectRunnerOptions): EffectRunner {
  return new Runner(parts, machine, options);
}

interface UnderWay {
  readonly effect: ClaimedEffect;
  readonly lost: AbortController;
}

class Runner implements EffectRunner {
  readonly #parts: DispatchParts;
  readonly #machine: Machine;
  readonly #options: EffectRunnerOptions;
  readonly #kinds: readonly string[];
  readonly #writer: EndWriter;
  readonly #underWay = new Set<UnderWay>();
  readonly #running = new Set<Promise<void>>();
  #failures: unknown[] = [];
  #heartbeat: { readonly over: AbortController; readonly running: Promise<void> } | undefined;

  constructor(parts: DispatchParts, machine: Machine, options: EffectRunnerOptions) {
    this.#parts = parts;
    this.#machine = machine;
    this.#options = options;
    this.#kinds = Object.keys(options.sinks).filter((kind) => kind !== 'message');
    this.#writer = new EndWriter((ended) => writeEnds(parts, machine, { ended, worker: options.worker }));
  }

  async take(): Promise<number> {
    if (this.#kinds.length === 0) return 0;
    const { store } = this.#parts;
    const due = await store.alone.readDueDestinations(this.#kinds, this.#machine.now());
    const from = this.#shared(await this.#reached(due));
    if (from.length === 0) return 0;
    const claim: Claim = { from, worker: this.#options.worker, leaseMs, machineNow: this.#machine.now() };
    const claimed = await store.transaction((tx) => tx.claimEffects(claim));
    const begun = claimed.map((effect) => ({ effect, lost: new AbortController() }));
    for (const each of begun) this.#underWay.add(each);
    if (begun.length > 0) this.#heartbeat ??= this.#beat();
    for (const each of begun) {
      const run: Promise<void> = this.#run(each).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
    return claimed.length;
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    const [failure] = this.#failures;
    const hasFailed = this.#failures.length > 0;
    this.#failures = [];
    if (hasFailed) throw failure;
  }

  /** What goes where its sink does not reach is left to wait. */
  async #reached(due: readonly DueDestination[]): Promise<readonly DueDestination[]> {
    const reached = new Map<string, ReadonlySet<string>>();
    for (const [kind, of] of Map.groupBy(due, (each) => each.kind)) {
      const sink = this.#options.sinks[kind];
      const found = await sink?.reaches?.(of.map(({ destination }) => destination));
      if (found !== undefined) reached.set(kind, found);
    }
    return due.filter(({ kind, destination }) => reached.get(kind)?.has(destination) ?? true);
  }

  /** Room is shared among the destinations alike; one that has nothing under way here always gets something. */
  #shared(due: readonly DueDestination[]): Claim['from'] {
    const busy = new Map<string, number>();
    for (const { effect } of this.#underWay) busy.set(effect.destination, (busy.get(effect.destination) ?? 0) + 1);
    const room = Math.max(0, underWayMax - this.#underWay.size);
    const share = Math.floor(room / Math.max(1, new Set(due.map(({ destination }) => destination)).size));
    return due.flatMap((each) => {
      const most = Math.max(share, busy.has(each.destination) ? 0 : 1);
      const concurrency = this.#options.sinks[each.kind]?.concurrency ?? concurrencyDefault;
      return most === 0 ? [] : [{ ...each, concurrency, most }];
    });
  }

  async #run(begun: UnderWay): Promise<void> {
    const { effect, lost } = begun;
    const sink = this.#options.sinks[effect.kind];
    try {
      if (sink !== undefined) {
        const begun = performance.now();
        const attempted = await attempt(effect, sink, this.#machine, lost.signal);
        const milliseconds = performance.now() - begun;
        await this.#writer.write({ effect, ...attempted });
        this.#tell(effect, attempted, milliseconds);
      }
    } catch (error) {
      if (this.#options.onFailure === undefined) this.#failures.push(error);
      else this.#options.onFailure(error);
    } finally {
      this.#underWay.delete(begun);
      if (this.#underWay.size === 0) await this.#stopBeating();
      this.#options.onEnd?.();
    }
  }

  #tell({ kind, destination, caseId, key, trace }: ClaimedEffect, { end }: Attempted, milliseconds: number): void {
    const of = { effect: kind, destination, caseId, key, trace: trace ?? undefined };
    this.#parts.observer?.event({ kind: 'effect', ...of, attempt: end.effect.attempts, status: end.status, milliseconds });
  }

  #beat(): { readonly over: AbortController; readonly running: Promise<void> } {
    const over = new AbortController();
    return { over, running: this.#keepLeases(over.signal) };
  }

  async #stopBeating(): Promise<void> {
    const beating = this.#heartbeat;
    this.#heartbeat = undefined;
    beating?.over.abort();
    await beating?.running;
  }

  /** Prolongs the leases thrice in their time, while attempts are under way. Where that fails the leases may run out; who has lost his is told to stop. */
  async #keepLeases(over: AbortSignal): Promise<void> {
    const { worker } = this.#options;
    for (;;) {
      await this.#machine.wait(leaseMs / 3, over);
      if (over.aborted) return;
      const held = [...this.#underWay];
      try {
        const effects = held.map(({ effect }) => effect);
        const kept = await this.#parts.store.alone.extendLeases(effects, { worker, leaseMs, machineNow: this.#machine.now() });
        for (const { effect, lost } of held) if (!kept.has(effectName(effect))) lost.abort();
      } catch {
        // The database is away: it is asked again.
      }
    }
  }
}

/** Performs effects that are due and have a sink, one round of them. Returns how many it took. */
export async function performEffects(parts: DispatchParts, machine: Machine, options: EffectRunnerOptions): Promise<number> {
  const runner = effectRunner(parts, machine, options);
  const taken = await runner.take();
  await runner.idle();
  return taken;
}
