import { HttpProblem } from '../http/problem.ts';

/** Lets some work at a time; others wait for their turn, in the order in which they came, but neither too many nor too long. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #waiting = new Set<() => void>();
  #working = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Resolves to what is to be called once when the work is over. @throws HttpProblem too-many-requests */
  async take(): Promise<() => void> {
    const { atOnce, waitingMax, waitMsMax } = this.#limits;
    if (this.#working < atOnce) this.#working += 1;
    else {
      if (this.#waiting.size >= waitingMax) throw tooMany();
      await new Promise<void>((resolve, reject) => {
        const begin = () => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          this.#waiting.delete(begin);
          reject(tooMany());
        }, waitMsMax);
        this.#waiting.add(begin);
      });
    }
    return () => this.#pass();
  }

  /** Whoever has waited longest works instead. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#working -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

export interface TurnLimits {
  readonly atOnce: number;
  readonly waitingMax: number;
  readonly waitMsMax: number;
}

const tooMany = () => new HttpProblem('too-many-requests', 'Others are sending facts just now', { retryAfter: 2 });
