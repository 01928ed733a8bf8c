import type { Filter } from '@throughline/engine';
import {
  type Actor,
  actorAt,
  type CompiledFlow,
  type FieldClass,
  fieldClasses,
  kernelFlows,
  type Readers,
  readersOf,
  type Scope,
  type Visibility,
  visibility,
} from '@throughline/language';
import { type FlowScope, type Hidden, seesAll, type Visible, type VisibleSelection } from './visible.ts';

/** What somebody may see where these flows are deployed, in their newest versions. Flows that are not among them are not seen. */
export function visibleTo(flows: readonly CompiledFlow[], actor: Actor): Visible {
  const eyes = new Eyes(flows, actor);
  return eyes.seeAll() ? seesAll : eyes;
}

/** Of a version: it never changes. */
const classesOf = remembered(fieldClasses);
const readersFor = remembered(({ definition }: CompiledFlow): Readers => readersOf(definition));

class Eyes implements Visible {
  readonly #flows: ReadonlyMap<string, CompiledFlow>;
  readonly #owners: ReadonlyMap<string, readonly string[]>;
  readonly #actor: Actor;
  readonly #known = new Map<string, Visibility>();
  readonly #selections = new Map<string, VisibleSelection>();
  readonly #hidden = new WeakMap<CompiledFlow, Map<string, ReadonlyMap<string, Hidden>>>();

  constructor(flows: readonly CompiledFlow[], actor: Actor) {
    this.#flows = new Map(flows.map((flow) => [flow.name, flow]));
    this.#owners = ownersOf(flows);
    this.#actor = actor;
  }

  seeAll(): boolean {
    return [...this.#flows.values()].every((flow) => {
      const { cases, personal, confidential } = this.#of(flow.name);
      const classes = [...classesOf(flow).values()];
      const shows = (scope: Scope, of: keyof FieldClass) => scope === 'all' || !classes.some((each) => each[of]);
      return cases === 'all' && shows(personal, 'personal') && shows(confidential, 'confidential');
    });
  }

  cases(flow: string): Scope {
    if (!kernelFlows.has(flow)) return this.#of(flow).cases;
    const scopes = this.#business().map(({ name }) => this.#of(name).cases);
    return unionOf(flow === 'task' ? [...scopes, this.#held()] : scopes);
  }

  sees({ flow, entity, data = {}, clocks }: Parameters<Visible['sees']>[0]): boolean {
    if (!kernelFlows.has(flow)) return includes(this.#of(flow).cases, entity);
    if (typeof data['ofFlow'] === 'string' && includes(this.#of(data['ofFlow']).cases, entity)) return true;
    if (flow !== 'task') return false;
    const { id, roles } = actorAt(this.#actor, entity);
    return roles.includes(String(data['owner'])) || (clocks?.assignee !== undefined && clocks.assignee === id);
  }

  field(flow: string | CompiledFlow, field: string, entity: string): 'shown' | Hidden {
    for (const version of this.#versions(flow)) {
      const kept = this.#kept(version, field, (scope) => includes(scope, entity));
      if (kept !== undefined) return kept;
    }
    return 'shown';
  }

  column(name: string, field: string): 'shown' | Hidden {
    const { cases } = this.#of(name);
    for (const version of this.#versions(name)) {
      const kept = this.#kept(version, field, (scope) => covers(scope, cases));
      if (kept !== undefined) return kept;
    }
    return 'shown';
  }

  hidden(flow: CompiledFlow, entity: string): ReadonlyMap<string, Hidden> {
    const known = this.#hidden.get(flow) ?? new Map<string, ReadonlyMap<string, Hidden>>();
    this.#hidden.set(flow, known);
    const found = known.get(entity) ?? this.#hides(flow, entity);
    if (known.size < entitiesKept) known.set(entity, found);
    return found;
  }

  #hides(flow: CompiledFlow, entity: string): ReadonlyMap<string, Hidden> {
    const fields = new Set(this.#versions(flow).flatMap((version) => [...classesOf(version).keys()]));
    const kept = [...fields].map((field) => [field, this.field(flow, field, entity)] as const);
    return new Map(kept.filter((each): each is readonly [string, Hidden] => each[1] !== 'shown'));
  }

  selection(flow: string): VisibleSelection {
    const known = this.#selections.get(flow);
    if (known !== undefined) return known;
    const selection = this.#select(flow);
    this.#selections.set(flow, selection);
    return selection;
  }

  search(): ReturnType<Visible['search']> {
    return Object.fromEntries(
      this.#business().map((flow) => {
        const { name, listed } = flow;
        const without = listed.filter((field) => this.column(name, field.name) !== 'shown').map((field) => field.name);
        return [name, { ...this.selection(name), without }];
      }),
    );
  }

  seen(): ReturnType<Visible['seen']> {
    const flows = this.flows();
    if (flows === undefined) return undefined;
    const owned = [...byEntities(flows)].flatMap(([entities, of]) =>
      [...kernelFlows.keys()].map((flow) => ({ flow, ownedBy: of, ...(entities === undefined ? {} : { entities }) })),
    );
    return [...flows, ...owned];
  }

  flows(): readonly FlowScope[] | undefined {
    const scopes = this.#scopes();
    const isAll = scopes.length === this.#business().length && scopes.every(({ entities }) => entities === undefined);
    return isAll ? undefined : scopes;
  }

  #scopes(): readonly FlowScope[] {
    return this.#business().flatMap(({ name }): FlowScope[] => {
      const { cases } = this.#of(name);
      if (cases === 'all') return [{ flow: name }];
      return cases.length === 0 ? [] : [{ flow: name, entities: cases }];
    });
  }

  /** A child is seen where its own flow and those of all that may own it are. */
  #of(name: string): Visibility {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const flow = this.#flows.get(name);
    const own = flow === undefined || kernelFlows.has(name) ? blind : visibility(flow, this.#actor);
    this.#known.set(name, own);
    const owners = (this.#owners.get(name) ?? []).map((owner) => this.#of(owner).cases);
    const cases = owners.reduce(common, own.cases);
    const found = { cases, personal: common(own.personal, cases), confidential: common(own.confidential, cases) };
    this.#known.set(name, found);
    return found;
  }

  #business(): readonly CompiledFlow[] {
    return [...this.#flows.values()].filter(({ name }) => !kernelFlows.has(name));
  }

  #held(): Scope {
    const { roles, rolesIn = {} } = this.#actor;
    return roles.length > 0 ? 'all' : Object.keys(rolesIn);
  }

  #versions(flow: string | CompiledFlow): readonly CompiledFlow[] {
    const newest = this.#flows.get(typeof flow === 'string' ? flow : flow.name);
    const own = typeof flow === 'string' || flow === newest ? [] : [flow];
    return newest === undefined ? own : [newest, ...own];
  }

  #kept(flow: CompiledFlow, field: string, shows: (scope: Scope) => boolean): Hidden | undefined {
    const { personal = false, confidential = false } = classesOf(flow).get(field) ?? {};
    const of = this.#of(flow.name);
    const readers = readersFor(flow);
    const missing = [
      ...(personal && !shows(of.personal) ? [readers.personal] : []),
      ...(confidential && !shows(of.confidential) ? [readers.confidential] : []),
    ];
    const [first, second] = missing;
    if (first === undefined) return undefined;
    const both = second === undefined ? first : first.filter((role) => second.includes(role));
    return { needs: both.length > 0 ? both : [...new Set(missing.flat())] };
  }

  #select(flow: string): VisibleSelection {
    if (!kernelFlows.has(flow)) {
      const { cases } = this.#of(flow);
      return cases === 'all' ? {} : { entities: cases };
    }
    const groups = byEntities(this.#scopes());
    const ofAll = this.#business().length;
    const [only, ...others] = groups;
    // Where all flows are seen alike, the entities say it all; the roles of a task add nothing where every role sees its case.
    if (only !== undefined && others.length === 0 && only[1].length === ofAll && (flow !== 'task' || only[0] === undefined))
      return only[0] === undefined ? {} : { entities: only[0] };
    const choices = [
      ...groups.map(([entities, flows]) => [
        equals('ofFlow', flows),
        ...(entities === undefined ? [] : [equals('$entity', entities)]),
      ]),
      ...(flow === 'task' ? this.#tasksHeld() : []),
    ];
    const entities = this.cases(flow);
    return { ...(entities === 'all' ? {} : { entities }), anyOf: choices };
  }

  /** Tasks of the roles that somebody holds, and those that were given to them. */
  #tasksHeld(): readonly (readonly Filter[])[] {
    const { id, roles, rolesIn = {} } = this.#actor;
    const there = Object.entries(rolesIn)
      .filter(([, held]) => held.length > 0)
      .map(([entity, held]) => [equals('owner', held), equals('$entity', [entity])]);
    return [
      ...(roles.length === 0 ? [] : [[equals('owner', roles)]]),
      ...there.slice(0, choicesMax),
      [equals('$assignee', [id])],
    ];
  }
}

