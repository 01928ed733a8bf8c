import { createEngine } from '@throughline/engine';
import type pg from 'pg';
import { withDurableDatabase } from './durable-database.ts';
import { lend, loan } from './loan-cases.ts';
import { type Benchmark, compare, time } from './measure.ts';
import { makePeerTables, sendTransactions, takeBatches, transitions } from './row-batches.ts';

const count = 10_000;
/** As many as the engine claims in one transaction. */
const batchSize = 500;
const tables = ['case_', 'case_data', 'event'];

/**
 * 10,000 cases that are due at once, by one worker: claimed, decided, recorded. Beside it, set-oriented SQL that locks the same cases,
 * updates the same columns and inserts the same events, with nothing looked for or decided, and all hashes given.
 */
export const engineDeadlines: Benchmark = {
  name: 'engine.deadlines',
  run: () =>
    withDurableDatabase(async (pool) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([loan], { by: 'bench' });
      await makePeerTables(pool, tables);
      const options = { unit: 'deadlines/s', peer: 'set-oriented SQL: lock, update, insert the same columns', rounds: 5 };
      const measured = await compare('engine.deadlines', options, async (round) => {
        await bear(pool, engine, round);
        const ours = await time(async () => {
          while ((await engine.runDeadlines()) > 0);
          return count;
        });
        const transactions = await statementsOf(pool, round);
        const peer = await time(async () => {
          await sendTransactions(pool, transactions);
          return count;
        });
        return { ours, peer };
      });
      return { ...measured, note: `${(count / measured.value).toFixed(2)} s for ${count.toLocaleString('en')} due at once` };
    }),
};

/** Cases that are due as soon as they are born; as they are then, they are copied for the peer. */
async function bear(pool: pg.Pool, engine: ReturnType<typeof createEngine>, round: number): Promise<void> {
  const lentOn = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  const names = Array.from({ length: count }, (_, index) => `${round}-${String(index).padStart(6, '0')}`);
  for (let from = 0; from < count; from += 1000)
    await engine.dispatch(names.slice(from, from + 1000).map((name) => lend(name, lentOn)));
  for (const table of tables) {
    await pool.query(`truncate peer.${table}`);
    await pool.query(`insert into peer.${table} select t.* from throughline.${table} t where ${ofRound(table, round)}`);
  }
  await pool.query('vacuum analyze');
}

function ofRound(table: string, round: number): string {
  const id = table === 'event' ? 'case_id' : 'id';
  return `exists (select 1 from throughline.case_data k where k.bucket = t.bucket and k.id = t.${id} and k.key like '${round}-%')`;
}

async function statementsOf(pool: pg.Pool, round: number) {
  const byKey = (id: string) => `(select d.key from throughline.case_data d where d.bucket = t.bucket and d.id = t.${id})`;
  const [cases, data, events] = await Promise.all([
    takeBatches(pool, 'case_', { having: ofRound('case_', round), order: byKey('id'), size: batchSize }),
    takeBatches(pool, 'case_data', { having: ofRound('case_data', round), order: 't.key', size: batchSize }),
    takeBatches(pool, 'event', {
      having: `t.seq = 2 and ${ofRound('event', round)}`,
      order: byKey('case_id'),
      size: batchSize,
    }),
  ]);
  if (cases.length * batchSize !== count || events.length !== cases.length)
    throw new Error(`Not each of ${count} cases fired once`);
  return transitions({ cases, data, events });
}
