import type { Millis } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { MerkleRoot } from '../seals/merkle-root.ts';
import { countSpan, readLeaves, spanSettings } from '../seals/read-leaves.ts';
import type { Span } from '../seals/span.ts';
import { readSeals, type StoredSeal } from '../sql/seals.ts';
import { SealChain, type SealExpectations } from './check-seal.ts';
import type { Findings } from './finding.ts';

/** How far the log is protected by seals. */
export interface SealsVerdict {
  /** Seals are numbered from 1 on. */
  readonly seals: number;
  readonly last: { readonly number: number; readonly hash: string; readonly sealedAt: Millis } | null;
  /** The public keys that signed. */
  readonly keys: readonly string[];
  /** Events that retention has removed: only their hashes are left. */
  readonly retired: number;
  /** The last seal that is known outside; 0: none. */
  readonly outside: number;
  /** Events that lie in seals, but in none that is known outside. */
  readonly onlyInside: number;
  /** Events that no seal holds yet: how many, or at least a million; and when the first was recorded. */
  readonly unsealed: { readonly events: number; readonly isMore: boolean; readonly oldest: Millis | null };
}

const countMax = 1_000_000;
const begin = `begin isolation level repeatable read read only; ${spanSettings}`;

/** Recomputes every seal from the events that it holds. */
export async function verifySeals(
  database: Database,
  findings: Findings,
  { signal, ...expected }: SealExpectations & { readonly signal?: AbortSignal },
): Promise<SealsVerdict> {
  const chain = new SealChain(findings, expected);
  let seals = 0;
  let retired = 0;
  let onlyInside = 0;
  let anchored = 0;
  let before: StoredSeal | undefined;
  for (;;) {
    const page = await readSeals(database, { after: before?.number ?? 0, limit: 1000 });
    for (const seal of page) {
      signal?.throwIfAborted();
      const { upto, anchoredAt, ...signed } = seal;
      chain.take(signed);
      const span = { upto, ...(before === undefined ? {} : { after: before.upto }) };
      retired += await inTransaction(database, (client) => checkRoot(client, seal, span, findings), begin);
      seals += 1;
      // Without an anchor at hand, what the database says of it has to do.
      if (expected.outside === undefined && anchoredAt !== null) anchored = seal.number;
      onlyInside = Math.max(anchored, chain.lastOutside) === seal.number ? 0 : onlyInside + seal.events;
      before = seal;
    }
    if (page.length === 0) break;
  }
  chain.end();
  const { events, oldest } = await inTransaction(
    database,
    (client) => countSpan(client, before === undefined ? {} : { after: before.upto }, countMax + 1),
    begin,
  );
  return {
    seals,
    last: before === undefined ? null : { number: before.number, hash: before.hash, sealedAt: before.sealedAt },
    keys: [...chain.keysSeen],
    retired,
    outside: Math.max(anchored, chain.lastOutside),
    onlyInside,
    unsealed: { events: Math.min(events, countMax), isMore: events > countMax, oldest },
  };
}

/** Returns how many of its events were retired. */
async function checkRoot(client: Client, seal: StoredSeal, span: Span, findings: Findings): Promise<number> {
  const tree = new MerkleRoot();
  let retired = 0;
  for await (const leaves of readLeaves(client, span, seal.number))
    for (const leaf of leaves) {
      tree.add(leaf.hash);
      if (leaf.isRetired) retired += 1;
    }
  if (tree.leaves !== seal.events)
    findings.add('root-differs', { seal: seal.number }, `${seal.events} events were sealed, ${tree.leaves} are there`);
  else if (tree.root() !== seal.root) findings.add('root-differs', { seal: seal.number });
  return retired;
}
