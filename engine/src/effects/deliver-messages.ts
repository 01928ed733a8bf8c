import type { Message, Millis } from '@throughline/language';
import { caseId } from '../case-id.ts';
import { type DispatchParts, dispatchWithin } from '../dispatch/dispatch.ts';
import type { Submission } from '../dispatch/submission.ts';
import { isDataError, isTransient } from '../errors.ts';
import { tracesOf } from '../observer.ts';
import { ownSources } from '../source-registry.ts';
import { inLockOrder } from '../sql/lock-cases.ts';
import type { WaitingMessage } from '../sql/messages.ts';
import type { Transaction } from '../store/transaction.ts';
import { type Delivered, delivered, replyOf } from './answer-message.ts';
import { effectFailed, ofRound } from './failed-effect.ts';

const messagesMax = 500;
const attemptsMax = 8;

/** Some of the messages were cancelled while they were delivered: nothing of it holds. */
class MessagesChanged extends Error {}

/**
 * Delivers waiting messages between cases, lane by lane. Target, sender and effect are in one database, so one transaction does all: a
 * message has been delivered, and its answer heard, exactly when its effect is done. Returns how many it dealt with.
 */
export async function deliverMessages(parts: DispatchParts): Promise<number> {
  let count = 0;
  const failures: unknown[] = [];
  for (const lane of await parts.store.alone.readMessageLanes()) {
    try {
      count += await deliverLane(parts, lane);
    } catch (error) {
      // What hinders one lane must not stop the others.
      failures.push(error);
    }
  }
  if (count > 0) parts.onCommit();
  if (failures.length > 0) throw failures[0];
  return count;
}

async function deliverLane(parts: DispatchParts, lane: number): Promise<number> {
  let limit = messagesMax;
  await parts.sources.ids(parts.store.alone, ownSources);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const begun = performance.now();
      const messages = await parts.store.transaction((tx) => deliverWithin(parts, tx, lane, limit));
      if (messages.length > 0)
        parts.observer?.event({
          kind: 'messages',
          messages: messages.length,
          milliseconds: performance.now() - begun,
          traces: tracesOf(messages),
        });
      return messages.length;
    } catch (error) {
      // The database refused the data of one of them: go on in smaller lots until that one stands alone.
      if (isDataError(error) && limit > 1) limit = limit >> 1;
      else if (isDataError(error)) return await refuseFirst(parts, lane, error);
      else if (!(isTransient(error) || error instanceof MessagesChanged) || attempt >= attemptsMax) throw error;
    }
  }
}

async function deliverWithin(
  parts: DispatchParts,
  tx: Transaction,
  lane: number,
  limit: number,
): Promise<readonly WaitingMessage[]> {
  if (!(await tx.lockMessageLane(lane))) return [];
  const messages = await tx.readWaitingMessages(lane, limit);
  if (messages.length === 0) return [];
  await lockBothSides(tx, messages);
  const results = await dispatchWithin(parts, tx, messages.map(submissionOf));
  const all = messages.map((message, index) => delivered(message, results[index]));
  await answer(parts, tx, all);
  const ended = await tx.endEffects(
    all.map(({ end }) => end),
    { worker: null, machineNow: null },
  );
  if (ended.size < messages.length) throw new MessagesChanged();
  return messages;
}

/** Who hears a message and who sent it: locked together, in the one order in which everybody locks cases. */
async function lockBothSides(tx: Transaction, messages: readonly WaitingMessage[]): Promise<void> {
  const senders = new Set(messages.map((message) => message.caseId));
  const owners = new Map<string, string>();
  for (let level = [...senders]; level.length > 0; ) {
    const found = [...(await tx.readParents(level))].filter(([id, owner]) => owner !== null && !owners.has(id));
    for (const [id, owner] of found) if (owner !== null) owners.set(id, owner);
    level = found.flatMap(([, owner]) => (owner === null ? [] : [owner]));
  }
  const rootOf = (id: string): string => {
    const owner = owners.get(id);
    return owner === undefined ? id : rootOf(owner);
  };
  const targets = messages.map(({ payload }) => caseId(payload.target));
  await tx.lockCases(inLockOrder([...targets, ...[...senders].map(rootOf)]));
}

