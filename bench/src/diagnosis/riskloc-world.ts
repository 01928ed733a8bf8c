import type { CaseTable } from '@throughline/insight';
import { type SeededRandom, seededRandom } from '@throughline/testing';
import { nameOf } from './segment-counts.ts';
import { normal } from './world.ts';

/** Values forecast and seen, of all combinations of values of some attributes. */
export interface ForecastWorld {
  readonly dimensions: readonly number[];
  readonly forecast: Float64Array;
  readonly real: Float64Array;
  /** What was planted: `a1=v3 & a2=v0`. */
  readonly truths: readonly string[];
  /** Of each of these, its deviation as a share of all that was forecast. */
  readonly sizes: readonly number[];
}

/** The set "S" of the paper: five attributes, one to three anomalies of one to three elements each. */
const dimensions = [10, 12, 10, 8, 5];
const scale = 100;

/**
 * The synthetic data "S" as M. Kalander, RiskLoc: Localization of Multi-dimensional Root Causes by Weighted Risk (arXiv 2205.10004, 2022)
 * describes it: Weibull values, some of them zero, forecasts off by a normal share of the value, and in each anomaly the values of its
 * elements lessened by a share of their own. Drawn anew, so its instances are not those of the paper.
 */
export function forecastWorldOf(seed: number): ForecastWorld {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + random.next() * (high - low);
  const size = dimensions.reduce((product, count) => product * count, 1);
  const [zeros, noise, shape] = [between(0, 0.25), between(0, 0.25), between(0.5, 1)];
  const real = new Float64Array(size);
  const forecast = new Float64Array(size);
  for (let leaf = 0; leaf < size; leaf += 1) {
    const value = random.chance(zeros) ? 0 : scale * (-Math.log(1 - random.next())) ** (1 / shape);
    const off = Math.max(0, value * (1 + noise * normal(random)));
    [real[leaf], forecast[leaf]] = random.chance(0.5) ? [value, off] : [off, value];
  }
  const anomalies = drawAnomalies(random, real);
  const [allReal, allForecast] = [sumOf(real), sumOf(forecast)];
  // Lessened is what is less as a whole already, so that the noise does not outweigh the anomalies.
  const [lessened, kept] = allReal > allForecast ? [forecast, real] : [real, forecast];
  const truths: string[] = [];
  const sizes: number[] = [];
  for (const elements of anomalies) {
    const [severity, deviation] = [between(0.2, 1) + noise, between(0, 0.1)];
    for (const element of elements) {
      let less = 0;
      for (const leaf of leavesOf(element)) {
        const value = kept[leaf] as number;
        lessened[leaf] = Math.max(0, value * (1 - severity - deviation * normal(random)));
        less += value - (lessened[leaf] as number);
      }
      truths.push(nameOf([...element].map(([attribute, value]) => [`a${attribute}`, `v${value}`])));
      sizes.push(less / allForecast);
    }
  }
  return { dimensions, forecast, real, truths, sizes };
}

type Element = ReadonlyMap<number, number>;

/** Anomalies are of different attributes, and no two have a value in common. */
function drawAnomalies(random: SeededRandom, real: Float64Array): readonly (readonly Element[])[] {
  const anomalies: (readonly Element[])[] = [];
  const count = random.integer(1, 3);
  while (anomalies.length < count) {
    const attributes = drawnAttributes(random, random.integer(1, dimensions.length));
    const elements = Array.from(
      { length: random.integer(1, 3) },
      (): Element =>
        new Map(attributes.map((attribute) => [attribute, random.integer(0, (dimensions[attribute] as number) - 1)])),
    );
    const isNew = new Set(elements.map((element) => [...element.values()].join())).size === elements.length;
    const others = anomalies.flat();
    const isApart = elements.every((element) =>
      others.every((other) => [...element].every(([attribute, value]) => other.get(attribute) !== value)),
    );
    const isDeepest = attributes.length === dimensions.length;
    const isOther = isDeepest || anomalies.every(([first]) => [...(first?.keys() ?? [])].join() !== attributes.join());
    const isThere = !isDeepest || elements.every((element) => leavesOf(element).every((leaf) => real[leaf] !== 0));
    if (isNew && isApart && isOther && isThere) anomalies.push(elements);
  }
  return anomalies;
}

function drawnAttributes(random: SeededRandom, count: number): readonly number[] {
  const rest = [...dimensions.keys()];
  const drawn: number[] = [];
  while (drawn.length < count) drawn.push(...rest.splice(random.integer(0, rest.length - 1), 1));
  return drawn.sort((a, b) => a - b);
}

/** A leaf is its values in mixed radix, the first attribute first. */
function valuesOf(leaf: number): readonly number[] {
  const values: number[] = [];
  let rest = leaf;
  for (const count of dimensions.toReversed()) {
    values.unshift(rest % count);
    rest = Math.floor(rest / count);
  }
  return values;
}

function leavesOf(element: Element): readonly number[] {
  let leaves = [0];
  for (const [attribute, count] of dimensions.entries()) {
    const values = element.has(attribute) ? [element.get(attribute) as number] : [...Array(count).keys()];
    leaves = leaves.flatMap((leaf) => values.map((value) => leaf * count + value));
  }
  return leaves;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** So many units the values of a period are cut into. */
const units = 200_000;

/**
 * The values as cases: each leaf has as many affected ones as it has units of value, and in each period so many cases
 * as these are together. What is lessened is the period before, so that the other one rose where something is amiss.
 */
export function casesOf({ forecast, real }: ForecastWorld): CaseTable {
  const [allReal, allForecast] = [sumOf(real), sumOf(forecast)];
  const [before, after] = allReal > allForecast ? [forecast, real] : [real, forecast];
  const unit = Math.max(allReal, allForecast) / units;
  const counts = [before, after].map((values) => Int32Array.from(values, (value) => Math.round(value / unit)));
  const [less, more] = counts as [Int32Array, Int32Array];
  const casesIn = Int32Array.from(less, (count, leaf) => count + (more[leaf] as number));
  const size = 2 * casesIn.reduce((sum, count) => sum + count, 0);
  const codes = dimensions.map(() => new Uint16Array(size));
  const [period, affected] = [new Uint8Array(size), new Uint8Array(size)];
  let row = 0;
  for (const [leaf, cases] of casesIn.entries()) {
    if (cases === 0) continue;
    const values = valuesOf(leaf);
    for (const at of [0, 1] as const) {
      for (const [attribute, value] of values.entries()) codes[attribute]?.fill(value + 1, row, row + cases);
      period.fill(at, row, row + cases);
      affected.fill(1, row, row + (counts[at]?.[leaf] as number));
      row += cases;
    }
  }
  const attributes = dimensions.map((count, attribute) => ({
    name: `a${attribute}`,
    values: ['', ...Array.from({ length: count }, (_, value) => `v${value}`)],
    codes: codes[attribute] as Uint16Array,
  }));
  return { size, attributes, after: period, affected };
}
