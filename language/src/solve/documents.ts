import type { Schema } from '../expression/expression.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { totalOf } from './linear.ts';
import { smallest } from './samples.ts';
import { dayText, type Store, sizePrefix, solveSums, textsOf } from './store.ts';

/** The values that a store leaves to be written into documents; `undefined` where none were found. */
export interface Values {
  readonly store: Store;
  readonly numbers: ReadonlyMap<string, bigint>;
  readonly texts: ReadonlyMap<string, string>;
  /** The names of all places that something is known of. */
  readonly known: readonly string[];
}

export function valuesOf(store: Store): Values | undefined {
  const sums = solveSums(store);
  const texts = textsOf(store);
  if (typeof sums === 'string' || texts === undefined) return undefined;
  const written = new Map<string, string>();
  for (const [name, text] of texts) if (text !== 'unknown') written.set(name, text);
  const numbers = new Map([...store.numbers].map(([name, sum]) => [name, totalOf(sum, sums)]));
  const known = [
    ...[...store.present].flatMap(([name, there]) => (there ? [name] : [])),
    ...store.flags.keys(),
    ...[...numbers.keys()].map((name) => (name.startsWith(sizePrefix) ? name.slice(sizePrefix.length) : name)),
    ...written.keys(),
    ...store.wholes.keys(),
  ];
  return { store, numbers, texts: written, known };
}

/** The document at a place: what is known of it, and the least that its schema asks for beside. */
export function documentAt(values: Values, name: string, schema: Schema): Json | undefined {
  const { store, numbers, texts } = values;
  if (schema.const !== undefined) return schema.const;
  const whole = store.wholes.get(name) ?? store.flags.get(name) ?? texts.get(name);
  if (whole !== undefined) return whole;
  const number = numbers.get(name);
  if (number !== undefined) return schema.type === 'string' ? dayText(number) : Number(number);
  if (schema.type === 'array' && isKnown(values, name)) return listAt(values, name, schema);
  if (schema.type === 'object' && isJsonObject(schema.properties)) return objectAt(values, name, schema);
  return smallest(schema);
}

function isKnown({ known, numbers }: Values, name: string): boolean {
  return (
    numbers.has(sizePrefix + name) ||
    known.some((each) => each === name || each.startsWith(`${name}.`) || each.startsWith(`${name}[`))
  );
}

function listAt(values: Values, name: string, schema: Schema): Json | undefined {
  const items = isJsonObject(schema.items) ? schema.items : {};
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const size = Number(values.numbers.get(sizePrefix + name) ?? least);
  if (size > 10_000) return undefined;
  const list = Array.from({ length: size }, (_, index) => documentAt(values, `${name}[${index}]`, items));
  return list.includes(undefined) ? undefined : (list as Json);
}

function objectAt(values: Values, name: string, schema: Schema): JsonObject | undefined {
  const required = new Set(Array.isArray(schema.required) ? (schema.required as readonly string[]) : []);
  const entries: [string, Json][] = [];
  for (const [field, property] of Object.entries(schema.properties as Record<string, Schema>)) {
    const child = `${name}.${field}`;
    const there = values.store.present.get(child);
    if (there === false || (there === undefined && !required.has(field) && !isKnown(values, child))) continue;
    const value = documentAt(values, child, property);
    if (value === undefined) return undefined;
    entries.push([field, value]);
  }
  return Object.fromEntries(entries);
}
