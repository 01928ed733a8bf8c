/** A sum of whole multiples of variables and a constant. */
export interface Linear {
  readonly constant: bigint;
  readonly terms: ReadonlyMap<string, bigint>;
}

const noTerms: ReadonlyMap<string, bigint> = new Map();
/** More inequalities than this are not worked on: the answer is then not known. */
const inequalitiesMax = 250;
/** So many values are tried for one variable, and for all. */
const triesMax = 64;
const trialsMax = 1000;

export const constantOf = (value: bigint | number): Linear => ({ constant: BigInt(value), terms: noTerms });
export const variable = (name: string, factor = 1n): Linear => ({ constant: 0n, terms: new Map([[name, factor]]) });

export function plus(a: Linear, b: Linear, factor = 1n): Linear {
  const terms = new Map(a.terms);
  for (const [name, each] of b.terms) {
    const sum = (terms.get(name) ?? 0n) + each * factor;
    if (sum === 0n) terms.delete(name);
    else terms.set(name, sum);
  }
  return { constant: a.constant + b.constant * factor, terms };
}

export const minus = (a: Linear, b: Linear): Linear => plus(a, b, -1n);
export const times = (a: Linear, factor: bigint): Linear => plus(constantOf(0), a, factor);
/** What must be at least 0 so that `a < b` in whole numbers. */
export const less = (a: Linear, b: Linear): Linear => plus(minus(b, a), constantOf(-1));
export const atMost = (a: Linear, b: Linear): Linear => minus(b, a);

export function totalOf({ constant, terms }: Linear, values: ReadonlyMap<string, bigint>): bigint {
  let sum = constant;
  for (const [name, factor] of terms) sum += factor * (values.get(name) ?? 0n);
  return sum;
}

export type LinearAnswer = ReadonlyMap<string, bigint> | 'contradiction' | 'unknown';

/**
 * Whole numbers that make all sums at least 0: Fourier's elimination (each step over the rationals, with constants rounded to
 * what whole numbers can reach, so that a contradiction is one), then values in the reverse order, each as near as can be to the
 * one preferred, others where these leave none for the next. `unknown` where too many would have to be tried.
 */
export function solveLinear(sums: readonly Linear[], preferred: (name: string) => bigint): LinearAnswer {
  const steps: Step[] = [];
  let left = tightest(sums);
  while (left !== undefined && left.length > 0) {
    const name = cheapest(left);
    const [using, others] = split(left, ({ terms }) => terms.has(name));
    const [lower, upper] = split(using, ({ terms }) => (terms.get(name) as bigint) > 0n);
    if (lower.length * upper.length + others.length > inequalitiesMax) return 'unknown';
    steps.push({ name, sums: using });
    left = tightest([...others, ...lower.flatMap((low) => upper.map((up) => without(name, low, up)))]);
  }
  if (left === undefined) return 'contradiction';
  const backwards = steps.reverse();
  const trial: Trial = { left: trialsMax, isCut: false };
  return valuesFrom(backwards, 0, new Map(), preferred, trial) ?? (trial.isCut ? 'unknown' : 'contradiction');
}

interface Step {
  readonly name: string;
  readonly sums: readonly Linear[];
}

interface Trial {
  left: number;
  /** Not all values were tried. */
  isCut: boolean;
}

/** Fractions may do where whole numbers do not: then other values are tried for those chosen before. */
function valuesFrom(
  steps: readonly Step[],
  at: number,
  values: ReadonlyMap<string, bigint>,
  preferred: (name: string) => bigint,
  trial: Trial,
): ReadonlyMap<string, bigint> | undefined {
  const step = steps[at];
  if (step === undefined) return values;
  const [from, to] = boundsOf(step, values);
  let tries = 0;
  for (const value of near(preferred(step.name), from, to)) {
    tries += 1;
    trial.left -= 1;
    if (tries > triesMax || trial.left < 0) {
      trial.isCut = true;
      return undefined;
    }
    const found = valuesFrom(steps, at + 1, new Map(values).set(step.name, value), preferred, trial);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The whole numbers between two bounds, those nearest to the one preferred first. */
function* near(preferred: bigint, from: bigint | undefined, to: bigint | undefined): Generator<bigint> {
  if (from !== undefined && to !== undefined && from > to) return;
  const start = from !== undefined && preferred < from ? from : to !== undefined && preferred > to ? to : preferred;
  yield start;
  for (let distance = 1n; ; distance += 1n) {
    const [above, below] = [start + distance, start - distance];
    const [isAbove, isBelow] = [to === undefined || above <= to, from === undefined || below >= from];
    if (isAbove) yield above;
    if (isBelow) yield below;
    if (!isAbove && !isBelow) return;
  }
}

function without(name: string, low: Linear, up: Linear): Linear {
  return plus(times(low, -(up.terms.get(name) as bigint)), up, low.terms.get(name) as bigint);
}

function boundsOf({ name, sums }: Step, values: ReadonlyMap<string, bigint>): readonly [bigint | undefined, bigint | undefined] {
  let [from, to]: [bigint | undefined, bigint | undefined] = [undefined, undefined];
  for (const sum of sums) {
    const factor = sum.terms.get(name) as bigint;
    const rest = totalOf(sum, values);
    if (factor > 0n) {
      const least = -floorDivide(rest, factor);
      if (from === undefined || least > from) from = least;
    } else {
      const most = floorDivide(rest, -factor);
      if (to === undefined || most < to) to = most;
    }
  }
  return [from, to];
}

/** Each sum once, divided by what its factors share; `undefined` where one can never be at least 0. */
function tightest(sums: readonly Linear[]): readonly Linear[] | undefined {
  const kept = new Map<string, Linear>();
  for (const sum of sums) {
    if (sum.terms.size === 0) {
      if (sum.constant < 0n) return undefined;
      continue;
    }
    const shared = [...sum.terms.values()].reduce(gcd, 0n);
    const terms = new Map([...sum.terms].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, each / shared]));
    const constant = floorDivide(sum.constant, shared);
    const key = [...terms].join(' ');
    const known = kept.get(key);
    if (known === undefined || constant < known.constant) kept.set(key, { constant, terms });
  }
  return [...kept.values()];
}

/** The variable whose elimination makes the fewest new sums. */
function cheapest(sums: readonly Linear[]): string {
  const uses = new Map<string, [number, number]>();
  for (const { terms } of sums)
    for (const [name, factor] of terms) {
      const [lower, upper] = uses.get(name) ?? [0, 0];
      uses.set(name, factor > 0n ? [lower + 1, upper] : [lower, upper + 1]);
    }
  let [found, least] = ['', Number.POSITIVE_INFINITY];
  for (const [name, [lower, upper]] of uses) {
    const made = lower * upper - lower - upper;
    if (made < least) [found, least] = [name, made];
  }
  return found;
}

function split<T>(list: readonly T[], is: (each: T) => boolean): readonly [T[], T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const each of list) (is(each) ? yes : no).push(each);
  return [yes, no];
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
