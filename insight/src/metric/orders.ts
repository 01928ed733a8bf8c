/**
 * What each of several parts does to a value when the parts pass one by one from how they were to how they are, averaged over orders:
 * with few parts over each of them as the first, forwards and backwards; else forwards and backwards. Along each order the effects add
 * up to the whole change, so their means do. (Shapley's value averages over all orders, which are too many.)
 *
 * `value` is given for each part whether it has passed. Where it is null, nothing is there to measure, and it stays as it was.
 */
export function averagedOverOrders(count: number, value: (passed: readonly boolean[]) => number | null): readonly number[] {
  const effects = new Array<number>(count).fill(0);
  const all = Array.from({ length: count }, (_, index) => index);
  const turned = count <= 8 ? all.map((first) => [...all.slice(first), ...all.slice(0, first)]) : [all];
  const orders = turned.flatMap((order) => [order, order.toReversed()]);
  const start = value(all.map(() => false)) ?? 0;
  for (const order of orders) {
    const passed = all.map(() => false);
    let last = start;
    for (const part of order) {
      passed[part] = true;
      const now = value(passed) ?? last;
      effects[part] = (effects[part] ?? 0) + (now - last) / orders.length;
      last = now;
    }
  }
  return effects;
}

/** As `percentile_cont`: interpolated between the two values beside it; null of none. Sorts what it is given. */
export function percentileOf(values: Float64Array, at: number): number | null {
  if (values.length === 0) return null;
  values.sort();
  const place = at * (values.length - 1);
  const low = values[Math.floor(place)] ?? 0;
  const high = values[Math.ceil(place)] ?? low;
  return low + (place - Math.floor(place)) * (high - low);
}

/** The standard deviation (of a sample) over the mean; null where that is zero or there are fewer than two. */
export function sampleVariation(values: readonly number[]): number | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2 || mean === 0) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}
