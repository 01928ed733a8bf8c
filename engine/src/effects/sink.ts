import type { JsonObject } from '@throughline/language';

/** An effect as a sink gets it. `idempotencyKey` is the same at each attempt, for systems that can use it. */
export interface EffectToPerform {
  readonly caseId: string;
  readonly key: string;
  readonly idempotencyKey: string;
  readonly kind: string;
  readonly payload: JsonObject;
  readonly attempt: number;
  /** The `traceparent` (W3C) of the trace that it is part of, to be handed on where the receiver can take it. */
  readonly traceparent?: string;
}

/** How it went. `retry`: it surely was not done. `unknown`: it may have been done. */
export type SinkOutcome =
  | { readonly outcome: 'done'; readonly result?: JsonObject }
  | { readonly outcome: 'refused'; readonly error: string }
  | { readonly outcome: 'retry'; readonly error: string }
  | { readonly outcome: 'unknown'; readonly error: string };

/**
 * What became of an earlier attempt. `not-done` allows that it is sent again: only where the earlier attempt can do nothing any more, or
 * does nothing beside a second one with the same key. Else `unknown`, and it is looked up again later.
 */
export type LookUpOutcome =
  | { readonly outcome: 'done'; readonly result?: JsonObject }
  | { readonly outcome: 'not-done' }
  | { readonly outcome: 'unknown'; readonly error: string }
  /** Nobody can be asked about this one: its delivery says what becomes of it. */
  | { readonly outcome: 'cannot-say' };

/** Does effects of one kind in the world outside. */
export interface Sink {
  /** The signal is aborted when the time is over, or another worker has taken the effect: what goes on after that is not heard. */
  perform(effect: EffectToPerform, signal: AbortSignal): Promise<SinkOutcome>;
  /** Where the receiver can be asked. What may have been done already is looked up before it is sent again. */
  lookUp?(effect: EffectToPerform, signal: AbortSignal): Promise<LookUpOutcome>;
  /** Of destinations, those that it reaches now. What goes to others waits, and no attempt is counted. Default: all. */
  reaches?(destinations: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many go to one destination at a time, from all workers together. Default 8. */
  readonly concurrency?: number;
  /** How long an attempt, or a look-up, may take, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
}

/** By kind of effect. */
export type Sinks = Readonly<Record<string, Sink>>;

/** After so many attempts an effect is dead. */
export const attemptsMax = 12;
export const concurrencyDefault = 8;
export const timeoutMsDefault = 60_000;
const backoffMsFirst = 1000;
const backoffMsMax = 6 * 3_600_000;

/** The pause before the next attempt: doubling, and scattered so that what failed together does not come back together. */
export function backoffMs(attempts: number, random: () => number): number {
  const full = Math.min(backoffMsMax, backoffMsFirst * 2 ** Math.max(0, attempts - 1));
  return Math.round(full * (0.5 + random() / 2));
}
