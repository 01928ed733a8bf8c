/** How far a value from the sketch may lie from the true one: half a percent of it. */
export const sketchAccuracy = 0.005;
const gamma = (1 + sketchAccuracy) / (1 - sketchAccuracy);
const logGamma = Math.log(gamma);

/** How many values all collectors of one run may still keep one by one. */
export interface ValueBudget {
  left: number;
}

export interface DurationSummary {
  /** How many durations were seen. */
  readonly count: number;
  readonly meanMs: number;
  readonly medianMs: number;
}

/**
 * Collects durations and answers for their quantiles. It keeps the values, and is exact, while the run's budget lasts; after
 * that it counts them in buckets that grow by a constant factor (the DDSketch of Masson, Rim and Lee, 2019), so that a
 * quantile is within `sketchAccuracy` of a true value. Mean, least and greatest are exact always.
 */
export class Durations {
  readonly #budget: ValueBudget;
  #values: Float64Array | undefined = new Float64Array(4);
  #sorted = false;
  #buckets: Map<number, number> | undefined;
  #sum = 0;
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  constructor(budget: ValueBudget) {
    this.#budget = budget;
  }

  get exact(): boolean {
    return this.#values !== undefined;
  }

  add(ms: number): void {
    this.#sum += ms;
    if (ms < this.min) this.min = ms;
    if (ms > this.max) this.max = ms;
    if (this.#values !== undefined && this.count === this.#values.length) this.#grow(this.#values);
    if (this.#values === undefined) this.#sketch(ms);
    else this.#values[this.count] = ms;
    this.count += 1;
    this.#sorted = false;
  }

  mean(): number {
    return this.#sum / this.count;
  }

  /** The value below which the fraction lies, between its two neighbours in proportion. NaN where nothing was collected. */
  quantile(fraction: number): number {
    if (this.count === 0) return Number.NaN;
    const rank = fraction * (this.count - 1);
    if (this.#values === undefined) return Math.min(this.max, Math.max(this.min, this.#fromBuckets(Math.floor(rank))));
    const values = this.#values.subarray(0, this.count);
    if (!this.#sorted) values.sort();
    this.#sorted = true;
    const low = values[Math.floor(rank)] ?? Number.NaN;
    const high = values[Math.ceil(rank)] ?? Number.NaN;
    return low + (high - low) * (rank - Math.floor(rank));
  }

  summary(): DurationSummary {
    return { count: this.count, meanMs: this.mean(), medianMs: this.quantile(0.5) };
  }

  #grow(values: Float64Array): void {
    if (values.length <= this.#budget.left) {
      this.#budget.left -= values.length;
      const larger = new Float64Array(values.length * 2);
      larger.set(values);
      this.#values = larger;
      return;
    }
    this.#budget.left += values.length - 4;
    this.#values = undefined;
    for (const value of values) this.#sketch(value);
  }

  /** Bucket i > 0 holds what lies in (gamma^(i-1), gamma^i], shifted so that one millisecond is 1; -i holds the negative ones, 0 what is below one millisecond. */
  #sketch(ms: number): void {
    this.#buckets ??= new Map();
    const size = Math.abs(ms);
    const index = size < 1 ? 0 : Math.sign(ms) * (Math.ceil(Math.log(size) / logGamma) + 1);
    this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + 1);
  }

  #fromBuckets(rank: number): number {
    let before = 0;
    for (const [index, count] of [...(this.#buckets ?? [])].sort(([a], [b]) => a - b)) {
      before += count;
      if (before > rank) return index === 0 ? 0 : (Math.sign(index) * 2 * gamma ** (Math.abs(index) - 1)) / (gamma + 1);
    }
    return this.max;
  }
}
