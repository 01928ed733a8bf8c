import { compileData } from '../compile/compile-data.ts';
import type { CompiledData } from '../compile/compiled.ts';
import { eventSchema, scopeOf } from '../compile/scope.ts';
import { withDefaults } from '../decide/apply.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import {
  compileExpression,
  type Expression,
  type Readings,
  type Schema,
  type Scope,
  syntaxOf,
} from '../expression/expression.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { constantsOf } from './candidates.ts';
import { documentAt, valuesOf } from './documents.ts';
import { execute, type Names } from './execute.ts';
import { type Linear, minus } from './linear.ts';
import { itemsOf } from './places.ts';
import { smallest } from './samples.ts';
import { Search } from './search.ts';
import { assume, emptyStore, type Place, type Store } from './store.ts';
import { constant, type Outcome, read, type Term } from './terms.ts';

/**
 * What is asked of one expression: that it gives true, that it gives false, that it fails, or that it gives anything at all. With `each`
 * (a CEL list) it is asked for some `item` of that list, and that no question before it is about another item.
 */
export interface Wanted {
  readonly source: string;
  readonly is: 'true' | 'false' | 'failing' | 'readable';
  readonly each?: string;
}

/** One input: the data of the case, what the event carries, the counts of its children. */
export interface Valuation {
  readonly data: JsonObject;
  readonly event: JsonObject;
  readonly children?: JsonObject;
}

/** `exhaustive`: that there is none is proven; else none was found in so many steps. */
export type Answer =
  | { readonly found: Valuation }
  | { readonly found: undefined; readonly exhaustive: boolean; readonly tried: number };

export interface FindOptions {
  /** `false`: the case is being born by the event. Default: it lives, with any data that satisfies the schema. */
  readonly born?: boolean;
  /** How many steps may be taken. Default 20,000. */
  readonly stepsMax?: number;
}

const stepsMax = 20_000;

/**
 * An input that satisfies all that is wanted, the plainest first: few fields, small numbers. What is found has been evaluated and held
 * against the schemas. Parameters have their defaults. The same question always has the same answer.
 */
export function findInput(
  flow: FlowDefinition,
  event: string | undefined,
  wanted: readonly Wanted[],
  options: FindOptions = {},
): Answer {
  const asked = [
    event ?? null,
    options.born !== false,
    options.stepsMax ?? stepsMax,
    ...wanted.map(({ source, is, each }) => [source, is, each ?? null]),
  ];
  const key = JSON.stringify(asked);
  const known = answers.get(flow) ?? new Map<string, Answer>();
  answers.set(flow, known);
  const found = known.get(key) ?? find(questionOf(flow, event, options.born !== false), wanted, options.stepsMax ?? stepsMax);
  known.set(key, found);
  return found;
}

const answers = new WeakMap<FlowDefinition, Map<string, Answer>>();

/** What an expression is asked about: the documents and their schemas. */
interface Question {
  readonly flow: FlowDefinition;
  readonly scope: Scope;
  readonly born: boolean;
  /** The event that begins the case carries its data. */
  readonly isOwnData: boolean;
  readonly dataSchema: Schema;
  readonly eventSchema: Schema;
  readonly eventName: string | undefined;
}

function questionOf(flow: FlowDefinition, event: string | undefined, born: boolean): Question {
  const isOwnData = !born && event !== undefined && flow.events?.[event]?.data === undefined;
  const ownSchema = flow.data as Schema;
  return {
    flow,
    scope: scopeOf(flow, event),
    born,
    isOwnData,
    eventName: event,
    dataSchema: born || isOwnData ? ownSchema : newbornSchema(flow),
    eventSchema: event === undefined ? { type: 'object', properties: {}, additionalProperties: false } : eventSchema(flow, event),
  };
}

/** A case whose start event has data of its own begins with its key and the defaults. */
function newbornSchema({ data, key }: FlowDefinition): Schema {
  const properties = isJsonObject(data.properties as Json) ? (data.properties as Record<string, Schema>) : {};
  const entries = Object.entries(properties).flatMap(([name, schema]): [string, Schema][] =>
    name === key
      ? [[name, schema]]
      : schema.default !== undefined
        ? [[name, { const: schema.default, ...(schema.type === undefined ? {} : { type: schema.type }) }]]
        : [],
  );
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    required: entries.map(([name]) => name),
    additionalProperties: false,
  };
}

