import { createEngine } from '@throughline/engine';
import { withDurableDatabase } from './durable-database.ts';
import type { Benchmark } from './measure.ts';
import { accept, hop, parcel } from './parcel-flow.ts';

const cases = 10_000;
const batchSize = 1000;
const stretch = 100_000;
const stretches = 10;
/** One stretch is run before, so that the first that counts is not the one in which everything is cold. */
const warmUp = 1;

/** A million transitions in one process: whether it slows down, and whether its memory grows. Beside the last stretch, the first. */
export const engineSoak: Benchmark = {
  name: 'engine.soak',
  run: () =>
    withDurableDatabase(async (pool) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([parcel], { by: 'bench' });
      const names = Array.from({ length: cases }, (_, index) => String(index).padStart(6, '0'));
      const batches = Array.from({ length: cases / batchSize }, (_, batch) =>
        names.slice(batch * batchSize, (batch + 1) * batchSize),
      );
      for (const batch of batches) await engine.dispatch(batch.map(accept));
      const rates: number[] = [];
      const memory: number[] = [];
      for (let nth = -warmUp; nth < stretches; nth += 1) {
        const begun = performance.now();
        for (let done = 0; done < stretch; done += cases)
          for (const batch of batches) {
            const results = await engine.dispatch(batch.map(hop));
            if (results.some(({ outcome }) => outcome !== 'applied')) throw new Error('A transition was not applied');
            if (nth >= 0) memory.push(process.memoryUsage.rss() / 2 ** 20);
          }
        if (nth >= 0) rates.push((stretch / (performance.now() - begun)) * 1000);
      }
      const [first = 0, last = 0] = [rates[0], rates.at(-1)];
      const half = memory.length / 2;
      const [early, late] = [Math.max(...memory.slice(0, half)), Math.max(...memory.slice(half))];
      return {
        name: 'engine.soak',
        value: Math.round(last),
        unit: 'transitions/s of the last 100,000 of 1,000,000',
        peer: Math.round(first),
        peerName: 'the first 100,000',
        ratio: Number((last / first).toFixed(3)),
        rounds: 1,
        spread: [Number((Math.min(...rates) / first).toFixed(3)), Number((Math.max(...rates) / first).toFixed(3))],
        note: `memory at most ${early.toFixed(0)} MB in the first half, ${late.toFixed(0)} MB in the second`,
      };
    }),
};
