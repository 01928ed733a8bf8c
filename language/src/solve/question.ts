import { eventSchema, scopeOf, scopeOfEach } from '../compile/scope.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { compileExpression, type Expression, type Readings, type Schema, type Scope } from '../expression/expression.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { documentAt, valuesOf } from './documents.ts';
import { type Linear, minus } from './linear.ts';
import { fits } from './samples.ts';
import { assume, emptyStore, type Place, type Store } from './store.ts';
import { constant, read, type Term } from './terms.ts';

/** What is asked of one expression. */
export interface Wanted {
  readonly source: string;
  /** That it gives true, that it gives false, that it fails, or that it gives anything at all. */
  readonly is: 'true' | 'false' | 'failing' | 'readable';
  /** A CEL list: it is asked for some `item` of it, and all that is asked with it is about the same item. */
  readonly each?: string;
}

/** One input: the data of the case, what the event carries, the counts of its children. */
export interface Valuation {
  readonly data: JsonObject;
  readonly event: JsonObject;
  readonly children?: JsonObject;
}

/** What expressions are asked about: the documents that they read. */
export interface Question {
  readonly flow: FlowDefinition;
  readonly scope: Scope;
  readonly data: Schema;
  readonly event: Schema;
  /** The case is being born by the event. */
  readonly isBirth: boolean;
  /** The event carries the data of the case that it begins. */
  readonly isOwnData: boolean;
  readonly children?: Schema;
  /** By variable, its value in the search. */
  readonly roots: ReadonlyMap<string, Term>;
  /** What is known from the start. */
  readonly store: Store;
  readonly expressions: Map<string, Expression>;
}

const nothing: Schema = { type: 'object', properties: {}, additionalProperties: false };
const questions = new WeakMap<FlowDefinition, Map<string, Question>>();

/** `isCounting`: something of what is asked reads the counts of children. */
export function questionOf(flow: FlowDefinition, event: string | undefined, isBirth: boolean, isCounting: boolean): Question {
  const known = questions.get(flow) ?? new Map<string, Question>();
  questions.set(flow, known);
  const key = JSON.stringify([event ?? null, isBirth, isCounting]);
  const question = known.get(key) ?? ask(flow, event, isBirth, isCounting);
  known.set(key, question);
  return question;
}

function ask(flow: FlowDefinition, event: string | undefined, isBirth: boolean, isCounting: boolean): Question {
  const isOwnData = isBirth && event !== undefined && flow.events?.[event]?.data === undefined;
  const scope = scopeOf(flow, event);
  const data = isBirth && !isOwnData ? newbornSchema(flow) : (flow.data as Schema);
  const carried = event === undefined ? nothing : eventSchema(flow, event);
  const place = (name: string, schema: Schema): Place => ({ kind: 'place', name, schema });
  const parameters = Object.entries(flow.parameters ?? {}).map(([name, each]) => [name, each.default as Json] as const);
  const children = isCounting && isJsonObject(scope.children) ? countsSchema(scope.children) : undefined;
  const dataPlace = place('data', data);
  return {
    flow,
    scope,
    data,
    event: carried,
    isBirth,
    isOwnData,
    roots: new Map<string, Term>([
      ['data', dataPlace],
      ['event', isOwnData ? { ...place('event', data), of: dataPlace } : place('event', carried)],
      ['parameters', constant(Object.fromEntries(parameters))],
      ...(children === undefined ? [] : [['children', place('children', children)] as const]),
    ]),
    store: children === undefined ? emptyStore : countedStore(children),
    expressions: new Map(),
    ...(children === undefined ? {} : { children }),
  };
}

