// Runs as a process of its own: `node host.ts <orders as JSON>`. It runs an engine, does what its parent asks for, and may be told to kill itself
// or others at a statement.
import pg from 'pg';
import type { Orders, Said } from './hosts.ts';
import { strikingDatabase } from './strike.ts';
import { openHand, type Work } from './work.ts';

const { url, place, strike, ...options } = JSON.parse(process.argv[2] ?? '') as Orders;
const pool = new pg.Pool({ connectionString: url, max: 6, pipeline: true } as pg.PoolConfig);
// As the product's server does; the next query tells it.
pool.on('error', () => undefined);
pool.on('connect', (client) => client.on('error', () => undefined));
const { database, seen } = strikingDatabase(pool, place, strike);
const hand = openHand({ ...options, database });

function say(said: Said): void {
  process.send?.(said);
}

process.on('message', ({ id, work }: { readonly id: number; readonly work: Work }) => {
  hand.carryOut(work).then(
    (results) => say({ id, results, seen: [...seen] }),
    (error: unknown) => say({ id, error: error instanceof Error ? error.message : String(error), seen: [...seen] }),
  );
});
process.on('disconnect', () => process.exit(0));
say({ id: 0, seen: [] });
