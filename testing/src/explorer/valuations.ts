import { isJsonObject, type Json, type JsonObject } from '@throughline/language';
import { seededRandom } from '../seeded-random.ts';
import { candidates, type Pool } from './candidates.ts';

/** One input: the data of the case, what the event carries, how many owned children there are. */
export interface Valuation {
  readonly data: JsonObject;
  readonly event: JsonObject;
  readonly children: Readonly<Record<string, { readonly open: number; readonly count: number }>>;
}

/** A field that is varied: which one, and the values it takes; `undefined` stands for absent. */
export interface Dimension {
  readonly variable: 'data' | 'event' | 'children';
  readonly member: string;
  readonly values: readonly (Json | undefined)[];
}

const childCounts = [
  { open: 0, count: 0 },
  { open: 1, count: 1 },
  { open: 0, count: 1 },
  { open: 1, count: 2 },
  { open: 2, count: 2 },
];

export function childDimension(member: string): Dimension {
  return { variable: 'children', member, values: childCounts };
}

/** `undefined` where the schema has no such field. */
export function dimension(
  variable: 'data' | 'event',
  member: string,
  schema: JsonObject,
  pool: Pool,
  most = 100,
): Dimension | undefined {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  if (!Object.hasOwn(properties, member)) return undefined;
  const found = candidates(properties[member], pool).slice(0, most);
  return { variable, member, values: isRequired(schema, member) ? found : [...found.slice(0, 1), undefined, ...found.slice(1)] };
}

export function isRequired(schema: JsonObject, member: string): boolean {
  return Array.isArray(schema.required) && schema.required.includes(member);
}

/** The plainest document of a schema: what it requires, and nothing else. `undefined` where no value is found for a field. */
export function plainest(schema: JsonObject, pool: Pool): JsonObject | undefined {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const document: Record<string, Json> = {};
  for (const name of Object.keys(properties)) {
    const member = properties[name];
    const hasDefault = isJsonObject(member) && member.default !== undefined;
    if (!isRequired(schema, name) && !hasDefault) continue;
    const [value] = candidates(member, pool);
    if (value === undefined) return undefined;
    document[name] = value;
  }
  return document;
}

/** The valuation with one field changed. */
export function withValue(base: Valuation, { variable, member }: Dimension, value: Json | undefined): Valuation {
  const { [member]: _, ...others } = base[variable] as Record<string, Json>;
  return { ...base, [variable]: value === undefined ? others : { ...others, [member]: value } };
}

/**
 * All combinations where they are no more than `most`; else each field alone, every two of them, and then seeded samples of all and of
 * three, up to `most`. Always in the same order.
 */
export function* combinations(base: Valuation, dimensions: readonly Dimension[], most: number): Generator<Valuation> {
  const size = dimensions.reduce((product, { values }) => product * values.length, 1);
  if (size <= most) return yield* product(base, dimensions);
  let left = most;
  const two = pairs(dimensions);
  const each = Math.min(14, Math.max(4, Math.floor(Math.sqrt(most / 2 / two.length))));
  const few = ({ values, ...one }: Dimension): Dimension => ({ ...one, values: values.slice(0, each) });
  for (const some of [...dimensions.map((one) => [one]), ...two.map((pair) => pair.map(few))])
    for (const valuation of product(base, some)) {
      if (left < most / 3) break;
      left -= 1;
      yield valuation;
    }
  const random = seededRandom(size + dimensions.length);
  const sampled = (some: readonly Dimension[]) =>
    some.reduce((valuation, one) => withValue(valuation, one, random.pick(one.values)), base);
  for (; left > 0; left -= 1)
    yield sampled(left % 2 === 0 ? dimensions : [random.pick(dimensions), random.pick(dimensions), random.pick(dimensions)]);
}

function* product(base: Valuation, dimensions: readonly Dimension[]): Generator<Valuation> {
  const [first, ...rest] = dimensions;
  if (first === undefined) return yield base;
  for (const value of first.values) yield* product(withValue(base, first, value), rest);
}

function pairs<T>(list: readonly T[]): readonly (readonly [T, T])[] {
  return list.flatMap((one, index) => list.slice(index + 1).map((other) => [one, other] as const));
}
