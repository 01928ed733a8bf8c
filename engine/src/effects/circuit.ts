import type { Millis } from '@throughline/language';

/*
 * A circuit breaker, as M. Nygard describes it in "Release It!" (2007): a destination that fails again and again gets nothing for a while, then
 * one probe. The effects that wait for it lose no attempts by that.
 */

/** How a destination fares. Closed: it gets all it has room for. Open: nothing until `openUntil`. After that: one at a time. */
export interface Circuit {
  /** In a row. */
  readonly failures: number;
  /** How often it has opened since it last worked. */
  readonly openings: number;
  readonly openUntil: Millis | null;
  readonly lastError: string | null;
}

export const failuresMax = 5;
const pauseMsFirst = 5000;
const pauseMsMax = 300_000;

export const closedCircuit: Circuit = { failures: 0, openings: 0, openUntil: null, lastError: null };

export type CircuitState = 'closed' | 'open' | 'half-open';

export function circuitState({ failures, openUntil }: Circuit, now: Millis): CircuitState {
  if (failures < failuresMax) return 'closed';
  return openUntil !== null && openUntil > now ? 'open' : 'half-open';
}

/** What an attempt said of its destination: it answered, or it did not (the error). */
export type Heard = { readonly worked: true } | { readonly worked: false; readonly error: string };

/** The circuit after some attempts, in the order in which they ended. Those that ended while it was open do not prolong that. */
export function hear(
  circuit: Circuit,
  heard: readonly Heard[],
  { now, random }: { readonly now: Millis; readonly random: () => number },
) {
  let current = circuit;
  for (const each of heard) {
    if (each.worked) {
      current = { ...closedCircuit, lastError: current.lastError };
      continue;
    }
    const failures = current.failures + 1;
    const isOpen = current.openUntil !== null && current.openUntil > now;
    const opens = failures >= failuresMax && !isOpen;
    const pauseMs = Math.round(Math.min(pauseMsMax, pauseMsFirst * 2 ** current.openings) * (0.5 + random() / 2));
    current = {
      failures,
      openings: current.openings + (opens ? 1 : 0),
      openUntil: opens ? now + pauseMs : current.openUntil,
      lastError: each.error,
    };
  }
  return current;
}
