import type { RawSearch } from '../../search.ts';

/** The address of this page holds nothing: it is the same for everybody who opens it. */
export type AccountSearch = object;

export function readAccountSearch(_raw: RawSearch): AccountSearch {
  return {};
}
