import { parentPort, workerData } from 'node:worker_threads';
import type { WorldClass } from './classes.ts';
import { addTallies, judge, noTally } from './score.ts';

/** A share of the worlds of a class, in a thread of its own. */
export interface WorldsJob {
  readonly world: WorldClass;
  readonly seeds: readonly number[];
  readonly withRivals: boolean;
}

const { world, seeds, withRivals } = workerData as WorldsJob;
parentPort?.postMessage(seeds.map((seed) => judge(world, seed, withRivals)).reduce(addTallies, noTally));
