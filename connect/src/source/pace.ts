import type { ConnectorMachine } from './contract.ts';

/** How often a vendor may be asked, by all connections to it together. */
export interface Pace {
  /** Resolves when the next request may go. */
  turn(machine: ConnectorMachine, signal: AbortSignal): Promise<void>;
  /** The vendor asked for a pause. */
  pause(untilMs: number): void;
}

/** Evenly spread: a burst of a minute's requests is what limits are there against. */
export function paceOf(requestsPerMinute: number | undefined): Pace {
  const gapMs = requestsPerMinute === undefined ? 0 : 60_000 / requestsPerMinute;
  let next = 0;
  return {
    async turn(machine, signal) {
      const now = machine.now();
      const at = Math.max(now, next);
      next = at + gapMs;
      if (at > now) await machine.wait(at - now, signal);
    },
    pause(untilMs) {
      next = Math.max(next, untilMs);
    },
  };
}
