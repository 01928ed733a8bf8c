import type { Action } from '@throughline/api';

const approval: ReadonlySet<string> = new Set(['approve', 'decline']);

/** What is done first: an approval that waits for the one who looks; else the first thing that the flow lets them do. */
export function mainAction(actions: readonly Action[]): Action | undefined {
  const allowed = actions.filter((action) => action.allowed);
  return (
    allowed.find(({ type, of }) => type === 'approve' && of !== undefined) ??
    allowed.find(({ type, builtIn }) => !builtIn && !approval.has(type))
  );
}

const fixedKeys = { approve: 'a', decline: 'd', comment: 'c', assign: 'i' } as const;

/** The keys of actions, by their type; P is the main one where that has no letter of its own. */
export function actionKeys(actions: readonly Action[]): Readonly<Record<string, string>> {
  const first = actions.find(({ allowed, builtIn, type }) => allowed && !builtIn && !approval.has(type));
  return { ...fixedKeys, ...(first === undefined ? {} : { [first.type]: 'p' }) };
}
