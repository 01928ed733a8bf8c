import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type { Calendar } from '../calendar.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { registerFunctions, withCalendar } from './functions.ts';
import { guard, refusedPart } from './guard.ts';
import { LazyFields } from './lazy-fields.ts';

/** A JSON Schema as data. */
export type Schema = JsonObject;

/** What an expression can name: a JSON Schema by variable (`data`, `computed`, `event`, `parameters`, `item`). */
export type Scope = Readonly<Record<string, Schema>>;

/** Under this name `Readings` hold the calendar by which days are counted; without it they are those of UTC, and none is a business day. */
export const calendarRead: unique symbol = Symbol('calendar');

/**
 * The values of the variables. One may be a function that gives its fields one by one, when they are read; a failure there is one of the
 * expression, unless `&&`, `||` or a condition did not need it.
 */
export type Readings = Readonly<Record<string, Json | undefined | ((name: string) => Json | undefined)>> & {
  readonly [calendarRead]?: () => Calendar;
};

export interface Expression {
  readonly source: string;
  readonly reads: Reads;
  /** Throws an ExpressionError where a value is missing, of the wrong type or out of range. */
  evaluate(readings: Readings): Json;
}

export type ExpressionCheck =
  | { readonly ok: true; readonly type: string; readonly reads: Reads }
  | { readonly ok: false; readonly message: string; readonly start: number; readonly end: number };

/** Which fields of which variables are read; `undefined` where a variable is read as a whole. */
export type Reads = ReadonlyMap<string, ReadonlySet<string> | undefined>;

export class ExpressionError extends Error {
  readonly source: string;
  constructor(source: string, cause: unknown) {
    super(`${reasonOf(cause, source)} in "${source}"`, { cause });
    this.name = 'ExpressionError';
    this.source = source;
  }
}

/**
 * Why an expression failed, without the value at fault: the reason goes into the log, where what is personal must not stand.
 * Messages have the value after a colon; it stays where it is a name or constant of the expression itself.
 */
function reasonOf(cause: unknown, source: string): string {
  if (cause instanceof SyntaxError) return 'text that is no JSON';
  const [reason = 'failed'] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const cut = reason.indexOf(': ');
  const told = cut < 0 || source.includes(reason.slice(cut + 2)) ? reason : reason.slice(0, cut);
  return told.replace(/'[^']*'|"[^"]*"/g, (quoted) => (isTold(quoted.slice(1, -1), source) ? quoted : 'a value'));
}

/** Names of types and what stands in the expression itself are no secrets. */
function isTold(text: string, source: string): boolean {
  return text.split(/\W+/).every((word) => word === '' || typeNames.has(word) || source.includes(word));
}

const typeNames = new Set('int double string bool null list map dyn type'.split(' '));

const limits = { maxAstNodes: 500, maxDepth: 32, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 16 };
const sourceMax = 10_000;
const plain = registerFunctions(new Environment({ unlistedVariablesAreDyn: true, limits }));

/** Type-checks an expression against the schemas of its variables. Nothing is evaluated. */
export function checkExpression(source: string, scope: Scope): ExpressionCheck {
  if (source.length > sourceMax) return failure(new Error(tooLong), source);
  const environment = registerFunctions(new Environment({ unlistedVariablesAreDyn: false, limits }));
  try {
    const types = new ItemTypes(environment);
    for (const [name, schema] of Object.entries(scope)) {
      if (!source.includes(name)) continue; // It cannot be named, and making the types is most of the work.
      const type = celType(schema, types);
      environment.registerVariable(typeof type === 'string' ? { name, type } : { name, schema: type });
    }
    const parsed = environment.parse(source);
    const refused = refusedPart(parsed.ast);
    if (refused !== undefined) return failure(refused, source);
    const checked = parsed.check();
    if (!checked.valid) return failure(checked.error, source);
    return { ok: true, type: inPlainTypes(checked.type ?? 'dyn'), reads: readsOf(parsed.ast) };
  } catch (error) {
    return failure(error, source);
  }
}

const tooLong = `an expression has at most ${sourceMax} characters`;

/** Types for the items of lists, so that their fields are checked by name. */
class ItemTypes {
  private count = 0;
  private readonly environment: Environment;

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** The name of the type that has these fields. */
  add(fields: { readonly [field: string]: CelType }): string {
    this.count += 1;
    const name = `Item${this.count}_`;
    this.environment.registerType({ name, schema: fields });
    return name;
  }
}

function inPlainTypes(text: string): string {
  return text.replace(/\bItem\d+_/g, 'map');
}

function failure(error: unknown, source: string): ExpressionCheck {
  const { message, range } = error as { message?: string; range?: { start: number; end: number } };
  const [first = 'is no expression'] = (message ?? String(error)).split('\n');
  return { ok: false, message: inPlainTypes(first), start: range?.start ?? 0, end: range?.end ?? source.length };
}

/**
 * Prepares an expression for evaluation. Integers of JSON become CEL ints by the schema, and only for the fields that the
 * expression reads: the library converts whole schema-typed variables at each call, which costs more than the evaluation.
 */
