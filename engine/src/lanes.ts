import { bucketOf, caseId, isCaseId } from './case-id.ts';
import type { DispatchResult, Submission } from './dispatch/submission.ts';
import { EngineBusyError } from './errors.ts';
import type { Observer } from './observer.ts';

/** Commands are somebody waiting; imports are a machine that has time. */
export type WorkClass = 'command' | 'import';

export interface SubmitOptions {
  /** Default `command`. */
  readonly class?: WorkClass;
  /** Takes back what has not gone to the database yet: the promise rejects with the signal's reason. What has gone is answered. */
  readonly signal?: AbortSignal;
}

/** At most so many submissions of a class wait, in all lanes together, with so many characters of JSON. */
export const queueMax = 10_000;
export const queueCharactersMax = 32_000_000;
/** A batch of imports is smaller: commands behind it wait no longer than that takes. */
const batchMaxOf: Readonly<Record<WorkClass, number>> = { command: 1000, import: 250 };

interface Waiting {
  readonly submission: Submission;
  readonly class: WorkClass;
  readonly caseId: string;
  readonly characters: number;
  readonly resolve: (result: DispatchResult) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  withdraw?: () => void;
}

/** What waits for one transaction at a time. */
class Lane {
  readonly queues: Readonly<Record<WorkClass, Waiting[]>> = { command: [], import: [] };
  /** In which class something for a case waits, and how much: what comes for it later must not overtake that. */
  readonly waitingIn = new Map<string, { readonly class: WorkClass; count: number }>();
  isBusy = false;
  last: WorkClass = 'import';

  add(waiting: Waiting): void {
    const of = this.waitingIn.get(waiting.caseId) ?? { class: waiting.class, count: 0 };
    of.count += 1;
    this.waitingIn.set(waiting.caseId, of);
    this.queues[of.class].push(waiting);
  }

  /** Whether it was still waiting. */
  remove(waiting: Waiting): boolean {
    for (const queue of Object.values(this.queues)) {
      const place = queue.indexOf(waiting);
      if (place < 0) continue;
      queue.splice(place, 1);
      this.#forget(waiting);
      return true;
    }
    return false;
  }

  #forget({ caseId: id }: Waiting): void {
    const of = this.waitingIn.get(id);
    if (of === undefined) return;
    of.count -= 1;
    if (of.count === 0) this.waitingIn.delete(id);
  }

  /** The next batch: the classes take turns where both wait, so neither has more than half of the batches. */
  take(): readonly Waiting[] {
    const other = this.last === 'command' ? 'import' : 'command';
    this.last = this.queues[other].length > 0 ? other : this.last;
    const batch = this.queues[this.last].splice(0, batchMaxOf[this.last]);
    for (const waiting of batch) this.#forget(waiting);
    return batch;
  }

  get isEmpty(): boolean {
    return this.queues.command.length + this.queues.import.length === 0;
  }
}

/**
 * Commits single submissions in groups, without a timer: a batch goes as soon as the last has gone, with all that came
 * meanwhile. Cases of one bucket keep to one lane, so lanes do not wait for each other's locks, and the submissions of a case are decided
 * in the order in which they came.
 */
export class Lanes {
  readonly #dispatch: (submissions: readonly Submission[]) => Promise<readonly DispatchResult[]>;
  readonly #lanes: readonly Lane[];
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: Readonly<Record<WorkClass, { count: number; characters: number }>> = {
    command: { count: 0, characters: 0 },
    import: { count: 0, characters: 0 },
  };
  readonly #observer: Observer | undefined;
  /** How long a submission took lately, where many were waiting. */
  #millisecondsEach = 1;

  constructor(
    dispatch: (submissions: readonly Submission[]) => Promise<readonly DispatchResult[]>,
    lanes: number,
    observer?: Observer,
  ) {
    this.#dispatch = dispatch;
    this.#observer = observer;
    this.#lanes = Array.from({ length: lanes }, () => new Lane());
  }

  /** How many submissions of a class wait or are being decided. */
  depth(of: WorkClass): number {
    return this.#waiting[of].count;
  }

  submit(submission: Submission, { class: workClass = 'command', signal }: SubmitOptions = {}): Promise<DispatchResult> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    const queue = this.#waiting[workClass];
    const characters = charactersOf(submission);
    if (queue.count >= queueMax || queue.characters + characters > queueCharactersMax) {
      this.#observer?.event({ kind: 'busy', class: workClass, waiting: queue.count });
      return Promise.reject(new EngineBusyError(queue.count, Math.ceil((queue.count * this.#millisecondsEach) / 1000)));
    }
    const { case: address } = submission;
    const id = address.id ?? caseId(address);
    const lane = this.#lanes[isCaseId(id) ? bucketOf(id) % this.#lanes.length : 0] as Lane;
    queue.count += 1;
    queue.characters += characters;
    return new Promise<DispatchResult>((resolve, reject) => {
      const waiting: Waiting = { submission, class: workClass, caseId: id, characters, resolve, reject, signal };
      waiting.withdraw = () => this.#withdraw(lane, waiting);
      lane.add(waiting);
      signal?.addEventListener('abort', waiting.withdraw);
      if (lane.isBusy) return;
      lane.isBusy = true;
      const run = this.#run(lane).finally(() => this.#running.delete(run));
      this.#running.add(run);
    });
  }

  /** Resolves when all that was submitted has been dealt with. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #withdraw(lane: Lane, waiting: Waiting): void {
    if (!lane.remove(waiting)) return;
    this.#leave([waiting]);
    waiting.reject(waiting.signal?.reason);
  }

  async #run(lane: Lane): Promise<void> {
    // What is submitted in the same turn of the event loop goes together.
    await null;
    while (!lane.isEmpty) {
      const batch = lane.take();
      const begun = performance.now();
      try {
        const results = await this.#dispatch(batch.map(({ submission }) => submission));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as DispatchResult);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      this.#leave(batch);
      this.#millisecondsEach = (performance.now() - begun) / batch.length;
    }
    lane.isBusy = false;
  }

  #leave(batch: readonly Waiting[]): void {
    for (const { class: workClass, characters, signal, withdraw } of batch) {
      if (withdraw !== undefined) signal?.removeEventListener('abort', withdraw);
      this.#waiting[workClass].count -= 1;
      this.#waiting[workClass].characters -= characters;
    }
  }
}

/** What cannot be written as JSON is refused where it is decided. */
function charactersOf({ input }: Submission): number {
  if (input.kind === 'deadline') return 0;
  try {
    return JSON.stringify(input.data)?.length ?? 0;
  } catch {
    return 0;
  }
}
