import { satisfies } from '../compile/schema-check.ts';
import type { Schema } from '../expression/expression.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { textOf } from './texts.ts';

/** The day that stands where any day will do. */
export const sampleDay = '2026-01-15';

const formats: Readonly<Record<string, string>> = {
  date: sampleDay,
  'date-time': `${sampleDay}T08:00:00Z`,
  time: '08:00:00Z',
  email: 'a@b.example',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://a.example/',
  url: 'https://a.example/',
  hostname: 'a.example',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
};
const kinds: Readonly<Record<string, string>> = {
  day: sampleDay,
  instant: `${sampleDay}T08:00:00.000Z`,
  currency: 'EUR',
  email: 'a@b.example',
};

/** Whether a value satisfies a schema; one that cannot be read is taken to be satisfied by nothing. */
export function fits(schema: Schema, value: Json): boolean {
  try {
    return satisfies(schema, value);
  } catch {
    return false;
  }
}

/** A small value that satisfies the schema; `undefined` where none was found. */
export function smallest(schema: Schema, depth = 0): Json | undefined {
  if (depth > 16) return undefined;
  return drafts(schema, depth).find((each) => each !== undefined && fits(schema, each));
}

function drafts(schema: Schema, depth: number): readonly (Json | undefined)[] {
  if (schema.const !== undefined) return [schema.const];
  if (Array.isArray(schema.enum)) return schema.enum as readonly Json[];
  for (const union of ['anyOf', 'oneOf'] as const)
    if (Array.isArray(schema[union]))
      return (schema[union] as readonly Schema[]).map((each) =>
        smallest({ ...schemaWithout(schema, union), ...each }, depth + 1),
      );
  if (Array.isArray(schema.allOf))
    return [smallest(Object.assign({}, schemaWithout(schema, 'allOf'), ...(schema.allOf as JsonObject[])), depth + 1)];
  const types = Array.isArray(schema.type) ? (schema.type as readonly string[]) : [schema.type as string | undefined];
  return types.flatMap((type) => ofType(type, schema, depth));
}

function schemaWithout(schema: Schema, name: string): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== name));
}

function ofType(type: string | undefined, schema: Schema, depth: number): readonly (Json | undefined)[] {
  switch (type) {
    case 'string':
      return texts(schema);
    case 'integer':
    case 'number':
      return numbers(schema);
    case 'boolean':
      return [false, true];
    case 'null':
      return [null];
    case 'array': {
      const count = typeof schema.minItems === 'number' ? schema.minItems : 0;
      const items = isJsonObject(schema.items) ? schema.items : {};
      if (count > 1000) return [];
      const item = count === 0 ? undefined : smallest(items, depth + 1);
      return [
        Array.from({ length: count }, (_, index) => (schema.uniqueItems === true ? another(items, item, index) : item)) as Json,
      ];
    }
    case 'object':
      return [smallestObject(schema, depth)];
    default:
      return ['x', 0, false, {}, []];
  }
}

/** The so-and-so-many value, where all of a list must differ. */
function another(items: Schema, item: Json | undefined, index: number): Json | undefined {
  if (typeof item === 'number') return item + index;
  return Array.isArray(items.enum)
    ? (items.enum[index] as Json)
    : typeof item === 'string' && index > 0
      ? `${item}${index}`
      : item;
}

function smallestObject(schema: Schema, depth: number): Json | undefined {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? (schema.required as readonly string[]) : [];
  const entries = required.map((name) => [name, smallest((properties[name] ?? {}) as Schema, depth + 1)] as const);
  if (entries.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(entries as readonly (readonly [string, Json])[]);
}

function numbers(schema: Schema): readonly number[] {
  const bounds = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'].flatMap((name) => {
    const bound = schema[name];
    return typeof bound === 'number' ? [Math.ceil(bound), bound, Math.floor(bound) + 1, Math.ceil(bound) - 1] : [];
  });
  const step = typeof schema.multipleOf === 'number' ? schema.multipleOf : undefined;
  const rounded =
    step === undefined ? [] : bounds.flatMap((bound) => [Math.ceil(bound / step) * step, Math.floor(bound / step) * step]);
  return [0, 1, ...bounds, ...rounded].sort((a, b) => Math.abs(a) - Math.abs(b) || b - a);
}

/** Texts that may satisfy the schema of a text, the plainest first. */
export function texts(schema: Schema): readonly string[] {
  const { kind, format, pattern, minLength } = schema;
  const known = [typeof kind === 'string' ? kinds[kind] : undefined, typeof format === 'string' ? formats[format] : undefined];
  const plain = ['x', 'A-1', 'A', '1', ''];
  const written = typeof pattern === 'string' ? [textOf(pattern)] : [];
  const long = typeof minLength === 'number' && minLength <= 100_000 ? ['x'.repeat(minLength)] : [];
  return [...known, ...plain, ...written, ...long, ...Object.values(formats), ...Object.values(kinds)].filter(
    (text) => text !== undefined,
  );
}
