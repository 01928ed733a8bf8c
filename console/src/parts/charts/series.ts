import type { MetricTile } from '@throughline/api';
import { formatDay } from '../../format/day.ts';
import { formatMeasure, measureText } from '../../format/metric.ts';
import { formatMoneyWhole, moneyDigits } from '../../format/money.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { words } from './words.ts';

/* What a chart of a metric draws, apart from how it is drawn: the same for the picture, its table and its text. */

export type MarkerKind = 'release' | 'flow-version' | 'parameter' | 'incident' | 'outage' | 'definition';

export interface SeriesPoint {
  /** First day (`YYYY-MM-DD`). */
  readonly from: string;
  /** The day after its last; the value stands there. */
  readonly to: string;
  /** null: no data. */
  readonly value: number | null;
  /** The value as it is known today, where it differs from the frozen one. */
  readonly restated?: number | null | undefined;
  readonly frozen?: boolean | undefined;
  /** Where it was expected to be. */
  readonly expected?: { readonly lower: number; readonly upper: number } | null | undefined;
  /** To the cases behind it. */
  readonly href?: string | undefined;
}

export interface SeriesMarker {
  /** A day or an instant. */
  readonly at: string;
  readonly title: string;
  readonly kind: MarkerKind;
  /** It is the one that is held to be the cause: solid, and named. */
  readonly stands?: boolean | undefined;
  /** By which a table beside explains it. */
  readonly letter?: string | undefined;
}

export interface Series {
  readonly title: string;
  readonly unit: MetricTile['unit'];
  readonly currency: string | null;
  readonly points: readonly SeriesPoint[];
  readonly target: { readonly from?: number | undefined; readonly to?: number | undefined } | null;
  /** Limits past which it is an alarm. */
  readonly alarm: { readonly lower?: number | undefined; readonly upper?: number | undefined } | null;
  readonly markers: readonly SeriesMarker[];
  /** How sure the expectation is, such as `95%`. */
  readonly level?: string | undefined;
}

/** UTC ms of a day or an instant. */
export function timeOf(at: string): number {
  return Date.parse(at);
}

export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Round values between them. */
  readonly ticks: readonly number[];
}

const steps = [1, 2, 2.5, 5, 10] as const;

/** A scale around values, its ends on round figures; of about four steps. Nothing below zero is shown where nothing is below it. */
export function scaleOf(values: readonly (number | null | undefined)[]): Scale {
  const known = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const low = known.length === 0 ? 0 : Math.min(...known);
  const high = known.length === 0 ? 1 : Math.max(...known);
  const span = high > low ? high - low : Math.abs(high) * 0.2 || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (steps.find((each) => each * power >= rough) ?? 10);
  const first = Math.floor((low - span * 0.04) / step);
  const last = Math.ceil((high + span * 0.04) / step);
  const begin = low >= 0 ? Math.max(0, first) : first;
  // Multiples of the step, each rounded by itself: sums would carry their error along.
  const ticks = Array.from({ length: last - begin + 1 }, (_, index) => Number(((begin + index) * step).toPrecision(12)));
  return { from: ticks[0] ?? 0, to: ticks.at(-1) ?? 1, ticks };
}

export function seriesScale({ points, target, alarm }: Series): Scale {
  return scaleOf([
    ...points.flatMap(({ value, restated, expected }) => [value, restated, expected?.lower, expected?.upper]),
    target?.from,
    target?.to,
    alarm?.lower,
    alarm?.upper,
  ]);
}

/** The points whose day is written: all where there is room, else every second, third, ... with the last one. */
export function tickedPoints(points: readonly SeriesPoint[], width: number, room: number): readonly SeriesPoint[] {
  const every = Math.max(1, Math.ceil((points.length * room) / Math.max(1, width)));
  return points.filter((_, index) => (points.length - 1 - index) % every === 0);
}

/** Stretches without data: the first and the last point of each. */
export function gapsOf(points: readonly SeriesPoint[]): readonly { readonly first: SeriesPoint; readonly last: SeriesPoint }[] {
  const gaps: { first: SeriesPoint; last: SeriesPoint }[] = [];
  points.forEach((point, index) => {
    if (point.value !== null) return;
    const before = gaps.at(-1);
    if (before !== undefined && points[index - 1] === before.last) before.last = point;
    else gaps.push({ first: point, last: point });
  });
  return gaps;
}

/** In the order of time; those that do not stand get letters. */
export function lettered<M extends SeriesMarker>(markers: readonly M[]): readonly M[] {
  let count = 0;
  return markers
    .toSorted((a, b) => timeOf(a.at) - timeOf(b.at))
    .map((marker) => (marker.stands === true || marker.letter !== undefined ? marker : { ...marker, letter: letterOf(count++) }));
}

/** A, B, ... Z, AA, AB, ... */
export function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${letterOf(Math.floor(index / 26) - 1)}${letter}`;
}

type Measured = Pick<Series, 'unit' | 'currency'>;

/** A figure on an axis or at a line: as short as it is, 52 and not 52.0. */
export function axisText(value: number, measured: Measured, locale: string): string {
  const { unit, currency } = measured;
  if (unit === 'money') {
    return formatMoneyWhole({ amount: Math.round(value * 10 ** moneyDigits(currency)), currency }, locale);
  }
  const { value: figure, unit: word } = formatMeasure(value, measured, locale);
  return `${figure.replace(/[.,]0$/, '')}${word === '%' ? '%' : ''}`;
}

/** All that the picture shows, as text: for whoever does not see it. */
export function seriesText(series: Series, settings: FormatSettings): string {
  const { title, points, markers } = series;
  const text = (value: number) => measureText(value, series, settings.locale);
  const said = points.map(({ to, value, restated }) => {
    const shown = value === null ? words.noData : text(value);
    return words.pointText(formatDay(to, settings), shown, typeof restated === 'number' ? text(restated) : undefined);
  });
  const changes = lettered(markers).map(({ at, title: change }) => `${formatDay(at, settings)} ${change}`);
  const course = said.length === 0 ? words.noData : said.join(', ');
  return `${title}: ${course}${changes.length === 0 ? '' : `. ${words.changes}: ${changes.join(', ')}`}`;
}
