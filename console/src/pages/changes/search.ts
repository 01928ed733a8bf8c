import { oneOf, type RawSearch } from '../../search.ts';

export const changesTabs = ['mine', 'open', 'all', 'decisions'] as const;
export type ChangesTab = (typeof changesTabs)[number];

/** What the address of this page may hold: which list. */
export interface ChangesSearch {
  readonly show?: ChangesTab;
}

export function readChangesSearch(raw: RawSearch): ChangesSearch {
  const show = oneOf(raw['show'], changesTabs);
  return show === undefined ? {} : { show };
}
