import { type Client, type Database, inTransaction } from '../database.ts';
import { readSnapshot } from '../sql/log-numbering.ts';
import { readInstant } from '../sql/read-moment.ts';
import { insertSeal, readLastSeal } from '../sql/seals.ts';
import { MerkleRoot } from './merkle-root.ts';
import { requireOwnNumbers } from './numbering.ts';
import { readBoundary, readLeaves, spanSettings } from './read-leaves.ts';
import { type SignedSeal, sealStart } from './seal.ts';
import { type Signer, signSeal } from './signer.ts';
import { type Snapshot, type Span, snapshotBelow } from './span.ts';

/** A longer stretch becomes several seals, so that none of them is read for long. */
export const sealEventsMax = 250_000;

/**
 * Read committed: what a snapshot says is visible, every later statement of the transaction sees. It waits for the disk: a seal that
 * somebody outside has got must not be gone after a crash, nor the events in it.
 */
const begin = `begin isolation level read committed; set local synchronous_commit = on; set local statement_timeout = '10min'; ${spanSettings}`;

/**
 * Seals what became visible since the last seal. The difference of two snapshots misses no event, in whatever order transactions
 * commit, and waits for none of them: what is still running lies in a later seal. `undefined`: there is nothing new, or another sealer
 * is at work.
 *
 * @throws EngineError log-numbering-lost
 */
export function takeSeal(
  database: Database,
  signer: Signer,
  { eventsMax = sealEventsMax }: { readonly eventsMax?: number } = {},
): Promise<SignedSeal | undefined> {
  return inTransaction(
    database,
    async (client) => {
      if (!(await isOnlySealer(client))) return undefined;
      const last = await readLastSeal(client);
      const now = await readSnapshot(client);
      if (last !== undefined) requireOwnNumbers(now, last.upto);
      const upto = await boundedUpto(client, last?.upto, now, eventsMax);
      const tree = await treeOf(client, { ...(last === undefined ? {} : { after: last.upto }), upto });
      if (tree.leaves === 0) return undefined;
      const seal = {
        number: (last?.number ?? 0) + 1,
        previous: last?.hash ?? sealStart,
        root: tree.root(),
        events: tree.leaves,
        sealedAt: (await readInstant(client)).now,
        key: signer.key,
      };
      const signed = await signSeal(seal, signer);
      await insertSeal(client, signed, upto);
      return signed;
    },
    begin,
  );
}

/** Held until the transaction ends. Whoever gets it after another sealer sees that one's seal: the snapshot is taken behind it. */
async function isOnlySealer(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>({ text: 'select pg_try_advisory_xact_lock(7302119) as locked' });
  return rows[0]?.locked === true;
}

/** Below the oldest transaction that runs, all are over, so a seal may end anywhere there. */
async function boundedUpto(client: Client, after: Snapshot | undefined, now: Snapshot, events: number): Promise<Snapshot> {
  const boundary = await readBoundary(client, { from: after?.xmax ?? 0n, below: now.xmin, events });
  return boundary === undefined ? now : snapshotBelow(boundary);
}

async function treeOf(client: Client, span: Span): Promise<MerkleRoot> {
  const tree = new MerkleRoot();
  for await (const leaves of readLeaves(client, span)) for (const { hash } of leaves) tree.add(hash);
  return tree;
}
