import { createEngine } from '@throughline/engine';
import { withDurableDatabase } from './durable-database.ts';
import { type Benchmark, compare, time } from './measure.ts';
import { accept, hop, parcel } from './parcel-flow.ts';
import { makePeerTables, sendTransactions, takeBatches, transitions } from './row-batches.ts';

const batchSize = 1000;
const batches = 10;

/**
 * Transitions of existing cases, 1,000 a batch, one connection. Beside it, set-oriented SQL that locks the same cases, updates the
 * same columns and inserts the same events, with nothing decided and all hashes given: the limit to approach.
 */
export const engineDispatch: Benchmark = {
  name: 'engine.dispatch',
  run: () =>
    withDurableDatabase(async (pool) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([parcel], { by: 'bench' });
      const names = Array.from({ length: batchSize * batches }, (_, index) => String(index).padStart(6, '0'));
      const inBatches = Array.from({ length: batches }, (_, batch) => names.slice(batch * batchSize, (batch + 1) * batchSize));
      for (const batch of inBatches) await engine.dispatch(batch.map(accept));
      await makePeerTables(pool, ['case_', 'case_data', 'event']);
      for (const table of ['case_', 'case_data', 'event'])
        await pool.query(`insert into peer.${table} select * from throughline.${table}`);
      await pool.query('vacuum analyze');
      const options = { unit: 'transitions/s', peer: 'set-oriented SQL: lock, update, insert the same columns', rounds: 6 };
      return compare('engine.dispatch', options, async (round) => {
        const ours = await time(async () => {
          for (const batch of inBatches) {
            const results = await engine.dispatch(batch.map(hop));
            if (results.some(({ outcome }) => outcome !== 'applied')) throw new Error('A transition was not applied');
          }
          return names.length;
        });
        const transactions = await statementsOfRound(pool, round + 2);
        const peer = await time(async () => {
          await sendTransactions(pool, transactions);
          return names.length;
        });
        return { ours, peer };
      });
    }),
};

async function statementsOfRound(pool: Parameters<typeof takeBatches>[0], seq: number) {
  const byKey = (id: string) => `(select d.key from throughline.case_data d where d.bucket = t.bucket and d.id = t.${id})`;
  const [cases, data, events] = await Promise.all([
    takeBatches(pool, 'case_', { having: 'true', order: byKey('id'), size: batchSize }),
    takeBatches(pool, 'case_data', { having: 'true', order: 't.key', size: batchSize }),
    takeBatches(pool, 'event', { having: `t.seq = ${seq}`, order: byKey('case_id'), size: batchSize }),
  ]);
  return transitions({ cases, data, events });
}
