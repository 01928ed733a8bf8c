import { type CaseTable, findPattern } from '@throughline/insight';
import { type Benchmark, compare, time } from '../measure.ts';
import { plantedClasses, type WorldClass } from './classes.ts';
import { worldOf } from './world.ts';

const cases = { before: 700_000, after: 300_000 };
const rounds = 3;

/** A million cases with a cause of two attributes, 999 redraws. Beside it the limit: to read the columns once and count each case in its cell. */
export const insightDiagnose: Benchmark = {
  name: 'insight.diagnose',
  run: async () => {
    const planted = plantedClasses.find(({ name }) => name === 'diagnosis.planted.2') as WorldClass;
    const { table } = worldOf({ ...planted, ...cases }, 1);
    let slowest = 0;
    const processor: number[] = [];
    const measurement = await compare(
      'insight.diagnose',
      { unit: 'cases/s', peer: 'counting the cases by their columns', rounds },
      async () => {
        const peer = await time(async () => counted(table));
        const started = process.cpuUsage();
        const ours = await time(async () => {
          if (findPattern(table, { seed: 1 }).verdict !== 'pattern') throw new Error('The planted cause was not found.');
          return table.size;
        });
        const { user, system } = process.cpuUsage(started);
        processor.push((user + system) / 1e6);
        slowest = Math.max(slowest, ours.milliseconds);
        return { ours, peer };
      },
    );
    return {
      ...measurement,
      note:
        `${(table.size / measurement.value).toFixed(2)} s for a million cases and 999 redraws, the slowest ${(slowest / 1000).toFixed(2)} s, ` +
        `${Math.max(...processor.slice(1)).toFixed(2)} s of processor time at most; goal 3 s`,
    };
  },
};

function counted({ size, attributes, after, affected }: CaseTable): number {
  const cells = attributes.reduce((product, { values }) => product * values.length, 4);
  const counts = new Int32Array(cells);
  for (let row = 0; row < size; row += 1) {
    let cell = (after[row] as number) * 2 + (affected[row] as number);
    for (const { codes, values } of attributes) cell = cell * values.length + (codes[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return counts.reduce((sum, count) => sum + count, 0);
}
