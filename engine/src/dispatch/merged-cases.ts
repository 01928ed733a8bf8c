import { type CaseRecord, eventsOfMerged, type Input, mergedState } from '@throughline/language';
import { isCaseId } from '../case-id.ts';
import type { StoredCase } from '../sql/lock-cases.ts';
import type { Refusal } from './submission.ts';
import type { Prepared } from './world.ts';

/** What was sent to a case that was merged into another is meant for that one: make it ready for it, and decide again. */
export class SentToMerged extends Error {
  /** By the id of a merged case, that of the one that it was merged into. */
  readonly into: ReadonlyMap<string, string>;

  constructor(into: ReadonlyMap<string, string>) {
    super(`Cases were merged into others: ${[...into.keys()].join(', ')}`);
    this.into = into;
  }
}

/** Those of the cases read to which something was sent that is not about themselves. */
export function sentToMerged(
  prepared: readonly Prepared[],
  cases: ReadonlyMap<string, StoredCase>,
): ReadonlyMap<string, string> | undefined {
  const into = new Map<string, string>();
  for (const { caseId, submission, failure } of prepared) {
    const record = failure === undefined ? cases.get(caseId)?.record : undefined;
    const target = record?.state === mergedState ? record.clocks.mergedInto : undefined;
    if (target !== undefined && !concernsItself(submission.input)) into.set(caseId, target);
  }
  return into.size === 0 ? undefined : into;
}

function concernsItself(input: Input): boolean {
  return input.kind === 'deadline' || eventsOfMerged.has(input.type);
}

/** The submissions as they are meant. Their receipts stay with the cases that they were sent to: so whoever sends again is known. */
export function redirected(prepared: readonly Prepared[], { into }: SentToMerged): readonly Prepared[] {
  return prepared.map((item) => {
    const target = concernsItself(item.submission.input) ? undefined : into.get(item.caseId);
    return target === undefined ? item : { ...item, caseId: target, isRedirected: true };
  });
}

/** The same within a batch, in which cases may have been merged before. */
export function meantFor(item: Prepared, find: (id: string) => CaseRecord | undefined): Prepared {
  let meant = item;
  for (;;) {
    const record = find(meant.caseId);
    const target = record?.state === mergedState ? record.clocks.mergedInto : undefined;
    if (target === undefined || concernsItself(item.submission.input) || find(target) === undefined) return meant;
    meant = { ...meant, caseId: target, isRedirected: true };
  }
}

/** The case that a command wants to merge its own into: it is locked, as what was sent to the one is meant for the other from then on. */
export function mergeTarget({ submission: { input }, failure }: Prepared): string | undefined {
  if (failure !== undefined || input.kind !== 'command' || input.type !== 'merge') return undefined;
  const { into } = input.data;
  return typeof into === 'string' && isCaseId(into) ? into : undefined;
}

/** Whether a submission may concern a case that it is not sent to: another name, or the other of two that are one. */
export function concernsOthers({ submission: { input }, failure }: Prepared): boolean {
  return failure === undefined && input.kind === 'command' && (input.type === 'merge' || input.type === 'rekey');
}

/** Why a case cannot be merged into that one, if so. */
export function mergeRefusal(
  target: CaseRecord | undefined,
  { flow, entity }: Pick<CaseRecord, 'flow' | 'entity'>,
): Refusal | undefined {
  const refuse = (message: string): Refusal => ({ code: 'data-invalid', place: '/into', message });
  if (target === undefined) return refuse('No case has this id');
  if (target.flow !== flow || target.entity !== entity)
    return refuse(`Cases of one flow and entity are merged; that one is ${target.flow} of ${target.entity}`);
  if (target.parent !== undefined) return refuse('That one belongs to another case');
  if (target.state === mergedState) return refuse(`That one was merged itself: into ${target.clocks.mergedInto ?? 'another'}`);
  return undefined;
}
