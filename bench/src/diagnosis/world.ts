import type { CaseTable } from '@throughline/insight';
import { type SeededRandom, seededRandom } from '@throughline/testing';
import type { WorldClass } from './classes.ts';

/** A cause or a decoy: values by attribute. */
export type Place = ReadonlyMap<number, number>;

export interface World {
  readonly table: CaseTable;
  readonly causes: readonly Place[];
  /** Of each case, its chance to be affected without the causes. */
  readonly chance: Float64Array;
  /** How many affected cases each cause adds, on average. */
  readonly addedBy: readonly number[];
}

/** Cases of two periods, drawn as the class says; the seed settles everything else. */
export function worldOf(world: WorldClass, seed: number): World {
  const random = seededRandom(seed);
  const size = world.before + world.after;
  const after = new Uint8Array(size).fill(1, world.before);
  const customers = customersOf(world, random);
  const { codes, cluster } = drawCases(world, random, after, customers);
  const factors = world.cardinalities.map((count) =>
    Array.from({ length: count }, () => Math.exp(world.differences * normal(random))),
  );
  const all = [...codes.keys()];
  const decoy = pick(random, codes, world.before, { of: all, order: 2, reach: [0.01, 0.06], others: [] });
  const chance = new Float64Array(size);
  const isIn = (place: Place, row: number) => [...place].every(([attribute, value]) => codes[attribute]?.[row] === value);
  for (let row = 0; row < size; row += 1) {
    let rate = isIn(decoy, row) ? world.interaction : 1;
    for (const [attribute, factor] of factors.entries()) rate *= factor[codes[attribute]?.[row] as number] as number;
    chance[row] = rate;
  }
  const level = (world.baseRate * world.before) / chance.subarray(0, world.before).reduce((sum, each) => sum + each, 0);
  for (let row = 0; row < size; row += 1) {
    const risen = after[row] === 1 ? world.risen : 1;
    const unrest = cluster === undefined ? 1 : (customers.unrest[after[row] as 0 | 1][cluster[row] as number] as number);
    chance[row] = Math.min(0.9, (chance[row] as number) * level * risen * unrest);
  }
  const causes: Place[] = [];
  // The first and the last go together: where one of them is not in the table, the other rightly tells of it.
  const of = world.unrecorded ? all.slice(1, -1) : all;
  for (const order of world.causes)
    causes.push(pick(random, codes, world.before, { of, order, reach: world.reach, others: [...causes, decoy] }));
  const { affected, addedBy } = drawAffected(world, random, { chance, causes, isIn });
  const table = tableOf(world, random, { codes, after, affected, cluster, causes });
  return { table, causes, chance, addedBy };
}

interface Customers {
  /** How often each comes. */
  readonly weights: readonly number[];
  readonly unrest: readonly [readonly number[], readonly number[]];
  /** Each customer's value of the first attribute: where they are does not change from case to case. */
  readonly home: readonly number[];
}

function customersOf({ customers, unrest, cardinalities }: WorldClass, random: SeededRandom): Customers {
  const all = Array.from({ length: customers }, (_, index) => index);
  const of = (variance: number) => all.map(() => (variance === 0 ? 1 : gamma(random, 1 / variance) * variance));
  const homes = cumulated(zipf(cardinalities[0] ?? 1));
  return {
    weights: cumulated(all.map((index) => 1 / (index + 20))),
    unrest: [of(unrest[0]), of(unrest[1])],
    home: all.map(() => draw(random, homes)),
  };
}

interface Drawn {
  readonly codes: readonly Uint16Array[];
  readonly cluster: Int32Array | undefined;
}

/** The last attribute goes with the first: where one stands on its own is half of the cases. */
function drawCases(world: WorldClass, random: SeededRandom, after: Uint8Array, customers: Customers): Drawn {
  const codes = world.cardinalities.map(() => new Uint16Array(after.length));
  const cluster = world.customers === 0 ? undefined : new Int32Array(after.length);
  const mixes = world.cardinalities.map((count) => {
    const usual = shuffled(random, zipf(count));
    return [cumulated(usual), cumulated(usual.map((weight) => weight * Math.exp(world.mixShift * normal(random))))] as const;
  });
  const last = world.cardinalities.length - 1;
  for (let row = 0; row < after.length; row += 1) {
    const period = after[row] as 0 | 1;
    for (const [attribute, mix] of mixes.entries()) (codes[attribute] as Uint16Array)[row] = draw(random, mix[period]);
    if (cluster !== undefined) {
      cluster[row] = draw(random, customers.weights);
      (codes[0] as Uint16Array)[row] = customers.home[cluster[row] as number] as number;
    }
    if (random.next() < 0.5) continue;
    const first = codes[0]?.[row] as number;
    (codes[last] as Uint16Array)[row] = ((codes[last]?.[row] as number) + first * 3) % (world.cardinalities[last] as number);
  }
  return { codes, cluster };
}

