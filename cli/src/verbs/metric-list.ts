import { listMetrics } from '@throughline/server';
import { commonOf, defineDemo, defineJson } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface MetricListOptions {
  readonly json: boolean;
}

export const metricList = verb<MetricListOptions>({
  words: ['metric', 'list'],
  summary: 'list the metrics: what they measure, whose they are, and by what they can be split',
  examples: ['metric list'],
  define(command) {
    // The metrics are the same everywhere; said or not, like in the other verbs.
    defineDemo(command);
    defineJson(command);
  },
  options: (command) => ({ json: commonOf(command).json }),
  async run({ json }, { stdout }) {
    const metrics = listMetrics();
    if (json) printJson(stdout, { metrics });
    else {
      const rows = metrics.map(({ id, title, unit, owner, dimensions }) => [id, title, unit, owner, dimensions.join(', ')]);
      const columns = ['id', 'title', 'unit', 'owner', 'split by'].map((title) => ({ title }));
      printLines(stdout, table(columns, rows));
    }
    return exitCodes.ok;
  },
});
