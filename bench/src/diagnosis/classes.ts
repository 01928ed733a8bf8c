/**
 * What each class of worlds is made of. Committed, so that a rate can be read against how hard its worlds are; the seed alone changes from
 * run to run.
 */
export interface WorldClass {
  readonly name: string;
  /** Cases in the two periods. */
  readonly before: number;
  readonly after: number;
  /** Values of each attribute; how often each occurs falls as 1/rank (Zipf). */
  readonly cardinalities: readonly number[];
  /** Share of cases affected, before. */
  readonly baseRate: number;
  /** Standard deviation of the logarithm of what each value makes of the rate, in both periods. */
  readonly differences: number;
  /** Decoy: two values that together have so many times the rate, in both periods. */
  readonly interaction: number;
  /** Standard deviation of the logarithm of what each value's frequency is multiplied by after. */
  readonly mixShift: number;
  /** The rate of every case after is multiplied by it. */
  readonly risen: number;
  /** How many attributes each planted cause has. Empty: nothing is planted. */
  readonly causes: readonly number[];
  /** Cases added by all causes together, as a share of all affected ones after: drawn between the two. */
  readonly added: readonly [number, number];
  /** Share of the cases of the period before that lie in a cause: drawn from the segments between the two. */
  readonly reach: readonly [number, number];
  /** Cases come from so many customers (Zipf); 0: each by itself. */
  readonly customers: number;
  /** Variance of what multiplies a customer's rate in the period before, and in that after, for no reason (gamma, mean 1). */
  readonly unrest: readonly [number, number];
  /** Of the attributes of the cause, the share of values that nobody recorded. */
  readonly missing: number;
  /** The attributes of the cause are not in the table at all; they are of those that no other goes with. */
  readonly unrecorded: boolean;
  /** The cause grows in the course of the period after, from nothing to twice its mean, while the rate of all drifts upwards. */
  readonly drifts: boolean;
  /** How many worlds the full run has. */
  readonly worlds: number;
  /** The share of worlds that must be answered rightly. */
  readonly goal: number;
}

const common: Omit<WorldClass, 'name' | 'causes' | 'reach' | 'goal'> = {
  before: 20_000,
  after: 8_000,
  cardinalities: [3, 4, 5, 6, 8, 12],
  baseRate: 0.05,
  differences: 0.4,
  interaction: 4,
  mixShift: 0.3,
  risen: 1,
  added: [0.2, 0.3],
  customers: 0,
  unrest: [0, 0],
  missing: 0,
  unrecorded: false,
  drifts: false,
  worlds: 300,
};

const planted = (
  name: string,
  causes: readonly number[],
  reach: readonly [number, number],
  goal: number,
  more: Partial<WorldClass> = {},
): WorldClass => ({
  ...common,
  name: `diagnosis.planted.${name}`,
  causes,
  reach,
  goal,
  ...more,
});

const still = (name: string, more: Partial<WorldClass>): WorldClass => ({
  ...common,
  name: `diagnosis.null.${name}`,
  causes: [],
  reach: [0, 0],
  added: [0, 0],
  worlds: 1_000,
  goal: 0.99,
  ...more,
});

export const plantedClasses: readonly WorldClass[] = [
  planted('1', [1], [0.05, 0.4], 0.97),
  planted('2', [2], [0.02, 0.15], 0.97),
  planted('3', [3], [0.015, 0.05], 0.85, { added: [0.1, 0.25] }),
  planted('drift', [2], [0.02, 0.15], 0.97, { drifts: true, risen: 1.1 }),
  planted('overlap', [1, 2], [0.03, 0.15], 0.85, { added: [0.28, 0.3] }),
  planted('clustered', [2], [0.02, 0.15], 0.85, { customers: 1_500, unrest: [0.3, 0.3] }),
  planted('missing', [2], [0.02, 0.15], 0.85, { missing: 0.2 }),
  planted('unrecorded', [1], [0.05, 0.4], 0.85, { unrecorded: true }),
];

export const nullClasses: readonly WorldClass[] = [
  still('none', { mixShift: 0 }),
  still('mix', { mixShift: 0.5 }),
  still('everything', { risen: 1.3 }),
  still('noisier', { customers: 1_500, unrest: [0.1, 0.8] }),
];
