import { type Answer, type CompiledFlow, type Millis, replyMessage } from '@throughline/language';
import type { DispatchResult, Submission } from '../dispatch/submission.ts';
import type { EffectEnd } from '../sql/end-effects.ts';
import type { WaitingMessage } from '../sql/messages.ts';
import { ofRound } from './failed-effect.ts';

/** A message that its target has answered. */
export interface Delivered {
  readonly message: WaitingMessage;
  readonly answer: Answer;
  /** The event of the target that it became, if any. */
  readonly seq?: number;
  readonly end: EffectEnd;
}

/**
 * What came of a message. A refusal that the sender asked to be told of is an answer like any other: the message was delivered, and its effect is
 * done. One that nobody asked for is a failure of the effect.
 */
export function delivered(message: WaitingMessage, result: DispatchResult | undefined): Delivered {
  if (result === undefined) throw new Error('dispatch gave no result');
  const effect = { caseId: message.caseId, key: message.key, attempts: message.attempts + 1 };
  const said = result.outcome === 'duplicate' ? result.first : result;
  const refusal = refusalIn(said);
  if (refusal === undefined) {
    const state = 'state' in said ? said.state : '';
    const seq = 'seq' in said && said.seq !== undefined ? { seq: said.seq } : {};
    const end: EffectEnd = { effect, status: 'done', result: { case: result.caseId, outcome: said.outcome } };
    return { message, answer: { kind: 'applied', state }, ...seq, end };
  }
  const answer: Answer = { kind: 'refused', ...refusal };
  if (message.payload.reply?.refused !== undefined)
    return {
      message,
      answer,
      end: { effect, status: 'done', result: { case: result.caseId, outcome: 'refused', code: refusal.code } },
    };
  return { message, answer, end: { effect, status: 'refused', error: `${refusal.code}: ${refusal.message}` } };
}

function refusalIn(
  said: DispatchResult | Extract<DispatchResult, { outcome: 'duplicate' }>['first'],
): { readonly code: string; readonly message: string } | undefined {
  if (said.outcome === 'conflict') return { code: 'conflict', message: 'Another message was delivered under its key' };
  if (said.outcome !== 'refused' && said.outcome !== 'failed') return undefined;
  const { code = 'refused', message = '' } = said.refusal ?? {};
  return { code, message };
}

/** The answer as an event of the sender, once. `undefined`: it asked for none, or its version has no such event. */
export function replyOf(sender: CompiledFlow, { message, answer, seq, end }: Delivered, now: Millis): Submission | undefined {
  const reply = replyMessage(sender, message.payload, answer, now);
  if (reply === undefined) return undefined;
  const target = end.result?.case;
  return {
    case: { id: message.caseId },
    input: reply,
    receipt: { source: 'effect', key: ofRound(`${message.key}/answered`, message.round) },
    cause: seq === undefined || typeof target !== 'string' ? { case: message.caseId, seq: message.seq } : { case: target, seq },
  };
}
