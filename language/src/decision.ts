import type { CaseRecord, Millis } from './case.ts';
import type { Fact, Input, Message } from './input.ts';
import type { Json, JsonObject } from './json.ts';

export type EventKind = 'command' | 'fact' | 'deadline' | 'message';

/** An event as decided: the engine adds the sequence number, the time of recording and the chain. */
export interface EventDraft {
  readonly type: string;
  readonly kind: EventKind;
  readonly flow: string;
  readonly version: number;
  /** `null`: the case was born by this event. */
  readonly from: string | null;
  readonly to: string;
  readonly actor: string;
  readonly principal: string;
  readonly occurredAt: Millis;
  readonly input: JsonObject;
  /** JSON merge patch of `{state, enteredAt, data, clocks, version, key}`. */
  readonly patch: CasePatch;
  readonly context: JsonObject;
  readonly outcome: EventOutcome;
  readonly reason?: string;
  readonly deviation?: Deviation;
}

export interface CasePatch {
  readonly state?: string;
  readonly enteredAt?: Millis;
  readonly data?: JsonObject;
  readonly clocks?: JsonObject;
  /** The version that it runs from now on, where it was migrated. */
  readonly version?: number;
  /** What it is called from now on, where it was named anew. */
  readonly key?: string;
}

/** What came of the event beside the patch; never holds data of the case. All members absent: nothing did. */
export interface EventOutcome {
  readonly effects?: readonly string[];
  readonly raised?: readonly string[];
  readonly resolved?: readonly string[];
  readonly tasks?: readonly string[];
  readonly opened?: readonly string[];
  readonly sent?: readonly string[];
  readonly fired?: string;
  readonly superseded?: readonly string[];
  readonly stopped?: readonly string[];
  /** Rungs that fired in a time that, as is now known, did not count. */
  readonly overtaken?: readonly string[];
  readonly voided?: readonly string[];
  /** The rung that somebody passed over, as `ladder/rung`. */
  readonly skipped?: readonly string[];
  readonly due?: Millis;
  /** A person did what the flow declares an automation to do, or put something right by hand. */
  readonly manual?: true;
  /** The fact was older than the state and moved nothing. */
  readonly late?: true;
  /** An approval was asked for; the transition waits. */
  readonly awaiting?: string;
  /** How many approvals of a quorum are still missing. */
  readonly missing?: number;
  /** With `each`: the roles whose approval is still missing. One person may give that of several. */
  readonly missingRoles?: readonly string[];
  readonly failures?: readonly string[];
}

export interface Deviation {
  readonly code: 'not-expected-here' | 'not-declared' | 'expression-failed';
  readonly state: string;
  readonly event: string;
  readonly message: string;
}

/** Something to be done outside, or a message to another root case. The key is the same whenever the same thing is decided. */
export type EffectDraft =
  | {
      readonly kind: 'mail';
      readonly key: string;
      readonly payload: { readonly to: string; readonly subject: string; readonly text: string };
      readonly delivery: 'at-least-once' | 'at-most-once';
    }
  | {
      readonly kind: 'call';
      readonly key: string;
      readonly payload: CallPayload;
      readonly delivery: 'at-least-once' | 'at-most-once';
    }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly target: { readonly flow: string; readonly entity: string; readonly key: string };
      readonly message: Message;
      /** Exception to raise on the sender when the target refuses. */
      readonly onRefused?: string;
      /** The events of the sender that the target's answer becomes; `replyMessage` makes them. */
      readonly reply?: Reply;
    };

/** What another system is asked to do: JSON. */
export type CallPayload = {
  /** The destination, as the flow calls it. */
  readonly to: string;
  readonly data: JsonObject;
  /** The human behind what led to it: the outcome is told in that name. */
  readonly principal: string;
  /** Exception to raise where it comes to nothing, or nobody knows. */
  readonly onFailed?: string;
  /** The events of the case that the outcome becomes; `callMessage` makes them. */
  readonly reply?: CallReply;
};

/** By what came of a call, the event of the case that it becomes. */
export type CallReply = { readonly done?: string; readonly refused?: string; readonly unknown?: string };

