import type { ProblemDocument } from './problems.ts';

export { hiddenText } from './hidden.ts';

import type { BodyOf, ParamsOf, QueryOf, ResponseOf } from './route.ts';
import type { RouteKey, Routes } from './routes.ts';

/*
 * The typed client. It knows the routes as types only, so that a browser loads none of their schemas: what it sends is what the
 * name of the route says.
 */

type WithoutUndefined<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };

export type RequestOf<K extends RouteKey> = WithoutUndefined<{
  params: ParamsOf<Routes[K]>;
  body: BodyOf<Routes[K]>;
}> &
  (QueryOf<Routes[K]> extends undefined
    ? object
    : object extends QueryOf<Routes[K]>
      ? { query?: QueryOf<Routes[K]> }
      : { query: QueryOf<Routes[K]> }) &
  RequestOptions;

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** A revision (`seq` of a case, `revision` of a view): refused where it has changed since. */
  readonly ifMatch?: number;
  /** Sent as Idempotency-Key: the same request sent again does nothing twice. */
  readonly idempotencyKey?: string;
  /** The id of one of the demo's people. */
  readonly actAs?: string;
  /** Bytes to upload, for routes that take a file. */
  readonly file?: Blob;
}

export type ResultOf<K extends RouteKey> = ResponseOf<Routes[K]>;

/** The routes whose answer can be had as CSV. */
export type CsvRouteKey = { [K in RouteKey]: Routes[K] extends { readonly csv: true } ? K : never }[RouteKey];

/** The server said no, or could not: the problem it answered with. */
export class ApiProblem extends Error {
  readonly problem: ProblemDocument;

  constructor(problem: ProblemDocument) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

/** No answer came, or one that is not of this API. */
export class ApiUnreachable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiUnreachable';
  }
}

export interface ClientOptions {
  /** `http://127.0.0.1:4600`; in the browser, empty for the same origin. */
  readonly address: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Added to every request. */
  readonly actAs?: () => string | undefined;
  /** An API key (`tl_...`), for programs; browsers have their cookie. */
  readonly key?: string | undefined;
}

export interface Client {
  /** Sends a request; resolves with the answer, rejects with `ApiProblem` or `ApiUnreachable`. */
  request<K extends RouteKey>(
    route: K,
    ...options: object extends RequestOf<K> ? [RequestOf<K>?] : [RequestOf<K>]
  ): Promise<ResultOf<K>>;
  /** The answer as CSV: the whole list, not a page of it. Its body is read as it comes. Rejects as `request` does. */
  csv<K extends CsvRouteKey>(
    route: K,
    ...options: object extends RequestOf<K> ? [RequestOf<K>?] : [RequestOf<K>]
  ): Promise<Response>;
  /** The answer of a route that gives a file, such as a PDF. Rejects as `request` does. */
  file<K extends RouteKey>(
    route: K,
    ...options: object extends RequestOf<K> ? [RequestOf<K>?] : [RequestOf<K>]
  ): Promise<Response>;
  /** The address of a route, for links, downloads and event streams. */
  url<K extends RouteKey>(route: K, ...options: object extends RequestOf<K> ? [RequestOf<K>?] : [RequestOf<K>]): string;
}

interface Given {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export function createClient({ address, fetch = globalThis.fetch.bind(globalThis), actAs, key }: ClientOptions): Client {
  const urlOf = (route: string, options: unknown) => {
    const { params = {}, query = {} } = (options ?? {}) as Given;
    const [, template = ''] = route.split(' ');
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
    const search = searchOf(query);
    return `${address}/api/v1${path}${search === '' ? '' : `?${search}`}`;
  };
  const send = async (route: string, options: Given & RequestOptions, accept: string) => {
    const [method = 'GET'] = route.split(' ');
    const init = {
      method,
      headers: { accept, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headersOf(options, actAs?.()) },
      ...bodyOf(options),
      ...(options.signal ? { signal: options.signal } : {}),
    };
    try {
      return await fetch(urlOf(route, options), init);
    } catch (cause) {
      if (options.signal?.aborted === true) throw cause;
      throw new ApiUnreachable('The server does not answer', { cause });
    }
  };
  return {
    url: (route, ...[options]) => urlOf(route, options),
    async request(route, ...[options = {}]) {
      const response = await send(route, options, json);
      return (await unlessStopped(options, () => answerOf(response))) as never;
    },
    async file(route, ...[options = {}]) {
      const response = await send(route, options, '*/*');
      return response.ok ? response : unlessStopped(options, () => problemIn(response));
    },
    async csv(route, ...[options = {}]) {
      const response = await send(route, options, `text/csv, ${problem}`);
      return response.ok ? response : unlessStopped(options, () => problemIn(response));
    },
  };
}

const problem = 'application/problem+json';
const json = `application/json, ${problem}`;

/** An answer that was broken off on purpose is no fault of the server. */
async function unlessStopped<T>({ signal }: RequestOptions, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw error;
  }
}

function searchOf(query: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) search.append(name, String(item));
  }
  return search.toString();
}

function headersOf(options: Given & RequestOptions, acting: string | undefined): Record<string, string> {
  const person = options.actAs ?? acting;
  return {
    ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(options.file === undefined ? {} : { 'content-type': options.file.type || 'application/octet-stream' }),
    ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
    ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
    ...(person === undefined ? {} : { 'throughline-act-as': person }),
  };
}

function bodyOf({ body, file }: Given & RequestOptions): { body?: Blob | string } {
  if (file !== undefined) return { body: file };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

async function answerOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  return response.ok ? jsonOf(response) : problemIn(response);
}

async function problemIn(response: Response): Promise<never> {
  const value = await jsonOf(response);
  if (isProblem(value)) throw new ApiProblem(value);
  throw new ApiUnreachable(`The server answered ${response.status} in a way that is not of this API`);
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new ApiUnreachable(`The server answered ${response.status} in a way that is not of this API`, { cause });
  }
}

function isProblem(value: unknown): value is ProblemDocument {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
