import { type Applied, type ChildInput, type Input, kernelFlows, type Message, type Millis } from '@throughline/language';
import type { Cause, Target } from './event-row.ts';
import type { Refusal } from './submission.ts';

/** What an event means for other cases in the same transaction, or for its own: carried out in the order in which it was said. */
export type Following =
  | {
      readonly kind: 'child';
      readonly parent: Target;
      readonly child: ChildInput;
      readonly cause: Cause;
      /** Somebody asked for the event that opened it, who can be refused. */
      readonly isAsked: boolean;
    }
  | { readonly kind: 'parent'; readonly id: string; readonly message: Message; readonly cause: Cause }
  /** The name that a case is given leads to it from now on. */
  | { readonly kind: 'alias'; readonly target: Target; readonly message: Message; readonly cause: Cause }
  | {
      readonly kind: 'same';
      readonly target: Target;
      readonly input: Exclude<Input, { kind: 'deadline' }>;
      /** The case may refuse it. */
      readonly isOptional?: boolean;
      readonly cause: Cause;
    };

/** Exceptions and tasks never refuse their owner, and their keys are numbered; children that a flow declares do neither. */
export function isDeclared({ flow }: ChildInput): boolean {
  return !kernelFlows.has(flow);
}

/** Tells an owner that a child which it opened could not be born. */
export function birthFailed({ flow, key }: ChildInput, { message }: Refusal, at: Millis): Message {
  const child = `${flow}/${key}`;
  return {
    kind: 'message',
    type: 'effect-failed',
    data: { effect: `child:${child}`, kind: 'child', outcome: 'refused', error: message.slice(0, 2000), child },
    actor: { id: 'engine', kind: 'system', principal: 'engine', roles: [] },
    occurredAt: at,
  };
}

/** What a case that is taken back says to all that it owns. */
export function takenBack({ flow, key }: Target, { event: { principal, occurredAt } }: Pick<Applied, 'event'>): Message {
  return {
    kind: 'message',
    type: 'retract',
    data: {},
    actor: { id: `case:${flow}/${key}`, kind: 'automation', principal, roles: [] },
    occurredAt,
  };
}
