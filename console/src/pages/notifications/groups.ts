import type { Notification } from '@throughline/api';
import { dayOf } from '../../format/day.ts';

/** Notifications of one case on one day, the newest first. */
export interface CaseGroup {
  readonly id: string;
  readonly items: readonly Notification[];
}

export interface DayGroup {
  /** `YYYY-MM-DD` where the company is. */
  readonly day: string;
  readonly cases: readonly CaseGroup[];
}

/** By day, and within a day by case; both in the order of their newest. */
export function groupedByDay(items: readonly Notification[], timeZone: string): readonly DayGroup[] {
  const days = Map.groupBy(items, ({ at }) => dayOf(at, timeZone));
  return [...days].map(([day, ofDay]) => ({
    day,
    cases: [...Map.groupBy(ofDay, ({ case: { id } }) => id)].map(([id, ofCase]) => ({ id, items: ofCase })),
  }));
}

/** As they stand on the page, one after the other. */
export function inOrder(days: readonly DayGroup[]): readonly Notification[] {
  return days.flatMap(({ cases }) => cases.flatMap(({ items }) => items));
}
