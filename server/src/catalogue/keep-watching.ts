import { keepDoingAlone } from '../jobs/keep-doing.ts';
import type { Throughline } from '../throughline.ts';
import { watchCatalogue } from './watch-catalogue.ts';

/** A document that falls stale, a person who leaves: nobody waits longer for either to be noticed. */
const everyMs = 60_000;

/** Looks after the catalogue in the background, in one process of all at a time. */
export function keepWatchingCatalogue(
  throughline: Throughline,
  { onError }: { readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  const look = async () => {
    const { now } = await throughline.engine.clock();
    await watchCatalogue(throughline, now);
  };
  return keepDoingAlone(throughline, 'catalogue', look, { everyMs, onError });
}
