import type { MetricDefinition, MetricUnit } from '@throughline/language';
import type { LogReader } from '../reader/log-reader.ts';
import { compileMetric, segmentsMax } from './compile.ts';
import { majorUnits } from './money.ts';
import { type MetricRequest, MetricRequestError } from './request.ts';

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
export async function measure(reader: LogReader, metric: MetricDefinition, request: MetricRequest = {}): Promise<MetricResult> {
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
  if (whole === undefined) return { ...head, value: countsNothing(metric) ? 0 : null, n: 0, ...tail };
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
  return (formula.kind === 'cases' || formula.kind === 'events') && formula.per === undefined;
}

/** Whether its values are of one currency each. */
export function hasMoney({ formula }: MetricDefinition): boolean {
  return (
    formula.kind === 'sum' ||
    formula.kind === 'days-sales-outstanding' ||
    (formula.kind === 'duration' && formula.weight !== undefined)
  );
}

function periodOf(whole: MetricRow | undefined, request: MetricRequest): MetricResult['period'] {
  const from = request.from ?? whole?.starts ?? undefined;
  const to = request.to ?? whole?.ends ?? undefined;
  if (from === undefined && to === undefined) return undefined;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
