import { type Calendar, dayOf, formatDay, instantOf, parseDay } from '@throughline/language';

/** Days as they are counted where a calendar holds, `YYYY-MM-DD`; both are part of it. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** From the local midnight at which the first day begins to the one at which the last ends, in milliseconds; `to` is no part of it. */
export function stretchOfDays(calendar: Calendar, { from, to }: Days): { readonly from: number; readonly to: number } {
  return { from: instantOf(calendar, parseDay(from), 0), to: instantOf(calendar, parseDay(to) + 1, 0) };
}

/** The days that a stretch covers, where the calendar holds; null: it begins or ends within one of them. */
export function wholeDays(calendar: Calendar, { from, to }: { readonly from: number; readonly to: number }): Days | null {
  const days = { from: formatDay(dayOf(calendar, from)), to: formatDay(dayOf(calendar, to - 1)) };
  const whole = stretchOfDays(calendar, days);
  return whole.from === from && whole.to === to ? days : null;
}
