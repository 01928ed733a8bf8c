import { createEngine, type Engine } from '@throughline/engine';
import { withDurableDatabase } from './durable-database.ts';
import { insertLoans, loan } from './loan-cases.ts';
import { type Benchmark, compare, time } from './measure.ts';
import { accept, hop, parcel } from './parcel-flow.ts';

const swept = 1_000_000;
const batchSize = 1000;
const batches = 20;
const decided = { flow: 'loan', by: 'bench', reason: 'measured' };

/**
 * A parameter is changed so that a million cases are due earlier, each of them; meanwhile, others are moved by commands, 1,000 a batch.
 * Beside it, the same commands while the sweep stands still.
 */
export const engineSweep: Benchmark = {
  name: 'engine.sweep',
  run: () =>
    withDurableDatabase(async (pool) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([parcel, loan], { by: 'bench' });
      await engine.changeParameters({ ...decided, values: { remindAfter: 3900 } });
      await insertLoans(pool, engine, swept);
      const seconds = await sweepAlone(engine, 3800);
      const dispatched = await dispatching(engine);
      await engine.changeParameters({ ...decided, values: { remindAfter: 3700 } });
      const options = { unit: 'transitions/s', peer: 'the same while the sweep stands still', rounds: 5 };
      const measured = await compare('engine.sweep', options, async () => {
        const workers = engine.start();
        const ours = await time(dispatched);
        const [sweep] = await engine.sweeps();
        await workers.stop();
        if (sweep?.finishedAt !== null) throw new Error('The sweep was over before it was measured');
        return { ours, peer: await time(dispatched) };
      });
      const busy = (await engine.sweeps())[0]?.lookedAt ?? 0;
      const note = `${swept.toLocaleString('en')} wake-ups moved in ${seconds.toFixed(1)} s with nothing else to do; ${busy.toLocaleString('en')} beside ${(batches * batchSize * 6).toLocaleString('en')} transitions`;
      return { ...measured, note };
    }),
};

async function sweepAlone(engine: Engine, remindAfter: number): Promise<number> {
  const start = performance.now();
  await engine.changeParameters({ ...decided, values: { remindAfter } });
  await engine.settle();
  const [sweep] = await engine.sweeps();
  if (sweep?.finishedAt === null || (sweep?.lowered ?? 0) < swept)
    throw new Error(`Not all were moved: ${JSON.stringify(sweep)}`);
  return (performance.now() - start) / 1000;
}

async function dispatching(engine: Engine): Promise<() => Promise<number>> {
  const names = Array.from({ length: batchSize * batches }, (_, index) => String(index).padStart(6, '0'));
  const inBatches = Array.from({ length: batches }, (_, batch) => names.slice(batch * batchSize, (batch + 1) * batchSize));
  for (const batch of inBatches) await engine.dispatch(batch.map(accept));
  return async () => {
    for (const batch of inBatches) await engine.dispatch(batch.map(hop));
    return names.length;
  };
}
