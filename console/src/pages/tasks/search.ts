import type { RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export type TasksSearch = object;

export function readTasksSearch(_raw: RawSearch): TasksSearch {
  return {};
}
