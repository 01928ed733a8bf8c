import { calendarOf, dayOf, formatDay, instantOf, type MetricDefinition, parseDay } from '@throughline/language';
import type { Window } from '../metric/compile.ts';
import { shiftDay } from '../metric/variation.ts';

export type Grain = NonNullable<MetricDefinition['grain']>;

/** A calendar period: `to` is the day after the last. */
export interface Period extends Window {
  /** It is over. */
  readonly complete: boolean;
}

/** How many periods later the same season comes again. */
export const seasons: Readonly<Record<Grain, number>> = { day: 7, week: 52, month: 12, quarter: 4 };

const mondayOffset = 3;

/** The first day of the period in which a day lies. Weeks begin on Monday (ISO 8601). */
export function periodStart(day: string, grain: Grain): string {
  const [year = '', month = ''] = day.split('-');
  switch (grain) {
    case 'day':
      return day;
    case 'week': {
      const number = parseDay(day);
      // Day 0 is a Thursday.
      return formatDay(number - ((((number + mondayOffset) % 7) + 7) % 7));
    }
    case 'month':
      return `${year}-${month}-01`;
    case 'quarter':
      return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
  }
}

/** So many periods, the oldest first; the last is the one in which the present instant lies, and is not over. */
export function periodsUntil(now: string, timeZone: string, grain: Grain, count: number): readonly Period[] {
  const current = periodStart(formatDay(dayOf(calendarOf(timeZone), Date.parse(now))), grain);
  return Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    return { from: shiftDay(current, grain, back), to: shiftDay(current, grain, back - 1), complete: back > 0 };
  });
}

/** When a period is frozen (ISO 8601): so many days after its end, at midnight of the zone. */
export function freezesAt(period: Window, timeZone: string, days: number): string {
  return new Date(instantOf(calendarOf(timeZone), parseDay(period.to) + days, 0)).toISOString();
}
