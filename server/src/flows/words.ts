import type { FlowBehaviour, RoleName, Transition } from '@throughline/api';
import {
  type Actions,
  type ApprovalDefinition,
  approversText,
  type CompiledFlow,
  eventTitle,
  exceptionTitle,
  fieldTitle,
  guardText,
  inWords,
  type RungDefinition,
  stateTitle,
  type TransitionDefinition,
} from '@throughline/language';
import { roleName } from '../cases/names.ts';

/* What definitions say, for people: the same words wherever a flow is shown. */

export function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** `a, b or c`. */
export function either(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}

/** One transition as it is declared, and where. `from` null: it begins a case. */
export interface Site {
  readonly from: string | null;
  readonly event: string;
  readonly transition: TransitionDefinition;
  /** Of several of the same event, the how-manieth. */
  readonly index: number;
}

/** All transitions of a flow, in the order of its definition. */
export function sitesOf({ definition }: CompiledFlow): readonly Site[] {
  const states = Object.entries(definition.states).map(([name, { on = {} }]) => [name, on] as const);
  return [[null, definition.start] as const, ...states].flatMap(([from, on]) =>
    Object.entries(on).flatMap(([event, transitions]) =>
      many(transitions).map((transition, index) => ({ from, event, transition, index })),
    ),
  );
}

export interface RungSite {
  readonly ladder: string;
  readonly rung: RungDefinition;
}

export function rungSitesOf({ definition }: CompiledFlow): readonly RungSite[] {
  return Object.entries(definition.ladders ?? {}).flatMap(([ladder, { rungs }]) => rungs.map((rung) => ({ ladder, rung })));
}

export function role(flow: CompiledFlow, name: string): RoleName {
  return roleName(flow, name);
}

/** Expressions for people and as they are decided. */
export function condition(cel: string): NonNullable<Transition['when']> {
  return { words: guardText(cel), cel };
}

/** Who must approve, up to what, and whose word does not count. */
export function approvalWords(flow: CompiledFlow, approval: ApprovalDefinition): NonNullable<Transition['approval']> {
  const { roles, limit, not, secondFactor = false } = approval as ApprovalDefinition & { readonly secondFactor?: boolean };
  const titled = {
    ...flow.definition,
    roles: Object.fromEntries(roles.map((name) => [name, { title: role(flow, name).title }])),
  };
  const limits =
    limit === undefined
      ? []
      : [
          ...Object.entries(limit.by).map(([name, most]) => `${role(flow, name).title} up to ${guardText(most)}`),
          ...roles.filter((name) => !Object.hasOwn(limit.by, name)).map((name) => `${role(flow, name).title} without limit`),
        ];
  const excluded = [
    'asked for it',
    'revised or repaired it',
    ...(not ?? []).map((event) => `did ${eventTitle(flow.definition, event)}`),
  ];
  return {
    by: approversText(titled, approval),
    limits,
    never: not === undefined ? 'who took part in this round' : `who ${either(excluded)}`,
    secondFactor,
  };
}

/** What a transition or a rung does beside moving the case. */
export function consequences(flow: CompiledFlow, actions: Actions): string[] {
  const { definition } = flow;
  const { raise, resolve, task, effects = [], send = [], open = [], set = {}, link = {} } = actions;
  const fields = Object.keys(set).map((field) => fieldTitle(definition, field));
  return [
    ...many(raise).map((kind) => `raises ${exceptionTitle(definition, kind)}`),
    ...many(resolve).map((kind) => `resolves ${exceptionTitle(definition, kind)}`),
    ...(task === undefined ? [] : [`gives ${role(flow, task.role).title}${personOnly(flow, task.only)} the task ${task.title}`]),
    ...effects.map((effect) =>
      effect.kind === 'mail'
        ? `sends the mail ${inWords(effect.template)}`
        : `calls ${definition.destinations?.[effect.to]?.title ?? inWords(effect.to)}`,
    ),
    ...send.map((one) => `tells ${inWords(one.flow)}: ${inWords(one.event)}`),
    ...open.map(
      (one) =>
        `opens ${inWords('child' in one ? one.child : one.flow)}${one.each === undefined ? '' : ', one for each of a list'}`,
    ),
    ...Object.keys(link).map((name) => `links ${inWords(name)}`),
    ...(fields.length === 0 ? [] : [`sets ${fields.join(', ')}`]),
  ].slice(0, 60);
}

/** ` (only the person in Asked of)`. */
function personOnly({ definition }: CompiledFlow, field: string | undefined): string {
  return field === undefined ? '' : ` (only the person in ${fieldTitle(definition, field)})`;
}

/** Who may do it by hand: the roles that are named, else who answers for the state. */
export function doers(flow: CompiledFlow, { from, transition }: Site): RoleName[] {
  if (transition.by === 'automation') return [];
  const owner = (from === null ? undefined : flow.definition.states[from]?.owner) ?? flow.definition.owner;
  return (transition.roles ?? [owner]).map((name) => role(flow, name));
}

/** Where something is declared: `Sent: Dispute`. */
export function placeText(flow: CompiledFlow, { from, event }: Pick<Site, 'from' | 'event'>): string {
  return `${from === null ? 'Beginning' : stateTitle(flow.definition, from)}: ${eventTitle(flow.definition, event)}`;
}

const kindWords: Readonly<Record<string, string>> = {
  money: 'amount',
  currency: 'currency',
  day: 'day',
  instant: 'time',
  email: 'e-mail address',
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'yes or no',
  array: 'list',
  object: 'parts',
};

/** What values a field takes, in a word or two. */
export function fieldKindText(schema: Readonly<Record<string, unknown>>): string {
  const { kind, type, format } = schema;
  const values = Array.isArray(schema['enum'])
    ? schema['enum']
    : Array.isArray(schema['anyOf'])
      ? schema['anyOf'].map((one: unknown) => (one as { readonly const?: unknown } | null)?.const)
      : [];
  if (values.length > 0 && values.every((value) => value !== undefined)) return `one of ${values.map(String).join(', ')}`;
  const named = typeof kind === 'string' ? kind : typeof format === 'string' && format === 'email' ? format : type;
  return typeof named === 'string' ? (kindWords[named] ?? inWords(named).toLowerCase()) : 'any';
}

export type Finding = NonNullable<FlowBehaviour['findings']>[number];
