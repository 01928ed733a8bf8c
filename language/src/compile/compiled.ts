import type { Calendar } from '../calendar.ts';
import type { Reply } from '../decision.ts';
import type {
  CallEffect,
  ColumnDefinition,
  Duration,
  ExceptionDefinition,
  FlowDefinition,
  MailEffect,
  StateDefinition,
} from '../definition/flow.ts';
import type { Expression, Schema } from '../expression/expression.ts';
import type { Json } from '../json.ts';

/** A flow made ready for `decide`: expressions parsed, schemas compiled, names resolved. Made by `compileFlow`. */
export interface CompiledFlow {
  readonly name: string;
  readonly version: number;
  readonly definition: FlowDefinition;
  /** SHA-256 (hex) of the canonical definition: two versions are the same exactly when their hashes are. */
  readonly hash: string;
  /** The calendar of cases whose entity has no other: the one that the flow names, else its time zone alone. */
  readonly calendar: Calendar;
  /** Those that the flow declares, by name; `calendarOfCase` says which counts for a case. */
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly data: CompiledData;
  /** The fields that name who alone may do something (`only`): nobody revises them. */
  readonly naming: ReadonlySet<string>;
  /** In the order in which they can be computed. */
  readonly computed: ReadonlyMap<string, Expression>;
  /** What lists show, filter and sort by: fields marked `list`, then columns. What is personal is none of them. */
  readonly listed: readonly CompiledListed[];
  readonly events: ReadonlyMap<string, CompiledEvent>;
  readonly start: ReadonlyMap<string, readonly CompiledTransition[]>;
  readonly states: ReadonlyMap<string, CompiledState>;
  readonly ladders: ReadonlyMap<string, CompiledLadder>;
  readonly exceptions: ReadonlyMap<string, ExceptionDefinition>;
  readonly children: ReadonlyMap<string, CompiledChild>;
  /** How long facts wait for a case that is not born, and who answers for them; absent: they are refused. */
  readonly expected?: { readonly within: CompiledDuration; readonly owner: string };
  /** Kernel flows name their owner in the case's data: this is the field. */
  readonly ownerField?: string;
}

export interface CompiledData {
  readonly schema: Schema;
  /** The fields marked `personal`. */
  readonly personal: ReadonlySet<string>;
  /** The fields marked `confidential`. */
  readonly confidential: ReadonlySet<string>;
  /** The fields marked `decided`. */
  readonly decided: ReadonlySet<string>;
  /** What is wrong with a value; empty where it satisfies the schema. Of a case that was erased, personal fields may be missing. */
  errors(value: Json, isErased?: boolean): readonly DataError[];
}

export type ListedKind = ColumnDefinition['kind'];

export interface CompiledListed {
  readonly name: string;
  readonly kind: ListedKind;
  readonly title?: string;
  /** Whether it is a computed field, or one of the data. */
  readonly of: 'data' | 'computed';
}

export interface DataError {
  /** JSON Pointer. */
  readonly path: string;
  readonly message: string;
}

export interface CompiledEvent {
  readonly name: string;
  readonly data: CompiledData;
  readonly set: readonly CompiledAssignment[];
  readonly lands?: readonly { readonly when?: Expression; readonly to: string }[];
  readonly late: 'fill' | 'apply';
}

export interface CompiledState {
  readonly name: string;
  readonly definition: StateDefinition;
  readonly final: boolean;
  readonly within?: CompiledDuration;
  readonly on: ReadonlyMap<string, readonly CompiledTransition[]>;
}

export interface CompiledTransition extends CompiledActions {
  readonly when?: Expression;
  readonly to?: string;
  readonly by: 'person' | 'automation' | 'either';
  readonly roles?: readonly string[];
  /** The field that names the person who alone may. */
  readonly only?: string;
  readonly reason: boolean;
  readonly secondFactor: boolean;
  readonly approval?: CompiledApproval;
  readonly newRound: boolean;
  /** Windows of the calendar in which nobody can ask for it. */
  readonly closed: readonly string[];
}

