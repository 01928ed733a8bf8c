/**
 * What chance has in store for a topic: the same for the same seed and topic, on every machine, whenever and however often it
 * is asked. So the simulated company can be interrupted anywhere and goes on as if nothing had been.
 */
export interface Chance {
  /** At least 0, less than 1. */
  share(...topic: readonly string[]): number;
  /** True with that probability. */
  happens(probability: number, ...topic: readonly string[]): boolean;
  /** Between two numbers, evenly. */
  between(least: number, most: number, ...topic: readonly string[]): number;
  /** A whole number, both ends included. */
  whole(least: number, most: number, ...topic: readonly string[]): number;
  /** One of a list. */
  pick<T>(list: readonly [T, ...T[]], ...topic: readonly string[]): T;
}

export function chanceOf(seed: number): Chance {
  const share = (...topic: readonly string[]) => hash32(`${seed}|${topic.join('|')}`) / 2 ** 32;
  const between = (least: number, most: number, ...topic: readonly string[]) => least + (most - least) * share(...topic);
  return {
    share,
    between,
    happens: (probability, ...topic) => share(...topic) < probability,
    whole: (least, most, ...topic) => Math.floor(between(least, most + 1, ...topic)),
    pick: (list, ...topic) => list[Math.floor(share(...topic) * list.length)] ?? list[0],
  };
}

/** FNV-1a, then the finalizer of MurmurHash3, so that texts which differ in their last letter lie far apart. Not for secrets. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