/** Tells the senders what was answered, where they asked for it; else only what was refused. */
async function answer(parts: DispatchParts, tx: Transaction, all: readonly Delivered[]): Promise<void> {
  const heard = all.filter(({ message, answer: { kind } }) => kind === 'refused' || message.payload.reply !== undefined);
  if (heard.length === 0) return;
  const { now } = await tx.readMoment();
  const senders = new Map(
    (await tx.readCases(inLockOrder(heard.map(({ message }) => message.caseId)))).map(({ record }) => [record.id, record]),
  );
  await parts.flows.load(
    tx,
    [...senders.values()].map(({ flow, version }) => [flow, version] as const),
  );
  const replies = heard.flatMap((one) => {
    const sender = senders.get(one.message.caseId);
    const flow = sender === undefined ? undefined : parts.flows.get(sender.flow, sender.version);
    const reply = flow === undefined ? undefined : replyOf(flow, one, now);
    return [{ one, reply: reply ?? (one.answer.kind === 'refused' ? failureOf(one.message, one.answer, now) : undefined) }];
  });
  const told = replies.flatMap(({ one, reply }) => (reply === undefined ? [] : [{ one, reply }]));
  const results = await dispatchWithin(
    parts,
    tx,
    told.map(({ reply }) => reply),
  );
  const unheard = told.flatMap(({ one, reply }, index) => {
    const result = results[index];
    const isUnheard =
      (result?.outcome === 'refused' || result?.outcome === 'failed') &&
      'type' in reply.input &&
      reply.input.type !== 'effect-failed';
    return isUnheard
      ? [failureOf(one.message, { code: result.refusal.code, message: `The answer was refused: ${result.refusal.message}` }, now)]
      : [];
  });
  await dispatchWithin(parts, tx, unheard);
}

function submissionOf({ caseId: sender, key, seq, round, payload, trace }: WaitingMessage): Submission {
  return {
    case: payload.target,
    input: payload.message as Message,
    receipt: { source: 'case', key: ofRound(`${sender}/${key}`, round) },
    cause: { case: sender, seq },
    ...(trace === undefined || trace === null ? {} : { trace }),
  };
}

function failureOf(
  message: WaitingMessage,
  { code, message: text }: { readonly code: string; readonly message: string },
  now: Millis,
): Submission {
  const { onRefused } = message.payload;
  return effectFailed(
    {
      effect: { ...message, kind: 'message' },
      outcome: 'refused',
      error: `${code}: ${text}`,
      ...(onRefused === undefined ? {} : { raise: onRefused }),
    },
    now,
  );
}

/** Gives up the first message, whose data the database refuses, and tells its sender; where it refuses that as well, the list of dead effects tells. */
async function refuseFirst(parts: DispatchParts, lane: number, error: unknown): Promise<number> {
  const message = `${error instanceof Error ? error.message : String(error)}`;
  const refuse = (isTold: boolean) =>
    parts.store.transaction(async (tx) => {
      if (!(await tx.lockMessageLane(lane))) return 0;
      const [first] = await tx.readWaitingMessages(lane, 1);
      if (first === undefined) return 0;
      const { now } = await tx.readMoment();
      if (isTold) await dispatchWithin(parts, tx, [failureOf(first, { code: 'data-error', message }, now)]);
      const effect = { caseId: first.caseId, key: first.key, attempts: first.attempts + 1 };
      await tx.endEffects([{ effect, status: 'refused', error: `data-error: ${message}` }], { worker: null, machineNow: null });
      return 1;
    });
  try {
    return await refuse(true);
  } catch (failure) {
    if (!isDataError(failure)) throw failure;
    return refuse(false);
  }
}
