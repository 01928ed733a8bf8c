import { one, oneOf, type RawSearch } from '../../search.ts';

/** What the address of this page may hold: which plan, or which year. */
export interface RoadmapSearch {
  readonly show?: 'year';
  /** The number of a plan; without it the newest. */
  readonly plan?: string;
  readonly year?: string;
}

export function readRoadmapSearch(raw: RawSearch): RoadmapSearch {
  const [show, plan, year] = [oneOf(raw['show'], ['year'] as const), one(raw['plan']), one(raw['year'])];
  return {
    ...(show === undefined ? {} : { show }),
    ...(plan === undefined ? {} : { plan }),
    ...(year !== undefined && /^2[01]\d\d$/.test(year) ? { year } : {}),
  };
}
