import type { TObject, TProperties } from 'typebox';
import type { BuiltInEvent, BuiltInException, KernelRole } from './built-in.ts';
import type { CalendarDefinition } from './definition/calendar.ts';
import type {
  CallEffect,
  ColumnDefinition,
  Duration,
  FlowDefinition,
  MailEffect,
  MailTemplate,
  ParameterDefinition,
  Severity,
  TransitionDefinition,
} from './definition/flow.ts';

/*
 * Typed authoring. A flow's own names (states, events, fields, roles, ...) are inferred from where they are declared and
 * checked where they are used; what comes out is the plain JSON document. All the type machinery of the language is here.
 */

type OneOrMore<T> = T | readonly T[];
/** A list by what is needed of one. Beside a real list, an error in a transition would be told of the event, not of the name at fault. */
interface Several<T> {
  readonly [index: number]: T;
  readonly length: number;
  [Symbol.iterator](): IterableIterator<T>;
}
/** A CEL expression over `data`, `computed`, `event` and `parameters`. */
type Cel = string;

/** The names that a flow declares: what its parts may refer to. */
interface Names {
  readonly state: string;
  readonly event: string;
  readonly field: string;
  readonly role: string;
  readonly exception: string;
  readonly parameter: string;
  readonly mail: string;
  readonly destination: string;
  readonly link: string;
  readonly child: string;
  readonly calendar: string;
  readonly window: string;
}

type Fixed<N extends Names> = Duration | N['parameter'];
/** A length, or one of several by what a text field of the data says. */
type Length<N extends Names> =
  | Fixed<N>
  | { readonly by: N['field']; readonly is: Readonly<Record<string, Fixed<N>>>; readonly else: Fixed<N> };

interface TaskUse<N extends Names> {
  readonly role: N['role'];
  /** The field that names the person whose task it is. */
  readonly only?: N['field'];
  readonly title: string;
  readonly within?: Length<N>;
}

interface MailUse<M extends string> {
  readonly kind: 'mail';
  readonly template: M;
  readonly to: Cel;
  readonly delivery?: MailEffect['delivery'];
}

interface CallUse<D extends string, E extends string, X extends string> {
  readonly kind: 'call';
  /** The system that is called, as the flow names it. */
  readonly to: D;
  readonly with?: Readonly<Record<string, Cel>>;
  readonly delivery?: CallEffect['delivery'];
  readonly onFailed?: X;
  /** The events of this case that the outcome becomes. */
  readonly reply?: { readonly done?: E; readonly refused?: E; readonly unknown?: E };
}

interface DestinationUse<N extends Names> {
  readonly title?: string;
  readonly owner: N['role'];
  readonly tier: 1 | 2 | 3;
  readonly data?: TObject;
}

interface SendUse<N extends Names> {
  readonly flow: string;
  readonly key: Cel;
  readonly event: string;
  readonly with?: Readonly<Record<string, Cel>>;
  readonly when?: Cel;
  readonly onRefused?: N['exception'];
  /** The events of this case that the answer of the other becomes: reserve, then confirm. */
  readonly reply?: { readonly applied?: N['event']; readonly refused?: N['event'] };
}

interface Opened {
  readonly event: string;
  readonly key: Cel;
  readonly with?: Readonly<Record<string, Cel>>;
  readonly when?: Cel;
  readonly each?: Cel;
}

interface OpenUse<N extends Names> extends Opened {
  readonly flow: string;
  readonly child?: never;
  readonly onRefused?: N['exception'];
}

/** An owned child shares its owner's transaction: what it refuses, the whole event is refused for. */
interface OpenChildUse<N extends Names> extends Opened {
  readonly child: N['child'];
  readonly flow?: never;
  readonly onRefused?: never;
}

interface ApprovalUse<N extends Names> {
  readonly roles: readonly N['role'][];
  /** A list of role names, each of which must approve; where it is empty, one of `roles`. */
  readonly each?: Cel;
  readonly quorum?: number;
  readonly limit?: { readonly of: Cel; readonly by: { readonly [R in N['role']]?: Cel } };
  readonly not?: readonly (N['event'] | BuiltInEvent)[];
  readonly secondFactor?: boolean;
}

