import type { Decomposition, MetricPart } from './decomposition.ts';

/** What a part was in one period: the two sums of which its value is made. */
export interface Sums {
  readonly of: number;
  readonly over: number;
  readonly n: number;
}

/** The value of a part of which the whole is the sum. */
export type Measure = (sums: Sums, side: 0 | 1) => number | null;

type Part = Omit<MetricPart, 'title'>;

/** A decomposition before its parts have titles. */
export interface Parts {
  readonly additive: boolean;
  readonly whole: Decomposition['whole'];
  readonly parts: readonly Part[];
}

type PartSums = ReadonlyMap<string | null, readonly [Sums, Sums]>;

/** The whole is the sum of its parts. `unit` makes values of what is added, so that whole numbers are added as such. */
export function additive(sums: PartSums, measure: Measure, unit: (value: number) => number = (value) => value): Parts {
  const told = (value: number | null) => (value === null ? null : unit(value));
  const parts = [...sums].map(([id, [before, after]]): Part & { readonly minor: readonly (number | null)[] } => {
    const minor = [measure(before, 0), measure(after, 1)] as const;
    return {
      id,
      minor,
      before: told(minor[0]),
      after: told(minor[1]),
      change: told(difference(...minor)),
      ...cases(before, after),
    };
  });
  const total = (side: 0 | 1) =>
    parts.some(({ minor }) => minor[side] === null) ? null : parts.reduce((sum, { minor }) => sum + (minor[side] ?? 0), 0);
  const wholes = parts.length === 0 ? ([null, null] as const) : ([total(0), total(1)] as const);
  return {
    additive: true,
    whole: { before: told(wholes[0]), after: told(wholes[1]), change: told(difference(...wholes)), ...allCases(parts) },
    parts: parts.map(({ minor: _, ...part }) => part),
  };
}

/** The whole is one sum over another: a part does what its own value does at its weight, and what its weight does. */
export function weighed(sums: PartSums): Parts {
  const all = [...sums.values()];
  const total = (side: 0 | 1, member: 'of' | 'over') => all.reduce((sum, pair) => sum + pair[side][member], 0);
  const divisors = [total(0, 'over'), total(1, 'over')] as const;
  const wholes = [quotient(total(0, 'of'), divisors[0]), quotient(total(1, 'of'), divisors[1])] as const;
  const change = difference(...wholes);
  const parts = [...sums].map(([id, [before, after]]): Part => {
    const own = { before: quotient(before.of, before.over), after: quotient(after.of, after.over) };
    const effect = change === null ? { change } : effects(before, after, divisors, ((wholes[0] ?? 0) + (wholes[1] ?? 0)) / 2);
    return { id, ...own, ...effect, ...cases(before, after) };
  });
  return { additive: false, whole: { before: wholes[0], after: wholes[1], change, ...allCases(parts) }, parts };
}

function effects(before: Sums, after: Sums, [d0, d1]: readonly [number, number], middle: number) {
  const change = after.of / d1 - before.of / d0 - middle * (after.over / d1 - before.over / d0);
  const isThere = before.over !== 0 && after.over !== 0;
  // A part that was not there before, or is not any more, brings or takes its weight; what has no weight at all has only a value.
  if (!isThere) {
    const hasWeight = (before.over !== 0 || before.of === 0) && (after.over !== 0 || after.of === 0);
    return { change, rate: hasWeight ? 0 : change, mix: hasWeight ? change : 0 };
  }
  const rate = (after.of / after.over - before.of / before.over) * ((before.over / d0 + after.over / d1) / 2);
  return { change, rate, mix: change - rate };
}

type Own = Omit<Part, 'change' | 'rate' | 'mix'>;

/** The whole is no sum: what each part does to it is given. */
export function byOrders(
  own: readonly Own[],
  value: (passed: readonly boolean[]) => number | null,
  does: readonly number[],
): Parts {
  const [before, after] = [value(own.map(() => false)), value(own.map(() => true))];
  const change = difference(before, after);
  const parts = own.map((part, index): Part => ({ ...part, change: change === null ? null : (does[index] ?? 0) }));
  return { additive: false, whole: { before, after, change, ...allCases(parts) }, parts };
}

/** With titles, the greatest change first. */
export function composed(
  { additive: isSum, whole, parts }: Parts,
  title: (id: string | null) => string,
  currency: string | null | undefined,
): Decomposition {
  const named = parts.map(({ id, ...part }): MetricPart => ({ id, title: title(id), ...part }));
  const size = ({ change }: MetricPart) => Math.abs(change ?? 0);
  named.sort((a, b) => size(b) - size(a) || (a.title < b.title ? -1 : 1));
  return { additive: isSum, whole, parts: named, ...(currency === undefined || currency === null ? {} : { currency }) };
}

function quotient(of: number, over: number): number | null {
  return over === 0 ? null : of / over;
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

function cases(before: Sums, after: Sums) {
  return { casesBefore: before.n, casesAfter: after.n };
}

function allCases(parts: readonly Pick<Part, 'casesBefore' | 'casesAfter'>[]) {
  const total = (member: 'casesBefore' | 'casesAfter') => parts.reduce((sum, part) => sum + part[member], 0);
  return { casesBefore: total('casesBefore'), casesAfter: total('casesAfter') };
}