function find(question: Question, wanted: readonly Wanted[], steps: number): Answer {
  try {
    const nodes = wanted.flatMap(({ source, each }) => [syntaxOf(source), ...(each === undefined ? [] : [syntaxOf(each)])]);
    const computed = Object.values(question.flow.computed ?? {}).map(syntaxOf);
    const roots = rootsOf(question);
    const search = new Search({
      stepsMax: steps,
      roots: roots.symbols,
      constants: constantsOf([...nodes, ...computed]),
      isAlwaysThere: (place, field) => isAlwaysThere(question, place, field),
    });
    const checks = checksOf(question);
    let found: Valuation | undefined;
    const finish = (store: Store): boolean => {
      found = written(question, roots, store);
      if (found !== undefined && holds(question, checks, wanted, found)) return true;
      return search.giveUp();
    };
    const names: Names = { variables: roots.symbols, computed: question.flow.computed ?? {} };
    if (satisfy(search, wanted, names, roots.store, finish)) return { found: found as unknown as Valuation };
    return { found: undefined, exhaustive: !search.isPartial, tried: search.tried };
  } catch {
    // An expression that does not parse has findings of its own.
    return { found: undefined, exhaustive: false, tried: 0 };
  }
}

function satisfy(
  search: Search,
  wanted: readonly Wanted[],
  names: Names,
  store: Store,
  finish: (store: Store) => boolean,
  at = 0,
): boolean {
  const next = wanted[at];
  if (next === undefined) return finish(store);
  const go = (bound: Names, from: Store): boolean =>
    execute(search, syntaxOf(next.source), bound, from, (outcome, after) =>
      isWanted(search, next, outcome, after, (last) => satisfy(search, wanted, bound, last, finish, at + 1)),
    );
  if (next.each === undefined || names.variables.has('item')) return go(names, store);
  return execute(search, syntaxOf(next.each), names, store, (list, opened) => {
    if (list === 'failed') return false;
    return itemsOf(search, list, opened, (items, after) =>
      items.some((item) => go({ ...names, variables: new Map(names.variables).set('item', item) }, after)),
    );
  });
}

function isWanted(search: Search, { is }: Wanted, outcome: Outcome, store: Store, then: (store: Store) => boolean): boolean {
  if (outcome === 'failed') return is === 'failing' && then(store);
  if (is === 'failing') return false;
  if (is === 'readable') return then(store);
  if (outcome.kind === 'constant') return outcome.value === (is === 'true') && then(store);
  if (outcome.kind !== 'place' || outcome.schema.type !== 'boolean')
    return outcome.kind === 'something' || outcome.kind === 'call' ? search.giveUp() : false;
  const known = store.flags.get(outcome.name);
  if (known !== undefined) return known === (is === 'true') && then(store);
  return then({ ...store, flags: new Map(store.flags).set(outcome.name, is === 'true') });
}

interface Roots {
  readonly symbols: ReadonlyMap<string, Term>;
  readonly store: Store;
  readonly children?: Schema;
}

function rootsOf(question: Question): Roots {
  const { flow, scope } = question;
  const place = (name: string, schema: Schema): Place => ({ kind: 'place', name, schema });
  const parameters = Object.fromEntries(
    Object.entries(flow.parameters ?? {}).map(([name, each]) => [name, each.default as Json]),
  );
  const symbols = new Map<string, Term>([
    ['data', place('data', question.dataSchema)],
    ['event', question.isOwnData ? place('data', question.dataSchema) : place('event', question.eventSchema)],
    ['parameters', constant(parameters)],
  ]);
  const children = scope.children === undefined ? undefined : countsSchema(scope.children);
  if (children === undefined) return { symbols, store: emptyStore };
  symbols.set('children', place('children', children));
  return { symbols, store: countedStore(children), children };
}

/** All counts are there, and none is below 0. */
function countsSchema(schema: Schema): Schema {
  const counts = isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
  const count: Schema = { type: 'integer', minimum: 0, maximum: 1000 };
  const each: Schema = {
    type: 'object',
    properties: { open: count, count },
    required: ['open', 'count'],
    additionalProperties: false,
  };
  return {
    type: 'object',
    properties: Object.fromEntries(counts.map((name) => [name, each])),
    required: counts,
    additionalProperties: false,
  };
}

/** No more are open than there are. */
function countedStore(schema: Schema): Store {
  let store = emptyStore;
  for (const name of Object.keys(schema.properties as JsonObject)) {
    const sums: Linear[] = [];
    for (const part of ['count', 'open']) {
      const [value, next] = read(
        { kind: 'place', name: `children.${name}.${part}`, schema: { type: 'integer', minimum: 0, maximum: 1000 } },
        store,
      );
      store = next;
      if (value.kind === 'int') sums.push(value.sum);
    }
    store = assume(store, minus(sums[0] as Linear, sums[1] as Linear)) ?? store;
  }
  return store;
}