interface ActionsUse<N extends Names> {
  readonly set?: { readonly [F in N['field']]?: Cel };
  readonly raise?: OneOrMore<N['exception']>;
  readonly resolve?: OneOrMore<N['exception'] | BuiltInException>;
  readonly task?: TaskUse<N>;
  readonly effects?: readonly (MailUse<N['mail']> | CallUse<N['destination'], N['event'], N['exception']>)[];
  readonly send?: readonly SendUse<N>[];
  readonly open?: readonly (OpenUse<N> | OpenChildUse<N>)[];
  readonly link?: { readonly [L in N['link']]?: Cel };
}

interface TransitionUse<N extends Names> extends ActionsUse<N> {
  readonly when?: Cel;
  readonly to?: N['state'];
  readonly by?: TransitionDefinition['by'];
  readonly roles?: readonly N['role'][];
  /** The field that names the one person of the roles who may. */
  readonly only?: N['field'];
  readonly reason?: boolean;
  readonly secondFactor?: boolean;
  readonly approval?: ApprovalUse<N>;
  readonly newRound?: boolean;
  readonly closed?: OneOrMore<N['window']>;
  /** Strings have a `link` too, and would pass for transitions; they also have a length. */
  readonly length?: never;
}

interface BirthUse<N extends Names> extends TransitionUse<N> {
  readonly to: N['state'];
  /** A case that is not yet born cannot wait. */
  readonly approval?: never;
  /** Nor does it name anybody. */
  readonly only?: never;
}

interface StateUse<N extends Names, E extends string> {
  readonly title?: string;
  readonly owner?: N['role'];
  readonly within?: Length<N>;
  readonly final?: 'done' | 'failed' | 'cancelled';
  readonly on?: { readonly [K in E]?: N['state'] | TransitionUse<N> | Several<N['state'] | TransitionUse<N>> };
}

interface EventUse<N extends Names> {
  readonly title?: string;
  readonly data?: TObject;
  readonly set?: ActionsUse<N>['set'];
  readonly lands?: N['state'] | 'stay' | readonly { readonly when?: Cel; readonly to: N['state'] | 'stay' }[];
  readonly late?: 'fill' | 'apply';
}

interface ExceptionUse<N extends Names> {
  readonly title?: string;
  readonly owner: N['role'];
  readonly severity: Severity;
  readonly within?: Length<N>;
  readonly blocks?: boolean;
  readonly resolutions?: readonly string[];
  readonly runbook?: string;
}

interface ParameterUse<N extends Names> {
  readonly type: ParameterDefinition['type'];
  readonly default: ParameterDefinition['default'];
  readonly owner: N['role'];
  readonly title?: string;
  readonly from?: number;
  readonly to?: number;
}

interface RungUse<N extends Names> extends ActionsUse<N> {
  readonly name: string;
  readonly title?: string;
  readonly after: Length<N>;
  readonly every?: Length<N>;
  readonly atMost?: number;
  readonly to?: N['state'];
  readonly approval?: ApprovalUse<N>;
}

interface LadderUse<N extends Names> {
  readonly title?: string;
  readonly anchor: 'entered' | Cel;
  readonly during: readonly N['state'][];
  readonly pauseWhile?: readonly N['state'][];
  readonly renewedBy?: readonly N['event'][];
  readonly stopWhen?: Cel;
  readonly at?: string;
  readonly catchUp?: 'latest' | 'each';
  readonly rungs: readonly RungUse<N>[];
}

interface ChildUse<N extends Names> {
  readonly flow: string;
  readonly ended?: N['event'];
  /** An event of the other flow. */
  readonly end?: string;
}

type Reader<N extends Names> = N['role'] | KernelRole;

type AsData<T> = T extends readonly unknown[] | object ? { readonly [K in keyof T]: AsData<T[K]> } : T;

/** A calendar whose windows are known by name; one that says no more than `CalendarDefinition` allows any. */
type CalendarUse<W extends string> = AsData<Omit<CalendarDefinition, 'windows'>> & {
  readonly windows?: { readonly [K in W]: readonly { readonly from: string; readonly to: string }[] };
};

