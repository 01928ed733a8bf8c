import type { Timed } from './measure.ts';

/** Does the work for each item, so many at a time. Returns how long it took, and the milliseconds of each. */
export async function inFlight<T>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<Timed & { readonly each: readonly number[] }> {
  const each: number[] = [];
  let next = 0;
  const one = async () => {
    while (next < items.length) {
      const item = items[next] as T;
      next += 1;
      const begun = performance.now();
      await work(item);
      each.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: width }, one));
  return { count: items.length, milliseconds: performance.now() - begun, each };
}

/** The value below which the share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The median of p50 and p99 over rounds, in words. */
export function latencyInWords(rounds: readonly (readonly number[])[]): string {
  const medianOf = (share: number) =>
    percentile(
      rounds.map((each) => percentile(each, share)),
      0.5,
    ).toFixed(1);
  return `p50 ${medianOf(0.5)} ms, p99 ${medianOf(0.99)} ms`;
}
