import type { CompiledFlow, Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import type { Settings } from '../settings/settings.ts';
import type { StoredCase } from '../sql/lock-cases.ts';
import type { LoggedEvent } from '../sql/read-log-page.ts';
import type { Transaction } from '../store/transaction.ts';
import { type Fold, fold } from '../verify/check-case.ts';
import { checkEvent, type FindingCode, findingCodes } from '../verify/check-event.ts';

/** The log of a case does not hold, so nothing can be made of it. */
export class LogBroken extends Error {
  readonly code: FindingCode;
  readonly seq: number;

  constructor(event: Pick<LoggedEvent, 'caseId' | 'seq'>, code: FindingCode) {
    super(`Event ${event.seq} of case ${event.caseId}: ${findingCodes[code]}`);
    this.name = 'LogBroken';
    this.code = code;
    this.seq = event.seq;
  }
}

const pageEvents = 1000;

/**
 * A case as its events make it, each of them checked against its hash; `undefined`: it has none.
 *
 * @throws LogBroken
 */
export async function foldLog(tx: Pick<Transaction, 'readLogPage'>, caseId: string): Promise<Fold | undefined> {
  let folded: Fold | undefined;
  for (;;) {
    const after = { bucket: bucketOf(caseId), caseId, seq: folded?.last.seq ?? 0 };
    const page = (await tx.readLogPage(after, pageEvents)).filter((event) => event.caseId === caseId);
    for (const event of page) folded = foldChecked(folded, event);
    if (page.length < pageEvents) return folded;
  }
}

/**
 * Adds an event to the fold of its case where it follows from the one before.
 *
 * @throws LogBroken
 */
export function foldChecked(before: Fold | undefined, event: LoggedEvent): Fold {
  const fault = checkEvent(event, before?.last);
  if (fault !== undefined) throw new LogBroken(event, fault);
  return fold(before, event);
}

/** The rows of a case whose events were folded; what is due is derived as of now. */
export function storedFromFold(
  { record, last }: Fold,
  flow: CompiledFlow,
  { settings, now }: { readonly settings: Settings; readonly now: Millis },
): StoredCase {
  const current = { ...record, version: last.version };
  return {
    record: current,
    dueAt: settings.wakeUp(flow, current, now),
    head: last.hash,
    lastType: last.type,
    lastAt: last.occurredAt,
    recordedAt: last.recordedAt,
  };
}
