import type { RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export type ImportSearch = object;

export function readImportSearch(_raw: RawSearch): ImportSearch {
  return {};
}
