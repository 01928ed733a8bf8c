import { formatDay, type MetricDefinition } from '@throughline/language';
import type { LogReader } from '../reader/log-reader.ts';
import { calendarRange } from './calendar-tables.ts';
import type { MetricRequest } from './request.ts';
import { literals } from './sql-text.ts';

const anyDay = '2000-01-01';

/** Whether a metric counts by calendars. */
export function countsBusinessTime({ formula, stages }: MetricDefinition): boolean {
  return /"in":"business-|"businessDays":/.test(JSON.stringify([formula, stages]));
}

/**
 * The request with its calendars written out for the days of the log and some 400 around them, beyond which no business time is known.
 * Without this they are written out for fifty years, which costs more.
 */
export async function withCalendarRange<R extends Pick<MetricRequest, 'calendars'>>(
  reader: LogReader,
  metric: MetricDefinition,
  request: R,
): Promise<R> {
  const { calendars } = request;
  if (calendars === undefined || calendars.from !== undefined || !countsBusinessTime(metric)) return request;
  const [row] = await reader.query(
    `select (extract(epoch from min(occurred_at)) * 1000)::double precision as first, (extract(epoch from max(occurred_at)) * 1000)::double precision as last
from throughline.event_log where flow in (${literals(metric.flow)})`,
    [],
  );
  const { first, last } = row as { readonly first: number | null; readonly last: number | null };
  // Where nothing has happened there is no time to count.
  if (first === null || last === null) return { ...request, calendars: { ...calendars, from: anyDay, to: anyDay } };
  const [from, to] = calendarRange(first, last, calendars);
  return { ...request, calendars: { ...calendars, from: formatDay(from), to: formatDay(to) } };
}
