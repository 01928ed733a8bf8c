import type { MetricDefinition } from '@throughline/language';
import { compileMetric } from '../metric/compile.ts';
import type { MetricRequest } from '../metric/request.ts';
import { literal } from '../metric/sql-text.ts';

/** Where a statement has this instant, a view has the present one: whenever it is read. */
export const present = '9999-12-31T23:59:59Z';

export interface ViewOptions extends Pick<MetricRequest, 'timeZone' | 'calendars'> {
  /** The schema of the views. Default `metrics`. */
  readonly schema?: string;
}

/** The name of a metric's view: its id with underscores. */
export function viewName({ id }: MetricDefinition): string {
  return id.replaceAll('-', '_');
}

/**
 * A view of a metric over `throughline.event_log`, in the dialect that PostgreSQL and DuckDB share: its value over the whole log, a row for
 * the whole and a row for each value of each dimension. Columns: `dimension` and `segment` (null: the whole), `currency`, `value`, `n`.
 *
 * @throws {MetricRequestError} where the metric cannot be asked without a period (`needs-period`), or knows no business time
 */
export function metricView(metric: MetricDefinition, { schema = 'metrics', ...request }: ViewOptions = {}): string {
  const ways = [undefined, ...metric.dimensions].map((by) => {
    const { sql, params } = compileMetric(metric, { now: present, ...request, ...(by === undefined ? {} : { by }) });
    const level = by === undefined ? 0 : 1;
    return `select ${by === undefined ? 'null::text' : literal(by)} as dimension, segment, currency, value, n
from (
${inlined(sql, params)}
) as measured
where level = ${level}`;
  });
  return `-- ${metric.title}
${commented(metric.description)}
${metric.unit === 'money' ? '-- In minor units of the currency (cents).\n' : ''}create or replace view ${schema}.${viewName(metric)} as
${ways.join('\nunion all\n')};
`;
}

/** A view takes no parameters: they are written where they stand, as literals of the type that the statement casts them to. */
export function inlined(sql: string, params: readonly (string | number | null)[]): string {
  return sql.replace(/\$(\d+)/g, (_, number: string) => {
    const value = params[Number(number) - 1];
    if (value === present) return 'now()';
    return value === null || value === undefined ? 'null' : literal(String(value));
  });
}

function commented(text: string): string {
  return text
    .split('\n')
    .map((line) => `-- ${line}`)
    .join('\n');
}
