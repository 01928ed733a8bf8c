import { withCompany } from '../company.ts';
import { type DaysOptions, daysOf, defineDays } from '../days-options.ts';
import { present } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

/** Every decision on changes, releases, requests, diagnoses and problems. */
export const changeLog = verb<DaysOptions>({
  words: ['change', 'log'],
  summary: 'the decision log: who approved, declined or decided what, and why',
  examples: ['change log', 'change log --from 2026-10-01 --to 2026-12-31 --csv'],
  define: (command) => defineDays(command, { first: '90 days ago', last: 'today' }),
  options: daysOf,
  run({ json, csv, from, to, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const request = { params: of, query: present({ from, to }) };
      if (csv) {
        await printBody(await client.csv('GET /{database}/decision-log', request), session);
        return exitCodes.ok;
      }
      const { items } = await client.request('GET /{database}/decision-log', request);
      if (json) for (const one of items) printJson(session.stdout, one);
      else if (items.length === 0) printLines(session.stdout, ['Nobody has decided anything in these days.']);
      else {
        const heads = ['when', 'who', 'decision', 'of', 'on', 'why'].map((title) => ({ title }));
        const rows = items.map(({ at, by, decision, of: what, key, title, reason }) => [
          ...[at.slice(0, 16), by.name, decision, what ?? '-', key === title ? key : `${key} ${title}`, reason ?? '-'],
        ]);
        printLines(session.stdout, table(heads, rows));
      }
      return exitCodes.ok;
    });
  },
});
