/*
 * Runs that once failed, as fast-check told them (`seed`, `path`). What they found stands as a test of its own beside the code, since a
 * change of the generators makes other histories of them.
 */

export const keptSeeds: readonly { readonly seed: number; readonly path: string; readonly found: string }[] = [
  {
    seed: 708538621,
    path: '4649:7:7:9:19:19:18:19:4:3:6:6:6:7:7:7:7:7:7:7:7:7:8:8:8:8:8:8:8:8:8:8:8:8',
    found: 'a rung set a field against the schema',
  },
];
