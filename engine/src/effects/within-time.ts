import type { Machine } from './perform-effects.ts';

/** Somebody outside did not answer in time, and did not stop when asked to. */
export class TimeOver extends Error {}

/** So long has one who was told to stop to say what came of it. */
const graceMs = 1000;

/**
 * Asks somebody outside, for so long at most. When the time is over, or the lease is lost, the signal is aborted; who does not stop then is left to
 * itself: what it still does is not heard.
 */
export async function withinTime<T>(
  machine: Machine,
  { timeoutMs, lost }: { readonly timeoutMs: number; readonly lost: AbortSignal },
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  const over = new AbortController();
  const loss = new Promise<void>((resolve) => {
    if (lost.aborted) resolve();
    else lost.addEventListener('abort', () => resolve(), { signal: over.signal });
  });
  const late = Symbol('late');
  const answer = (async () => ask(stopping.signal))();
  try {
    const first = await Promise.race([answer, pause(machine, timeoutMs, over.signal, late), loss.then(() => late)]);
    if (typeof first !== 'symbol') return first;
    const error = new TimeOver(lost.aborted ? 'The lease was lost' : `No answer within ${timeoutMs / 1000} s`);
    stopping.abort(error);
    // Who stops says what came of it; who fails by stopping has said nothing.
    const second = await Promise.race([answer.catch(() => late), pause(machine, graceMs, over.signal, late)]);
    if (typeof second !== 'symbol') return second as T;
    throw error;
  } finally {
    over.abort();
    answer.catch(() => undefined);
  }
}

async function pause<V>(machine: Machine, milliseconds: number, signal: AbortSignal, value: V): Promise<V> {
  await machine.wait(milliseconds, signal);
  return value;
}
