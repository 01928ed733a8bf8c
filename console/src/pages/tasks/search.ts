import { one, oneOf, type RawSearch } from '../../search.ts';

export const taskTabs = ['decisions', 'mine', 'team', 'done', 'rungs'] as const;
export type TaskTab = (typeof taskTabs)[number];

/** What the address of this page may hold: which work, and whose. */
export interface TasksSearch {
  readonly show?: TaskTab;
  /** Tasks of this role only. */
  readonly role?: string;
  readonly late?: 'true';
  /** Decisions with this title only. */
  readonly title?: string;
  /** Decisions for anybody, or done tasks of anybody. */
  readonly whose?: 'all';
  /** Of rungs that fire soon: their flow and ladder, and the rung that their cases have reached. */
  readonly flow?: string;
  readonly ladder?: string;
  readonly reached?: string;
}

export function readTasksSearch(raw: RawSearch): TasksSearch {
  const texts = (['role', 'title', 'flow', 'ladder', 'reached'] as const).flatMap((name) => {
    const value = one(raw[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const show = oneOf(raw['show'], taskTabs);
  return {
    ...(show === undefined ? {} : { show }),
    ...(oneOf(raw['late'], ['true'] as const) === undefined ? {} : { late: 'true' as const }),
    ...(oneOf(raw['whose'], ['all'] as const) === undefined ? {} : { whose: 'all' as const }),
    ...Object.fromEntries(texts),
  };
}