/** Of so many entities it is kept what is hidden in them. */
const entitiesKept = 10_000;
/** The engine takes no more than 50. */
const choicesMax = 40;
const blind: Visibility = { cases: [], personal: [], confidential: [] };

const equals = (field: string, values: readonly string[]): Filter => ({ field, comparison: '=', values });

function includes(scope: Scope, entity: string): boolean {
  return scope === 'all' || scope.includes(entity);
}

function covers(scope: Scope, all: Scope): boolean {
  return scope === 'all' || (all !== 'all' && all.every((entity) => scope.includes(entity)));
}

function common(one: Scope, other: Scope): Scope {
  if (one === 'all') return other;
  return other === 'all' ? one : one.filter((entity) => other.includes(entity));
}

function unionOf(scopes: readonly Scope[]): Scope {
  const entities = new Set<string>();
  for (const scope of scopes) {
    if (scope === 'all') return 'all';
    for (const entity of scope) entities.add(entity);
  }
  return [...entities].sort();
}

/** The flows that are seen in the same entities, together. */
function byEntities(flows: readonly FlowScope[]): readonly (readonly [readonly string[] | undefined, readonly string[]])[] {
  const groups = Map.groupBy(flows, ({ entities }) => JSON.stringify(entities ?? null));
  return [...groups.values()].map((group) => [group[0]?.entities, group.map(({ flow }) => flow)] as const);
}

/** By flow, the flows that declare children of it; nothing owns itself. */
function ownersOf(flows: readonly CompiledFlow[]): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const { name, children } of flows)
    for (const child of children.values())
      if (child.flow !== name) owners.set(child.flow, [...(owners.get(child.flow) ?? []), name]);
  return owners;
}

function remembered<T>(work: (flow: CompiledFlow) => T): (flow: CompiledFlow) => T {
  const known = new WeakMap<CompiledFlow, { readonly value: T }>();
  return (flow) => {
    const found = known.get(flow) ?? { value: work(flow) };
    known.set(flow, found);
    return found.value;
  };
}
