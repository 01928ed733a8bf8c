import type { MetricDefinition } from '@throughline/language';
import type { LogReader } from '../reader/log-reader.ts';
import { withCalendarRange } from './calendar-range.ts';
import { compileMeasured, compileSeries, type Measured } from './compile.ts';
import type { Decomposition, DecompositionRequest } from './decomposition.ts';
import type { Form } from './form.ts';
import { countsNothing } from './measure.ts';
import { majorUnits } from './money.ts';
import { averagedOverOrders, percentileOf, sampleVariation } from './orders.ts';
import { additive, byOrders, composed, type Measure, type Sums, weighed } from './part-sums.ts';
import { checkRequest, MetricRequestError } from './request.ts';
import { restId, spanSql } from './stages.ts';
import { trailingWindows } from './variation.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Decomposes the change of a metric from one period to another, exactly: the changes of the parts add up to that of the whole.
 *
 * What is counted, added up or owed is the sum of its parts. Of a mean or a ratio R = N / D, a part changes R by
 * Δ(Nᵢ / D) − R̄ Δ(Dᵢ / D), with R̄ the mean of the two R: `rate`, the change of its own value at its mean weight, and `mix`, the change of
 * its weight times how far its mean value lies from R̄ (shift-share in its symmetric form, after Marshall and Edgeworth). A percentile or
 * a variation is no sum of anything: there a part changes it by what happens when it passes from the one period to the other, averaged
 * over orders in which the parts can pass. Of values that are counted once, each is divided between the parts in which it occurs.
 *
 * @throws {MetricRequestError} where it cannot be asked in this way.
 */
export async function decompose(
  reader: LogReader,
  metric: MetricDefinition,
  asked: DecompositionRequest,
): Promise<Decomposition> {
  const request = await withCalendarRange(reader, metric, asked);
  const { formula, stages } = metric;
  if (request.by === 'stages' && stages === undefined && !metric.dimensions.includes('stages'))
    throw new MetricRequestError('no-stages', 'by', 'stages');
  if (request.by !== 'stages') checkRequest(metric, { by: request.by });
  for (const window of [request.before, request.after]) checkRequest(metric, window);
  if (request.by === 'stages' && stages?.kind === 'spans') return await bySpans(reader, metric, request);
  if (formula.kind === 'variation') return await ofVariation(reader, metric, request);
  const compiled = measuredParts(metric, request);
  const { form, standing } = compiled.plan;
  if (form.kind === 'percentile') return await ofPercentile(reader, metric, request, compiled, form.at);
  const rows = oneCurrency(await reader.query(compiled.measured + sumsSql(form), compiled.params.values), metric);
  const sums = partsOf(rows, sumsOf);
  const currency = currencyOf(rows);
  const answer = (parts: ReturnType<typeof additive>) => composed(parts, titlesOf(metric, request.by), currency);
  if (form.kind === 'sum' || form.kind === 'distinct') {
    const unit = metric.unit === 'money' ? (value: number) => majorUnits(value, currency ?? null) : undefined;
    // A sum of nothing is no data, as where it is measured; a count of nothing is none.
    const isNothing = [0, 1].map((side) => !countsNothing(metric) && [...sums.values()].every((pair) => pair[side]?.n === 0));
    return answer(additive(sums, ({ of }, side) => (isNothing[side] ? null : of), unit));
  }
  if (standing === undefined) return answer(weighed(sums));
  const wholes = standing === 'balance' ? balanceWholes(sums) : await seriesWholes(reader, metric, request, currency);
  return answer(additive(sums, owedShare(sums, wholes)));
}

function measuredParts(metric: MetricDefinition, { before, after, by, ...request }: DecompositionRequest): Measured {
  return compileMeasured(metric, request, { by: [by], windows: [before, after] });
}

function sumsSql(form: Exclude<Form, { readonly kind: 'percentile' }>): string {
  if (form.kind === 'distinct')
    return `
select window_no, segment, null::text as currency, sum(share)::double precision as of_sum, 1 as over_sum, sum(n)::int as n
from (
  select window_no, segment, ident, count(*) as n, 1.0::double precision / count(*) over (partition by window_no, ident) as share
  from measured
  group by window_no, segment, ident
) as idents
group by window_no, segment`;
  const scale = form.kind === 'quotient' && form.scale !== undefined ? ` * ${form.scale}` : '';
  return `
select window_no, segment, currency, ((${form.of})${scale})::double precision as of_sum,
  ${form.kind === 'sum' ? '1' : `coalesce((${form.over})::double precision, 0)`} as over_sum,
  count(*) filter (where numerator or denominator)::int as n
from measured
group by window_no, segment, currency`;
}

function sumsOf([row]: readonly Row[]): Sums {
  return { of: Number(row?.['of_sum'] ?? 0), over: Number(row?.['over_sum'] ?? 0), n: Number(row?.['n'] ?? 0) };
}

