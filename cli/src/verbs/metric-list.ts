import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface MetricListOptions extends CompanyOptions {
  readonly json: boolean;
}

export const metricList = verb<MetricListOptions>({
  words: ['metric', 'list'],
  summary: 'list the metrics: what they measure, whose they are, and by what they can be split',
  examples: ['metric list'],
  define: defineCompany,
  options: companyOf,
  run({ json, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { items } = await client.request('GET /{database}/metrics', { params: of });
      if (json) printJson(session.stdout, { items });
      else {
        const rows = items.map(({ id, title, unit, owner, dimensions }) => [id, title, unit, owner.title, dimensions.join(', ')]);
        const columns = ['id', 'title', 'unit', 'owner', 'split by'].map((title) => ({ title }));
        printLines(session.stdout, table(columns, rows));
      }
      return exitCodes.ok;
    });
  },
});