/** By what the target says, the event of the sender that it becomes. */
export interface Reply {
  readonly applied?: string;
  readonly refused?: string;
}

/**
 * What the same transaction does to an owned child: a case of the kernel flow `exception` or `task`, whose key is
 * `<kind>#<ordinal>`, or of a flow that `children` names. A birth carries its data; the rest are messages to a child that exists.
 */
export interface ChildInput {
  readonly flow: string;
  readonly key: string;
  readonly birth: boolean;
  readonly message: Message;
}

export interface LinkDraft {
  readonly name: string;
  readonly flow: string;
  readonly key: string;
}

export interface Applied {
  readonly kind: 'applied' | 'deviated';
  readonly event: EventDraft;
  readonly next: CaseRecord;
  /** When the case must be looked at again; `null`: never. */
  readonly dueAt: Millis | null;
  readonly effects: readonly EffectDraft[];
  readonly children: readonly ChildInput[];
  readonly links: readonly LinkDraft[];
  /** What an owned child tells its parent, in the same transaction. */
  readonly toParent?: Message;
  /** What is to be decided next about the same case, in the same transaction: the facts that waited for its birth. */
  readonly following?: readonly Input[];
  /**
   * What it is called from now on, which leads to it by the message: given to the case of that name, which is not born, in the
   * same transaction. Where it is, the whole is refused (`key-taken`).
   */
  readonly alias?: { readonly key: string; readonly message: Message };
  /** Facts that waited for a case which was merged, to be given to the one that it was merged into, in the same transaction. */
  readonly forwards?: readonly Fact[];
  /** What was personal in all events of the case is to be erased with it. */
  readonly erases?: true;
  /** The case was taken back: so is all that it owns, in the same transaction, and none of its effects is begun. */
  readonly retracts?: true;
  /** What becomes of an effect of the case that had failed. */
  readonly effect?: { readonly key: string; readonly to: 'pending' | 'done' | 'refused' };
  /** Keys of effects of the case that are moot by now: those that nobody has begun to do are not done. */
  readonly cancels?: readonly string[];
}

export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
  /** The field (JSON Pointer in the input) or expression that was at fault. */
  readonly place?: string;
  readonly expected?: Json;
}

export interface Ignored {
  readonly kind: 'ignored';
  readonly reason: 'nothing-due' | 'already-so';
  /** A deadline that finds nothing due gives the true wake-up here. */
  readonly dueAt?: Millis | null;
}

export type Decision = Applied | Refused | Ignored;

export const refusalCodes = {
  'event-unknown': 'The flow declares no such event',
  'not-allowed-in-state': 'The state has no transition for this event',
  'guard-failed': 'No guarded transition of the state holds',
  'case-not-born': 'The case does not exist, and the event does not start one',
  'case-exists': 'The case exists already',
  'case-moved-on': 'The case has changed since the actor looked',
  'data-invalid': 'The data does not satisfy its schema',
  'role-required': 'The actor holds none of the roles that may do this',
  'person-required': 'Only a person may do this',
  'named-person-required': 'Only the person whom the case names may do this',
  'second-factor-required': 'This needs somebody who signed in with a second factor',
  'reason-required': 'A reason must be given',
  'blocked-by-exception': 'An open exception blocks the case',
  'approver-excluded': 'The approver had a part in what is to be approved',
  'approval-not-pending': 'Nothing waits for this approval',
  'approval-already-pending': 'This waits for an approval already',
  'approval-void': 'The data is not what was to be approved',
  'window-closed': 'The calendar says that this is closed now',
  'approval-limit': 'It is more than the approver may approve',
  'approval-given': 'The approver has approved this already',
  'expression-failed': 'An expression of the definition failed on this case',
  'limit-exceeded': 'A limit of the kernel was reached',
  'case-merged': 'The case was merged into another, which is to be asked in its place',
  'case-held': 'A legal hold keeps the case as it is',
  'key-taken': 'Another case has this name: merge the one into the other',
  'effect-unknown': 'The case has no such effect',
  'effect-not-failed': 'The effect has not failed',
  'migration-refused': 'The case cannot go on under the other version',
} as const;
export type RefusalCode = keyof typeof refusalCodes;
