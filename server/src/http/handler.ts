import type { BodyOf, ParamsOf, QueryOf, ResponseOf, RouteKey, Routes } from '@throughline/api';
import type { Actor, Millis } from '@throughline/language';
import type { House } from '../house.ts';
import type { Asking, Caller, Desk } from '../sign-in/desk.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

/** What a handler may know of the request beside its parameters. */
export interface RequestContext {
  readonly house: House;
  /** As whom it acts: somebody with an account, one of the demo's people, or without sign-in the owner. */
  readonly actor: Actor;
  readonly desk: Desk;
  /** What the request says of whoever sends it. */
  readonly asking: Asking;
  /** Whoever has signed in. */
  readonly caller: Caller | undefined;
  /** The revision in If-Match. */
  readonly ifMatch: number | undefined;
  readonly idempotencyKey: string | undefined;
  /** Aborted when the client goes away or the server stops. */
  readonly signal: AbortSignal;
}

/** Requests to a company: its database is open. */
export interface CompanyContext extends RequestContext {
  readonly throughline: Throughline;
  /** What time it is in the company. */
  readonly now: Millis;
  /** What the actor may see. */
  readonly visible: Visible;
}

type ContextOf<K extends RouteKey> = K extends `${string} /{database}/${string}` ? CompanyContext : RequestContext;

export interface Request<K extends RouteKey> {
  readonly params: ParamsOf<Routes[K]>;
  readonly query: QueryOf<Routes[K]>;
  readonly body: BodyOf<Routes[K]>;
  /** The bytes of an upload. */
  readonly upload: AsyncIterable<Uint8Array>;
}

export interface Answer<T> {
  readonly body: T;
  /** The revision that the answer shows; sent as ETag. */
  readonly revision?: number;
  /** Sent as Set-Cookie. */
  readonly cookies?: readonly string[];
  /** It was answered before under the same Idempotency-Key. */
  readonly replayed?: boolean;
}

/** Ten lines that call the domain; what cannot be answered is thrown as an error of a catalogue. */
export type Handler<K extends RouteKey> = (request: Request<K>, context: ContextOf<K>) => Promise<Answer<ResponseOf<Routes[K]>>>;

/** All handlers of some routes: a route without one does not compile. */
export type Handlers<K extends RouteKey> = { readonly [P in K]: Handler<P> };

/** Lines of a CSV file, the head first; the whole result, not a page of it. */
export type CsvHandler<K extends RouteKey> = (
  request: Request<K>,
  context: ContextOf<K>,
) => AsyncIterable<readonly (string | number | null)[]>;

type CsvRoute = { [K in RouteKey]: Routes[K] extends { readonly csv: true } ? K : never }[RouteKey];
export type CsvHandlers<K extends RouteKey> = { readonly [P in K & CsvRoute]: CsvHandler<P> };