export interface CompiledApproval {
  readonly roles: readonly string[];
  /** Gives the roles each of which must approve; empty: one of `roles`. */
  readonly each?: Expression;
  readonly quorum: number;
  readonly limit?: { readonly of: Expression; readonly by: ReadonlyMap<string, Expression> };
  /** Absent: all who took part in the round are excluded. */
  readonly not?: readonly string[];
  readonly secondFactor: boolean;
}

/** Owned children of one kind. */
export interface CompiledChild {
  readonly name: string;
  readonly flow: string;
  readonly ended?: string;
  readonly end?: string;
}

export interface CompiledActions {
  readonly set: readonly CompiledAssignment[];
  readonly raise: readonly string[];
  readonly resolve: readonly string[];
  readonly task?: CompiledTask;
  readonly effects: readonly (CompiledMail | CompiledCall)[];
  readonly send: readonly CompiledSend[];
  readonly open: readonly CompiledOpen[];
  readonly link: readonly { readonly name: string; readonly key: Expression }[];
}

export interface CompiledTask {
  readonly role: string;
  /** The field that names the person whose task it is. */
  readonly only?: string;
  readonly title: string;
  readonly within?: CompiledDuration;
}

export interface CompiledAssignment {
  readonly field: string;
  readonly value: Expression;
}

export interface CompiledMail {
  readonly kind: 'mail';
  readonly definition: MailEffect;
  readonly to: Expression;
  readonly subject: CompiledTemplate;
  readonly text: CompiledTemplate;
}

export interface CompiledCall {
  readonly kind: 'call';
  readonly definition: CallEffect;
  readonly with: readonly CompiledAssignment[];
  /** The form that the destination takes, where it says one. */
  readonly data?: CompiledData;
}

/** Text and the expressions between its pieces. */
export type CompiledTemplate = readonly (string | Expression)[];

export interface CompiledSend {
  readonly flow: string;
  readonly event: string;
  readonly key: Expression;
  readonly when?: Expression;
  readonly with: readonly CompiledAssignment[];
  readonly onRefused?: string;
  readonly reply?: Reply;
}

export interface CompiledOpen extends CompiledSend {
  /** The kind of owned children that it opens; absent: a case of its own. */
  readonly child?: string;
  readonly each?: Expression;
}

export interface CompiledLadder {
  readonly name: string;
  /** Absent: the ladder is anchored at the entry of its states. */
  readonly anchor?: Expression;
  /** The anchor is this field of the data, read without evaluating anything: deadlines are derived at every event. */
  readonly anchorField?: string;
  readonly during: ReadonlySet<string>;
  readonly pauseWhile: ReadonlySet<string>;
  /** The events that begin it anew. */
  readonly renewedBy: ReadonlySet<string>;
  readonly stopWhen?: Expression;
  readonly minuteOfDay: number;
  readonly catchUp: 'latest' | 'each';
  readonly rungs: readonly CompiledRung[];
}

export interface CompiledRung extends CompiledActions {
  readonly name: string;
  readonly after: CompiledDuration;
  readonly to?: string;
  readonly approval?: CompiledApproval;
  /** It comes again: due so many times `every` after the first. */
  readonly repeat?: { readonly every: CompiledDuration; readonly times: number };
}

export type LengthUnit = 'days' | 'hours' | 'minutes' | 'businessDays' | 'businessHours';

/** A length written out, or the name of the parameter that gives it. */
export type FixedDuration = Duration | { readonly parameter: string; readonly unit: LengthUnit };

/** One of several, by what a field of the data says. */
export interface ChosenDuration {
  readonly by: string;
  readonly is: ReadonlyMap<string, FixedDuration>;
  readonly else: FixedDuration;
}

export type CompiledDuration = FixedDuration | ChosenDuration;
