import type { QueryOf, Routes } from '@throughline/api';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

type Asked = QueryOf<Routes['GET /{database}/requests']>;

export interface RequestListOptions extends CompanyOptions {
  readonly of?: NonNullable<Asked['of']>;
  readonly team?: string;
  readonly json: boolean;
  readonly csv: boolean;
}

const heads = ['number', 'what', 'team', 'state', 'score', 'weeks', 'decision', 'missing'];

export const requestList = verb<RequestListOptions>({
  words: ['request', 'list'],
  summary: 'requests for work: what is next, what waits for triage, what was decided, or what you asked for',
  examples: ['request list', 'request list --of queue', 'request list --of decided --csv'],
  define(command) {
    command
      .option('--of <part>', 'queue, triage, decided or mine')
      .option('--team <team>', 'of one team alone')
      .option('--csv', 'the whole list as CSV');
    defineCompany(command);
  },
  options(command) {
    const { of, team, csv } = command.opts<Partial<RequestListOptions>>();
    return { ...companyOf(command), ...present({ of, team }), csv: csv === true };
  },
  run({ json, csv, of: part, team, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const asked = { params: of, query: present({ of: part, team }) };
      if (csv) {
        await printBody(await client.csv('GET /{database}/requests', asked), session);
        return exitCodes.ok;
      }
      const { items } = await client.request('GET /{database}/requests', asked);
      const rows = items.map(({ number, title, team: whose, stateTitle, score, effort, decision, missing }) => [
        ...[number, title, whose, stateTitle, score === null ? '-' : String(score), String(effort), decision ?? '-'],
        missing.map(({ field }) => field).join(', '),
      ]);
      if (json) for (const one of items) printJson(session.stdout, one);
      else if (items.length === 0) printLines(session.stdout, ['There is none: `throughline request submit` asks for work.']);
      else {
        const columns = heads.map((title, index) => ({ title, right: index === 4 || index === 5 }));
        printLines(session.stdout, table(columns, rows));
      }
      return exitCodes.ok;
    });
  },
});
