import { isSameAmount } from '../exact-amount.ts';
import type { ReconciliationDeclaration } from './declaration.ts';
import type { SnapshotRecord } from './snapshot.ts';

/** Two records of one key that are held against each other, or one that has no counterpart. */
export interface Pair {
  readonly key: string;
  readonly left: SnapshotRecord | undefined;
  readonly right: SnapshotRecord | undefined;
  /** It has no counterpart, though its key has one: the other side has it less often. */
  readonly isRepeated: boolean;
}

/**
 * Which record of a key belongs to which: first those that are the same in all, then those of the same amount, then in their order. What is left over
 * was there more often on one side.
 */
export function pairsOf(
  {
    key,
    left,
    right,
  }: { readonly key: string; readonly left: readonly SnapshotRecord[]; readonly right: readonly SnapshotRecord[] },
  { fields = {} }: Pick<ReconciliationDeclaration, 'fields'>,
): readonly Pair[] {
  const isRepeated = left.length > 0 && right.length > 0;
  const [lefts, rights] = [[...left], [...right]];
  const pairs: Pair[] = [];
  const match = (fits: (a: SnapshotRecord, b: SnapshotRecord) => boolean) => {
    for (let index = 0; index < lefts.length; ) {
      const one = lefts[index] as SnapshotRecord;
      const at = rights.findIndex((other) => fits(one, other));
      if (at < 0) {
        index += 1;
        continue;
      }
      pairs.push({ key, left: one, right: rights[at], isRepeated: false });
      lefts.splice(index, 1);
      rights.splice(at, 1);
    }
  };
  const names = Object.keys(fields);
  const isSameMoney = (a: SnapshotRecord, b: SnapshotRecord) => a.currency === b.currency && isSameAmount(a.amount, b.amount);
  match((a, b) => isSameMoney(a, b) && names.every((name) => a.fields[name] === b.fields[name]));
  match(isSameMoney);
  match(() => true);
  return [
    ...pairs,
    ...lefts.map((one) => ({ key, left: one, right: undefined, isRepeated })),
    ...rights.map((one) => ({ key, left: undefined, right: one, isRepeated })),
  ];
}