/** Values that occur in such a share of the cases of the period before, of attributes that the others do not all have. */
function pick(
  random: SeededRandom,
  codes: readonly Uint16Array[],
  before: number,
  {
    of,
    order,
    reach: [from, to],
    others,
  }: {
    readonly of: readonly number[];
    readonly order: number;
    readonly reach: readonly [number, number];
    readonly others: readonly Place[];
  },
): Place {
  for (let tries = 0; tries < 10_000; tries += 1) {
    const attributes = shuffled(random, of).slice(0, order);
    const like = random.integer(0, before - 1);
    const place = new Map(attributes.map((attribute) => [attribute, codes[attribute]?.[like] as number]));
    if (
      others.some(
        (other) => [...other.keys()].every((attribute) => place.has(attribute)) || attributes.every((each) => other.has(each)),
      )
    )
      continue;
    let inside = 0;
    for (let row = 0; row < before; row += 1) if (attributes.every((each) => codes[each]?.[row] === place.get(each))) inside += 1;
    if (inside >= from * before && inside <= to * before) return place;
  }
  throw new Error(`No segment of ${order} attributes has ${from} to ${to} of the cases.`);
}

function drawAffected(
  world: WorldClass,
  random: SeededRandom,
  {
    chance,
    causes,
    isIn,
  }: { readonly chance: Float64Array; readonly causes: readonly Place[]; readonly isIn: (place: Place, row: number) => boolean },
): { readonly affected: Uint8Array; readonly addedBy: readonly number[] } {
  const usual = chance.subarray(world.before).reduce((sum, each) => sum + each, 0);
  const share = world.added[0] + random.next() * (world.added[1] - world.added[0]);
  const rows = causes.map((cause) => [...chance.keys()].filter((row) => row >= world.before && isIn(cause, row)));
  // No more than six in ten of the cases of a cause are made worse by it.
  const addedBy = rows.map((inside) => Math.min(((share / (1 - share)) * usual) / causes.length, 0.6 * inside.length));
  const withCauses = chance.slice();
  for (const [index, inside] of rows.entries()) {
    // By the toss of a coin a cause hits all of its cases alike, or multiplies the chance that each has.
    const weights = inside.map(random.chance(0.5) ? () => 1 : (row) => chance[row] as number);
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [position, row] of inside.entries()) {
      const part = world.drifts ? (2 * position) / inside.length : 1;
      const more = (((addedBy[index] as number) * (weights[position] as number)) / all) * part;
      withCauses[row] = (withCauses[row] as number) + more;
    }
  }
  if (world.drifts)
    for (let row = world.before; row < chance.length; row += 1)
      withCauses[row] = (withCauses[row] as number) + (chance[row] as number) * 0.1 * ((row - world.before) / world.after);
  return { affected: Uint8Array.from(withCauses, (each) => (random.next() < each ? 1 : 0)), addedBy };
}

function tableOf(
  world: WorldClass,
  random: SeededRandom,
  drawn: Drawn & { readonly after: Uint8Array; readonly affected: Uint8Array; readonly causes: readonly Place[] },
): CaseTable {
  const { codes, after, affected, cluster, causes } = drawn;
  const ofCauses = new Set(causes.flatMap((cause) => [...cause.keys()]));
  const attributes = codes.flatMap((column, index) => {
    if (world.unrecorded && ofCauses.has(index)) return [];
    const isLost = () => ofCauses.has(index) && world.missing > 0 && random.next() < world.missing;
    return [
      {
        name: `a${index}`,
        values: valuesOf(world.cardinalities[index] as number),
        codes: column.map((code) => (isLost() ? 0 : code + 1)),
      },
    ];
  });
  return { size: after.length, attributes, after, affected, ...(cluster === undefined ? {} : { cluster }) };
}

function valuesOf(count: number): readonly string[] {
  return ['', ...Array.from({ length: count }, (_, value) => `v${value}`)];
}

function zipf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, rank) => 1 / (rank + 1));
}

function cumulated(weights: readonly number[]): readonly number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => {
    sum += weight / whole;
    return sum;
  });
}

function draw(random: SeededRandom, limits: readonly number[]): number {
  const at = random.next();
  let low = 0;
  let high = limits.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at < (limits[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function shuffled<T>(random: SeededRandom, items: readonly T[]): readonly T[] {
  const order = [...items];
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = random.integer(0, index);
    [order[index], order[other]] = [order[other] as T, order[index] as T];
  }
  return order;
}

/** Standard normal (G. Box, M. Muller). */
export function normal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Gamma of scale 1 (G. Marsaglia, W. Tsang, 2000). */
function gamma(random: SeededRandom, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
