import type { Database } from '../database.ts';
import { markAnchored, readUnanchored } from '../sql/seals.ts';
import type { Anchor } from './anchor.ts';

const sealsAtOnce = 100;

/**
 * Gives the anchor the next seals that it does not have, in their order; returns how many it took. Two at once, or one who crashed in
 * between, give it a seal twice: it is the same line.
 *
 * @throws EngineError anchor-failed
 */
export async function anchorSeals(database: Database, anchor: Anchor): Promise<number> {
  let taken = 0;
  for (const { upto: _, anchoredAt: __, ...seal } of await readUnanchored(database, sealsAtOnce)) {
    await anchor.keep(seal);
    await markAnchored(database, [seal.number]);
    taken += 1;
  }
  return taken;
}
