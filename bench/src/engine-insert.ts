import { createEngine } from '@throughline/engine';
import { withDurableDatabase } from './durable-database.ts';
import { type Benchmark, compare, time } from './measure.ts';
import { accept, parcel } from './parcel-flow.ts';
import { insertStatement, makePeerTables, sendTransactions, takeBatches } from './row-batches.ts';

const batchSize = 1000;
const batches = 10;
const tables = ['case_', 'case_data', 'event', 'receipt'] as const;

/** Births: 1,000 a batch, with receipts. Beside it, the same rows inserted by `unnest` into the same tables, hashes and all given. */
export const engineInsert: Benchmark = {
  name: 'engine.insert',
  run: () =>
    withDurableDatabase(async (pool) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([parcel], { by: 'bench' });
      await engine.source('bench', { liveFrom: 0 });
      await makePeerTables(pool, tables);
      return compare('engine.insert', { unit: 'births/s', peer: 'unnest insert of the same rows', rounds: 5 }, async (round) => {
        const ours = await time(async () => {
          for (let batch = 0; batch < batches; batch += 1) {
            const names = Array.from({ length: batchSize }, (_, index) => `${round}/${batch}/${index}`);
            const results = await engine.dispatch(
              names.map((name) => ({ ...accept(name), receipt: { source: 'bench', key: name } })),
            );
            if (results.some(({ outcome }) => outcome !== 'applied')) throw new Error('A birth was not applied');
          }
          return batchSize * batches;
        });
        const transactions = await rowsOfRound(pool, round);
        const peer = await time(async () => {
          await sendTransactions(pool, transactions);
          return batchSize * batches;
        });
        return { ours, peer };
      });
    }),
};

async function rowsOfRound(pool: Parameters<typeof takeBatches>[0], round: number) {
  const ofRound = `in (select d.id from throughline.case_data d where d.key like '${round}/%')`;
  const byTable = await Promise.all(
    tables.map((table) => {
      const id = table === 'case_' || table === 'case_data' ? 'id' : 'case_id';
      const order = `(select d.key from throughline.case_data d where d.bucket = t.bucket and d.id = t.${id})`;
      return takeBatches(pool, table, { having: `t.${id} ${ofRound}`, order, size: batchSize });
    }),
  );
  return Array.from({ length: batches }, (_, batch) =>
    byTable.flatMap((rows) => (rows[batch] === undefined ? [] : [insertStatement(rows[batch])])),
  );
}
