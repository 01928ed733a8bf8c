import { one, type RawSearch } from '../../search.ts';

/** What the address of this page may hold: the words that are searched for. */
export interface ServiceSearch {
  readonly search?: string;
}

export function readServiceSearch(raw: RawSearch): ServiceSearch {
  const search = one(raw['search']);
  return search === undefined ? {} : { search };
}
