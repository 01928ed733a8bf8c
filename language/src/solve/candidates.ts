import type { ASTNode } from '@marcbachmann/cel-js';
import { formatDay, parseDay } from '../calendar.ts';
import type { Schema } from '../expression/expression.ts';
import { isJsonObject, type Json } from '../json.ts';
import { fits, sampleDay, smallest, texts } from './samples.ts';
import { textOf } from './texts.ts';

/** The constants of some expressions. */
export interface Constants {
  readonly numbers: ReadonlySet<number>;
  readonly texts: ReadonlySet<string>;
}

export function constantsOf(nodes: readonly ASTNode[]): Constants {
  const [numbers, found] = [new Set<number>(), new Set<string>()];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null || !('op' in node)) return;
    const { op, args } = node as ASTNode;
    if (op !== 'value') return visit(args);
    if (typeof args === 'bigint' || typeof args === 'number') numbers.add(Number(args));
    if (typeof args === 'string') found.add(args);
  };
  visit(nodes);
  return { numbers, texts: found };
}

const most = 40;

/** Values of a schema that expressions with these constants may tell apart, the plainest first. */
export function candidates(
  schema: Schema,
  constants: Constants,
  depth = 0,
): { readonly values: readonly Json[]; readonly all: boolean } {
  if (schema.const !== undefined) return { values: [schema.const], all: true };
  if (Array.isArray(schema.enum)) return { values: schema.enum as readonly Json[], all: true };
  if (schema.type === 'boolean') return { values: [false, true], all: true };
  const drafts = draftsOf(schema, constants, depth);
  const unique = new Map(drafts.filter((each) => fits(schema, each)).map((each) => [JSON.stringify(each), each]));
  return { values: [...unique.values()].slice(0, most), all: false };
}

function draftsOf(schema: Schema, constants: Constants, depth: number): readonly Json[] {
  const least = smallest(schema);
  const start = least === undefined ? [] : [least];
  switch (schema.type) {
    case 'integer':
    case 'number':
      return [...start, ...numbers(constants), ...bounds(schema), ...(schema.type === 'number' ? [0.5] : [])];
    case 'string':
      return [...start, ...texts(schema), ...written(constants)];
    case 'array': {
      if (depth > 2) return start;
      const items = isJsonObject(schema.items) ? schema.items : {};
      const few = candidates(items, constants, depth + 1).values.slice(0, 6);
      return [...start, [], ...few.map((item) => [item]), ...few.slice(0, 3).map((item) => [item, few[0] as Json])];
    }
    default:
      return start;
  }
}

function numbers({ numbers: known }: Constants): readonly number[] {
  const near = [...known].flatMap((each) => [
    each,
    each + 1,
    each - 1,
    -each,
    ...(Number.isInteger(each) ? [] : [Math.ceil(each), Math.floor(each)]),
  ]);
  return [0, 1, 2, -1, ...near, 10, 100, 1000];
}

function bounds(schema: Schema): readonly number[] {
  return ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].flatMap((name) => {
    const bound = schema[name];
    return typeof bound === 'number' ? [bound, bound + 1, bound - 1] : [];
  });
}

function written({ texts: known, numbers: lengths }: Constants): readonly string[] {
  const near = [...known].flatMap((text) => [
    text,
    `${text}x`,
    `x${text}`,
    ...(textOf(text) === undefined ? [] : [textOf(text) as string]),
    ...daysNear(text),
  ]);
  const long = [...lengths].filter((length) => Number.isInteger(length) && length > 0 && length <= 2000);
  return [...near, ...long.flatMap((length) => ['x'.repeat(length), 'x'.repeat(length + 1)]), '2026-02-30', sampleDay];
}

function daysNear(text: string): readonly string[] {
  try {
    const day = parseDay(text);
    return [formatDay(day - 1), formatDay(day + 1)];
  } catch {
    return [];
  }
}
