import { formatDay } from '../../format/day.ts';
import { measureText } from '../../format/metric.ts';
import type { FormatSettings } from '../../format/settings.ts';
import type { ChartOption } from './echarts.ts';
import { axisText, type Series, type SeriesPoint, seriesScale, tickedPoints, timeOf } from './series.ts';
import { ground, marks, type Place } from './series-shapes.ts';
import { colours, letters, room } from './theme.ts';
import { words } from './words.ts';

const dayMs = 86_400_000;

/** What ECharts is told of a series. */
export function seriesOption(series: Series, width: number, settings: FormatSettings): ChartOption {
  const { points } = series;
  const scale = seriesScale(series);
  const times = points.map(({ to }) => timeOf(to));
  const [first = 0, last = 0] = [Math.min(...times), Math.max(...times)];
  const air = points.length < 2 ? dayMs : 0;
  const labelWidth = Math.max(0, ...points.map(({ to }) => formatDay(to, settings).length)) * 6.2 + 16;
  const days = tickedPoints(points, width - room.left - room.right, labelWidth).map(({ to }) => timeOf(to));
  const none = { show: false } as const;
  const shape = (draw: (place: Place) => object, z: number) => ({
    type: 'custom',
    silent: true,
    z,
    data: [[first, scale.from]],
    renderItem: (params: { coordSys: unknown }, api: { coord: (at: readonly number[]) => readonly number[] }) =>
      draw({ box: params.coordSys as Place['box'], at: (x, y) => api.coord([x, y]) as readonly [number, number] }),
  });
  return {
    animation: false,
    grid: { ...room },
    xAxis: {
      type: 'value',
      min: first - air,
      max: last + air,
      axisLine: { show: true, onZero: false, lineStyle: { color: colours.line } },
      axisTick: none,
      splitLine: none,
      axisLabel: {
        ...label,
        customValues: days,
        formatter: (at: number) => formatDay(dayText(at), settings),
        hideOverlap: false,
      },
    },
    yAxis: {
      type: 'value',
      min: scale.from,
      max: scale.to,
      axisLine: none,
      axisTick: none,
      splitLine: none,
      axisLabel: { ...label, customValues: scale.ticks, formatter: (value: number) => axisText(value, series, settings.locale) },
    },
    tooltip: tooltipOf(series, settings),
    series: [
      shape((place) => ground(series, place, settings.locale), 1),
      lineOf(points, 3),
      ...(points.some(({ restated }) => typeof restated === 'number') ? [restatedOf(points)] : []),
      shape((place) => marks(series, place, settings), 5),
    ],
  };
}

const label = { color: letters.fill, fontFamily: letters.fontFamily, fontSize: letters.fontSize } as const;

function lineOf(points: readonly SeriesPoint[], z: number): object {
  return {
    type: 'line',
    z,
    data: points.map(({ to, value }) => [timeOf(to), value]),
    connectNulls: false,
    showSymbol: true,
    // A value between two gaps has no line: it is a dot.
    symbol: (_: unknown, { dataIndex }: { dataIndex: number }) => (isAlone(points, dataIndex) ? 'circle' : 'none'),
    symbolSize: 5,
    lineStyle: { width: 2, color: colours.series, join: 'round', cap: 'round' },
    itemStyle: { color: colours.series },
    emphasis: { disabled: true },
  };
}

function isAlone(points: readonly SeriesPoint[], index: number): boolean {
  const has = (at: number) => typeof points[at]?.value === 'number';
  return has(index) && !has(index - 1) && !has(index + 1);
}

function restatedOf(points: readonly SeriesPoint[]): object {
  return {
    type: 'scatter',
    z: 4,
    silent: true,
    data: points.flatMap(({ to, restated }) => (typeof restated === 'number' ? [[timeOf(to), restated]] : [])),
    symbol: 'diamond',
    symbolSize: 8,
    itemStyle: { color: colours.ground, borderColor: colours.series, borderWidth: 1.5 },
    emphasis: { disabled: true },
  };
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** What a pointer reads of one period. The page's own styles dress it. */
function tooltipOf(series: Series, settings: FormatSettings): object {
  return {
    trigger: 'axis',
    confine: true,
    axisPointer: { type: 'line', lineStyle: { color: colours.quiet, type: 'solid', width: 1 } },
    className: 'chart-tooltip',
    backgroundColor: 'var(--surface)',
    borderColor: 'var(--ink3)',
    borderWidth: 1,
    padding: [4, 8],
    textStyle: { color: colours.ink, fontFamily: letters.fontFamily, fontSize: 12 },
    extraCssText: 'box-shadow: none; border-radius: 4px;',
    formatter: (shown: readonly { readonly data?: unknown }[]) => {
      const data = shown.map((one) => one.data).find((one): one is [number, unknown] => Array.isArray(one));
      const point = series.points.find(({ to }) => timeOf(to) === data?.[0]);
      return point === undefined ? '' : pointWords(point, series, settings);
    },
  };
}

function pointWords(
  { from, to, value, restated, frozen, expected }: SeriesPoint,
  series: Series,
  settings: FormatSettings,
): string {
  const written = (amount: number) => measureText(amount, series, settings.locale);
  const parts = [
    words.between(formatDay(from, settings), formatDay(to, settings)),
    value === null ? words.noData : `${written(value)}${frozen === true ? `, ${words.frozenWord}` : ''}`,
    ...(typeof restated === 'number' ? [`${words.restated} ${written(restated)}`] : []),
    ...(expected == null ? [] : [`${words.expected} ${words.between(written(expected.lower), written(expected.upper))}`]),
  ];
  return parts.join('<br>');
}
