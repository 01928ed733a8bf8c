import { parseDay } from '../calendar.ts';
import type { Schema } from '../expression/expression.ts';
import { isJsonObject, type Json } from '../json.ts';
import { constantOf, type Linear, variable } from './linear.ts';
import { fits, sampleDay } from './samples.ts';
import { dayPrefix, type Place, type Store } from './store.ts';

/** A value of an expression over documents that are not chosen yet. */
export type Term =
  | { readonly kind: 'constant'; readonly value: Json; readonly schema: Schema }
  /** A whole number. */
  | { readonly kind: 'int'; readonly sum: Linear }
  /** A text that is the day with this number. */
  | { readonly kind: 'day'; readonly sum: Linear }
  | { readonly kind: 'list'; readonly items: readonly Term[] }
  /** A function that cannot fail, of values that are not chosen yet. */
  | { readonly kind: 'call'; readonly source: string; readonly of: readonly Term[] }
  /** Something that did not fail, of which no more is known. */
  | { readonly kind: 'something' }
  | Place;

export type Outcome = Term | 'failed';

export const int = (sum: Linear): Term => ({ kind: 'int', sum });
export const flag = (value: boolean): Term => ({ kind: 'constant', value, schema: { type: 'boolean' } });
export const textTerm = (value: string): Term => ({ kind: 'constant', value, schema: { type: 'string' } });

const largest = Number.MAX_SAFE_INTEGER;

/** A value of the documents or the parameters as a symbol. */
export function constant(value: Json, schema: Schema = {}): Term {
  if (typeof value === 'number' && Number.isSafeInteger(value) && schema.type !== 'number') return int(constantOf(value));
  if (Array.isArray(value)) {
    const items = isJsonObject(schema.items) ? schema.items : {};
    return { kind: 'list', items: (value as readonly Json[]).map((item) => constant(item, items)) };
  }
  return { kind: 'constant', value, schema };
}

/** Whether only days satisfy it: then days are numbers here. */
export function isDaySchema(schema: Schema): boolean {
  if (schema.type !== 'string' || Array.isArray(schema.enum)) return false;
  return fits(schema, sampleDay) && ['2026-02-30', '2026-1-5', 'x', ''].every((text) => !fits(schema, text));
}

/** The value at a place: whole numbers and days become variables with the bounds of their schema. */
export function read(place: Place, store: Store): readonly [Term, Store] {
  const { name, schema } = place;
  const whole = store.wholes.get(name);
  if (whole !== undefined) return [constant(whole, schema), store];
  if (schema.const !== undefined) return [constant(schema.const, schema), store];
  const known = store.numbers.get(name);
  if (schema.type === 'integer') {
    if (known !== undefined) return [int(known), store];
    const step = typeof schema.multipleOf === 'number' && Number.isInteger(schema.multipleOf) ? BigInt(schema.multipleOf) : 1n;
    const sum = variable(name, step);
    return [int(sum), withVariable(store, name, sum, integerBounds(schema))];
  }
  if (isDaySchema(schema)) {
    if (known !== undefined) return [{ kind: 'day', sum: known }, store];
    const sum = variable(dayPrefix + name);
    return [{ kind: 'day', sum }, withVariable(store, name, sum, dayBounds)];
  }
  return [place, store];
}

const dayBounds = [parseDay('0001-01-01'), parseDay('9999-12-31')] as const;

function integerBounds(schema: Schema): readonly [number, number] {
  const numbers = Array.isArray(schema.enum) ? (schema.enum as readonly Json[]).filter((each) => typeof each === 'number') : [];
  const bound = (name: string) => (typeof schema[name] === 'number' ? (schema[name] as number) : undefined);
  const above = bound('exclusiveMinimum');
  const below = bound('exclusiveMaximum');
  return [
    Math.max(
      -largest,
      Math.ceil(bound('minimum') ?? -largest),
      above === undefined ? -largest : Math.floor(above) + 1,
      ...(numbers.length > 0 ? [Math.min(...numbers)] : []),
    ),
    Math.min(
      largest,
      Math.floor(bound('maximum') ?? largest),
      below === undefined ? largest : Math.ceil(below) - 1,
      ...(numbers.length > 0 ? [Math.max(...numbers)] : []),
    ),
  ];
}

/** Makes a number known, with the bounds of its value. */
export function withVariable(store: Store, name: string, sum: Linear, [from, to]: readonly [number, number]): Store {
  if (store.numbers.has(name)) return store;
  const { constant: base, terms } = sum;
  const negative = new Map([...terms].map(([each, factor]) => [each, -factor]));
  return {
    ...store,
    numbers: new Map(store.numbers).set(name, sum),
    sums: [...store.sums, { constant: base - BigInt(from), terms }, { constant: BigInt(to) - base, terms: negative }],
  };
}
