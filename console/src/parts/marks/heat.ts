export type Heat = 1 | 2 | 3 | 4 | 5;

/** How hot a rung is: 1 before the first of `of` rungs (step 0), 5 at the last. The colour is `--heat<n>`. */
export function heatOf(step: number, of: number): Heat {
  const heat = of <= 0 ? 1 : 1 + Math.round((Math.min(Math.max(step, 0), of) / of) * 4);
  return heat as Heat;
}
