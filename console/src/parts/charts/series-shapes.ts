import { measureText } from '../../format/metric.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { hatchFill } from './hatch.tsx';
import { axisText, gapsOf, lettered, type Series, type SeriesMarker, type SeriesPoint, timeOf } from './series.ts';
import { colours, letters, strongLetters } from './theme.ts';
import { words } from './words.ts';

/* What stands behind and over the line of a series, as ECharts' custom shapes. */

export interface Place {
  /** The plot, in px. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Where a time (UTC ms) and a value are, in px. */
  readonly at: (time: number, value: number) => readonly [number, number];
}

type Shape = Readonly<Record<string, unknown>>;

function group(children: readonly (readonly Shape[])[]): Shape {
  return { type: 'group', children: children.flat() };
}

function line(points: readonly [number, number, number, number], style: Shape): Shape {
  const [x1, y1, x2, y2] = points;
  return { type: 'line', shape: { x1, y1, x2, y2 }, style };
}

function written(value: string, x: number, y: number, style: Shape): Shape {
  return { type: 'text', x, y, style: { ...letters, text: value, ...style } };
}

/** Behind the line: the target as a band, what is an alarm, what was expected. */
export function ground(series: Series, place: Place, locale: string): Shape {
  return group([target(series, place, locale), expectation(series.points, place), alarms(series, place, locale)]);
}

function expectation(points: readonly SeriesPoint[], { at }: Place): readonly Shape[] {
  const known = points.filter(({ expected }) => expected != null);
  if (known.length < 2) return [];
  const along = (side: 'lower' | 'upper') => known.map(({ to, expected }) => at(timeOf(to), expected?.[side] ?? 0));
  const outline = [...along('upper'), ...along('lower').toReversed()];
  return [{ type: 'polygon', shape: { points: outline }, style: { fill: hatchFill } }];
}

function target({ target: bounds, points, ...series }: Series, { box, at }: Place, locale: string): readonly Shape[] {
  const { from, to } = bounds ?? {};
  if (from === undefined && to === undefined) return [];
  const yOf = (value: number) => Math.min(box.y + box.height, Math.max(box.y, at(0, value)[1]));
  const top = to === undefined ? box.y : yOf(to);
  const bottom = from === undefined ? box.y + box.height : yOf(from);
  const figure = (value: number) => axisText(value, series, locale);
  const said =
    from === undefined
      ? words.targetAtMost(figure(to ?? 0))
      : to === undefined
        ? words.targetAtLeast(figure(from))
        : words.targetBetween(figure(from), figure(to));
  const edges = [to, from].flatMap((bound) => (bound === undefined ? [] : [yOf(bound)]));
  return [
    { type: 'rect', shape: { x: box.x, y: top, width: box.width, height: bottom - top }, style: { fill: colours.targetBand } },
    ...edges.map((y) => line([box.x, y, box.x + box.width, y], { stroke: colours.target, lineWidth: 1 })),
    // In a band that is thinner than a line of text, the words would hide it.
    ...(bottom - top < 18
      ? []
      : [
          written(
            said,
            box.x + 6,
            bottom - (bottom === box.y + box.height && points.some(({ frozen: is }) => is === true) ? 14 : 5),
            { fill: colours.target, verticalAlign: 'bottom', stroke: colours.targetBand },
          ),
        ]),
  ];
}

function alarms({ alarm, ...series }: Series, { box, at }: Place, locale: string): readonly Shape[] {
  return [alarm?.upper, alarm?.lower].flatMap((bound) => {
    if (bound === undefined) return [];
    const y = at(0, bound)[1];
    if (y < box.y || y > box.y + box.height) return [];
    const above = bound === alarm?.upper;
    return [
      line([box.x, y, box.x + box.width, y], { stroke: colours.alarm, lineWidth: 1, lineDash: [2.5, 3] }),
      written(words.alarm(axisText(bound, series, locale)), box.x + 6, above ? y - 4 : y + 4, {
        fill: colours.alarm,
        verticalAlign: above ? 'bottom' : 'top',
      }),
    ];
  });
}

