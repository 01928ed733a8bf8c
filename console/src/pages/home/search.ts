import type { RawSearch } from '../../search.ts';

/** The address of this page holds nothing: it is the same for everybody who opens it. */
export type HomeSearch = object;

export function readHomeSearch(_raw: RawSearch): HomeSearch {
  return {};
}
