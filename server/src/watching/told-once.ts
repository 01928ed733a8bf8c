import type { Grain, SeriesPeriod } from '@throughline/insight';

/** What is told once is looked for so many periods back: a little more than a year. */
export const yearOf: Readonly<Record<Grain, number>> = { day: 367, week: 54, month: 14, quarter: 6 };

/**
 * The day on which the latest of some periods, which is out of its bounds, began to be: the first day of the periods out of them that end in it. Where all are, the
 * first of a calendar year among them, so that what lasts for years is told once a year.
 */
export function leftOn<P extends Pick<SeriesPeriod, 'from'>>(periods: readonly P[], isOut: (period: P) => boolean): string {
  const since = periods.findLastIndex((period) => !isOut(period)) + 1;
  const year = (at: number) => periods[at]?.from.slice(0, 4);
  const newYear = periods.findLastIndex((_, at) => at > 0 && year(at) !== year(at - 1));
  return periods[since === 0 ? Math.max(newYear, 0) : since]?.from ?? '';
}
