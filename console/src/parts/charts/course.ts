import type { ResultOf } from '@throughline/api';
import type { Series } from './series.ts';

/** The course of a metric as a chart draws it; past which limits it is an alarm, its direction says. */
export function courseSeries(
  { tile, changes }: Pick<ResultOf<'GET /{database}/metrics/{metric}/course'>, 'tile' | 'changes'>,
  hrefOf: (window: { readonly from: string; readonly to: string }) => string,
): Series {
  const { title, unit, currency, target, limits, direction } = tile;
  return {
    ...{ title, unit, currency, target },
    points: tile.series.map(({ from, to, value }) => ({ from, to, value, href: hrefOf({ from, to }) })),
    alarm:
      limits === null
        ? null
        : { ...(direction === 'up' ? {} : { upper: limits.upper }), ...(direction === 'down' ? {} : { lower: limits.lower }) },
    markers: changes.map(({ at, key, title: change, kind }) => ({ at, kind, title: change, letter: key })),
  };
}
