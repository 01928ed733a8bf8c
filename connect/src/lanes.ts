/**
 * Two lanes of batches. What belongs to one case goes down one lane, in order; each lane has one batch under way while the next
 * fills. So no case is in two batches at once, and no more than two batches run and two fill, however fast the file is read.
 */
export class Lanes<T> {
  readonly #run: (batch: readonly T[]) => Promise<void>;
  readonly #size: number;
  readonly #lanes: readonly Lane<T>[] = [
    { waiting: [], running: undefined },
    { waiting: [], running: undefined },
  ];
  #failure: { readonly error: unknown } | undefined;

  constructor(size: number, run: (batch: readonly T[]) => Promise<void>) {
    this.#size = size;
    this.#run = run;
  }

  /** Adds an item; true where its lane is full, so that `drain` must be awaited before more are added. */
  push(group: string, item: T): boolean {
    const lane = this.#lanes[laneOf(group)] as Lane<T>;
    lane.waiting.push(item);
    return lane.waiting.length >= this.#size;
  }

  /** Starts the batches that are full, each as soon as the one before it is done. Throws what a batch has thrown. */
  async drain(): Promise<void> {
    for (const lane of this.#lanes) while (lane.waiting.length >= this.#size) await this.#start(lane);
  }

  /** Runs what is left and waits for all of it. */
  async end(): Promise<void> {
    for (const lane of this.#lanes) while (lane.waiting.length > 0) await this.#start(lane);
    await this.settle();
    this.#throwFailure();
  }

  /** Waits for what is under way, whatever comes of it. */
  async settle(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.running));
  }

  async #start(lane: Lane<T>): Promise<void> {
    await lane.running;
    this.#throwFailure();
    const batch = lane.waiting.slice(0, this.#size);
    lane.waiting = lane.waiting.slice(this.#size);
    lane.running = this.#run(batch).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

interface Lane<T> {
  waiting: T[];
  /** Never rejects. */
  running: Promise<void> | undefined;
}

function laneOf(group: string): 0 | 1 {
  let sum = 0;
  for (let i = 0; i < group.length; i += 1) sum = (Math.imul(sum, 31) + group.charCodeAt(i)) | 0;
  return ((sum ^ (sum >>> 16)) & 1) as 0 | 1;
}
