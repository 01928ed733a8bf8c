import { one, oneOf, type RawSearch } from '../../search.ts';

/** What the address of this page may hold: which plan, which year, or the business cases. */
export interface RoadmapSearch {
  readonly show?: 'year' | 'cases';
  /** The number of a plan; without it the newest. */
  readonly plan?: string;
  readonly year?: string;
  /** The number of a request for which a business case is begun. */
  readonly of?: string;
}

export function readRoadmapSearch(raw: RawSearch): RoadmapSearch {
  const show = oneOf(raw['show'], ['year', 'cases'] as const);
  const [plan, year, of] = [one(raw['plan']), one(raw['year']), one(raw['of'])];
  return {
    ...(show === undefined ? {} : { show }),
    ...(plan === undefined ? {} : { plan }),
    ...(of === undefined ? {} : { of }),
    ...(year !== undefined && /^2[01]\d\d$/.test(year) ? { year } : {}),
  };
}
