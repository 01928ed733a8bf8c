import type { Static, TObject, TProperties, TSchema } from 'typebox';
import Type from 'typebox';
import type { ProblemCode } from './problems.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What one operation takes and gives. Its name is `<method> <path under /api/v1>`, with path parameters in braces. */
export interface Route {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Instead of `body`: bytes of one of these media types, at most so many. */
  readonly upload?: { readonly mediaTypes: readonly string[]; readonly bytesMax: number };
  /** Absent: 204, without a body. */
  readonly response?: TSchema;
  /** Default 200; 204 where there is no response. */
  readonly status?: 200 | 201 | 202;
  /** The answer is of this media type where it is not JSON. */
  readonly mediaType?: 'text/csv' | 'text/event-stream' | 'application/xml' | 'application/pdf';
  /** The same answer as text/csv where `Accept` asks for it. */
  readonly csv?: true;
  /** Takes `Idempotency-Key`: the same request sent again gets the first answer, and nothing happens twice. */
  readonly idempotent?: true;
  /** `If-Match` holds the revision on which the request rests. `required`: 428 without it. */
  readonly ifMatch?: 'optional' | 'required';
  /** What it can answer beside the problems of every request. */
  readonly problems?: readonly ProblemCode[];
}

export type RouteName = `${Method} /${string}`;

/** Keeps the names and schemas of a group of routes for the typed client. */
export function defineRoutes<const R extends Readonly<Record<RouteName, Route>>>(routes: R): R {
  return routes;
}

type Of<R, K extends string> = R extends { readonly [P in K]: infer S extends TSchema } ? Static<S> : undefined;
export type ParamsOf<R> = Of<R, 'params'>;
export type QueryOf<R> = Of<R, 'query'>;
export type BodyOf<R> = Of<R, 'body'>;
export type ResponseOf<R> = Of<R, 'response'>;

/** An object of which nothing beside these members is accepted or sent. */
export const object = <P extends TProperties>(properties: P, description?: string): TObject<P> =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });

export const optional = Type.Optional;
