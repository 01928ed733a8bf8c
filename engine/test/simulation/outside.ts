import type { Sink, SinkOutcome, Sinks } from '../../src/effects/sink.ts';
import type { Chance } from '../model/scheduling.ts';

/** The world outside: it does what it is asked, or does not, and says so, or says something else. */
export interface Outside {
  readonly done: Map<string, number>;
  readonly saidDone: Map<string, number>;
  /** What it said last of each attempt, by `<idempotency key>/<attempt>`. */
  readonly said: Map<string, SinkOutcome['outcome']>;
  /** What it left in doubt, now or then. */
  readonly doubtful: Set<string>;
  sinks(pause: (milliseconds: number) => Promise<void>): Sinks;
}

export function outsideWorld(chance: Chance, isCalm: () => boolean): Outside {
  const done = new Map<string, number>();
  const saidDone = new Map<string, number>();
  const doubtful = new Set<string>();
  const said: Outside['said'] = new Map();
  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  const mail = (pause: (milliseconds: number) => Promise<void>): Sink => ({
    async perform({ idempotencyKey, attempt }): Promise<SinkOutcome> {
      const say = (outcome: SinkOutcome): SinkOutcome => {
        said.set(`${idempotencyKey}/${attempt}`, outcome.outcome);
        return outcome;
      };
      const isSlow = !isCalm() && chance.chance(0.2);
      await pause(isSlow ? chance.integer(5000, 55_000) : 1);
      const roll = isCalm() ? 99 : chance.integer(0, 99);
      if (roll < 8) return say({ outcome: 'retry', error: 'Try again' });
      if (roll < 16) return say({ outcome: 'refused', error: 'Nobody lives here' });
      if (roll < 30) doubtful.add(idempotencyKey);
      if (roll < 20) throw new Error('The line is dead');
      count(done, idempotencyKey);
      await pause(1);
      if (roll < 26) throw new Error('The line went dead');
      if (roll < 30) return say({ outcome: 'unknown', error: 'No answer' });
      count(saidDone, idempotencyKey);
      return say({ outcome: 'done', result: { id: idempotencyKey } });
    },
  });
  return { done, saidDone, doubtful, said, sinks: (pause) => ({ mail: mail(pause) }) };
}
