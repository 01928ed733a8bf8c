import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { registerFunctions } from './functions.ts';

/** A JSON Schema as data. */
export type Schema = JsonObject;

/** What an expression can name: a JSON Schema by variable (`data`, `computed`, `event`, `parameters`, `item`). */
export type Scope = Readonly<Record<string, Schema>>;

/** The values of the variables. `computed` may be a function that gives them one by one. */
export type Readings = Readonly<Record<string, Json | undefined | ((name: string) => Json | undefined)>>;

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
  return cut < 0 || source.includes(reason.slice(cut + 2)) ? reason : reason.slice(0, cut);
}

const limits = { maxAstNodes: 500, maxDepth: 32, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 16 };
const plain = registerFunctions(new Environment({ unlistedVariablesAreDyn: true, limits }));

/** Type-checks an expression against the schemas of its variables. Nothing is evaluated. */
export function checkExpression(source: string, scope: Scope): ExpressionCheck {
  const environment = registerFunctions(new Environment({ unlistedVariablesAreDyn: false, limits }));
  for (const [name, schema] of Object.entries(scope)) {
    const type = celType(schema);
    environment.registerVariable(typeof type === 'string' ? { name, type } : { name, schema: type });
  }
  try {
    const checked = environment.check(source);
    if (!checked.valid) return failure(checked.error, source);
    return { ok: true, type: checked.type ?? 'dyn', reads: readsOf(environment.parse(source).ast) };
  } catch (error) {
    return failure(error, source);
  }
}

function failure(error: unknown, source: string): ExpressionCheck {
  const { message, range } = error as { message?: string; range?: { start: number; end: number } };
  const [first = 'is no expression'] = (message ?? String(error)).split('\n');
  return { ok: false, message: first, start: range?.start ?? 0, end: range?.end ?? source.length };
}

/**
 * Prepares an expression for evaluation. Integers of JSON become CEL ints by the schema, and only for the fields that the
 * expression reads: the library converts whole schema-typed variables at each call, which costs more than the evaluation.
 */
export function compileExpression(source: string, scope: Scope): Expression {
  const program = plain.parse(source);
  const reads = readsOf(program.ast);
  const readers = [...reads]
    .filter(([name]) => scope[name] !== undefined)
    .map(([name, fields]) => reader(name, fields, scope[name] as Schema));
  return {
    source,
    reads,
    evaluate(readings) {
      const activation: Record<string, unknown> = {};
      try {
        for (const read of readers) read(readings, activation);
        return toJson(program(activation));
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
  const wanted = [...fields].map((field) => [field, properties[field] as Schema | undefined] as const);
  return (readings, activation) => {
    const value = readings[name];
    const result: Record<string, unknown> = {};
    for (const [field, fieldSchema] of wanted) {
      const member = typeof value === 'function' ? value(field) : isJsonObject(value) ? value[field] : undefined;
      if (member !== undefined) result[field] = toCel(member, fieldSchema);
    }
    activation[name] = result;
  };
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

/** The CEL type of a JSON Schema; what the schema leaves open is `dyn`. */
export function celType(schema: Schema | undefined): CelType {
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
      const items = celType(isJsonObject(schema.items) ? schema.items : undefined);
      return typeof items === 'string' ? `list<${items}>` : 'list<map>';
    }
    case 'object': {
      const properties = propertiesOf(schema);
      if (properties === undefined) return 'map';
      return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, celType(member as Schema)]));
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
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toCel(member, properties?.[name] as Schema)]));
}

function toJson(value: unknown): Json {
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
      if (Array.isArray(value)) return value.map(toJson);
      if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [String(key), toJson(member)]));
      if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
        return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
      throw new Error('the value is neither text, number, flag, list nor map');
  }
}
