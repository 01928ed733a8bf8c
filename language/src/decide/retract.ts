import { eventsOfRetracted, retractedState } from '../built-in.ts';
import type { ChildCount, LadderClock } from '../case.ts';
import { type Draft, isBorn } from './draft.ts';
import { requireOperator } from './permission.ts';
import { refuse } from './refusal.ts';
import { markManual } from './repairs.ts';

/** An operator takes back what nobody owns: what a case owns goes with it, by its word alone. A legal hold keeps a case in what is counted, too. */
export function requireRetractable(draft: Draft): void {
  const { subject, clocks, kind, actor } = draft;
  const isOwnersWord = kind === 'message' && actor.kind !== 'person' && subject.parent !== undefined;
  if (!isOwnersWord) {
    requireOperator(draft);
    if (subject.parent !== undefined)
      refuse('not-allowed-in-state', { message: `${subject.flow} ${subject.key} belongs to another case: take that one back` });
  }
  if (clocks.heldBy !== undefined) refuse('case-held', { expected: Object.keys(clocks.heldBy).sort() });
}

/**
 * `{}`: it should never have been told of the case. It ends as `retracted`: nothing is due, asked for or waited for any more, what it owns is taken back with it,
 * and its effects are not begun. Its log stays as it is; who reads it leaves out all up to this event. Data stay until the case is born again.
 */
export function retract(draft: Draft): void {
  requireRetractable(draft);
  if (draft.state === retractedState) {
    draft.isMoot = true;
    return;
  }
  const { clocks, subject, at } = draft;
  const seq = (isBorn(subject) ? subject.seq : 0) + 1;
  const { occurrences, formerKeys } = clocks;
  draft.state = retractedState;
  draft.enteredAt = at;
  draft.clocks = {
    retracted: [...(clocks.retracted ?? []), { seq, at }],
    ...(clocks.children === undefined
      ? {}
      : { children: mapped(clocks.children, ({ count }): ChildCount => ({ count, open: [] })) }),
    ...(clocks.ladders === undefined
      ? {}
      : { ladders: mapped(clocks.ladders, ({ episode }): LadderClock => ({ episode: episode + 1 })) }),
    ...(occurrences === undefined ? {} : { occurrences }),
    ...(formerKeys === undefined ? {} : { formerKeys }),
  };
  draft.retracts = true;
  if (draft.kind === 'command') markManual(draft);
}

function mapped<V>(entries: Readonly<Record<string, V>>, change: (value: V) => V): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, change(value)]));
}

/** What the kernel understands of a case is over with one that was taken back, but for what concerns its record. */
export function isOverWith({ subject, type }: Draft): boolean {
  return subject.state === retractedState && type !== 'retract' && type !== 'alias' && !eventsOfRetracted.has(type);
}

/** What was under way for a case that was taken back comes to nobody any more. */
export function isOfNobody({ subject, type }: Draft): boolean {
  return subject.state === retractedState && (type === 'child-closed' || type === 'effect-failed');
}
