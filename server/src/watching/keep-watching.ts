import { keepDoing } from '../jobs/keep-doing.ts';
import type { Throughline } from '../throughline.ts';
import { runWatches } from './run-watches.ts';

const everyMs = 60_000;
const firstMs = 30_000;

/** Asks what falls due, in the background, on the company's clock. What fails is tried again a minute later. */
export function keepWatching(throughline: Throughline, onError: (error: unknown) => void): { stop(): Promise<void> } {
  return keepDoing((signal) => runWatches(throughline, { signal }), { everyMs, firstMs, onError });
}
