import type { ChildCount } from '../case.ts';
import type { CompiledChild, CompiledOpen } from '../compile/compiled.ts';
import type { Readings } from '../expression/expression.ts';
import { childCount, childMessage, childrenMax } from './children.ts';
import { type Draft, note, setClock } from './draft.ts';
import { carried, evaluate, refuseOrNote } from './evaluate.ts';

/** One `open` opens at most so many cases. */
export const openMax = 500;

/**
 * Opens owned children of a declared kind. They are state, not effects: history opens them too. What their flow says of their birth
 * the engine learns in the same transaction.
 */
export function openOwned(draft: Draft, child: CompiledChild, open: CompiledOpen, readings: Readings): void {
  const items = open.each === undefined ? [undefined] : evaluate(draft, open.each, readings);
  if (!Array.isArray(items)) return;
  if (items.length > openMax)
    return refuseOrNote(draft, 'limit-exceeded', `One transition opens at most ${openMax} cases, not ${items.length}`);
  const taken = openKeys(draft, child.flow);
  const room = childrenMax - childCount(draft);
  const opened: string[] = [];
  for (const item of items) {
    const ofItem: Readings = item === undefined ? readings : { ...readings, item };
    if (open.when !== undefined && evaluate(draft, open.when, ofItem) !== true) continue;
    const key = evaluate(draft, open.key, ofItem);
    if (typeof key !== 'string' || key === '') continue;
    if (taken.has(key)) {
      refuseOrNote(draft, 'case-exists', `Two of ${child.name} would have one key, which is open: ${child.flow}`);
      continue;
    }
    if (opened.length >= room) {
      refuseOrNote(draft, 'limit-exceeded', `A case has at most ${childrenMax} owned children`);
      break;
    }
    const data = carried(draft, open.with, ofItem);
    draft.children.push({ flow: child.flow, key, birth: true, message: childMessage(draft, open.event, data) });
    taken.add(key);
    opened.push(key);
  }
  if (opened.length === 0) return;
  const { count, open: before } = countAt(draft, child);
  setClock(draft, 'children', slotOf(child), { count: count + opened.length, open: [...before, ...opened] });
  note(draft, 'opened', child.name);
}

/** One child is one case, whatever kind it is counted as. */
function openKeys(draft: Draft, flow: string): Set<number | string> {
  const kinds = [...draft.flow.children.values()].filter((child) => child.flow === flow);
  return new Set(kinds.flatMap((child) => countAt(draft, child).open));
}

/** A child has ended. Gives its kind; `undefined` where it is none of those that are open. */
export function closeOwned(draft: Draft, flow: string, key: string): CompiledChild | undefined {
  const child = [...draft.flow.children.values()].find((each) => each.flow === flow && countAt(draft, each).open.includes(key));
  if (child === undefined) return undefined;
  const { count, open } = countAt(draft, child);
  setClock(draft, 'children', slotOf(child), { count, open: open.filter((other) => other !== key) });
  return child;
}

/** A child that this case opened could not be born: there is none. */
export function forgetOwned(draft: Draft, flow: string, key: string): void {
  const child = closeOwned(draft, flow, key);
  if (child === undefined) return;
  const { count, open } = countAt(draft, child);
  setClock(draft, 'children', slotOf(child), { count: count - 1, open });
}

/**
 * The case has ended: children whose kind says `end` are given that event, and are no longer counted as open, whether they take it
 * or not. The others live on.
 */
export function endOwned(draft: Draft): void {
  for (const child of draft.flow.children.values()) {
    const { count, open } = countAt(draft, child);
    if (child.end === undefined || open.length === 0) continue;
    for (const key of open)
      draft.children.push({ flow: child.flow, key: String(key), birth: false, message: childMessage(draft, child.end, {}) });
    setClock(draft, 'children', slotOf(child), { count, open: [] });
  }
}

function countAt(draft: Draft, child: CompiledChild): ChildCount {
  return draft.clocks.children?.[slotOf(child)] ?? { count: 0, open: [] };
}

function slotOf({ name }: CompiledChild): string {
  return `child/${name}`;
}
