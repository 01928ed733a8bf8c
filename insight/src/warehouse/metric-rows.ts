import type { MetricSeries } from '../series/metric-series.ts';

/** A metric in a period: a row of the table `metrics`. */
export interface MetricRow {
  readonly metric: string;
  readonly title: string;
  readonly unit: string;
  readonly grain: string;
  /** Days (ISO 8601). `period_to` is the day after the last. */
  readonly period_from: string;
  readonly period_to: string;
  readonly complete: boolean;
  readonly currency: string | null;
  readonly value: number | null;
  readonly cases: number;
}

/** The periods of a metric as rows; its segments are left to whoever has the log. */
export function metricRows(
  metric: { readonly id: string; readonly title: string; readonly unit: string },
  { grain, lines }: MetricSeries,
): readonly MetricRow[] {
  const { id, title, unit } = metric;
  return lines.flatMap(({ segment, currency, points }) =>
    segment !== null
      ? []
      : points.map(({ from, to, complete, value, n }) => ({
          ...{ metric: id, title, unit, grain, period_from: from, period_to: to },
          ...{ complete, currency, value, cases: n },
        })),
  );
}

const keyOf = ({ metric, grain, period_from, currency }: MetricRow) => JSON.stringify([metric, grain, period_from, currency]);

/**
 * Those that are not in the warehouse as they are. What is in it of a metric and a period that were measured, and is not any more (the last case in a
 * currency was removed), is told as no data.
 */
export function changedRows(measured: readonly MetricRow[], known: readonly MetricRow[]): readonly MetricRow[] {
  const before = new Map(known.map((row) => [keyOf(row), row]));
  const now = new Map(measured.map((row) => [keyOf(row), row]));
  const periods = new Set(measured.map((row) => keyOf({ ...row, currency: null })));
  const emptied = known
    .filter((row) => !now.has(keyOf(row)) && periods.has(keyOf({ ...row, currency: null })))
    .map((row) => ({ ...row, value: null, cases: 0 }));
  return [...now.values(), ...emptied].filter((row) => !isSame(row, before.get(keyOf(row))));
}

function isSame(row: MetricRow, other: MetricRow | undefined): boolean {
  return other !== undefined && (Object.keys(row) as (keyof MetricRow)[]).every((name) => row[name] === other[name]);
}
