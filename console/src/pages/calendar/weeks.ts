import type { CalendarEntry } from '@throughline/api';
import { dayOf } from '../../format/day.ts';

const dayMs = 86_400_000;
const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The days of a month in whole weeks from Monday on. @param month `YYYY-MM` */
export function weeksOf(month: string): readonly (readonly string[])[] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const begin = first - ((new Date(first).getUTCDay() + 6) % 7) * dayMs;
  const weeks: string[][] = [];
  for (let at = begin; at === begin || isoDay(at).slice(0, 7) === month; at += 7 * dayMs)
    weeks.push(Array.from({ length: 7 }, (_, day) => isoDay(at + day * dayMs)));
  return weeks;
}

/** The month before or after. @param month `YYYY-MM` */
export function monthBeside(month: string, step: -1 | 1): string {
  const [year = 1970, index = 1] = month.split('-').map(Number);
  return isoDay(Date.UTC(year, index - 1 + step, 1)).slice(0, 7);
}

/** The first and the last day of it. Whole days are the same for every reader; else they are those of the reader's zone. */
export function daysOf({ from, to, days }: Pick<CalendarEntry, 'from' | 'to' | 'days'>, timeZone: string) {
  return days ?? { from: dayOf(from, timeZone), to: dayOf(Date.parse(to) - 1, timeZone) };
}

/** What holds or happens on a day. */
export function entriesOn(day: string, entries: readonly CalendarEntry[], timeZone: string): readonly CalendarEntry[] {
  return entries.filter((entry) => {
    const { from, to } = daysOf(entry, timeZone);
    return from <= day && day <= to;
  });
}
