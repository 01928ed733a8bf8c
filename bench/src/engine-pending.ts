import { createEngine } from '@throughline/engine';
import type pg from 'pg';
import { withDurableDatabase } from './durable-database.ts';
import { insertLoans, loan } from './loan-cases.ts';
import { type Benchmark, compare, type Timed, time } from './measure.ts';
import { accept, hop, parcel } from './parcel-flow.ts';

const pending = 1_000_000;
const batchSize = 1000;
const batches = 10;

/** Transitions of 10,000 cases, 1,000 a batch, beside a million others that wait for a deadline, and without them. */
export const enginePending: Benchmark = {
  name: 'engine.pending',
  run: () =>
    withDurableDatabase((full) =>
      withDurableDatabase(async (empty) => {
        const [beside, alone] = [await prepare(full, pending), await prepare(empty, 0)];
        const options = { unit: 'transitions/s', peer: 'the same without the million', rounds: 5 };
        const measured = await compare('engine.pending', options, async () => ({ ours: await beside(), peer: await alone() }));
        return { ...measured, note: `${pending.toLocaleString('en')} pending, written by SQL, without events and rows of lists` };
      }),
    ),
};

async function prepare(pool: pg.Pool, count: number): Promise<() => Promise<Timed>> {
  const engine = createEngine({ database: pool });
  await engine.deploy([parcel, loan], { by: 'bench' });
  if (count > 0) await insertLoans(pool, engine, count);
  const names = Array.from({ length: batchSize * batches }, (_, index) => String(index).padStart(6, '0'));
  const inBatches = Array.from({ length: batches }, (_, batch) => names.slice(batch * batchSize, (batch + 1) * batchSize));
  for (const batch of inBatches) await engine.dispatch(batch.map(accept));
  await pool.query('vacuum analyze');
  return () =>
    time(async () => {
      for (const batch of inBatches) {
        const results = await engine.dispatch(batch.map(hop));
        if (results.some(({ outcome }) => outcome !== 'applied')) throw new Error('A transition was not applied');
        if ((await engine.runDeadlines()) > 0) throw new Error('Something was due');
      }
      return names.length;
    });
}
