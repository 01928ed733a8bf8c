import type { RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export type HomeSearch = object;

export function readHomeSearch(_raw: RawSearch): HomeSearch {
  return {};
}