/** The names as inferred, closed to further inference: only the declarations say what there is. */
interface NamesOf<
  S extends string,
  E extends string,
  P extends TProperties,
  R extends string,
  X extends string,
  Q extends string,
  M extends string,
  L extends string,
  H extends string,
  K extends string,
  W extends string,
  D extends string,
> {
  readonly state: NoInfer<S>;
  readonly event: NoInfer<E>;
  readonly field: NoInfer<keyof P & string>;
  readonly role: NoInfer<R>;
  readonly exception: NoInfer<X>;
  readonly parameter: NoInfer<Q>;
  readonly mail: NoInfer<M>;
  readonly destination: NoInfer<D>;
  readonly link: NoInfer<L>;
  readonly child: NoInfer<H>;
  readonly calendar: NoInfer<K>;
  readonly window: NoInfer<W>;
}

/** What `defineFlow` takes: the document of a flow (see `FlowDefinition`) whose names are checked against each other. */
export interface FlowAuthoring<
  S extends string,
  E extends string,
  P extends TProperties,
  R extends string,
  X extends string,
  Q extends string,
  M extends string,
  L extends string,
  C extends string,
  H extends string = never,
  K extends string = never,
  W extends string = never,
  D extends string = never,
  N extends Names = NamesOf<S, E, P, R, X, Q, M, L, H, K, W, D>,
> {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly stream?: string;
  readonly stage?: string;
  readonly owner: N['role'];
  /** Who sees its cases, and their personal and confidential fields. */
  readonly reads?: {
    readonly cases?: readonly Reader<N>[];
    readonly personal?: readonly Reader<N>[];
    readonly confidential?: readonly Reader<N>[];
  };
  /** Who puts its cases right by hand, where it is not `operator`. */
  readonly operators?: readonly Reader<N>[];
  readonly key: N['field'];
  readonly timeZone?: string;
  /** The calendar of its cases, by entity where they differ. */
  readonly calendar?: { readonly default: N['calendar']; readonly entities?: Readonly<Record<string, N['calendar']>> };
  readonly calendars?: { readonly [Name in K]: CalendarUse<W> };
  readonly data: TObject<P>;
  readonly computed?: { readonly [Name in C]: Cel };
  /** Computed fields that lists show, filter and sort by; with the fields marked `list`, at most eight. */
  readonly columns?: { readonly [Name in NoInfer<C>]?: ColumnDefinition };
  readonly roles?: { readonly [Name in R]: { readonly title?: string } };
  readonly parameters?: { readonly [Name in Q]: ParameterUse<N> };
  readonly exceptions?: { readonly [Name in X]: ExceptionUse<N> };
  readonly links?: { readonly [Name in L]: { readonly flow: string } };
  /** Kinds of owned children. `ended` is an event of this flow, `end` one of theirs. */
  readonly children?: { readonly [Name in H]: ChildUse<N> };
  /** Facts that come before their case was born wait for it. */
  readonly expected?: { readonly within: Fixed<N>; readonly owner?: N['role'] };
  readonly mails?: { readonly [Name in M]: MailTemplate };
  /** Systems that are called. Which connection of the company that is, no definition says. */
  readonly destinations?: { readonly [Name in D]: DestinationUse<N> };
  /** Only events that `start` or a state takes can be described here; so a slip in either name shows. */
  readonly events?: { readonly [Name in N['event']]?: EventUse<N> };
  readonly start: { readonly [Name in E]?: NoInfer<S> | BirthUse<N> | Several<NoInfer<S> | BirthUse<N>> };
  readonly states: { readonly [Name in S]: StateUse<N, E> };
  readonly ladders?: Readonly<Record<string, LadderUse<N>>>;
}

/**
 * Declares a flow. A name that is used but not declared is a type error; in a transition, `'paid'` is short for `{ to: 'paid' }`.
 * Returns the JSON document, unchecked: `checkFlow` judges what types cannot.
 *
 * @example
 * const parcel = defineFlow({
 *   name: 'parcel', title: 'Parcel', owner: 'dispatch', key: 'number',
 *   data: Fields({ number: Text() }),
 *   start: { register: 'waiting' },
 *   states: {
 *     waiting: { owner: 'dispatch', within: hours(24), on: { deliver: 'delivered' } },
 *     delivered: { final: 'done' },
 *   },
 * });
 */
