import { roundToSum } from '../../format/number.ts';

export interface DeltaPart {
  readonly id: string;
  readonly title: string;
  /** null: there was nothing. */
  readonly before: number | null;
  readonly after: number | null;
  /** What it brings to the change of the whole, where that is not its own change: of shares and means. */
  readonly brings?: number;
}

export interface DeltaRow extends DeltaPart {
  /** After less before, as both are shown; or what it brings to the change of the whole. */
  readonly change: number;
}

interface Whole {
  readonly before: number;
  readonly after: number;
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
 * @param given the whole, where the parts need not sum to it: then only what they bring to its change does
 */
export function deltasOf(parts: readonly DeltaPart[], digits: number, given?: Whole): Deltas {
  return given === undefined || addsUp(parts, given) ? addedUp(parts, digits) : broughtBy(parts, digits, given);
}

/** Whether the parts sum to the whole: amounts and days do, shares and means do not. */
export function addsUp(parts: readonly DeltaPart[], { before, after }: Whole): boolean {
  const sum = (of: (part: DeltaPart) => number | null) => parts.reduce((total, part) => total + (of(part) ?? 0), 0);
  const isNear = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
  return (
    isNear(
      sum((part) => part.before),
      before,
    ) &&
    isNear(
      sum((part) => part.after),
      after,
    )
  );
}

/** The values are the parts' own; what they bring to the change of the whole sums to it. */
function broughtBy(parts: readonly DeltaPart[], digits: number, { before, after }: Whole): Deltas {
  const brought = roundToSum(
    parts.map((part) => part.brings ?? (part.after ?? 0) - (part.before ?? 0)),
    digits,
  );
  const rows = parts.map((part, index): DeltaRow => ({ ...part, change: brought[index] ?? 0 }));
  const change = Number(brought.reduce((total, value) => total + value, 0).toFixed(digits));
  return { rows, whole: { before, after, change }, most: mostOf(rows) };
}

function mostOf(rows: readonly DeltaPart[]): number {
  return Math.max(...rows.flatMap((row) => [Math.abs(row.before ?? 0), Math.abs(row.after ?? 0)]), 0);
}

function addedUp(parts: readonly DeltaPart[], digits: number): Deltas {
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
  return { rows, whole: { before: was, after: is, change: less(is, was) }, most: mostOf(rows) };
}
