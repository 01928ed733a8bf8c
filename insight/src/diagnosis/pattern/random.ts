/** Numbers of 32 bits by chance. */
export interface RandomWords {
  /** Fills the array with the next ones. */
  readonly fill: (words: Uint32Array) => void;
  /** The next one. */
  readonly next: () => number;
}

/**
 * sfc32 (C. Doty-Humphrey, PractRand), which is small and passes the usual batteries. Chance enters the search by the seed alone, so that
 * an answer can be had again. Numbers are made in bulk: that is several times faster than one call for each.
 */
export function randomWords(seed: number): RandomWords {
  const state = Int32Array.of(0x9e3779b9, 0x243f6a88, seed, 1);
  const fill = (words: Uint32Array) => {
    let [a = 0, b = 0, c = 0, counter = 0] = state;
    for (let index = 0; index < words.length; index += 1) {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (c << 21) | (c >>> 11);
      c = (c + sum) | 0;
      words[index] = sum;
    }
    state.set([a, b, c, counter]);
  };
  fill(new Uint32Array(12));
  const spare = new Uint32Array(256);
  let used = spare.length;
  const next = () => {
    if (used === spare.length) {
      fill(spare);
      used = 0;
    }
    used += 1;
    return spare[used - 1] as number;
  };
  return { fill, next };
}

/** Mixes an integer so that close ones come out far apart (the finaliser of MurmurHash3). */
export function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
