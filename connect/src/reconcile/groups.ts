import type { SideName } from './declaration.ts';
import type { SnapshotRecord } from './snapshot.ts';

/** Records of one side. */
export type Snapshot = AsyncIterable<SnapshotRecord> | Iterable<SnapshotRecord>;

const problems = {
  'snapshot-unsorted': 'are not in the order of their keys',
  'key-crowded': 'are more than 1,000 of one key, which does not tell them apart',
} as const;

/** A stream that cannot be merged. What was found before it is not to be used. */
export class SnapshotError extends Error {
  readonly code: keyof typeof problems;
  readonly side: SideName;
  readonly key: string;

  constructor(code: keyof typeof problems, { side, key }: { readonly side: SideName; readonly key: string }) {
    super(`The records of the ${side} side ${problems[code]}, at ${key}`);
    this.code = code;
    this.side = side;
    this.key = key;
  }
}

/** What both sides have of one key. */
export interface Group {
  readonly key: string;
  readonly left: readonly SnapshotRecord[];
  readonly right: readonly SnapshotRecord[];
}

/** Both sides, key by key: a sorted merge. @throws SnapshotError */
export async function* groups(left: Snapshot, right: Snapshot): AsyncGenerator<Group> {
  const [lefts, rights] = [runs(left, 'left'), runs(right, 'right')];
  try {
    let [a, b] = [await lefts.next(), await rights.next()];
    while (!a.done || !b.done) {
      const isLeftFirst = b.done || (!a.done && a.value.key < b.value.key);
      const { key } = (isLeftFirst ? a : b).value as Run;
      const [atLeft, atRight] = [!a.done && a.value.key === key, !b.done && b.value.key === key];
      yield { key, left: atLeft ? (a.value as Run).records : [], right: atRight ? (b.value as Run).records : [] };
      if (atLeft) a = await lefts.next();
      if (atRight) b = await rights.next();
    }
  } finally {
    await lefts.return(undefined);
    await rights.return(undefined);
  }
}

interface Run {
  readonly key: string;
  readonly records: readonly SnapshotRecord[];
}

/** More of one key on one side are a wrong key, not that many duplicates. */
const recordsOfKeyMax = 1000;

async function* runs(snapshot: Snapshot, side: SideName): AsyncGenerator<Run, undefined> {
  let key: string | undefined;
  let records: SnapshotRecord[] = [];
  for await (const record of snapshot) {
    if (key !== undefined && record.key < key) throw new SnapshotError('snapshot-unsorted', { side, key: record.key });
    if (key !== undefined && record.key !== key) {
      yield { key, records };
      records = [];
    }
    key = record.key;
    if (records.length >= recordsOfKeyMax) throw new SnapshotError('key-crowded', { side, key });
    records.push(record);
  }
  if (key !== undefined) yield { key, records };
  return undefined;
}
