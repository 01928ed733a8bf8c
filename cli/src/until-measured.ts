import { setTimeout as wait } from 'node:timers/promises';
import type { Session } from './session.ts';

const patienceMs = 30_000;
const firstPauseMs = 100;
const pauseMsMax = 2000;

/** What rests on numbers that are worked out beside the requests: asked again until they are there, or for half a minute. */
export async function untilMeasured<Found>(
  { signal, machineNow }: Session,
  read: () => Promise<Found>,
  isMeasuring: (found: Found) => boolean,
): Promise<Found> {
  const until = machineNow() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMsMax, 2 * pauseMs)) {
    const found = await read();
    if (!isMeasuring(found) || machineNow() > until) return found;
    await wait(pauseMs, undefined, { signal });
  }
}
