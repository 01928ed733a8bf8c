/** a·ln(a/b), 0 where a is 0. */
export function surprise(a: number, b: number): number {
  return a <= 0 ? 0 : a * Math.log(a / Math.max(b, 1e-12));
}

/** Numbers from a seed, evenly in [0, 1): mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
