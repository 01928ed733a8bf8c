import { keepDoingAlone } from '../jobs/keep-doing.ts';
import type { Throughline } from '../throughline.ts';
import { dayMs } from './tell-days.ts';
import { watchIntegrations } from './watch-integrations.ts';

const everyMs = 10_000;
/** After a start, days are told as far back as anybody may have told runs; then what the last days may have brought. */
const daysBack = 800;
const daysAround = 3;

/** Looks after integrations in the background, in one process of all at a time. */
export function keepWatchingIntegrations(
  throughline: Throughline,
  { onError }: { readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  let days = daysBack;
  const look = async () => {
    const { now } = await throughline.engine.clock();
    await watchIntegrations(throughline, { since: now - days * dayMs });
    days = daysAround;
  };
  return keepDoingAlone(throughline, 'integrations', look, { everyMs, onError });
}