export function defineFlow<
  const S extends string,
  const E extends string,
  P extends TProperties,
  const R extends string = string,
  const X extends string = never,
  const Q extends string = never,
  const M extends string = never,
  const L extends string = never,
  const C extends string = never,
  const H extends string = never,
  const K extends string = never,
  const W extends string = never,
  const D extends string = never,
>(flow: FlowAuthoring<S, E, P, R, X, Q, M, L, C, H, K, W, D>): FlowDefinition {
  const document = JSON.parse(JSON.stringify(flow)) as FlowDefinition;
  return {
    ...document,
    start: mapValues(document.start, spellOut),
    states: mapValues(document.states, (state) =>
      state.on === undefined ? state : { ...state, on: mapValues(state.on, spellOut) },
    ),
  };
}

type Transitions = FlowDefinition['start'][string];
type Authored = string | TransitionDefinition | readonly (string | TransitionDefinition)[];

function spellOut(transitions: Authored): Transitions {
  if (typeof transitions === 'string') return { to: transitions };
  if (!isList(transitions)) return transitions;
  return transitions.map((transition) => (typeof transition === 'string' ? { to: transition } : transition));
}

function isList(transitions: Authored): transitions is readonly (string | TransitionDefinition)[] {
  return Array.isArray(transitions);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** What is said of a parameter beside its type and default. `from` and `to` bound what it may be tuned to, both included. */
export interface ParameterOptions<R extends string> {
  readonly owner: R;
  readonly title?: string;
  readonly from?: number;
  readonly to?: number;
}

type Unit = 'days' | 'hours' | 'minutes' | 'businessDays' | 'businessHours';

/** A length in one unit: by itself, or with an owner a parameter of that default. */
interface LengthOf<U extends Unit> {
  (n: number): { [K in U]: number };
  <const R extends string>(n: number, parameter: ParameterOptions<R>): LengthParameter<U, R>;
}

type LengthParameter<U extends Unit, R extends string> = ParameterOptions<R> & { readonly type: U; readonly default: number };

function lengthIn<U extends Unit>(unit: U): LengthOf<U> {
  const length = (n: number, parameter?: ParameterOptions<string>) =>
    parameter === undefined ? { [unit]: n } : { type: unit, default: n, ...parameter };
  return length as LengthOf<U>;
}

/** A length in calendar days; with an owner, a parameter of that default. */
export const days: LengthOf<'days'> = lengthIn('days');

/** A length in hours that pass, weekends included; with an owner, a parameter of that default. */
export const hours: LengthOf<'hours'> = lengthIn('hours');

/** A length in minutes that pass; with an owner, a parameter of that default. */
export const minutes: LengthOf<'minutes'> = lengthIn('minutes');

/** A length in days on which the calendar of the case is open for business; with an owner, a parameter of that default. */
export const businessDays: LengthOf<'businessDays'> = lengthIn('businessDays');

/** A length in hours in which the calendar of the case is open for business; with an owner, a parameter of that default. */
export const businessHours: LengthOf<'businessHours'> = lengthIn('businessHours');

/**
 * A mail by one of the flow's templates. `to` is CEL that gives the address. `delivery` says what happens where nobody knows
 * whether it went out: by default it is sent again.
 */
export function mail<const M extends string>(
  template: M,
  { to, delivery = 'at-least-once' }: { readonly to: string; readonly delivery?: MailEffect['delivery'] },
): MailUse<M> {
  return { kind: 'mail', template, to, delivery };
}

/**
 * A call of another system, by one of the flow's destinations. `with` is CEL by field. `delivery` says what happens where nobody knows
 * whether it was done and nobody can be asked: by default it is not sent again, and ends as unknown.
 */
export function call<const D extends string, const E extends string = never, const X extends string = never>(
  to: D,
  { delivery = 'at-most-once', ...more }: Omit<CallUse<D, E, X>, 'kind' | 'to'> = {},
): CallUse<D, E, X> {
  return { kind: 'call', to, delivery, ...more };
}
