import { keepDoingAlone } from '../jobs/keep-doing.ts';
import type { Throughline } from '../throughline.ts';
import { followRequests } from './follow-requests.ts';

const everyMs = 30_000;

/** Looks after requests in the background, in one process of all at a time. */
export function keepFollowingRequests(
  throughline: Throughline,
  { onError }: { readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  return keepDoingAlone(throughline, 'intake', () => followRequests(throughline), { everyMs, onError });
}
