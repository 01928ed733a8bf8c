import { eventSchema } from '../compile/scope.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { type Schema, syntaxOf } from '../expression/expression.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { constantsOf } from './candidates.ts';
import { contradictEachOther } from './contradiction.ts';
import { execute, type Names } from './execute.ts';
import { constantOf, minus } from './linear.ts';
import { itemOf, itemsOf, openPlace, sizeOf } from './places.ts';
import { holds, isAlwaysThere, type Question, questionOf, type Valuation, type Wanted, written } from './question.ts';
import { fits, smallest } from './samples.ts';
import { Search } from './search.ts';
import { assume, type Store } from './store.ts';
import type { Outcome } from './terms.ts';

export type { Valuation, Wanted } from './question.ts';

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

/** So far it is looked without trying values, before it is asked whether what is wanted contradicts itself by its form. */
const shortMax = 500;

const answers = new WeakMap<FlowDefinition, Map<string, Answer>>();

/**
 * An input that satisfies all that is wanted, the plainest first: few fields, small numbers. What is found has been evaluated and held
 * against the schemas. Parameters have their defaults. The same question always has the same answer.
 */
export function findInput(
  flow: FlowDefinition,
  event: string | undefined,
  wanted: readonly Wanted[],
  { born = true, stepsMax = 20_000 }: FindOptions = {},
): Answer {
  const key = JSON.stringify([event ?? null, born, stepsMax, wanted]);
  const known = answers.get(flow) ?? new Map<string, Answer>();
  answers.set(flow, known);
  const answer = known.get(key) ?? find(flow, event, wanted, !born, stepsMax);
  known.set(key, answer);
  return answer;
}

function find(
  flow: FlowDefinition,
  event: string | undefined,
  wanted: readonly Wanted[],
  isBirth: boolean,
  stepsMax: number,
): Answer {
  try {
    const asked = wanted.flatMap(({ source, each }) => (each === undefined ? [source] : [source, each]));
    const sources = [...asked, ...Object.values(flow.computed ?? {})];
    const isCounting = sources.some((source) => source.includes('children'));
    const question = questionOf(flow, event, isBirth, isCounting);
    const search = (most: number, isExact: boolean) => {
      const one = new Search({
        stepsMax: most,
        isExact,
        roots: question.roots,
        constants: constantsOf(sources.map(syntaxOf)),
        isAlwaysThere: (place, field) => isAlwaysThere(question, place, field),
      });
      return { found: satisfyAll(one, question, wanted), exhaustive: !one.isPartial, tried: one.tried };
    };
    const short = search(Math.min(stepsMax, shortMax), true);
    if (short.found !== undefined) return { found: short.found };
    if (short.exhaustive || contradictEachOther(flow, wanted, question)) return { ...short, found: undefined, exhaustive: true };
    const long = search(stepsMax, false);
    return long.found !== undefined ? { found: long.found } : { ...long, found: undefined };
  } catch {
    // An expression that does not parse, or a schema that is none, has findings of its own.
    return { found: undefined, exhaustive: false, tried: 0 };
  }
}

function satisfyAll(search: Search, question: Question, wanted: readonly Wanted[]): Valuation | undefined {
  let found: Valuation | undefined;
  const finish = (store: Store): boolean => {
    const valuation = written(question, store);
    if (valuation === undefined || !holds(question, wanted, valuation)) return search.giveUp();
    found = valuation;
    return true;
  };
  const names: Names = { variables: question.roots, computed: question.flow.computed ?? {} };
  satisfy(search, wanted, names, question.store, finish);
  return found;
}

type Finish = (store: Store) => boolean;

function satisfy(search: Search, wanted: readonly Wanted[], names: Names, store: Store, finish: Finish): boolean {
  const [next, ...rest] = wanted;
  if (next === undefined) return finish(store);
  const go = (bound: Names, from: Store): boolean =>
    execute(search, syntaxOf(next.source), bound, from, (outcome, after) =>
      isWanted(search, next, outcome, after, (last) => satisfy(search, rest, bound, last, finish)),
    );
  if (next.each === undefined || names.variables.has('item')) return go(names, store);
  return execute(search, syntaxOf(next.each), names, store, (list, opened) => {
    if (list === 'failed') return false;
    const about = (item: Outcome, after: Store): boolean =>
      item !== 'failed' && go({ ...names, variables: new Map(names.variables).set('item', item) }, after);
    // Which of the items it is makes no difference, unless one is spoken of by its number.
    const sources = [...wanted.map(({ source }) => source), ...Object.values(names.computed)];
    if (list.kind === 'place' && !sources.some((source) => source.includes('['))) {
      const [size, sized] = sizeOf(list, opened);
      const some = assume(sized, minus(size, constantOf(1)));
      return some !== undefined && openPlace(itemOf(list, 0), some, about);
    }
    return itemsOf(search, list, opened, (items, after) => items.some((item) => about(item, after)));
  });
}

function isWanted(search: Search, { is }: Wanted, outcome: Outcome, store: Store, then: Finish): boolean {
  if (outcome === 'failed') return is === 'failing' && then(store);
  if (is === 'failing') return false;
  if (is === 'readable') return then(store);
  if (outcome.kind === 'constant') return outcome.value === (is === 'true') && then(store);
  if (outcome.kind === 'something' || outcome.kind === 'call') return search.giveUp();
  if (outcome.kind !== 'place') return false;
  const known = store.flags.get(outcome.name);
  if (known !== undefined) return known === (is === 'true') && then(store);
  if (outcome.schema.type !== 'boolean') return search.giveUp();
  return then({ ...store, flags: new Map(store.flags).set(outcome.name, is === 'true') });
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
  return value !== undefined && fits(schema, value) ? value : undefined;
}
