import type { Action } from '@throughline/api';

/** What is done with a case in the course of business, what is said about it, and what puts it right by hand. */
export interface ActionGroups {
  readonly own: readonly Action[];
  readonly talk: readonly Action[];
  readonly repairs: readonly Action[];
}

const talk: ReadonlySet<string> = new Set(['comment', 'assign', 'link']);
/** Built into every case, and yet a step of business. */
const ofBusiness: ReadonlySet<string> = new Set(['approve', 'decline', 'revise']);

/** Each action in its group, in the order in which it was given. What is done about a failed effect stands at that effect. */
export function groupsOf(all: readonly Action[]): ActionGroups {
  const actions = all.filter(({ data }) => data?.['effect'] === undefined);
  const ofKernel = (action: Action) => action.builtIn && !ofBusiness.has(action.type);
  return {
    own: actions.filter((action) => !ofKernel(action)),
    talk: actions.filter((action) => ofKernel(action) && talk.has(action.type)),
    repairs: actions.filter((action) => ofKernel(action) && !talk.has(action.type)),
  };
}
