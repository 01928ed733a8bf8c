import type { Millis } from '@throughline/language';

export interface Schedule {
  readonly everyMs: number;
  /** So much later than it is due a run may begin. */
  readonly toleranceMs: number;
}

/**
 * When runs should have begun and did not. Each run fixes when the next ones are due, so a schedule that drifts is no silence. After the last one, what may
 * still come within its tolerance is not missed; between two, a run that came late is the one that was due.
 *
 * @param begun when runs began, in their order; the first may be the instant since when the schedule counts
 */
export function missedSlots(begun: readonly Millis[], { everyMs, toleranceMs }: Schedule, until: Millis): readonly Millis[] {
  return begun.flatMap((start, index) => {
    const next = begun[index + 1];
    const waited = Math.ceil(((next ?? until) - start - toleranceMs) / everyMs) - 1;
    const came = next === undefined ? Number.POSITIVE_INFINITY : Math.round((next - start) / everyMs) - 1;
    const count = Math.min(slotsMax, Math.max(0, Math.min(waited, came)));
    return Array.from({ length: count }, (_, nth) => start + (nth + 1) * everyMs);
  });
}

/** A schedule by the minute that nobody looks after is told so often, and not a million times. */
const slotsMax = 5000;