/** Each part in both periods, those that occur in only one too. */
function partsOf<T>(rows: readonly Row[], read: (rows: readonly Row[]) => T): ReadonlyMap<string | null, readonly [T, T]> {
  const names = [...new Set(rows.map((row) => row['segment'] as string | null))];
  const side = (name: string | null, window: number) =>
    read(rows.filter((row) => row['segment'] === name && Number(row['window_no']) === window));
  return new Map(names.map((name) => [name, [side(name, 0), side(name, 1)] as const]));
}

/** Amounts in different currencies are never added: one must be asked for. */
function oneCurrency(rows: readonly Row[], metric: MetricDefinition): readonly Row[] {
  const found = [...new Set(rows.map((row) => row['currency'] as string | null))];
  if (found.length <= 1) return rows;
  const place = `where/${metric.currency ?? 'currency'}`;
  throw new MetricRequestError('several-currencies', place, found.join(', '), '; ask for one of them');
}

function currencyOf([row]: readonly Row[]): string | null | undefined {
  return row === undefined ? undefined : (row['currency'] as string | null);
}

type Pair = readonly [before: number | null, after: number | null];

function balanceWholes(sums: ReadonlyMap<string | null, readonly [Sums, Sums]>): Pair {
  const whole = (side: 0 | 1) => {
    const all = [...sums.values()].map((pair) => pair[side]);
    const over = all.reduce((sum, part) => sum + part.over, 0);
    return over === 0 ? null : all.reduce((sum, part) => sum + part.of, 0) / over;
  };
  return [whole(0), whole(1)];
}

async function seriesWholes(
  reader: LogReader,
  metric: MetricDefinition,
  { before, after, by: _, ...request }: DecompositionRequest,
  currency: string | null | undefined,
): Promise<Pair> {
  const { sql, params } = compileSeries(metric, { ...request, windows: [before, after], by: [] });
  const rows = await reader.query(sql, params);
  const whole = (window: number) =>
    (rows.find((row) => Number(row['window_no']) === window && row['currency'] === (currency ?? null))?.['value'] ?? null) as
      | number
      | null;
  return [whole(0), whole(1)];
}

/** Of days sales outstanding each part has as many days as it has of what is owed. */
function owedShare(sums: ReadonlyMap<string | null, readonly [Sums, Sums]>, wholes: Pair): Measure {
  const owed = [0, 1].map((side) => [...sums.values()].reduce((sum, pair) => sum + (pair[side]?.of ?? 0), 0));
  return ({ of }, side) => {
    const whole = wholes[side];
    if (whole === null) return null;
    return owed[side] === 0 ? 0 : (whole * of) / (owed[side] ?? 1);
  };
}

type SpanRow = { readonly total: number; readonly over: number; readonly n: number; readonly spans: readonly number[] };

async function bySpans(reader: LogReader, metric: MetricDefinition, request: DecompositionRequest): Promise<Decomposition> {
  const { stages, formula } = metric;
  const isDuration = formula.kind === 'duration' && formula.aggregate === 'mean';
  const isPerInvoice = formula.kind === 'days-sales-outstanding' && formula.method === 'per-invoice';
  if (stages?.kind !== 'spans' || !(isDuration || isPerInvoice))
    throw new MetricRequestError('no-stages', 'by', 'stages', ': only a mean is made of spans of time');
  const { before, after, by: _, ...rest } = request;
  const unit = formula.kind === 'duration' ? formula.in : 'calendar-days';
  const { measured, params } = compileMeasured(metric, rest, {
    ...{ by: [], windows: [before, after] },
    extra: (planning) => spanSql(stages, unit, planning),
  });
  const columns = stages.spans.map((_span, index) => `sum(weight * extra${index + 1})::double precision as span${index}`);
  const sql = `${measured}
select window_no, currency, sum(weight * value)::double precision as total, sum(weight)::double precision as over_sum, count(*)::int as n,
  ${columns.join(', ')}
from measured
group by window_no, currency`;
  const rows = oneCurrency(await reader.query(sql, params.values), metric);
  const side = (window: number): SpanRow => {
    const row = rows.find((one) => Number(one['window_no']) === window) ?? {};
    const spans = stages.spans.map((_span, index) => Number(row[`span${index}`] ?? 0));
    return { total: Number(row['total'] ?? 0), over: Number(row['over_sum'] ?? 0), n: Number(row['n'] ?? 0), spans };
  };
  const sides = [side(0), side(1)] as const;
  const sums = ({ over, n }: SpanRow, of: number): Sums => ({ of: over === 0 ? 0 : of / over, over, n });
  const left = ({ total, spans }: SpanRow) => total - spans.reduce((sum, span) => sum + span, 0);
  const parts = new Map<string | null, readonly [Sums, Sums]>(
    stages.spans.map(({ id }, index) => [
      id,
      [sums(sides[0], sides[0].spans[index] ?? 0), sums(sides[1], sides[1].spans[index] ?? 0)] as const,
    ]),
  );
  const over = [sums(sides[0], left(sides[0])), sums(sides[1], left(sides[1]))] as const;
  if (stages.rest !== undefined || over.some(({ of }) => Math.abs(of) > 1e-9)) parts.set(restId, over);
  const found = additive(parts, (part) => (part.over === 0 ? null : part.of));
  // Each case has come through all spans: they are parts of a time, not of the cases.
  const whole = { ...found.whole, casesBefore: sides[0].n, casesAfter: sides[1].n };
  return composed({ ...found, whole }, titlesOf(metric, 'stages'), isPerInvoice ? currencyOf(rows) : undefined);
}

