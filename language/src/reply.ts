import type { CompiledFlow } from './compile/compiled.ts';
import { declaredOf } from './decide/command.ts';
import type { EffectDraft, Reply } from './decision.ts';
import type { Message } from './input.ts';

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
