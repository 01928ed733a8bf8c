import type { Route } from '@throughline/api';
import { Compile } from 'typebox/compile';
import { HttpProblem } from './problem.ts';

/*
 * What a request brings, against the contract. Bodies are taken as they are. Addresses are text, so numbers, flags and
 * repeated values in them are read by their schema, and what is left out gets its default.
 */

type Reader = (value: unknown) => unknown;

export interface Readers {
  readonly params: Reader;
  readonly query: Reader;
  readonly body: Reader;
}

interface FieldSchema {
  readonly type?: string;
  readonly default?: unknown;
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
}

const errorsMax = 20;

export function readersOf({ params, query, body }: Route): Readers {
  return {
    params: params === undefined ? nothing : addressReader(params, 'path'),
    query: query === undefined ? refuseAny : addressReader(query, 'query'),
    body: body === undefined ? nothing : checker(body, 'body'),
  };
}

const nothing = () => undefined;

function refuseAny(query: unknown): undefined {
  const [name] = Object.keys((query ?? {}) as object);
  if (name === undefined) return undefined;
  throw invalid('query', [{ place: `query/${name}`, message: 'There is no such parameter' }]);
}

type Schema = NonNullable<Route['body']>;

function checker(schema: Schema, where: string): Reader {
  const compiled = Compile(schema);
  return (value) => {
    if (compiled.Check(value)) return value;
    const found = compiled.Errors(value);
    // Where none of several forms fits, each form says why not: that of the whole is enough.
    const telling = found.filter(({ keyword, schemaPath }) => keyword !== 'boolean' && !/\/anyOf\/\d+$/.test(schemaPath));
    const errors = (telling.length > 0 ? telling : found).flatMap(({ instancePath, message, params }) =>
      membersIn(params).map((member) => ({
        place: `${where}${instancePath}${member.path}`,
        message: member.message ?? message,
      })),
    );
    throw invalid(where, errors);
  };
}

/** What is missing, and what is too much, is told one by one. */
function membersIn(params: object): readonly { readonly path: string; readonly message?: string }[] {
  const { additionalProperties, requiredProperties } = params as Readonly<Record<string, readonly string[] | undefined>>;
  if (requiredProperties !== undefined) return requiredProperties.map((name) => ({ path: `/${name}`, message: 'is missing' }));
  if (additionalProperties === undefined) return [{ path: '' }];
  return additionalProperties.map((name) => ({ path: `/${name}`, message: 'is not known here' }));
}

function invalid(where: string, errors: readonly { place: string; message: string }[]): HttpProblem {
  const [first] = errors;
  const message = first === undefined ? `The ${where} does not fit` : `${first.place}: ${first.message}`;
  return new HttpProblem('request-invalid', message, { place: first?.place, errors: errors.slice(0, errorsMax) });
}

function addressReader(schema: Schema, where: 'path' | 'query'): Reader {
  const check = checker(schema, where);
  const { properties = {} } = schema as FieldSchema;
  return (given) => {
    const read: Record<string, unknown> = {};
    for (const [name, value] of Object.entries((given ?? {}) as Readonly<Record<string, unknown>>)) {
      if ([value].flat().some(isNoText))
        throw invalid(where, [{ place: `${where}/${name}`, message: 'is no text: it has a NUL' }]);
      read[name] = fromText(value, properties[name]);
    }
    for (const [name, field] of Object.entries(properties)) {
      if (read[name] === undefined && field.default !== undefined) read[name] = field.default;
    }
    return check(read);
  };
}

/** No case, flow or person has a name with it: PostgreSQL keeps no such text. */
function isNoText(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\u0000');
}

/** What cannot be read stays text, and the check says so. */
function fromText(value: unknown, schema: FieldSchema | undefined): unknown {
  if (schema?.type === 'array') return [value].flat().map((item) => fromText(item, schema.items));
  if (typeof value !== 'string') return value;
  if (schema?.type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  const isNumber = schema?.type === 'integer' || schema?.type === 'number';
  return isNumber && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
}
