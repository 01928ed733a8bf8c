import type { TObject, TProperties } from 'typebox';
import type { BuiltInEvent, BuiltInException } from './built-in.ts';
import type {
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
  readonly link: string;
}

type Length<N extends Names> = Duration | N['parameter'];

interface TaskUse<N extends Names> {
  readonly role: N['role'];
  readonly title: string;
  readonly within?: Length<N>;
}

interface MailUse<M extends string> {
  readonly kind: 'mail';
  readonly template: M;
  readonly to: Cel;
  readonly delivery?: MailEffect['delivery'];
}

interface SendUse<N extends Names> {
  readonly flow: string;
  readonly key: Cel;
  readonly event: string;
  readonly with?: Readonly<Record<string, Cel>>;
  readonly when?: Cel;
  readonly onRefused?: N['exception'];
}

interface OpenUse {
  readonly flow: string;
  readonly event: string;
  readonly key: Cel;
  readonly with?: Readonly<Record<string, Cel>>;
  readonly when?: Cel;
  readonly each?: Cel;
}

interface ApprovalUse<N extends Names> {
  readonly roles: readonly N['role'][];
  readonly not?: readonly (N['event'] | BuiltInEvent)[];
}

interface ActionsUse<N extends Names> {
  readonly set?: { readonly [F in N['field']]?: Cel };
  readonly raise?: OneOrMore<N['exception']>;
  readonly resolve?: OneOrMore<N['exception'] | BuiltInException>;
  readonly task?: TaskUse<N>;
  readonly effects?: readonly MailUse<N['mail']>[];
  readonly send?: readonly SendUse<N>[];
  readonly open?: readonly OpenUse[];
  readonly link?: { readonly [L in N['link']]?: Cel };
}

interface TransitionUse<N extends Names> extends ActionsUse<N> {
  readonly when?: Cel;
  readonly to?: N['state'];
  readonly by?: TransitionDefinition['by'];
  readonly roles?: readonly N['role'][];
  readonly reason?: boolean;
  readonly approval?: ApprovalUse<N>;
  /** Strings have a `link` too, and would pass for transitions; they also have a length. */
  readonly length?: never;
}

interface BirthUse<N extends Names> extends TransitionUse<N> {
  readonly to: N['state'];
  /** A case that is not yet born cannot wait. */
  readonly approval?: never;
}

interface StateUse<N extends Names, E extends string> {
  readonly title?: string;
  readonly owner?: N['role'];
  readonly within?: Length<N>;
  readonly final?: 'done' | 'failed' | 'cancelled';
  readonly on?: { readonly [K in E]?: N['state'] | TransitionUse<N> | readonly (N['state'] | TransitionUse<N>)[] };
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
  readonly to?: N['state'];
  readonly approval?: ApprovalUse<N>;
}

interface LadderUse<N extends Names> {
  readonly title?: string;
  readonly anchor: 'entered' | Cel;
  readonly during: readonly N['state'][];
  readonly pauseWhile?: readonly N['state'][];
  readonly stopWhen?: Cel;
  readonly at?: string;
  readonly catchUp?: 'latest' | 'each';
  readonly rungs: readonly RungUse<N>[];
}

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
> {
  readonly state: NoInfer<S>;
  readonly event: NoInfer<E>;
  readonly field: NoInfer<keyof P & string>;
  readonly role: NoInfer<R>;
  readonly exception: NoInfer<X>;
  readonly parameter: NoInfer<Q>;
  readonly mail: NoInfer<M>;
  readonly link: NoInfer<L>;
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
  N extends Names = NamesOf<S, E, P, R, X, Q, M, L>,
> {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly stream?: string;
  readonly stage?: string;
  readonly owner: N['role'];
  readonly key: N['field'];
  readonly timeZone?: string;
  readonly data: TObject<P>;
  readonly computed?: { readonly [K in C]: Cel };
  /** Computed fields that lists show, filter and sort by; with the fields marked `list`, at most eight. */
  readonly columns?: { readonly [K in NoInfer<C>]?: ColumnDefinition };
  readonly roles?: { readonly [K in R]: { readonly title?: string } };
  readonly parameters?: { readonly [K in Q]: ParameterUse<N> };
  readonly exceptions?: { readonly [K in X]: ExceptionUse<N> };
  readonly links?: { readonly [K in L]: { readonly flow: string } };
  readonly mails?: { readonly [K in M]: MailTemplate };
  /** Only events that `start` or a state takes can be described here; so a slip in either name shows. */
  readonly events?: { readonly [K in N['event']]?: EventUse<N> };
  readonly start: { readonly [K in E]?: NoInfer<S> | BirthUse<N> | readonly (NoInfer<S> | BirthUse<N>)[] };
  readonly states: { readonly [K in S]: StateUse<N, E> };
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
>(flow: FlowAuthoring<S, E, P, R, X, Q, M, L, C>): FlowDefinition {
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

type LengthParameter<T extends 'days' | 'hours', R extends string> = ParameterOptions<R> & {
  readonly type: T;
  readonly default: number;
};

/** A length in calendar days; with an owner, a parameter of that default. */
export function days(n: number): { days: number };
export function days<const R extends string>(n: number, parameter: ParameterOptions<R>): LengthParameter<'days', R>;
export function days(n: number, parameter?: ParameterOptions<string>): { days: number } | LengthParameter<'days', string> {
  return parameter === undefined ? { days: n } : { type: 'days', default: n, ...parameter };
}

/** A length in hours that pass, weekends included; with an owner, a parameter of that default. */
export function hours(n: number): { hours: number };
export function hours<const R extends string>(n: number, parameter: ParameterOptions<R>): LengthParameter<'hours', R>;
export function hours(n: number, parameter?: ParameterOptions<string>): { hours: number } | LengthParameter<'hours', string> {
  return parameter === undefined ? { hours: n } : { type: 'hours', default: n, ...parameter };
}

/** A mail by one of the flow's templates. `to` is CEL that gives the address. */
export function mail<const M extends string>(
  template: M,
  options: { readonly to: string; readonly delivery?: MailEffect['delivery'] },
): MailUse<M> {
  return { kind: 'mail', template, ...options };
}
