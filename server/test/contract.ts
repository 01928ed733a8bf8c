import assert from 'node:assert/strict';
import { type ResponseOf, type RouteKey, type Routes, routes } from '@throughline/api';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

const validators = new Map<RouteKey, ReturnType<typeof Compile>>();

/** Asserts that a body is what the contract says a route answers, as it is after a journey as JSON. */
export function asContract<K extends RouteKey>(route: K, body: unknown): ResponseOf<Routes[K]> {
  const { response } = routes[route] as { readonly response?: TSchema };
  assert.ok(response !== undefined, `${route} answers nothing`);
  const validator = validators.get(route) ?? Compile(response);
  validators.set(route, validator);
  const travelled: unknown = JSON.parse(JSON.stringify(body));
  const errors = validator.Check(travelled) ? [] : validator.Errors(travelled);
  assert.deepEqual(
    errors.slice(0, 5).map(({ instancePath, message }) => `${route} ${instancePath} ${message}`),
    [],
  );
  return travelled as ResponseOf<Routes[K]>;
}
