import { openAsBlob } from 'node:fs';
import { type CompanyOptions, withCompany } from '../company.ts';
import { CommandError } from '../failure.ts';
import { companyOf, defineCompany, present, wholeNumber } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';
import { runLines } from './integration-show.ts';

export interface IntegrationRunsOptions extends CompanyOptions {
  readonly name?: string;
  /** A file of runs to be told; absent: the log is shown. */
  readonly from?: string;
  readonly limit: number;
  readonly csv: boolean;
  readonly json: boolean;
}

export const integrationRuns = verb<IntegrationRunsOptions>({
  words: ['integration', 'runs'],
  summary: 'the run log of an integration; with --from, tells of the runs of a file (CSV or JSON Lines)',
  examples: ['integration runs crm-erp', 'integration runs crm-erp --csv', 'integration runs --from runs.csv'],
  define(command) {
    command
      .argument('[integration]', 'its name; with --from, of lines that name none')
      .option('--from <file>', 'a file of runs: each is counted once, however often it is told')
      .option('--limit <n>', 'so many runs, the newest first', wholeNumber(1, 200), 50)
      .option('--csv', 'the whole log as CSV');
    defineCompany(command);
  },
  options(command) {
    const { from, limit, csv = false } = command.opts<{ from?: string; limit: number; csv?: boolean }>();
    const name = command.args[0];
    if (from === undefined && name === undefined) command.error("error: missing required argument 'integration'");
    return { ...companyOf(command), limit, csv, ...present({ name, from }) };
  },
  run({ json, csv, name = '', from, limit, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { stdout } = session;
      const params = { ...of, integration: name };
      const route = 'GET /{database}/integrations/{integration}/runs';
      if (from === undefined) {
        if (csv) await printBody(await client.csv(route, { params }), session);
        else {
          const { items } = await client.request(route, { params, query: { limit } });
          if (json) for (const run of items) printJson(stdout, run);
          else printLines(stdout, items.length === 0 ? [`No run of ${name} was told.`] : runLines(items));
        }
        return exitCodes.ok;
      }
      const file = await openAsBlob(from).catch((cause: unknown) => {
        const action = 'Check the path and the permissions.';
        throw new CommandError('file-unreadable', `${from} cannot be read`, { place: from, action, cause });
      });
      const query = name === '' ? {} : { integration: name };
      const told = await client.request('POST /{database}/integration-runs', { params: of, query, file });
      const { taken, known, changed, rejected, rejectedCount } = told;
      if (json) printJson(stdout, told);
      else
        printLines(stdout, [
          `${taken} taken, ${changed} changed, ${known} known; ${rejectedCount} lines were not taken.`,
          ...rejected.map(({ line, code, message }) => `  line ${line}: ${code}: ${message}`),
        ]);
      return rejectedCount > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});