async function ofPercentile(
  reader: LogReader,
  metric: MetricDefinition,
  request: DecompositionRequest,
  { measured, params }: Measured,
  at: number,
): Promise<Decomposition> {
  const rows = await reader.query(`${measured}\nselect window_no, segment, value from measured`, params.values);
  const parts = bySegment(rows).map(([id, own]) => {
    const side = (window: number) =>
      Float64Array.from(own.filter((row) => Number(row['window_no']) === window).map((row) => Number(row['value'])));
    return { id, sides: [side(0), side(1)] as const };
  });
  const value = (passed: readonly boolean[]) => {
    const used = parts.map(({ sides }, index) => sides[passed[index] ? 1 : 0]);
    return percentileOf(joined(used), at);
  };
  const own = parts.map(({ id, sides }) => ({
    id,
    before: percentileOf(sides[0].slice(), at),
    after: percentileOf(sides[1].slice(), at),
    casesBefore: sides[0].length,
    casesAfter: sides[1].length,
  }));
  return composed(byOrders(own, value, averagedOverOrders(parts.length, value)), titlesOf(metric, request.by), undefined);
}

/** In the order of their names: what a part does to a percentile must not depend on the order in which rows come. */
function bySegment(rows: readonly Row[]): readonly (readonly [id: string | null, rows: readonly Row[]])[] {
  const name = (id: string | null) => (id === null ? '' : `=${id}`);
  return [...Map.groupBy(rows, (row) => row['segment'] as string | null)].toSorted(([a], [b]) => (name(a) < name(b) ? -1 : 1));
}

function joined(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

async function ofVariation(reader: LogReader, metric: MetricDefinition, request: DecompositionRequest): Promise<Decomposition> {
  const { formula } = metric;
  const periods = formula.kind === 'variation' ? formula.periods : 0;
  const { before, after, by, ...rest } = request;
  const windows = trailingWindows(metric, {}, [before, after], periods);
  const { measured, params } = compileMeasured(metric, rest, { by: [by], windows });
  const sql = `${measured}
select window_no, segment, currency, sum(value)::double precision as total, count(*)::int as n
from measured
group by window_no, segment, currency`;
  const rows = oneCurrency(await reader.query(sql, params.values), metric);
  const parts = bySegment(rows).map(([id, own]) => {
    const side = (first: number) =>
      Array.from({ length: periods }, (_, index) => own.find((row) => Number(row['window_no']) === first + index));
    return { id, sides: [side(0), side(periods)] as const };
  });
  const totals = (side: readonly (Row | undefined)[]) => side.map((row) => Number(row?.['total'] ?? 0));
  const count = (side: readonly (Row | undefined)[]) => side.reduce((sum, row) => sum + Number(row?.['n'] ?? 0), 0);
  const value = (passed: readonly boolean[]) => {
    const used = parts.map(({ sides }, index) => totals(sides[passed[index] ? 1 : 0]));
    return sampleVariation(Array.from({ length: periods }, (_, index) => used.reduce((sum, one) => sum + (one[index] ?? 0), 0)));
  };
  const own = parts.map(({ id, sides }) => ({
    id,
    before: sampleVariation(totals(sides[0])),
    after: sampleVariation(totals(sides[1])),
    casesBefore: count(sides[0]),
    casesAfter: count(sides[1]),
  }));
  return composed(byOrders(own, value, averagedOverOrders(parts.length, value)), titlesOf(metric, by), undefined);
}

/** What the parts are called: as the metric says, else as their values are. */
function titlesOf({ stages }: MetricDefinition, by: string): (id: string | null) => string {
  const names = new Map<string | null, string>();
  if (by === 'stages' && stages?.kind === 'spans') for (const { id, title } of stages.spans) names.set(id, title);
  if (by === 'stages' && stages?.kind === 'parts') for (const { id, title } of stages.parts) names.set(id, title);
  if (by === 'stages' && stages !== undefined && stages.kind !== 'field') names.set(restId, stages.rest ?? 'Rest');
  return (id) => names.get(id) ?? id ?? '-';
}
