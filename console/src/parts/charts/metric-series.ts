import type { ResultOf } from '@throughline/api';
import type { MarkerKind, Series } from './series.ts';

type MetricSeries = ResultOf<'GET /{database}/metrics/{metric}/series'>;
type Annotation = MetricSeries['annotations'][number];

/** How sure the expectation of a period is: a value lies outside in 2.7 of 1,000 periods in which nothing changed. */
const level = '99.7%';
const kinds: Readonly<Record<Annotation['kind'], MarkerKind>> = {
  release: 'release',
  rollback: 'release',
  'flow-version': 'flow-version',
  parameter: 'parameter',
  incident: 'incident',
  definition: 'definition',
  freeze: 'definition',
};

/**
 * A metric by its periods, as a chart draws it.
 *
 * @param at which of its currencies and parts: its place in the answer
 */
export function periodSeries(
  { metric, series, annotations }: Pick<MetricSeries, 'metric' | 'series' | 'annotations'>,
  at: number,
  hrefOf: (period: { readonly from: string; readonly to: string }) => string,
): Series {
  const { title, unit, target } = metric;
  const { currency = null, points = [] } = series[at] ?? {};
  const isBegun = points.some(({ complete, value }) => complete && value !== null);
  return {
    ...{ title, unit, currency, target, level },
    // A period that is not over would look like a fall: the line ends where the scorecard reads it.
    points: points
      .filter(({ complete, value }) => complete || (!isBegun && value !== null))
      .map(({ from, to, value, expected, frozenAt, restated }) => ({
        ...{ from, to, value, expected },
        restated: restated?.value,
        frozen: frozenAt !== null,
        href: hrefOf({ from, to }),
      })),
    alarm: null,
    markers: annotations.map((one) => ({ at: one.at, kind: kinds[one.kind], title: one.title, letter: letterOf(one) })),
  };
}

/** Releases have short keys of their own; what has none gets a letter. */
function letterOf({ kind, key }: Annotation): string | undefined {
  return kind === 'release' && key.length <= 6 ? key : undefined;
}
