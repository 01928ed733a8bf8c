import { type Actor, type CaseRecord, type Decision, eventsOfRetracted, findUnstorable, type Input } from '@throughline/language';
import type { ReceiptResult } from '../sql/receipts.ts';
import type { Target } from './event-row.ts';
import { type DispatchResult, dataBytesMax, nameLengthMax, type Refusal } from './submission.ts';

/* What a batch asks of single submissions, cases and results. */

/** What is sent to a case that was taken back, and concerns not its record but what it may be born as. */
export function isOfNewLife(input: Input): boolean {
  return input.kind !== 'deadline' && input.type !== 'retract' && !eventsOfRetracted.has(input.type);
}

export function tooLarge(id: string, bytes: number): DispatchResult {
  const message = `The data would be ${bytes} bytes long, and ${dataBytesMax} are the limit: keep long lists as cases of their own`;
  return { outcome: 'refused', caseId: id, refusal: { code: 'limit-exceeded', message } };
}

export function receiptResult(result: DispatchResult): ReceiptResult | null {
  if (result.outcome === 'refused') return { outcome: 'refused', refusal: result.refusal };
  return result.outcome === 'ignored' || result.outcome === 'deviated' ? { outcome: result.outcome } : null;
}

export const systemActor: Actor = { id: 'system', kind: 'system', principal: 'system', roles: [] };

export function actorOf(input: Exclude<Input, { kind: 'deadline' }>): Actor {
  return input.actor;
}

export function isSameCase(record: CaseRecord, target: Target): boolean {
  const isCalled = record.key === target.key || record.clocks.formerKeys?.includes(target.key) === true;
  return record.flow === target.flow && record.entity === target.entity && isCalled;
}

export function refusalOf({ code, message, place, expected }: Extract<Decision, { kind: 'refused' }>): Refusal {
  return { code, message, ...(place === undefined ? {} : { place }), ...(expected === undefined ? {} : { expected }) };
}

/** `decide` looks into the data itself; these reach the row without it. */
export function unstorablePlace(input: Input): string | undefined {
  if (input.kind === 'deadline') return undefined;
  const { id, principal } = input.actor;
  if (id.length > nameLengthMax || principal.length > nameLengthMax) return '/actor';
  return findUnstorable({ type: input.type, actor: id, principal });
}
