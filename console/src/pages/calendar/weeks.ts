import type { CalendarEntry } from '@throughline/api';

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

/** What holds or happens on a day. */
export function entriesOn(day: string, entries: readonly CalendarEntry[]): readonly CalendarEntry[] {
  const begin = Date.parse(`${day}T00:00:00Z`);
  return entries.filter(({ from, to }) => Date.parse(from) < begin + dayMs && Date.parse(to) > begin);
}
