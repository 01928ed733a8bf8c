import type { JsonObject } from '@throughline/language';

/** An effect as a sink gets it. `idempotencyKey` is the same at each attempt, for systems that can use it. */
export interface EffectToPerform {
  readonly caseId: string;
  readonly key: string;
  readonly idempotencyKey: string;
  readonly kind: string;
  readonly payload: JsonObject;
  readonly attempt: number;
}

/** How it went. `retry`: it surely was not done. `unknown`: it may have been done. */
export type SinkOutcome =
  | { readonly outcome: 'done'; readonly result?: JsonObject }
  | { readonly outcome: 'refused'; readonly error: string }
  | { readonly outcome: 'retry'; readonly error: string }
  | { readonly outcome: 'unknown'; readonly error: string };

/** Does effects of one kind in the world outside. */
export interface Sink {
  perform(effect: EffectToPerform): Promise<SinkOutcome>;
}

/** By kind of effect. */
export type Sinks = Readonly<Record<string, Sink>>;

/** After so many attempts an effect is dead. */
export const attemptsMax = 12;
const backoffMsFirst = 1000;
const backoffMsMax = 6 * 3_600_000;

/** The pause before the next attempt: doubling, and scattered so that what failed together does not come back together. */
export function backoffMs(attempts: number, random: () => number): number {
  const full = Math.min(backoffMsMax, backoffMsFirst * 2 ** Math.max(0, attempts - 1));
  return Math.round(full * (0.5 + random() / 2));
}
