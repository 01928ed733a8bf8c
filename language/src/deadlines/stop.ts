import type { CaseRecord } from '../case.ts';
import type { CompiledFlow, CompiledLadder } from '../compile/compiled.ts';
import { readingsOf } from '../decide/readings.ts';
import type { Context } from '../input.ts';

/** What `stopWhen` reads. */
export type StopSubject = Pick<CaseRecord, 'data' | 'clocks' | 'entity'>;

/** Whether the ladder's own end has come. Where it fails, what it reads is not there yet: it has not. */
export function stopHolds(flow: CompiledFlow, context: Context, subject: StopSubject, { stopWhen }: CompiledLadder): boolean {
  if (stopWhen === undefined) return false;
  try {
    return stopWhen.evaluate(readingsOf(flow, subject.data, context, undefined, subject.clocks, subject.entity)) === true;
  } catch {
    return false;
  }
}

/**
 * Whether a ladder that stands on no rung as stopped is over all the same. Rungs that were due before the case was live are not
 * marked as stopped; a revision of the parameters can make them due later than that, and then the end counts.
 */
export function isOverUnmarked(flow: CompiledFlow, context: Context, record: CaseRecord, ladder: CompiledLadder): boolean {
  return record.clocks.liveFrom !== undefined && stopHolds(flow, context, record, ladder);
}
