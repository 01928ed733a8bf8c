import { oneOf, type RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export interface CaseSearch {
  /** Quieter events are shown as well. */
  readonly events?: 'all';
}

export function readCaseSearch(raw: RawSearch): CaseSearch {
  const events = oneOf(raw['events'], ['all'] as const);
  return events === undefined ? {} : { events };
}
