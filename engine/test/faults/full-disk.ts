import { setTimeout } from 'node:timers/promises';
import type { Struck } from './everywhere.ts';
import type { Trial, Victim } from './trial.ts';

/** So many bytes are left; the disk is full a few pages later. */
const leftovers = [0, 16_384, 65_536, 262_144];
const storiesMax = 12;
const inTheMiddleMs = 60;

/**
 * Stories on a disk that is full, or soon will be; in every other round it is the server's own log for which no room is left, and the server ends
 * itself. Whoever gets an error makes room and asks again.
 */
export async function fillUp(trial: Trial, rounds: number): Promise<Struck> {
  let blows = 0;
  trial.onTrouble = () => trial.cluster.leaveFree(undefined);
  for (let round = 0; round < rounds; round += 1) {
    const below = trial.here(round % 2 === 0, undefined);
    let isFull = false;
    const victim: Victim = {
      ...below,
      async ask(work) {
        try {
          return await below.ask(work);
        } catch (error) {
          isFull = true;
          trial.onTrouble();
          throw error;
        }
      },
    };
    for (let story = 0; !isFull && story < storiesMax; story += 1) {
      trial.cluster.leaveFree(leftovers[round % leftovers.length]);
      const told = trial.tell(`${round % 2 === 0 ? 'L' : 'D'}full${round}n${story}`, victim);
      if (round % 2 === 1) await setTimeout(inTheMiddleMs).then(() => trial.nextLogFile());
      await told;
    }
    blows += isFull ? 1 : 0;
    await below.close();
  }
  return { rounds, blows };
}
