import { oneOf, type RawSearch } from '../../search.ts';

export const tabs = ['incidents', 'problems', 'known', 'actions'] as const;
export type IncidentsTab = (typeof tabs)[number];

/** What the address of this page may hold: which of its tabs. */
export interface IncidentsSearch {
  readonly show?: Exclude<IncidentsTab, 'incidents'>;
}

export function readIncidentsSearch(raw: RawSearch): IncidentsSearch {
  const show = oneOf(raw['show'], ['problems', 'known', 'actions'] as const);
  return show === undefined ? {} : { show };
}
