import { Value } from 'typebox/value';
import type { Schema } from '../expression/expression.ts';
import { compilePattern, hasFewWays, isFoundIn, isReadInOneWay, patternTextMax } from '../expression/pattern-match.ts';
import { isJsonObject, type Json } from '../json.ts';

/** What a JSON Schema says of parts of a value: by keyword, one schema, a list of them, or schemas by name. */
export const schemaParts = {
  items: 'schema',
  additionalProperties: 'schema',
  contains: 'schema',
  propertyNames: 'schema',
  not: 'schema',
  prefixItems: 'list',
  anyOf: 'list',
  oneOf: 'list',
  allOf: 'list',
  properties: 'named',
} as const;

/** Whether a value satisfies a schema of data. In time linear in its texts, whatever regular expressions the schema has. */
export function satisfies(schema: Schema, value: Json): boolean {
  return Value.Check(linear(schema) as never, value);
}

/**
 * The schema as a validator takes it, its regular expressions replaced by such as end in linear time: the engine of JavaScript takes
 * exponential time for some, and what is matched comes from outside.
 */
export function linear(schema: Schema): Schema {
  const known = linearSchemas.get(schema);
  if (known !== undefined) return known;
  const made = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, linearPart(keyword, value)]),
  ) as Schema;
  linearSchemas.set(schema, made);
  return made;
}

const linearSchemas = new WeakMap<Schema, Schema>();

function linearPart(keyword: string, value: Json): unknown {
  if (keyword === 'pattern') return typeof value === 'string' ? linearPattern(value) : value;
  const kind = Object.hasOwn(schemaParts, keyword) ? schemaParts[keyword as keyof typeof schemaParts] : undefined;
  const inner = (part: Json) => (isJsonObject(part) ? linear(part) : part);
  if (kind === 'list' && Array.isArray(value)) return value.map(inner);
  if (kind === 'named' && isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part)]));
  return kind === 'schema' ? inner(value) : value;
}

/** Text that is longer than an expression could match satisfies no pattern. */
function linearPattern(source: string): RegExp {
  const program = compilePattern(source);
  const native = new RegExp(source, 'u'); // Left as it is: one with members of its own takes the engine's slow path.
  const isFound =
    isReadInOneWay(program) || hasFewWays(program)
      ? (text: string) => native.test(text)
      : (text: string) => isFoundIn(program, text);
  // The validator takes a regular expression, asks `test`, and writes it into its messages.
  return Object.assign(new RegExp(source, 'u'), {
    test: (text: string) => text.length <= patternTextMax && isFound(text),
    toString: () => source,
  });
}
