import type { Counted, MetricDefinition, MetricUnit } from '@throughline/language';
import { overHistory } from '../reader/known-at.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { withCalendarRange } from './calendar-range.ts';
import { compileMetric, segmentsMax } from './compile.ts';
import { majorUnits } from './money.ts';
import { isDay, type MetricRequest, MetricRequestError } from './request.ts';
import { logSource } from './source.ts';
import { Parameters } from './sql-text.ts';

export interface MetricValue {
  /** Unrounded, in the unit of the metric; money in whole currency units. `null` where nothing was there to measure. */
  readonly value: number | null;
  /** How many cases are behind it: of a share or a rate, those of the denominator. */
  readonly n: number;
  /** Where money is in it. `null`: the cases name no currency. */
  readonly currency?: string | null;
}

export interface MetricSegment extends MetricValue {
  /** `null`: the cases have no value there. */
  readonly segment: string | null;
}

export interface MetricResult extends MetricValue {
  readonly id: string;
  readonly unit: MetricUnit;
  /** What the segments are values of: as asked, or the currency where several occur (then `value` is `null`: they are not added). */
  readonly dimension?: string;
  readonly by?: readonly MetricSegment[];
  /** The period measured: as asked, or the window that days sales outstanding took. */
  readonly period?: { readonly from?: string; readonly to?: string };
}

/** What a statement of `compileMetric` or `compileSeries` gives. */
export interface MetricRow {
  readonly level: number;
  readonly segment: string | null;
  readonly currency: string | null;
  readonly value: number | null;
  readonly n: number;
  readonly starts: string | null;
  readonly ends: string | null;
}

/**
 * Measures a metric over the log.
 *
 * @throws {MetricRequestError} where it cannot be asked in this way.
 */
export async function measure(reader: LogReader, metric: MetricDefinition, asked: MetricRequest = {}): Promise<MetricResult> {
  const request = await withCalendarRange(reader, metric, asked);
  const { sql, params } = compileMetric(metric, request);
  const rows = (await reader.query(sql, params)) as unknown as readonly MetricRow[];
  const value = (row: MetricRow) => measuredValue(metric, row);
  const wholes = rows.filter((row) => row.level === 0);
  const segments = rows.filter((row) => row.level === 1);
  if (segments.length > segmentsMax)
    throw new MetricRequestError('too-many-segments', 'by', request.by ?? '', `; at most ${segmentsMax}`);
  const by = segments.map((row): MetricSegment => ({ segment: row.segment, ...value(row) }));
  const period = periodOf(wholes[0], request);
  const head = { id: metric.id, unit: metric.unit };
  const tail = {
    ...(request.by === undefined ? {} : { dimension: request.by, by }),
    ...(period === undefined ? {} : { period }),
  };
  const [whole, another] = wholes;
  if (whole === undefined) {
    const isNone = countsNothing(metric) && (await hasBegun(reader, request));
    return { ...head, value: isNone ? 0 : null, n: 0, ...tail };
  }
  if (another === undefined) return { ...head, ...value(whole), ...tail };
  const n = wholes.reduce((sum, row) => sum + row.n, 0);
  if (request.by !== undefined) return { ...head, value: null, n, ...tail };
  const perCurrency = wholes.map((row): MetricSegment => ({ segment: row.currency, ...value(row) }));
  return { ...head, value: null, n, dimension: 'currency', by: perCurrency, ...tail };
}

/** Money in whole units of its currency, everything else as it comes. */
export function measuredValue(metric: MetricDefinition, row: Pick<MetricRow, 'value' | 'n' | 'currency'>): MetricValue {
  const value = metric.unit === 'money' && row.value !== null ? majorUnits(row.value, row.currency) : row.value;
  return { value, n: row.n, ...(hasMoney(metric) ? { currency: row.currency } : {}) };
}

/** No case at all is a count of none, but no mean. */
export function countsNothing({ formula }: MetricDefinition): boolean {
  if (formula.kind === 'balance') return formula.age === undefined && formula.amount === undefined;
  return formula.kind === 'distinct' || ((formula.kind === 'cases' || formula.kind === 'events') && formula.per === undefined);
}

/** Nothing counted is none only where something could have been: the log had begun by the end of the period. */
async function hasBegun(reader: LogReader, request: MetricRequest): Promise<boolean> {
  const params = new Parameters();
  const source = logSource(params, request.seen, request.knownAt);
  // Where no exception was ever raised there are none, as soon as anything at all has happened.
  const events = request.seen === undefined ? source.any : source.of(request.seen.map(({ flow }) => flow));
  if (request.seen?.length === 0) return false;
  const { to } = request;
  const end =
    to === undefined
      ? 'true'
      : isDay(to)
        ? `occurred_at < ${params.add(to, 'timestamp')} at time zone ${params.add(request.timeZone ?? 'UTC', 'text')}`
        : `occurred_at < ${params.add(to, 'timestamptz')}`;
  const sql = `select 1 as one from throughline.event_log where ${events} and ${end} limit 1`;
  const rows = await reader.query(overHistory(sql, request.knownAt), params.values);
  return rows.length > 0;
}

/** Whether its values are of one currency each. */
export function hasMoney({ formula }: MetricDefinition): boolean {
  switch (formula.kind) {
    case 'sum':
    case 'days-sales-outstanding':
      return true;
    case 'duration':
      return formula.weight !== undefined;
    case 'balance':
      return formula.amount !== undefined;
    case 'ratio':
      return [formula.of, formula.less ?? [], formula.over, formula.overLess ?? []].flat().some(isMoney);
    case 'variation':
      return isMoney(formula.of);
    default:
      return false;
  }
}

function isMoney(counted: Counted): boolean {
  return counted.kind === 'sum' || (counted.kind === 'balance' && counted.amount !== undefined);
}

function periodOf(whole: MetricRow | undefined, request: MetricRequest): MetricResult['period'] {
  const from = request.from ?? whole?.starts ?? undefined;
  const to = request.to ?? whole?.ends ?? undefined;
  if (from === undefined && to === undefined) return undefined;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
