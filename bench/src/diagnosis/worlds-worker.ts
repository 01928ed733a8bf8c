import { parentPort, workerData } from 'node:worker_threads';
import type { WorldClass } from './classes.ts';
import { judge } from './score.ts';

/** A share of the worlds of a class, in a thread of its own. */
export interface WorldsJob {
  readonly world: WorldClass;
  readonly seeds: readonly number[];
  readonly withRivals: boolean;
}

const { world, seeds, withRivals } = workerData as WorldsJob;
for (const seed of seeds) parentPort?.postMessage(judge(world, seed, withRivals));
