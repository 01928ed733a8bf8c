import type { MetricDefinition } from '@throughline/language';
import type { Window } from './compile.ts';
import { isDay, type MetricRequest, MetricRequestError } from './request.ts';

type Grain = NonNullable<MetricDefinition['grain']>;

/** The day so many periods before another (after it where negative). */
export function shiftDay(day: string, grain: Grain, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const months = grain === 'month' ? count : grain === 'quarter' ? 3 * count : 0;
  const days = grain === 'day' ? count : grain === 'week' ? 7 * count : 0;
  // 31 March less a month is the last of February.
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, months === 0 ? date : last) - days))
    .toISOString()
    .slice(0, 10);
}

/** The latest periods up to the end of each window, the earliest of each first. @throws {MetricRequestError} needs-period */
export function trailingWindows(
  { grain = 'month' }: MetricDefinition,
  { to, now }: Pick<MetricRequest, 'to' | 'now'>,
  windows: readonly Window[] | undefined,
  periods: number,
): readonly Window[] {
  const end = to ?? now?.slice(0, 10);
  if (windows === undefined && (end === undefined || !isDay(end)))
    throw new MetricRequestError('needs-period', 'to', end ?? '', ': give the day after its last');
  return (windows ?? [{ from: '', to: end as string }]).flatMap((window) =>
    Array.from({ length: periods }, (_, index) => ({
      from: shiftDay(window.to, grain, periods - index),
      to: shiftDay(window.to, grain, periods - index - 1),
    })),
  );
}

/** Totals of each period, those without cases zero; none where the log had not begun by the end of the first. */
export function variation(periods: number): string {
  return `,
totals as (
  select window_no, level, scope, currency, sum(value) as total, count(*) as n
  from scoped
  group by window_no, level, scope, currency
),
grid as (
  select bounds.window_no, bounds.starts_at, bounds.ends_at, scopes.level, scopes.scope, scopes.currency
  from bounds cross join (select distinct level, scope, currency from totals) as scopes
)
select floor(grid.window_no / ${periods}.0)::int as window_no, grid.level, grid.scope as segment, grid.currency,
  (case when min(grid.ends_at) > (select min(occurred_at) from events)
    then stddev_samp(coalesce(total, 0)) / nullif(avg(coalesce(total, 0)), 0) end)::double precision as value,
  coalesce(sum(n), 0)::int as n, coalesce(sum(n), 0)::double precision as weight,
  (min(grid.starts_at) at time zone $1::text)::date::text as starts, (max(grid.ends_at) at time zone $1::text)::date::text as ends
from grid left join totals on totals.window_no = grid.window_no and totals.level = grid.level
  and totals.scope is not distinct from grid.scope and totals.currency is not distinct from grid.currency
group by floor(grid.window_no / ${periods}.0)::int, grid.level, grid.scope, grid.currency
order by window_no, level, n desc, segment, currency`;
}
