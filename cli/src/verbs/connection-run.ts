import { setTimeout as wait } from 'node:timers/promises';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ConnectionRunOptions extends CompanyOptions {
  readonly id: string;
  readonly json: boolean;
}

const lookMs = 200;

export const connectionRun = verb<ConnectionRunOptions>({
  words: ['connection', 'run'],
  summary: 'read a connection now, and say how it went',
  examples: ['connection run shop-orders'],
  define(command) {
    command.argument('<connection>', 'its id');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), id: command.args[0] ?? '' }),
  run({ json, id, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, connection: id };
      let run = await client.request('POST /{database}/connections/{connection}/run', { params });
      while (run.status === 'running') {
        await wait(lookMs, undefined, { signal: session.signal });
        const { items } = await client.request('GET /{database}/connections/{connection}/runs', { params, query: { limit: 1 } });
        run = items[0] ?? run;
      }
      const { counts, failure, status } = run;
      if (json) printJson(session.stdout, run);
      else {
        const { records, facts, duplicates, deviations, deadLetters } = counts;
        printLines(session.stdout, [
          `${records} records: ${facts} facts, of them ${deviations} deviations; ${duplicates} known; ${deadLetters} dead letters.`,
          ...(failure === null ? [] : [`${failure.code}: ${failure.message}. ${failure.action}`]),
        ]);
      }
      return status === 'done' && counts.deadLetters === 0 ? exitCodes.ok : exitCodes.findings;
    });
  },
});
