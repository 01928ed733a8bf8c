import type { KernelRole } from './built-in.ts';
import type { CompiledFlow } from './compile/compiled.ts';
import { dataReadBy } from './compile/listed.ts';
import type { FlowDefinition, RungDefinition, TransitionDefinition } from './definition/flow.ts';
import type { Actor } from './input.ts';

/** Where: in all entities, or in these; empty: nowhere. */
export type Scope = 'all' | readonly string[];

/** What an actor sees of the cases of a flow. Who does not see a case sees none of its fields either. */
export interface Visibility {
  readonly cases: Scope;
  /** Fields marked `personal`, and what is computed from them. */
  readonly personal: Scope;
  /** Fields marked `confidential`, and what is computed from them. */
  readonly confidential: Scope;
}

/** By what is seen, the roles of which one is needed; `undefined`: any role of the business. */
export interface Readers {
  readonly cases: readonly string[] | undefined;
  readonly personal: readonly string[];
  readonly confidential: readonly string[];
}

/**
 * What an actor sees of a flow's cases, by entity. Pure. Owned children are seen as the flow of their parent says: ask for that. The
 * kernel itself (`system`) sees everything; of others, machines included, the roles count.
 */
export function visibility({ definition }: Pick<CompiledFlow, 'definition'>, actor: Actor): Visibility {
  if (actor.kind === 'system') return { cases: 'all', personal: 'all', confidential: 'all' };
  const readers = readersOf(definition);
  const cases = scopeOf(actor, (roles) => roles.some((role) => readers.cases?.includes(role) ?? role !== accountRole));
  const among = (needed: readonly string[]) =>
    within(
      cases,
      scopeOf(actor, (roles) => roles.some((role) => needed.includes(role))),
    );
  return { cases, personal: among(readers.personal), confidential: among(readers.confidential) };
}

/** The roles that see the cases of a flow, their personal and their confidential fields. */
export function readersOf(definition: FlowDefinition): Readers {
  const known = readersBy.get(definition);
  if (known !== undefined) return known;
  const found = derivedReaders(definition);
  readersBy.set(definition, found);
  return found;
}
const readersBy = new WeakMap<FlowDefinition, Readers>();

function derivedReaders(definition: FlowDefinition): Readers {
  const { reads = {}, owner } = definition;
  const named = rolesNamed(definition);
  const handling: readonly KernelRole[] = ['operator', 'legal', 'privacy', 'auditor'];
  return {
    // Whoever has work there sees it.
    cases: reads.cases === undefined ? undefined : sorted([...reads.cases, ...named, ...handling]),
    personal: sorted([...(reads.personal ?? named), 'privacy' satisfies KernelRole]),
    confidential: sorted([...(reads.confidential ?? [owner]), 'auditor' satisfies KernelRole]),
  };
}

/** Looking after accounts is no part of the business: whoever does only that sees the cases of flows that name it. */
const accountRole: KernelRole = 'administrator';

/** What a field is beside its value. */
export interface FieldClass {
  readonly personal: boolean;
  readonly confidential: boolean;
}

/** By name, the fields of the data and the computed ones that not everybody sees; the rest is neither. */
export function fieldClasses({ definition, data }: Pick<CompiledFlow, 'definition' | 'data'>): ReadonlyMap<string, FieldClass> {
  const ofData = [...data.personal, ...data.confidential].map((name) => [name, [name]] as const);
  const ofComputed = Object.keys(definition.computed ?? {}).map((name) => [name, [...dataReadBy(definition, name)]] as const);
  return new Map(
    [...ofData, ...ofComputed].flatMap(([name, read]): [string, FieldClass][] => {
      const personal = read.some((field) => data.personal.has(field));
      const confidential = read.some((field) => data.confidential.has(field));
      return personal || confidential ? [[name, { personal, confidential }]] : [];
    }),
  );
}

/**
 * Every role that a flow gives something to do or to answer for: owners, doers, approvers, roles of tasks, and owners of parameters.
 * Not those that only read.
 */
export function rolesNamed(definition: FlowDefinition): readonly string[] {
  const { owner, start, states, exceptions = {}, parameters = {}, ladders = {}, expected } = definition;
  const steps: readonly (TransitionDefinition | RungDefinition)[] = [
    ...Object.values(start).flat(),
    ...Object.values(states).flatMap(({ on = {} }) => Object.values(on).flat()),
    ...Object.values(ladders).flatMap(({ rungs }) => rungs),
  ];
  const owners = [states, exceptions, parameters].flatMap((declared) => Object.values(declared).map((each) => each.owner));
  const doers = steps.flatMap((step) => [
    ...('roles' in step ? (step.roles ?? []) : []),
    ...(step.approval?.roles ?? []),
    ...(step.task === undefined ? [] : [step.task.role]),
  ]);
  return sorted([owner, expected?.owner, ...owners, ...doers].filter((role) => role !== undefined));
}

function sorted(roles: readonly string[]): readonly string[] {
  return [...new Set(roles)].sort();
}

function scopeOf({ roles, rolesIn = {} }: Actor, suffices: (roles: readonly string[]) => boolean): Scope {
  if (suffices(roles)) return 'all';
  return Object.keys(rolesIn)
    .filter((entity) => suffices(rolesIn[entity] ?? []))
    .sort();
}

function within(outer: Scope, inner: Scope): Scope {
  if (outer === 'all') return inner;
  if (inner === 'all') return outer;
  return inner.filter((entity) => outer.includes(entity));
}
