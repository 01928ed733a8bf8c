import { createHash } from 'node:crypto';
import { MiningLimitError } from './limits.ts';

export interface Variant {
  /** How many cases went exactly this way. */
  readonly count: number;
  /** The activities in order; `null` where the way was too long to be kept (it is counted all the same). */
  readonly activities: readonly string[] | null;
}

export interface VariantLimits {
  /** How many different ways may be counted. */
  readonly variantsMax: number;
  /** How many activities of different ways are kept in all; ways past it are known by their hash. */
  readonly keptActivitiesMax: number;
}

/** A way of at least this many activities takes less room as a hash. */
const hashedFrom = 32;

/**
 * Counts how many cases went each way. A way is a string with one UTF-16 unit an activity: compared whole, so counts are exact.
 * Past the room for kept ways it is known by its SHA-256.
 */
export class VariantTally {
  readonly #limits: VariantLimits;
  readonly #counts = new Map<string, { count: number; readonly way: string | null }>();
  #kept = 0;

  constructor(limits: VariantLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#counts.size;
  }

  add(way: string): void {
    const known = this.#counts.get(way);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    if (way.length < hashedFrom || this.#kept + way.length <= this.#limits.keptActivitiesMax) {
      // A way that came too late to be kept stays with its hash: room never grows again, so there is none under both.
      this.#insert(way, way);
      this.#kept += way.length;
      return;
    }
    // The mark keeps hashes apart from short ways: no activity has the number 0xffff.
    const hash = `\uffff${createHash('sha256').update(way, 'utf16le').digest('base64')}`;
    const hashed = this.#counts.get(hash);
    if (hashed === undefined) this.#insert(hash, null);
    else hashed.count += 1;
  }

  /** The most frequent ways; equally frequent ones in the order in which they first came. */
  top(limit: number, nameOf: (activity: number) => string): readonly Variant[] {
    const ranked = [...this.#counts.values()].sort((a, b) => b.count - a.count).slice(0, limit);
    return ranked.map(({ count, way }) => ({ count, activities: way === null ? null : namesOf(way, nameOf) }));
  }

  #insert(key: string, way: string | null): void {
    if (this.#counts.size >= this.#limits.variantsMax) throw new MiningLimitError('variants', this.#limits.variantsMax);
    this.#counts.set(key, { count: 1, way });
  }
}

function namesOf(way: string, nameOf: (activity: number) => string): string[] {
  return Array.from({ length: way.length }, (_, index) => nameOf(way.charCodeAt(index)));
}
