import type { RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export type CasesSearch = object;

export function readCasesSearch(_raw: RawSearch): CasesSearch {
  return {};
}
