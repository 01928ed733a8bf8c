import type { Json, JsonObject } from '@throughline/language';
import type { TSchema } from 'typebox';
import type { Auth, AuthKind } from './auth.ts';
import type { HttpClient } from './http-client.ts';
import type { Network } from './network.ts';
import type { Secrets } from './secrets.ts';

/*
 * What a connector is. A source gives records of another system, batch by batch, each with the place up to which it has been read (the cursor). A
 * sink does effects there. Both know nothing of flows: what a record means is said by the mapping, what an effect is by the flow.
 */

/** Some records, and where to go on after them. */
export interface SourceBatch {
  /** As the other side has them, JSON; at most `batchMax`. */
  readonly records: readonly Json[];
  /**
   * JSON. Given to `read` again, it goes on after these records: it may give some of them once more, and leaves none out. It is kept after the
   * facts of the batch are durable, so whoever is killed between the two reads the batch again, and each fact is known by its receipt.
   */
  readonly cursor: Json;
}

/** A source that can be read from any place that it has given. */
export interface Source {
  /** Reaches the other side and signs in, without reading more than it must. Says in a sentence what is there. @throws ConnectorError */
  check(context: ConnectorContext): Promise<string>;
  /**
   * Records from a place on; `null`: from the beginning. Ends where there are no more for now.
   *
   * @throws ConnectorError, or whatever aborted the signal
   */
  read(cursor: Json | null, context: ConnectorContext): AsyncIterable<SourceBatch>;
}

/** What is to be done, as the engine hands it over. `idempotencyKey` is the same at each attempt. */
export interface EffectRequest {
  readonly idempotencyKey: string;
  readonly kind: string;
  readonly payload: JsonObject;
  /** The trace (W3C) that it is part of. */
  readonly traceparent?: string;
}

/** `retry`: it surely was not done. `unknown`: it may have been done, and is looked up before it is sent again. */
export type EffectOutcome =
  | { readonly outcome: 'done'; readonly result?: JsonObject }
  | { readonly outcome: 'refused' | 'retry' | 'unknown'; readonly error: string };

/** `not-done` allows that it is sent again: only where an earlier attempt does nothing beside a second one with the same key. */
export type LookUpOutcome =
  | { readonly outcome: 'done'; readonly result?: JsonObject }
  | { readonly outcome: 'not-done' }
  | { readonly outcome: 'unknown'; readonly error: string };

/** A sink says what came of an effect; it throws only where it cannot tell, which counts as unknown. */
export interface EffectSink {
  perform(effect: EffectRequest, context: ConnectorContext): Promise<EffectOutcome>;
  /** Absent: nobody can say, and a person decides. */
  lookUp?(effect: EffectRequest, context: ConnectorContext): Promise<LookUpOutcome>;
}

/** What happened on the way, for the run log. */
export interface Usage {
  requests: number;
  pages: number;
  bytes: number;
  retries: number;
  /** The other side's clock less ours, in milliseconds, as last seen; `undefined` where it does not say. */
  skewMs: number | undefined;
}

/** Time of the machine: pauses and pace depend on it, and no decision. */
export interface ConnectorMachine {
  readonly now: () => number;
  /** Resolves after the time; rejects with the signal's reason when it is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** What a connector works with during one run. */
export interface ConnectorContext {
  readonly auth: Auth;
  readonly secrets: Secrets;
  /** The only way to open connections: it refuses addresses inside the network. */
  readonly network: Network;
  /** The only way to ask by HTTP: it keeps limits, budget, pace and the rules of `network`. */
  readonly http: HttpClient;
  readonly machine: ConnectorMachine;
  readonly usage: Usage;
  /** Aborted when the run is to end: `read` then lets go of what it holds and throws the reason. */
  readonly signal: AbortSignal;
}

/** A kind of connection. */
export interface Connector {
  /** As declarations name it: http-json, sql. */
  readonly kind: string;
  readonly title: string;
  /** The JSON Schema of `settings`. Secrets stand in it as references, never as text. */
  readonly settings: TSchema;
  /** The ways to sign in that it knows. */
  readonly auth: readonly AuthKind[];
  /** What a schema cannot say of settings. */
  readonly faults?: (settings: JsonObject) => readonly SettingFault[];
  /** Absent: it is no source. */
  readonly source?: (settings: JsonObject) => Source;
  /** Absent: it is no sink. */
  readonly sink?: (settings: JsonObject) => EffectSink;
  /** Records come to it by requests, and it is never read. */
  readonly takesDeliveries?: true;
}

export interface SettingFault {
  /** Below `settings`: `paging.param`. */
  readonly place: string;
  readonly message: string;
  readonly expected?: string;
}

/** At most so many records a batch. */
export const batchMax = 1000;
