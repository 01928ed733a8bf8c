import { calendarOf, dayOf, formatDay, type MetricDefinition, parseDay } from '@throughline/language';
import { compileSeries, type SeriesRequest, seriesRowsMax, type Window } from '../metric/compile.ts';
import { countsNothing, type MetricRow, measuredValue } from '../metric/measure.ts';
import { MetricRequestError } from '../metric/request.ts';
import type { LogReader } from '../reader/log-reader.ts';

/** What a metric was in a window, as a whole (`level` 0) or in a segment of the field `by[level - 1]`. */
export interface Measured {
  readonly window: number;
  readonly level: number;
  readonly segment: string | null;
  readonly currency: string | null;
  /** In the unit of the metric. */
  readonly value: number | null;
  readonly n: number;
  /** What the value of a share or mean is weighted by, next to those of other segments: cases, or amounts of money. */
  readonly weight: number;
}

/** Measures a metric over several windows in one reading of the log. @throws {MetricRequestError} */
export async function measureSeries(
  reader: LogReader,
  metric: MetricDefinition,
  request: SeriesRequest,
): Promise<readonly Measured[]> {
  const { sql, params } = compileSeries(metric, request);
  const rows = (await reader.query(sql, params)) as unknown as readonly (MetricRow & {
    window_no: number;
    weight: number | null;
  })[];
  if (rows.length > seriesRowsMax)
    throw new MetricRequestError('too-many-segments', 'by', request.by.join(', '), `; at most ${seriesRowsMax} over all windows`);
  return rows.map((row) => ({
    window: row.window_no,
    level: row.level,
    segment: row.segment,
    currency: row.currency,
    value: measuredValue(metric, row).value,
    n: row.n,
    weight: row.weight ?? 0,
  }));
}

/** A window and what the whole was in it. */
export interface Point extends Window {
  readonly value: number | null;
  readonly n: number;
}

/**
 * The whole, window by window. The log begins somewhere: windows before its first case are no history, and neither is the one in
 * which it comes, of which it saw a part.
 */
export function pointsOf(metric: MetricDefinition, windows: readonly Window[], measured: readonly Measured[]): readonly Point[] {
  const wholes = new Map(measured.filter(({ level }) => level === 0).map((whole) => [whole.window, whole]));
  const first = windows.findIndex((_, index) => (wholes.get(index)?.n ?? 0) > 0);
  const known = first === 0 ? 0 : first < 0 ? windows.length : first + 1;
  return windows.map((window, index) => {
    const whole = wholes.get(index);
    if (index < known) return { ...window, value: null, n: whole?.n ?? 0 };
    return { ...window, value: whole?.value ?? (countsNothing(metric) ? 0 : null), n: whole?.n ?? 0 };
  });
}

/** The last complete day's morrow: windows end here. */
export function endOfWindows(now: string, timeZone: string): string {
  return formatDay(dayOf(calendarOf(timeZone), Date.parse(now)));
}

export function addDays(day: string, days: number): string {
  return formatDay(parseDay(day) + days);
}

/** So many windows, the last of which ends at `end`; each `step` days after the one before it. */
export function windowsUntil(end: string, count: number, step: number, length = step): readonly Window[] {
  return Array.from({ length: count }, (_, index) => {
    const to = addDays(end, -(count - 1 - index) * step);
    return { from: addDays(to, -length), to };
  });
}
