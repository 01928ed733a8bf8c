import type { RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export type FlowSearch = object;

export function readFlowSearch(_raw: RawSearch): FlowSearch {
  return {};
}
