import { createEngine } from '@throughline/engine';
import { withDurableDatabase } from './durable-database.ts';
import { inFlight } from './in-flight.ts';
import { type Benchmark, compare } from './measure.ts';
import { accept, hop, parcel } from './parcel-flow.ts';
import { type PeerName, startPeer } from './peers.ts';

const steps = 6;
const width = 128;

/**
 * Things that go through six durable transitions each, driven from outside, 128 at a time: ours by single submissions, a peer's as its
 * documentation has it, on the same server in the same run.
 */
export const enginePeers: readonly Benchmark[] = [
  against('pg-boss', { ours: 2000, theirs: 256, peer: 'pg-boss: a job a step, batched, transactional, polled' }),
  against('pg-boss.notify', { ours: 2000, theirs: 2000, peer: 'pg-boss: the same, woken by NOTIFY' }),
  against('dbos', { ours: 2000, theirs: 128, peer: 'DBOS: a workflow a thing, a step a transition' }),
];

function against(name: PeerName, { ours, theirs, peer }: { ours: number; theirs: number; peer: string }): Benchmark {
  const run = () =>
    withDurableDatabase(async (pool, connectionString) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([parcel], { by: 'bench' });
      const other = await startPeer(name, connectionString);
      const through = async (key: string) => {
        for (let step = 0; step < steps; step += 1) {
          const { outcome } = await engine.submit(step === 0 ? accept(key) : hop(key));
          if (outcome !== 'applied') throw new Error('A transition was not applied');
        }
      };
      try {
        return await compare(
          `engine.peer.${name}`,
          { unit: 'transitions/s at 128 in flight', peer, rounds: 5 },
          async (round) => {
            const keys = Array.from({ length: ours }, (_, index) => `${round}/${index}`);
            const { milliseconds } = await inFlight(width, keys, through);
            return { ours: { count: ours * steps, milliseconds }, peer: await other.round(theirs, width) };
          },
        );
      } finally {
        await other.end();
      }
    });
  return { name: `engine.peer.${name}`, run };
}