/** Over the line: what was changed, the last value, what is frozen, and where there is nothing. */
export function marks(series: Series, place: Place, settings: FormatSettings): Shape {
  return group([
    changes(series, place),
    frozen(series.points, place),
    gapsOf(series.points).flatMap(({ first, last }) => gap(first, last, series.points, place)),
    lastValue(series, place, settings),
  ]);
}

const labelRoom = 14;

function changes({ markers, points }: Series, place: Place): readonly Shape[] {
  const { box, at } = place;
  const taken: (readonly [number, number])[] = [];
  const shown = lettered(markers).flatMap((marker) => {
    const [x] = at(timeOf(marker.at), points[0]?.value ?? 0);
    return x < box.x - 1 || x > box.x + box.width + 1 ? [] : [{ marker, x }];
  });
  // The one that stands is named first: letters give way to it.
  const ordered = shown.toSorted((a, b) => Number(b.marker.stands === true) - Number(a.marker.stands === true));
  return ordered.flatMap(({ marker, x }) => {
    const stands = marker.stands === true;
    const name = stands ? marker.title : (marker.letter ?? '');
    const half = Math.max(labelRoom / 2, name.length * (stands ? 3.4 : 3.2));
    const middle = Math.min(Math.max(x, box.x + half - 40), box.x + box.width - half + 60);
    const row = box.y - (stands ? 22 : 8);
    const isFree = stands || taken.every(([from, to]) => middle + half < from || middle - half > to);
    if (!stands && isFree) taken.push([middle - half, middle + half]);
    return [
      line([x, box.y, x, box.y + box.height], stands ? standingLine : otherLine),
      {
        type: 'polygon',
        shape: {
          points: [
            [x - 4, box.y - 6],
            [x + 4, box.y - 6],
            [x, box.y + 1],
          ],
        },
        style: { fill: stands ? colours.ink : colours.quiet },
      },
      ...(isFree
        ? [
            written(name, middle, row, {
              ...(stands ? strongLetters : letters),
              text: name,
              align: 'center',
              verticalAlign: 'bottom',
            }),
          ]
        : []),
    ];
  });
}

const standingLine = { stroke: colours.ink, lineWidth: 1.5 } as const;
const otherLine = { stroke: colours.quiet, lineWidth: 1, lineDash: [1.5, 3] } as const;

/** A lock at the foot of each frozen period. */
function frozen(points: readonly SeriesPoint[], { box, at }: Place): readonly Shape[] {
  const y = box.y + box.height - 7;
  return points.flatMap((point) => {
    if (point.frozen !== true) return [];
    const [x] = at(timeOf(point.to), point.value ?? 0);
    return [
      { type: 'rect', shape: { x: x - 3.5, y, width: 7, height: 5, r: 1 }, style: { fill: colours.quiet } },
      {
        type: 'arc',
        shape: { cx: x, cy: y, r: 2.3, startAngle: Math.PI, endAngle: 0 },
        style: { fill: null, stroke: colours.quiet, lineWidth: 1.2 },
      },
    ];
  });
}

function gap(first: SeriesPoint, last: SeriesPoint, points: readonly SeriesPoint[], { box, at }: Place): readonly Shape[] {
  const before = points[points.indexOf(first) - 1] ?? first;
  const after = points[points.indexOf(last) + 1] ?? last;
  const [from] = at(timeOf(before.to), 0);
  const [to] = at(timeOf(after.to), 0);
  return [written(words.noData, (from + to) / 2, box.y + box.height / 2, { align: 'center', verticalAlign: 'middle' })];
}

function lastValue(series: Series, { at }: Place, { locale }: FormatSettings): readonly Shape[] {
  const last = series.points.findLast(({ value }) => value !== null);
  if (last === undefined || last.value === null) return [];
  const [x, y] = at(timeOf(last.to), last.value);
  return [
    { type: 'circle', shape: { cx: x, cy: y, r: 3.5 }, style: { fill: colours.series } },
    written(measureText(last.value, series, locale), x + 8, y, { ...strongLetters, verticalAlign: 'middle' }),
  ];
}

export type { SeriesMarker };
