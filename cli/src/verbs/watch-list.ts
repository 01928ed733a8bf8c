import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface WatchListOptions extends CompanyOptions {
  readonly json: boolean;
}

export const watchList = verb<WatchListOptions>({
  words: ['watch', 'list'],
  summary: 'what is asked of the log on a cadence, and what the last answer was',
  examples: ['watch list', 'watch list --demo --json'],
  define: defineCompany,
  options: companyOf,
  run({ json, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { items } = await client.request('GET /{database}/watches', { params: of });
      if (json) printJson(session.stdout, { items });
      else {
        const rows = items.map(({ name, about, every, owner, last, nextAt }) => [
          ...[name, about.title, every, owner.title, last?.dueAt.slice(0, 16) ?? '-', last?.outcome ?? '-'],
          ...[String(last?.rows ?? '-'), String(last?.recorded ?? '-'), nextAt.slice(0, 16)],
        ]);
        const columns = ['name', 'about', 'asked', 'owner', 'last', 'outcome', 'rows', 'recorded', 'next'];
        printLines(
          session.stdout,
          table(
            columns.map((title) => ({ title })),
            rows,
          ),
        );
      }
      return exitCodes.ok;
    });
  },
});
