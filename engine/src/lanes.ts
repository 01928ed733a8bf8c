import { bucketOf, caseId, isCaseId } from './case-id.ts';
import type { DispatchResult, Submission } from './dispatch/submission.ts';
import { EngineBusyError } from './errors.ts';

/** At most so many submissions wait, in all lanes together. */
export const queueMax = 10_000;
const laneBatchMax = 1000;

interface Waiting {
  readonly submission: Submission;
  readonly resolve: (result: DispatchResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits single submissions in groups, without a timer: a batch goes as soon as the last has gone, with all that came
 * meanwhile. Cases of one bucket keep to one lane, so lanes do not wait for each other's locks.
 */
export class Lanes {
  readonly #dispatch: (submissions: readonly Submission[]) => Promise<readonly DispatchResult[]>;
  readonly #queues: Waiting[][];
  readonly #running = new Set<Promise<void>>();
  readonly #busy = new Set<number>();
  #waiting = 0;

  constructor(dispatch: (submissions: readonly Submission[]) => Promise<readonly DispatchResult[]>, lanes: number) {
    this.#dispatch = dispatch;
    this.#queues = Array.from({ length: lanes }, () => []);
  }

  submit(submission: Submission): Promise<DispatchResult> {
    if (this.#waiting >= queueMax) return Promise.reject(new EngineBusyError(this.#waiting));
    const { case: address } = submission;
    const id = address.id ?? caseId(address);
    const lane = isCaseId(id) ? bucketOf(id) % this.#queues.length : 0;
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      this.#queues[lane]?.push({ submission, resolve, reject });
      if (this.#busy.has(lane)) return;
      this.#busy.add(lane);
      const run = this.#run(lane).finally(() => this.#running.delete(run));
      this.#running.add(run);
    });
  }

  /** Resolves when all that was submitted has been dealt with. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #run(lane: number): Promise<void> {
    const queue = this.#queues[lane] ?? [];
    // What is submitted in the same turn of the event loop goes together.
    await null;
    while (queue.length > 0) {
      const batch = queue.splice(0, laneBatchMax);
      try {
        const results = await this.#dispatch(batch.map(({ submission }) => submission));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as DispatchResult);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      this.#waiting -= batch.length;
    }
    this.#busy.delete(lane);
  }
}
