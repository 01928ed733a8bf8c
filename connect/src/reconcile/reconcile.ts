import type { Millis } from '@throughline/language';
import { addAmounts, amountText, type ExactAmount, isSameAmount, negated, noAmount } from '../exact-amount.ts';
import { type ReconciliationDeclaration, type SideName, toleranceOf } from './declaration.ts';
import { groups, type Snapshot } from './groups.ts';
import { type Pair, pairsOf } from './pairs.ts';
import type { SnapshotRecord } from './snapshot.ts';
import { type CurrencyTotals, Totals } from './totals.ts';

export const breakKinds = ['missing', 'extra', 'duplicate', 'mismatched'] as const;
/**
 * `missing`: on the left alone. `extra`: on the right alone. `duplicate`: a side has it more often than the other. `mismatched`: both have it, and
 * they differ.
 */
export type BreakKind = (typeof breakKinds)[number];

/** What a side says. Amounts are plain decimal numbers. */
export interface Stated {
  readonly amount: string;
  readonly currency: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Something on which the two sides do not agree. */
export interface Break {
  readonly kind: BreakKind;
  readonly key: string;
  /** Of several breaks of one key, the how manyth, from 1. With the key it names the break from run to run. */
  readonly ordinal: number;
  readonly left: Stated | null;
  readonly right: Stated | null;
  /** What differs, and which side is right about it. `amount` and `currency` beside the declared fields. */
  readonly differs: readonly { readonly field: string; readonly systemOfRecord: SideName }[];
  /** Right less left, by currency: what the break adds to the difference of the totals. */
  readonly difference: readonly { readonly currency: string; readonly amount: string }[];
  /** Whole days since the earlier of its two records; `null`: they do not say. */
  readonly ageDays: number | null;
  readonly aged: boolean;
  /** It is so young that it may still be on its way. */
  readonly inTransit: boolean;
}

/** What a comparison found. */
export interface Reconciliation {
  readonly records: { readonly left: number; readonly right: number; readonly agreed: number };
  readonly breaks: Readonly<Record<BreakKind, number>>;
  readonly aged: number;
  readonly inTransit: number;
  /** By currency, in its order. */
  readonly totals: readonly CurrencyTotals[];
  /** The breaks, what is on its way and what is within the tolerance sum to the difference of the totals in every currency. */
  readonly sums: boolean;
}

export interface ReconcileOptions {
  /** The instant to which the age of a break counts. */
  readonly asOf: Millis;
  /** Hears of each break, in the order of the keys, and is waited for. */
  readonly onBreak: (found: Break) => void | Promise<void>;
}

/**
 * Holds two snapshots against each other, each read once, in the order of its keys (code units): a sorted merge, in the memory of the records of one
 * key. Amounts are added by their digits.
 *
 * @throws SnapshotError
 */
export async function reconcile(
  left: Snapshot,
  right: Snapshot,
  declaration: ReconciliationDeclaration,
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const totals = new Totals();
  const records = { left: 0, right: 0, agreed: 0 };
  const count = { missing: 0, extra: 0, duplicate: 0, mismatched: 0 };
  let aged = 0;
  let inTransit = 0;
  const judge = judgeOf(declaration, options.asOf);
  for await (const group of groups(left, right)) {
    for (const side of ['left', 'right'] as const) {
      records[side] += group[side].length;
      for (const { amount, currency } of group[side]) totals.add(currency, side, amount);
    }
    let ordinal = 0;
    for (const pair of pairsOf(group, declaration)) {
      const { found, tolerated } = judge(pair, ordinal + 1);
      if (found === undefined) {
        records.agreed += 1;
        if (tolerated !== undefined) totals.add(tolerated.currency, 'tolerated', tolerated.amount);
        continue;
      }
      ordinal += 1;
      for (const { currency, amount } of differencesOf(pair))
        totals.add(currency, found.inTransit ? 'inTransit' : found.kind, amount);
      if (found.inTransit) inTransit += 1;
      else {
        count[found.kind] += 1;
        if (found.aged) aged += 1;
      }
      await options.onBreak(found);
    }
  }
  const lines = totals.lines();
  return {
    records,
    breaks: count,
    aged,
    inTransit,
    totals: lines,
    sums: lines.every(({ unexplained }) => /^-?0(\.0*)?$/.test(unexplained)),
  };
}

interface Judged {
  readonly found?: Break;
  readonly tolerated?: { readonly currency: string; readonly amount: ExactAmount };
}

function judgeOf(declaration: ReconciliationDeclaration, asOf: Millis): (pair: Pair, ordinal: number) => Judged {
  const { agedAfterDays = 5, settlesWithinHours = 0, systemOfRecord = 'left' } = declaration;
  const tolerance = toleranceOf(declaration);
  const recordOf = (field: string): SideName =>
    (field === 'amount' || field === 'currency' ? declaration.amount : declaration.fields?.[field])?.systemOfRecord ??
    systemOfRecord;
  return ({ key, left, right, isRepeated }, ordinal) => {
    const fields = left === undefined || right === undefined ? [] : differingFields(left, right, tolerance);
    if (left !== undefined && right !== undefined && fields.length === 0) {
      const amount = less(right.amount, left.amount);
      return isSameAmount(amount, noAmount) ? {} : { tolerated: { currency: left.currency, amount } };
    }
    const at = earliest(left?.at ?? null, right?.at ?? null);
    const ageMs = at === null ? null : Math.max(0, asOf - at);
    const isAlone = left === undefined || right === undefined;
    const inTransit = isAlone && !isRepeated && ageMs !== null && ageMs < settlesWithinHours * 3_600_000;
    const ageDays = ageMs === null ? null : Math.floor(ageMs / 86_400_000);
    return {
      found: {
        ...{
          kind: isRepeated ? 'duplicate' : left === undefined ? 'extra' : right === undefined ? 'missing' : 'mismatched',
          key,
          ordinal,
        },
        ...{ left: statedOf(left), right: statedOf(right) },
        differs: fields.map((field) => ({ field, systemOfRecord: recordOf(field) })),
        difference: differencesOf({ left, right }).map(({ currency, amount }) => ({ currency, amount: amountText(amount, 2) })),
        ...{ ageDays, inTransit, aged: !inTransit && ageDays !== null && ageDays >= agedAfterDays },
      },
    };
  };
}

function differingFields(left: SnapshotRecord, right: SnapshotRecord, tolerance: ExactAmount): readonly string[] {
  const isOtherCurrency = left.currency !== right.currency;
  return [
    ...(isOtherCurrency ? ['currency'] : []),
    ...(isBeyond(less(right.amount, left.amount), tolerance) ? ['amount'] : []),
    ...Object.keys(left.fields).filter((name) => left.fields[name] !== right.fields[name]),
  ];
}

function isBeyond(difference: ExactAmount, tolerance: ExactAmount): boolean {
  const size = difference.digits < 0n ? negated(difference) : difference;
  return less(size, tolerance).digits > 0n;
}

/** Right less left; in two currencies each for itself. */
function differencesOf({ left, right }: Pick<Pair, 'left' | 'right'>) {
  if (left !== undefined && right?.currency === left.currency)
    return [{ currency: left.currency, amount: less(right.amount, left.amount) }];
  return [
    ...(left === undefined ? [] : [{ currency: left.currency, amount: negated(left.amount) }]),
    ...(right === undefined ? [] : [{ currency: right.currency, amount: right.amount }]),
  ];
}

const less = (a: ExactAmount, b: ExactAmount) => addAmounts(a, negated(b));
const earliest = (a: Millis | null, b: Millis | null) => (a === null ? b : b === null ? a : Math.min(a, b));

function statedOf(record: SnapshotRecord | undefined): Stated | null {
  if (record === undefined) return null;
  const { amount, currency, fields } = record;
  return { amount: amountText(amount, 2), currency, fields };
}
