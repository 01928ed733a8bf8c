import type { CompiledEvent, CompiledFlow } from './compile/compiled.ts';
import { declaredOf } from './decide/command.ts';
import type { CallPayload, CallReply, EffectDraft, Reply } from './decision.ts';
import type { Message } from './input.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** What a case answered to a message: it took it and is now in `state`, or refused it. */
export type Answer =
  | { readonly kind: 'applied'; readonly state: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** What the events of a reply may carry: the key of the case that answers, its state, or why it refused. */
export const replyFields: Readonly<Record<keyof Reply, readonly string[]>> = {
  applied: ['case', 'state'],
  refused: ['case', 'code', 'message'],
};

/**
 * The answer to a message, as the sender hears it: an event of its own, by the version that it runs. `undefined`: its flow asks for none, or
 * has no such event. `at`: when it was answered, in business time.
 */
export function replyMessage(
  sender: CompiledFlow,
  { target, message, reply }: Pick<Extract<EffectDraft, { readonly kind: 'message' }>, 'target' | 'message' | 'reply'>,
  answer: Answer,
  at: number,
): Message | undefined {
  const event = sender.events.get(reply?.[answer.kind] ?? '');
  if (event === undefined) return undefined;
  const { kind: _, ...said } = answer;
  const actor = {
    id: `case:${target.flow}/${target.key}`,
    kind: 'automation',
    principal: message.actor.principal,
    roles: [],
  } as const;
  return { kind: 'message', type: event.name, data: declaredOf(event, { case: target.key, ...said }), actor, occurredAt: at };
}

/** What came of a call: the other system did it and said `result`, it did not (`refused`), or nobody knows. */
export type CallAnswer =
  | { readonly kind: 'done'; readonly result: JsonObject }
  | { readonly kind: 'refused' | 'unknown'; readonly message: string };

/** What the events of a call's outcome may carry, each a text but for `result`, which is what the other system gave back. */
export const callFields: Readonly<Record<keyof CallReply, readonly string[]>> = {
  done: ['destination', 'result'],
  refused: ['destination', 'message'],
  unknown: ['destination', 'message'],
};

const messageLengthMax = 2000;

/**
 * The outcome of a call, as its case hears it: an event of its own, by the version that it runs. `undefined`: its flow asks for none, or
 * has no such event. `at`: when it was known, in business time.
 */
export function callMessage(
  flow: CompiledFlow,
  { to, principal, reply }: Pick<CallPayload, 'to' | 'principal' | 'reply'>,
  answer: CallAnswer,
  at: number,
): Message | undefined {
  const event = flow.events.get(reply?.[answer.kind] ?? '');
  if (event === undefined) return undefined;
  const said: JsonObject =
    answer.kind === 'done'
      ? { result: declaredResult(event, answer.result) }
      : { message: answer.message.replaceAll('\0', '').toWellFormed().slice(0, messageLengthMax) };
  return {
    kind: 'message',
    type: event.name,
    data: declaredOf(event, { destination: to, ...said }),
    actor: { id: `destination:${to}`, kind: 'automation', principal, roles: [] },
    occurredAt: at,
  };
}

/** What a system gives back is more than a flow wants to know: of a form that is closed, that which it names. */
function declaredResult({ data: { schema } }: CompiledEvent, result: JsonObject): JsonObject {
  const form = isJsonObject(schema.properties) ? schema.properties['result'] : undefined;
  if (!isJsonObject(form) || form['additionalProperties'] !== false) return result;
  const named = isJsonObject(form['properties']) ? form['properties'] : {};
  return Object.fromEntries(Object.entries(result).filter(([name]) => Object.hasOwn(named, name)));
}