/** What an event leaves out has the default of its schema for the schema, but not for expressions. */
function isAlwaysThere({ isOwnData }: Question, { name, schema }: Place, field: string): boolean {
  if (!Array.isArray(schema.required) || !(schema.required as readonly string[]).includes(field)) return false;
  if (name !== 'event' || isOwnData) return true;
  const property = (schema.properties as JsonObject)[field];
  return !(isJsonObject(property) && property.default !== undefined);
}

function written(question: Question, { children }: Roots, store: Store): Valuation | undefined {
  const values = valuesOf(store);
  if (values === undefined) return undefined;
  const data = documentAt(values, 'data', question.dataSchema);
  const event = question.isOwnData ? data : documentAt(values, 'event', question.eventSchema);
  const counts = children === undefined ? undefined : documentAt(values, 'children', children);
  if (!isJsonObject(data) || !isJsonObject(event)) return undefined;
  return { data, event, ...(isJsonObject(counts) ? { children: counts } : {}) };
}

interface Checks {
  readonly data: CompiledData;
  readonly event: CompiledData;
  readonly computed: ReadonlyMap<string, Expression>;
}

const validators = new WeakMap<Schema, CompiledData>();

function validatorOf(schema: Schema): CompiledData {
  const known = validators.get(schema) ?? compileData(schema);
  validators.set(schema, known);
  return known;
}

function checksOf({ flow, dataSchema, eventSchema: carried, scope }: Question): Checks {
  const computed = Object.entries(flow.computed ?? {}).map(([name, source]) => [name, compileExpression(source, scope)] as const);
  return { data: validatorOf(dataSchema), event: validatorOf(carried), computed: new Map(computed) };
}

/** Whether an input is one: it satisfies the schemas, and each expression gives what is wanted of it. */
function holds(question: Question, checks: Checks, wanted: readonly Wanted[], { data, event, children }: Valuation): boolean {
  if (checks.data.errors(data).length > 0) return false;
  if (checks.event.errors(withDefaults(checks.event.schema, event)).length > 0) return false;
  const readings = readingsFor(question, checks, { data, event, ...(children === undefined ? {} : { children }) });
  const alone = wanted.filter(({ each }) => each === undefined);
  const [grouped] = wanted.filter(({ each }) => each !== undefined);
  if (!alone.every((each) => givesWanted(question.scope, each, readings))) return false;
  if (grouped?.each === undefined) return true;
  const scope: Scope = { ...question.scope, item: itemSchema(question.scope, grouped.each) };
  const list = compileExpression(grouped.each, question.scope).evaluate(readings);
  const ofItems = wanted.filter(({ each }) => each !== undefined);
  return (
    Array.isArray(list) && list.some((item: Json) => ofItems.every((each) => givesWanted(scope, each, { ...readings, item })))
  );
}

function itemSchema(scope: Scope, each: string): Schema {
  const [, variable = '', field = ''] = /^\s*(data|event)\.(\w+)\s*$/.exec(each) ?? [];
  const properties = scope[variable]?.properties;
  const list = isJsonObject(properties) ? properties[field] : undefined;
  return isJsonObject(list) && isJsonObject(list.items) ? list.items : {};
}

function readingsFor({ flow }: Question, { computed }: Checks, valuation: Valuation): Readings {
  const readings: Readings = {
    ...valuation,
    computed: (name) => computed.get(name)?.evaluate(readings),
    parameters: (name) => flow.parameters?.[name]?.default as Json | undefined,
  };
  return readings;
}

function givesWanted(scope: Scope, { source, is }: Wanted, readings: Readings): boolean {
  try {
    const value = compileExpression(source, scope).evaluate(readings);
    return is === 'readable' || value === (is === 'true' ? true : is === 'false' ? false : undefined);
  } catch {
    return is === 'failing';
  }
}

/** A small document that satisfies the schema of the data, with these fields in it; `undefined` where none was found. */
export function validData(flow: FlowDefinition, overrides: JsonObject = {}): JsonObject | undefined {
  return validDocument(flow.data as Schema, overrides);
}

/** A small payload that satisfies the schema of the event, with these fields in it; `undefined` where none was found. */
export function validPayload(flow: FlowDefinition, event: string, overrides: JsonObject = {}): JsonObject | undefined {
  return validDocument(eventSchema(flow, event), overrides);
}

function validDocument(schema: Schema, overrides: JsonObject): JsonObject | undefined {
  const least = smallest(schema);
  const value = isJsonObject(least) ? { ...least, ...overrides } : undefined;
  return value === undefined || validatorOf(schema).errors(value).length > 0 ? undefined : value;
}
