import { isJsonObject, type Json, type JsonObject } from '@throughline/language';
import { matching } from './matching.ts';

/** Constants that may matter to a field: those of the expressions, the parameters and the bounds of other fields. */
export interface Pool {
  readonly integers: readonly number[];
  readonly texts: readonly string[];
}

const days = ['2026-06-15', '2026-06-14', '2026-06-16', '2026-07-20'];
const instants = ['2026-06-15T08:00:00.000Z', '2026-06-16T08:00:00.000Z'];
const words = ['x', '', 'A', 'EUR', 'USD', 'a@example.org', 'K-1', 'ORD-1', '0', '2026-06-15', '00:00', 'a-b', 'abc', 'AB12'];
const integersMax = 30;

/** Values that a schema allows, the plainest first; always few. Empty: none was found. */
export function candidates(schema: Json | undefined, pool: Pool, depth = 0): readonly Json[] {
  if (schema === true || schema === undefined || !isJsonObject(schema)) return ['x', 0, true];
  const own = 'default' in schema ? [schema.default as Json] : [];
  return unique([...own, ...byShape(schema, pool, depth)]);
}

function byShape(schema: JsonObject, pool: Pool, depth: number): readonly Json[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  if ('const' in schema) return [schema.const as Json];
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches)) return branches.flatMap((branch) => candidates(branch, pool, depth + 1).slice(0, 4));
  switch (schema.type) {
    case 'integer':
      return integersOf(schema, pool);
    case 'number':
      return [...integersOf(schema, pool), ...(allowsNumber(schema, 0.5) ? [0.5] : [])];
    case 'string':
      return textsOf(schema, pool);
    case 'boolean':
      return [false, true];
    case 'null':
      return [null];
    case 'array':
      return depth > 3 ? [] : listsOf(schema, pool, depth);
    case 'object':
      return depth > 3 ? [] : objectsOf(schema, pool, depth);
    default:
      return ['x', 0, true];
  }
}

function allowsNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JsonObject, value: number): boolean {
  return (
    !(typeof minimum === 'number' && value < minimum) &&
    !(typeof maximum === 'number' && value > maximum) &&
    !(typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) &&
    !(typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) &&
    !(typeof multipleOf === 'number' && value % multipleOf !== 0)
  );
}

/** Bounds that are so far out stand for "any whole number": nothing is looked for there. */
const isNear = (value: Json | undefined): value is number => typeof value === 'number' && Math.abs(value) < 1e12;

function integersOf(schema: JsonObject, pool: Pool): readonly number[] {
  const bounds = [schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum].filter(isNear);
  const beside = (values: readonly number[], by: number) => values.map((value) => value + by);
  const near = (values: readonly number[]) => [...values, ...beside(values, 1), ...beside(values, -1)];
  const found = [0, 1, ...near(pool.integers), ...near(bounds), 2, -1, 100];
  return [...new Set(found.map((value) => value + 0))]
    .filter((value) => Number.isInteger(value) && allowsNumber(schema, value))
    .slice(0, integersMax);
}

function textsOf(schema: JsonObject, pool: Pool): readonly string[] {
  const ofKind = schema.kind === 'day' ? days : schema.kind === 'instant' ? instants : [];
  // A pool's texts may be the beginning or the end of what is compared.
  const literal = pool.texts.flatMap((text) => [text, `${text}1`]);
  const expression = typeof schema.pattern === 'string' ? new RegExp(schema.pattern, 'u') : undefined;
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0;
  const most = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY;
  const isDay = schema.kind === 'day';
  return [
    ...new Set([
      ...ofKind,
      ...(ofKind.length > 0 ? [] : ['x', '']),
      ...literal,
      ...words,
      ...(expression === undefined || ofKind.length > 0 ? [] : matching(expression)),
      'x'.repeat(Math.min(least, 100)),
    ]),
  ]
    .filter((text) => text.length >= least && text.length <= most && (expression === undefined || expression.test(text)))
    .filter((text) => !isDay || !Number.isNaN(Date.parse(text)))
    .slice(0, ofKind.length > 0 ? 6 : Math.max(4, literal.length + 2));
}

/** How many objects, and lists of them, are tried for one field; fewer where they stand inside of others. */
const nestedMax = (depth: number) => (depth < 2 ? 60 : 10);
/** Lists are tried up to this length where an expression or the schema speaks of it. */
const lengthMax = 20;

function listsOf(schema: JsonObject, pool: Pool, depth: number): readonly Json[] {
  const items = candidates(schema.items, pool, depth + 1);
  const [first, second = first] = items;
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY;
  if (first === undefined || second === undefined) return least > 0 ? [] : [[]];
  const named = [least, most, ...pool.integers].flatMap((length) => [length, length + 1, length - 1]);
  const lengths = [...new Set(named)]
    .filter((length) => length > 2 && length <= Math.max(lengthMax, least))
    .sort((a, b) => a - b);
  const longest = lengths[0] ?? 2;
  const repeated = (item: Json, length: number) => Array.from({ length }, () => item);
  const others = items.slice(1);
  const lists: readonly (readonly Json[])[] = [
    [],
    [first],
    [first, second],
    ...lengths.map((length) => repeated(first, length)),
    ...others.map((item) => [item]),
    ...others.slice(0, 12).flatMap((item) => [repeated(item, 2), [first, item], repeated(item, longest)]),
    ...items.slice(0, 4).flatMap((item) => lengths.map((length) => repeated(item, length))),
  ];
  return lists
    .filter((list) => list.length >= least && list.length <= most)
    .slice(0, 2 * nestedMax(depth))
    .map((list) => [...list]);
}

function objectsOf(schema: JsonObject, pool: Pool, depth: number): readonly Json[] {
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const values = properties.map(([name, member]) => [name, candidates(member, pool, depth + 1)] as const);
  if (values.some(([name, list]) => required.has(name) && list.length === 0)) return [];
  const least = Object.fromEntries(values.filter(([name]) => required.has(name)).map(([name, list]) => [name, list[0] as Json]));
  const varied = values.flatMap(([name, list]) => list.map((value) => ({ ...least, [name]: value })));
  const full = Object.fromEntries(values.flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])));
  const paired = values.flatMap(([name, list], index) =>
    values
      .slice(index + 1)
      .flatMap(([other, more]) =>
        list.slice(0, 5).flatMap((value) => more.slice(0, 5).map((beside) => ({ ...least, [name]: value, [other]: beside }))),
      ),
  );
  return [least, ...varied.slice(0, nestedMax(depth)), full, ...paired.slice(0, nestedMax(depth))];
}

function unique(values: readonly Json[]): readonly Json[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = JSON.stringify(value);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
