import { createEngine } from '@throughline/engine';
import pg from 'pg';
import { accept, hop, parcel } from './parcel-flow.ts';

/*
 * The program that `engine.soak` watches: an engine and nothing else in a process of its own. It sends the rate and the largest memory of
 * each stretch of 100,000 transitions.
 */

const cases = 10_000;
const batchSize = 1000;
const stretch = 100_000;

export interface Stretch {
  readonly rate: number;
  /** Resident, in MB. */
  readonly memory: number;
}

const [connectionString, stretches] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 4, pipeline: true });
const engine = createEngine({ database: pool });
await engine.deploy([parcel], { by: 'bench' });
const names = Array.from({ length: cases }, (_, index) => String(index).padStart(6, '0'));
const batches = Array.from({ length: cases / batchSize }, (_, batch) => names.slice(batch * batchSize, (batch + 1) * batchSize));
for (const batch of batches) await engine.dispatch(batch.map(accept));
for (let nth = 0; nth < Number(stretches); nth += 1) process.send?.(await run());
await pool.end();
process.disconnect?.();

async function run(): Promise<Stretch> {
  const begun = performance.now();
  let memory = 0;
  for (let done = 0; done < stretch; done += cases)
    for (const batch of batches) {
      const results = await engine.dispatch(batch.map(hop));
      if (results.some(({ outcome }) => outcome !== 'applied')) throw new Error('A transition was not applied');
      memory = Math.max(memory, process.memoryUsage.rss() / 2 ** 20);
    }
  return { rate: (stretch / (performance.now() - begun)) * 1000, memory };
}
