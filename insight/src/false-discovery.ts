/**
 * Of each of several chances, the share of false ones among those as small, if that were the limit: Y. Benjamini, Y. Hochberg,
 * Controlling the false discovery rate, 1995. In the order in which they are given.
 */
export function falseDiscoveryRates(chances: readonly number[]): readonly number[] {
  const order = [...chances.keys()].sort((a, b) => (chances[a] as number) - (chances[b] as number));
  const rates = new Array<number>(chances.length).fill(1);
  let lowest = 1;
  for (const [index, at] of [...order.entries()].reverse()) {
    lowest = Math.min(lowest, ((chances[at] as number) * chances.length) / (index + 1));
    rates[at] = lowest;
  }
  return rates;
}
