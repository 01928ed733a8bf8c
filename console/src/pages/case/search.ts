import type { RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export type CaseSearch = object;

export function readCaseSearch(_raw: RawSearch): CaseSearch {
  return {};
}
