import { expectationOf } from '@throughline/insight';
import type { DayFigures } from './day-table.ts';

const dayMs = 86_400_000;
/** Days before one by which it is judged: four weeks, so that each weekday was seen four times. */
const history = 28;
/** With fewer a weekday is not known well enough. */
const daysMin = 21;
/** So rarely a day lies outside where nothing changed: one false alarm of an integration in three years. */
const outside = 0.001;

type Day = Pick<DayFigures, 'day' | 'records'>;

export interface ExpectedDay extends Day {
  /** Null: nothing can be said of it yet. */
  readonly expected: { readonly low: number; readonly high: number } | null;
}

/**
 * How many records each day was to bring by the four weeks before it, each weekday by itself where they differ (see `expectationOf`). A day on which nothing
 * ran brought none.
 *
 * @param days of one integration, the earliest first
 * @param asked the first day that is asked for, as YYYY-MM-DD; those before it are its past alone. Default: all are asked for
 */
export function expectedRecords(days: readonly Day[], asked?: string): readonly ExpectedDay[] {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const byDay = new Map(days.map(({ day, records }) => [day, records]));
  const from = Date.parse(first.day);
  const all = Array.from({ length: (Date.parse(last.day) - from) / dayMs + 1 }, (_, nth) => {
    const day = new Date(from + nth * dayMs).toISOString().slice(0, 10);
    return { day, records: byDay.get(day) ?? 0 };
  });
  const points = all.map(({ records }) => ({ value: records, n: records }));
  const since = asked === undefined ? 0 : Math.max(0, (Date.parse(asked) - from) / dayMs);
  const expectations = expectationOf(points, { kind: 'count', season: 7, history, outside, from: since });
  return all.flatMap(({ day, records }, index) => {
    if (!byDay.has(day)) return [];
    const found = index < daysMin ? undefined : expectations[index];
    const expected =
      found === undefined || found === null
        ? null
        : { low: Math.max(0, Math.floor(found.lower)), high: Math.max(0, Math.ceil(found.upper)) };
    return [{ day, records, expected }];
  });
}
