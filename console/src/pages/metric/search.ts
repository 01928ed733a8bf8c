import type { RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export type MetricSearch = object;

export function readMetricSearch(_raw: RawSearch): MetricSearch {
  return {};
}
