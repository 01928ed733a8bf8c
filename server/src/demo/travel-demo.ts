import type { Sinks } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { readBuildRecord } from './build-record.ts';
import { endOf } from './company.ts';
import { liveUntil, type Progress, withDemoLock } from './live.ts';
import { dayMs } from './move.ts';

export interface TravelRequest {
  /** The instant to arrive at, at most `travelDaysMax` days ahead. */
  readonly to: Millis;
  /** Where mails go. Without one of the kind they wait. */
  readonly sinks: Sinks;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export const travelDaysMax = 366;

/**
 * Lets time pass at the demo's company, exactly up to an instant. Its people and customers go on living, but leave approvals, and
 * what a visitor has on the desk (`assign`), to the visitor. Aborted, it stands at an instant between, and can be taken up again.
 *
 * @throws ThroughlineError demo-missing, demo-in-use, demo-travel
 */
export async function travelDemo(
  throughline: Throughline,
  request: TravelRequest,
): Promise<{ readonly from: Millis; readonly now: Millis }> {
  return await withDemoLock(throughline, async () => {
    const record = await readBuildRecord(throughline.pool);
    if (record?.finished !== true) throw new ThroughlineError('demo-missing', 'The demo company has not been built yet');
    const { now: from } = await throughline.engine.clock();
    const { to } = request;
    if (!Number.isSafeInteger(to) || to < from || to > from + travelDaysMax * dayMs) {
      const now = new Date(from).toISOString();
      const expected = `an instant from ${now} on, at most ${travelDaysMax} days later`;
      throw new ThroughlineError('demo-travel', `It is ${now} there: that instant cannot be travelled to`, {
        place: 'to',
        expected,
      });
    }
    const { seed, months, workedAt, numbered } = record;
    await liveUntil(throughline, { ...request, seed: Number(seed), workedAt, numbered, visitedAfter: endOf(months), from });
    return { from, now: to };
  });
}
