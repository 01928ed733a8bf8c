import { roundToSum } from '../../format/number.ts';

export interface DeltaPart {
  readonly id: string;
  readonly title: string;
  /** null: there was nothing. */
  readonly before: number | null;
  readonly after: number | null;
}

export interface DeltaRow extends DeltaPart {
  /** After less before, as both are shown. */
  readonly change: number;
}

export interface Deltas {
  readonly rows: readonly DeltaRow[];
  readonly whole: { readonly before: number; readonly after: number; readonly change: number };
  /** The longest bar. */
  readonly most: number;
}

/**
 * Rounds parts so that what is shown adds up both ways: down each column to the whole, and across each row to its change.
 *
 * @param digits decimals of what is shown
 */
export function deltasOf(parts: readonly DeltaPart[], digits: number): Deltas {
  const before = roundToSum(
    parts.map((part) => part.before ?? 0),
    digits,
  );
  const after = roundToSum(
    parts.map((part) => part.after ?? 0),
    digits,
  );
  const less = (a: number, b: number) => Number((a - b).toFixed(digits));
  const sum = (all: readonly number[]) => Number(all.reduce((total, value) => total + value, 0).toFixed(digits));
  const rows = parts.map((part, index): DeltaRow => {
    const [was, is] = [before[index] ?? 0, after[index] ?? 0];
    return { ...part, before: part.before === null ? null : was, after: part.after === null ? null : is, change: less(is, was) };
  });
  const [was, is] = [sum(before), sum(after)];
  const most = Math.max(...rows.flatMap((row) => [Math.abs(row.before ?? 0), Math.abs(row.after ?? 0)]), 0);
  return { rows, whole: { before: was, after: is, change: less(is, was) }, most };
}
