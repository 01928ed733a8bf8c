import type { Message } from '@throughline/language';
import { type DispatchParts, dispatchBatch, dispatchWithin } from '../dispatch/dispatch.ts';
import type { DispatchResult, Submission } from '../dispatch/submission.ts';
import { isDataError, isTransient } from '../errors.ts';
import type { EffectEnd, WaitingMessage } from '../sql/effects.ts';
import type { Transaction } from '../store/transaction.ts';
import { effectFailed } from './failed-effect.ts';

const messagesMax = 500;
const attemptsMax = 8;

/**
 * Delivers waiting messages between cases. Target, sender and effect are in one database, so one transaction does all: a
 * message has been delivered exactly when its effect is done. Returns how many it dealt with.
 */
export async function deliverMessages(parts: DispatchParts): Promise<number> {
  let limit = messagesMax;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const delivered = await parts.store.transaction((tx) => deliverWithin(parts, tx, limit));
      if (delivered > 0) parts.onCommit();
      return delivered;
    } catch (error) {
      // The database refused the data of one of them: go on in smaller lots until that one stands alone.
      if (isDataError(error) && limit > 1) limit = limit >> 1;
      else if (isDataError(error)) return await refuseFirst(parts, error);
      else if (!isTransient(error) || attempt >= attemptsMax) throw error;
    }
  }
}

async function deliverWithin(parts: DispatchParts, tx: Transaction, limit: number): Promise<number> {
  if (!(await tx.lockMessages())) return 0;
  const messages = await tx.lockWaitingMessages(limit);
  if (messages.length === 0) return 0;
  const results = await dispatchWithin(parts, tx, messages.map(submissionOf));
  const ends = messages.map((message, index) => endOf(message, results[index]));
  await tx.endEffects(ends, { worker: null, machineNow: null });
  const refused = ends.flatMap(({ status, error }, index) => {
    const message = messages[index];
    return status === 'refused' && message !== undefined ? [{ message, error: error ?? '' }] : [];
  });
  if (refused.length > 0) {
    const { now } = await tx.readMoment();
    await dispatchWithin(
      parts,
      tx,
      refused.map(({ message, error }) => failureOf(message, error, now)),
    );
  }
  return messages.length;
}

function submissionOf({ caseId: sender, key, seq, payload }: WaitingMessage): Submission {
  return {
    case: payload.target,
    input: payload.message as Message,
    receipt: { source: 'case', key: `${sender}/${key}` },
    cause: { case: sender, seq },
  };
}

function endOf(message: WaitingMessage, result: DispatchResult | undefined): EffectEnd {
  const effect = { caseId: message.caseId, key: message.key, attempts: message.attempts + 1 };
  if (result === undefined) throw new Error('dispatch gave no result');
  const said = result.outcome === 'duplicate' ? result.first : result;
  if (said.outcome === 'refused' || said.outcome === 'failed')
    return { effect, status: 'refused', error: `${said.refusal?.code}: ${said.refusal?.message}` };
  if (said.outcome === 'conflict') return { effect, status: 'refused', error: 'Another message was delivered under its key' };
  return { effect, status: 'done', result: { case: result.caseId, outcome: said.outcome } };
}

function failureOf(message: WaitingMessage, error: string, now: number): Submission {
  const { onRefused } = message.payload;
  return effectFailed(
    {
      effect: { ...message, kind: 'message' },
      outcome: 'refused',
      error,
      ...(onRefused === undefined ? {} : { raise: onRefused }),
    },
    now,
  );
}

/**
 * Gives up the first message, whose data the database refuses. Its sender is told before that is written: whoever is interrupted in
 * between tells it again, under the same receipt.
 */
async function refuseFirst(parts: DispatchParts, error: unknown): Promise<number> {
  const { alone } = parts.store;
  const [message] = await alone.lockWaitingMessages(1);
  if (message === undefined) return 0;
  const text = `data-error: ${error instanceof Error ? error.message : String(error)}`;
  const { now } = await alone.readMoment();
  await dispatchBatch(parts, [failureOf(message, text, now)]);
  const effect = { caseId: message.caseId, key: message.key, attempts: message.attempts + 1 };
  await alone.endEffects([{ effect, status: 'refused', error: text }], { worker: null, machineNow: null });
  return 1;
}
