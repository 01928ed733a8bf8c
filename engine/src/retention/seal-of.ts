import type { Queryable } from '../database.ts';
import type { Snapshot } from '../seals/span.ts';
import { readSeals } from '../sql/seals.ts';

/** Which seal an event lies in, by the transaction that wrote it; `undefined`: none yet. */
export type SealOf = (xact: string | null) => number | undefined;

const sealsAtOnce = 1000;

/** Knows the seals up to one. What one seal has seen, the later ones have too: so it is found by halving. */
export async function readSealOf(client: Queryable, upto: number): Promise<SealOf> {
  const snapshots: Snapshot[] = [];
  while (snapshots.length < upto) {
    const seals = await readSeals(client, { after: snapshots.length, limit: Math.min(sealsAtOnce, upto - snapshots.length) });
    if (seals.length === 0) break;
    snapshots.push(...seals.map((seal) => seal.upto));
  }
  return (xact) => {
    if (xact === null) return snapshots.length === 0 ? undefined : 1;
    const number = BigInt(xact);
    let low = 0;
    let high = snapshots.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isSeen(snapshots[middle] as Snapshot, number)) high = middle;
      else low = middle + 1;
    }
    return low < snapshots.length ? low + 1 : undefined;
  };
}

function isSeen({ xmax, running }: Snapshot, number: bigint): boolean {
  return number < xmax && !running.includes(number);
}
