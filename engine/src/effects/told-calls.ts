import { type CallAnswer, type CallPayload, callMessage } from '@throughline/language';
import type { DispatchParts } from '../dispatch/dispatch.ts';
import type { Submission } from '../dispatch/submission.ts';
import type { ClaimedEffect } from '../sql/claim-effects.ts';
import { type EffectEnd, effectName } from '../sql/end-effects.ts';
import { inLockOrder } from '../sql/lock-cases.ts';
import type { Transaction } from '../store/transaction.ts';
import { ofRound } from './failed-effect.ts';

export interface EndedCall {
  readonly effect: ClaimedEffect;
  readonly end: EffectEnd;
}

/**
 * What ended calls are to their cases: events of their own, by name of the effect. Left out are those of which the case does not ask to hear, or
 * whose version has no such event.
 */
export async function toldCalls(
  parts: DispatchParts,
  tx: Transaction,
  ended: readonly EndedCall[],
): Promise<ReadonlyMap<string, Submission>> {
  const asking = ended.flatMap(({ effect, end }) => {
    const answer = effect.kind === 'call' && !effect.moot ? answerOf(end) : undefined;
    const payload = effect.payload as unknown as CallPayload;
    return answer === undefined || payload.reply?.[answer.kind] === undefined ? [] : [{ effect, end, answer, payload }];
  });
  if (asking.length === 0) return new Map();
  const { now } = await tx.readMoment();
  const ids = inLockOrder(asking.map(({ effect }) => effect.caseId));
  // Nothing is locked: a case that is migrated meanwhile refuses what its new version does not know.
  const records = new Map((await tx.readCases(ids)).map(({ record }) => [record.id, record]));
  await parts.flows.load(
    tx,
    [...records.values()].map(({ flow, version }) => [flow, version] as const),
  );
  return new Map(
    asking.flatMap(({ effect, end, answer, payload }): [string, Submission][] => {
      const record = records.get(effect.caseId);
      const flow = record === undefined ? undefined : parts.flows.get(record.flow, record.version);
      const input = flow === undefined ? undefined : callMessage(flow, payload, answer, now);
      if (input === undefined) return [];
      const receipt = { source: 'effect', key: ofRound(`${effect.key}/${end.status}`, effect.round) };
      const cause = { case: effect.caseId, seq: effect.seq };
      return [[effectName(effect), { case: { id: effect.caseId }, input, receipt, cause }]];
    }),
  );
}

/** `undefined`: it goes on. */
function answerOf({ status, error = '', result = {} }: EffectEnd): CallAnswer | undefined {
  if (status === 'pending') return undefined;
  if (status === 'done') return { kind: 'done', result };
  return { kind: status === 'unknown' ? 'unknown' : 'refused', message: error };
}