/** A case whose start event has data of its own begins with its key and the defaults. */
function newbornSchema({ data, key }: FlowDefinition): Schema {
  const properties = isJsonObject(data.properties as Json) ? (data.properties as Record<string, Schema>) : {};
  const entries = Object.entries(properties).flatMap(([name, schema]): [string, Schema][] => {
    if (name === key) return [[name, schema]];
    return schema.default === undefined ? [] : [[name, { ...schema, const: schema.default }]];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    required: entries.map(([name]) => name),
    additionalProperties: false,
  };
}

const countSchema: Schema = { type: 'integer', minimum: 0, maximum: 1000 };

/** All counts are there, and none is below 0. */
function countsSchema(schema: Schema): Schema {
  const names = isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
  const each = { ...nothing, properties: { open: countSchema, count: countSchema }, required: ['open', 'count'] };
  return { ...nothing, properties: Object.fromEntries(names.map((name) => [name, each])), required: names };
}

/** No more are open than there are. */
function countedStore(schema: Schema): Store {
  let store = emptyStore;
  for (const name of Object.keys(schema.properties as JsonObject)) {
    const sums: Linear[] = [];
    for (const part of ['count', 'open']) {
      const [value, next] = read({ kind: 'place', name: `children.${name}.${part}`, schema: countSchema }, store);
      store = next;
      if (value.kind === 'int') sums.push(value.sum);
    }
    store = assume(store, minus(sums[0] as Linear, sums[1] as Linear)) ?? store;
  }
  return store;
}

/**
 * The fields that are there whatever is chosen: those required, and at its birth those with a default. What an event leaves out has the
 * default for the schema, but not for expressions.
 */
export function isAlwaysThere({ isBirth }: Question, { name, schema }: Place, field: string): boolean {
  const isRequired = Array.isArray(schema.required) && (schema.required as readonly string[]).includes(field);
  const property = isJsonObject(schema.properties) ? schema.properties[field] : undefined;
  const hasDefault = isJsonObject(property) && property.default !== undefined;
  if (name === 'event') return isRequired && !hasDefault;
  return isRequired || (isBirth && name === 'data' && hasDefault);
}

/** The documents that a store leaves to be written; `undefined` where none were found. */
export function written(question: Question, store: Store): Valuation | undefined {
  const values = valuesOf(store);
  if (values === undefined) return undefined;
  const chosen = documentAt(values, 'data', question.data);
  const event = question.isOwnData ? carriedOf(chosen, store) : documentAt(values, 'event', question.event);
  const data = question.isOwnData && isJsonObject(event) ? withDefaultsOf(question.data, event) : chosen;
  const children = question.children === undefined ? undefined : documentAt(values, 'children', question.children);
  if (!isJsonObject(data) || !isJsonObject(event)) return undefined;
  return { data, event, ...(isJsonObject(children) ? { children } : {}) };
}

function carriedOf(data: Json | undefined, { present }: Store): Json | undefined {
  if (!isJsonObject(data)) return undefined;
  return Object.fromEntries(Object.entries(data).filter(([field]) => present.get(`event.${field}`) !== false));
}

/** Whether an input is one: it satisfies the schemas, and each expression gives what is wanted of it. */
export function holds(question: Question, wanted: readonly Wanted[], valuation: Valuation): boolean {
  const { data, event, scope } = question;
  if (!fits(data, valuation.data) || !fits(event, withDefaultsOf(event, valuation.event))) return false;
  const readings = readingsFor(question, valuation);
  if (!wanted.every((each) => each.each !== undefined || givesWanted(question, scope, each, readings))) return false;
  const ofItems = wanted.filter(({ each }) => each !== undefined);
  const each = ofItems[0]?.each;
  if (each === undefined) return true;
  const list = compiled(question, scope, each).evaluate(readings);
  const inner = scopeOfEach(scope, each);
  return (
    Array.isArray(list) &&
    list.some((item: Json) => ofItems.every((one) => givesWanted(question, inner, one, { ...readings, item })))
  );
}

function withDefaultsOf(schema: Schema, data: JsonObject): JsonObject {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const defaults = Object.entries(properties).flatMap(([name, each]) =>
    isJsonObject(each) && each.default !== undefined ? [[name, each.default] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...data };
}

function compiled({ expressions }: Question, scope: Scope, source: string): Expression {
  const key = `${scope.item === undefined ? '' : 'item '}${source}`;
  const known = expressions.get(key) ?? compileExpression(source, scope);
  expressions.set(key, known);
  return known;
}

function readingsFor(question: Question, valuation: Valuation): Readings {
  const { flow, scope } = question;
  const readings: Readings = {
    ...valuation,
    computed: (name) => compiled(question, scope, flow.computed?.[name] ?? '').evaluate(readings),
    parameters: (name) => flow.parameters?.[name]?.default as Json | undefined,
  };
  return readings;
}

function givesWanted(question: Question, scope: Scope, { source, is }: Wanted, readings: Readings): boolean {
  try {
    const value = compiled(question, scope, source).evaluate(readings);
    return is === 'readable' || (is !== 'failing' && value === (is === 'true'));
  } catch {
    return is === 'failing';
  }
}