export function compileExpression(source: string, scope: Scope): Expression {
  if (source.length > sourceMax) throw new Error(tooLong);
  const program = plain.parse(source);
  const refused = refusedPart(program.ast);
  if (refused !== undefined) throw refused;
  const begin = guard(program.ast);
  const readsCalendar = /\b(date|addBusinessDays|isBusinessDay)\b/.test(source);
  const reads = readsOf(program.ast);
  const readers = [...reads]
    .filter(([name]) => Object.hasOwn(scope, name))
    .map(([name, fields]) => reader(name, fields, scope[name] as Schema));
  return {
    source,
    reads,
    evaluate(readings) {
      const activation: Record<string, unknown> = {};
      try {
        for (const read of readers) read(readings, activation);
        begin();
        const calendar = readsCalendar ? readings[calendarRead] : undefined;
        return toJson(calendar === undefined ? program(activation) : withCalendar(calendar, () => program(activation)));
      } catch (error) {
        throw error instanceof ExpressionError ? error : new ExpressionError(source, error);
      }
    },
  };
}

/** The expression as a tree. Throws where it does not parse. */
export function syntaxOf(source: string): ASTNode {
  const known = trees.get(source) ?? plain.parse(source).ast;
  if (trees.size >= treesMax) trees.clear();
  trees.set(source, known);
  return known;
}

const treesMax = 2000;
const trees = new Map<string, ASTNode>();

type Reader = (readings: Readings, activation: Record<string, unknown>) => void;

function reader(name: string, fields: ReadonlySet<string> | undefined, schema: Schema): Reader {
  const properties = propertiesOf(schema);
  if (fields === undefined || properties === undefined) {
    const names = Object.keys(properties ?? {});
    return (readings, activation) => {
      const value = readings[name];
      const whole = typeof value === 'function' ? Object.fromEntries(names.map((field) => [field, value(field)])) : value;
      activation[name] = toCel(whole as Json | undefined, schema);
    };
  }
  const schemas = new Map([...fields].map((field) => [field, ownMember(properties, field)]));
  return (readings, activation) => {
    const value = readings[name];
    if (typeof value === 'function') {
      activation[name] = new LazyFields((field) =>
        toCel(schemas.get(field) === undefined ? undefined : value(field), schemas.get(field)),
      );
      return;
    }
    const result: Record<string, unknown> = {};
    for (const [field, fieldSchema] of schemas) {
      const member = isJsonObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
      if (member !== undefined && field !== '__proto__') result[field] = toCel(member, fieldSchema);
    }
    activation[name] = result;
  };
}

function ownMember(properties: Readonly<Record<string, Json>>, field: string): Schema | undefined {
  return Object.hasOwn(properties, field) ? (properties[field] as Schema) : undefined;
}

function readsOf(root: ASTNode): Reads {
  const reads = new Map<string, Set<string> | undefined>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null || !('op' in node)) return;
    const { op, args } = node as ASTNode;
    if (op === 'id') {
      reads.set(args as string, undefined);
    } else if ((op === '.' || op === '.?') && (args as [ASTNode, string])[0].op === 'id') {
      const [object, field] = args as [ASTNode, string];
      const name = object.args as string;
      if (!reads.has(name)) reads.set(name, new Set());
      reads.get(name)?.add(field);
    } else {
      visit(args);
    }
  };
  visit(root);
  return reads;
}

function propertiesOf(schema: Schema | undefined): Readonly<Record<string, Json>> | undefined {
  const properties = schema?.properties;
  return isJsonObject(properties) ? properties : undefined;
}

type CelType = string | { [field: string]: CelType };

/** The CEL type of a JSON Schema; what the schema leaves open is `dyn`. With `types` the items of lists have types of their own. */
export function celType(schema: Schema | undefined, types?: ItemTypes): CelType {
  switch (schema?.type) {
    case 'integer':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'array': {
      const items = celType(isJsonObject(schema.items) ? schema.items : undefined, types);
      return typeof items === 'string' ? `list<${items}>` : `list<${types?.add(items) ?? 'map'}>`;
    }
    case 'object': {
      const properties = propertiesOf(schema);
      if (properties === undefined) return 'map';
      return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, celType(member as Schema, types)]));
    }
    default:
      return 'dyn';
  }
}

function toInt(value: number): bigint {
  if (!Number.isInteger(value)) throw new Error(`no whole number: ${value}`);
  return BigInt(value);
}

function toCel(value: Json | undefined, schema: Schema | undefined): unknown {
  if (typeof value === 'number') return schema?.type === 'integer' ? toInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = isJsonObject(schema?.items) ? schema.items : undefined;
    return value.map((item) => toCel(item, items));
  }
  const properties = propertiesOf(schema);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      toCel(member, properties === undefined ? undefined : ownMember(properties, name)),
    ]),
  );
}

/** A value of an expression has at most so many parts, written out. */
const partsMax = 200_000;

function toJson(value: unknown, budget = { parts: partsMax }): Json {
  budget.parts -= 1 + (typeof value === 'string' ? value.length / 100 : 0);
  if (budget.parts < 0) throw new Error('the value is too large');
  switch (typeof value) {
    case 'bigint': {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) throw new Error(`a whole number beyond 2^53-1: ${value}`);
      return number;
    }
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${value} is no number that JSON can hold`);
      return value;
    case 'string':
    case 'boolean':
      return value;
    default:
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((item) => toJson(item, budget));
      if (value instanceof Map)
        return Object.fromEntries([...value].map(([key, member]) => [String(key), toJson(member, budget)]));
      if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
        return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member, budget)]));
      throw new Error('the value is neither text, number, flag, list nor map');
  }
}
