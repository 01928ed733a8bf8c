import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlakyReceiver } from '@throughline/testing';
import { leaseMs, type Machine } from './perform-effects.ts';
import { type LookUpOutcome, type SinkOutcome, type Sinks, timeoutMsDefault } from './sink.ts';

/** What the tests of effects have in common: a machine clock of their own, and a sink that speaks to a receiver. */

export interface SteppedMachine {
  readonly machine: Machine;
  pass(ms: number): void;
  /** How many attempts wait for an answer, with the time running. */
  waiting(): number;
  /** For all who wait for an answer, the time is over. */
  timeOut(): void;
  /** All heartbeats come now; how many there were. */
  beat(): number;
}

/** A machine whose clock stands where the test puts it. Heartbeats come, and time is over, when the test says so. */
export function steppedMachine(random: () => number = () => 1): SteppedMachine {
  let now = Date.now();
  const waiting = new Set<() => void>();
  const beats = new Set<() => void>();
  const wait = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const end = () => {
        waiting.delete(end);
        beats.delete(end);
        resolve();
      };
      if (milliseconds === timeoutMsDefault) waiting.add(end);
      else if (milliseconds === leaseMs / 3) beats.add(end);
      // Who was told to stop gets no time for it here.
      else if (milliseconds === 1000) setImmediate(end);
      signal.addEventListener('abort', end, { once: true });
    });
  return {
    machine: { now: () => now, random, wait },
    pass: (ms) => {
      now += ms;
    },
    waiting: () => waiting.size,
    timeOut: () => {
      for (const end of waiting) end();
    },
    beat: () => {
      const all = [...beats];
      for (const end of all) end();
      return all.length;
    },
  };
}

/** Resolves once it is so; other work goes on meanwhile. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** A sink as one would write it for a receiver with idempotency keys: whatever it does not understand is unknown. */
export function receiverSink({ url }: Pick<FlakyReceiver, 'url'>, { canLookUp = false, concurrency = 64 } = {}): Sinks {
  return {
    mail: {
      concurrency,
      async perform({ idempotencyKey }, signal): Promise<SinkOutcome> {
        const headers = { 'idempotency-key': encodeURIComponent(idempotencyKey) };
        const response = await fetch(url, { method: 'POST', headers, signal });
        if (response.status === 422) return { outcome: 'refused', error: 'Never' };
        if (response.status === 503) return { outcome: 'retry', error: 'Not now' };
        if (response.status !== 200) return { outcome: 'unknown', error: `It answered ${response.status}` };
        const { key } = (await response.json()) as { key?: unknown };
        return key === idempotencyKey
          ? { outcome: 'done', result: { key } }
          : { outcome: 'unknown', error: 'It speaks of another' };
      },
      ...(canLookUp
        ? {
            async lookUp({ idempotencyKey }, signal): Promise<LookUpOutcome> {
              const response = await fetch(`${url}?key=${encodeURIComponent(idempotencyKey)}`, { signal });
              if (response.status !== 200) return { outcome: 'unknown', error: `It answered ${response.status}` };
              const { state } = (await response.json()) as { state?: unknown };
              if (state === 'done') return { outcome: 'done', result: { key: idempotencyKey } };
              return state === 'absent' ? { outcome: 'not-done' } : { outcome: 'unknown', error: 'It is under way' };
            },
          }
        : {}),
    },
  };
}

test('the machine of the tests of effects ends its waits when it is told to', async () => {
  const { machine, timeOut, waiting } = steppedMachine();
  const over = new AbortController();
  const waits = [machine.wait(timeoutMsDefault, over.signal), machine.wait(1, over.signal)];
  assert.equal(waiting(), 1);
  timeOut();
  await waits[0];
  over.abort();
  await waits[1];
  assert.equal(waiting(), 0);
});
