import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RegisterListOptions extends CompanyOptions {
  readonly json: boolean;
  readonly csv: boolean;
}

const heads = ['name', 'tier', 'owner', 'standing', 'last run', 'success', 'goal', 'missed', 'open', 'unknown', 'dead letters'];
const sick: ReadonlySet<string> = new Set(['silent', 'failing', 'under-goal']);
const percent = (rate: number | null) => (rate === null ? '-' : `${(rate * 100).toFixed(1)}%`);

export const integrationList = verb<RegisterListOptions>({
  words: ['integration', 'list'],
  summary: 'the register of integrations: how each does over four weeks, and what is open of it',
  examples: ['integration list', 'integration list --csv'],
  define(command) {
    command.option('--csv', 'the whole list as CSV');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), csv: command.opts<{ csv?: boolean }>().csv === true }),
  run({ json, csv, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { stdout } = session;
      if (csv) {
        await printBody(await client.csv('GET /{database}/integrations', { params: of }), session);
        return exitCodes.ok;
      }
      const { items } = await client.request('GET /{database}/integrations', { params: of });
      if (json) for (const one of items) printJson(stdout, one);
      else if (items.length === 0) printLines(stdout, ['Nothing is registered: `throughline integration register` adds one.']);
      else {
        const rows = items.map(
          ({ name, tier, owner, standing, lastRun, success, goal, openFailures, unknown, openDeadLetters }) => [
            ...[name, tier, owner.name, standing, lastRun?.startedAt.slice(0, 16) ?? '-', percent(success.rate), percent(goal)],
            ...[success.missed, openFailures, unknown, openDeadLetters].map(String),
          ],
        );
        const columns = heads.map((title, index) => ({ title, right: index > 4 }));
        printLines(stdout, table(columns, rows));
      }
      return items.some(({ standing }) => sick.has(standing)) ? exitCodes.findings : exitCodes.ok;
    });
  },
});

export const automationList = verb<RegisterListOptions>({
  words: ['automation', 'list'],
  summary: 'the register of automations: who answers for each, and when it is looked at again',
  examples: ['automation list', 'automation list --csv'],
  define(command) {
    command.option('--csv', 'the whole list as CSV');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), csv: command.opts<{ csv?: boolean }>().csv === true }),
  run({ json, csv, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { stdout } = session;
      if (csv) {
        await printBody(await client.csv('GET /{database}/automations', { params: of }), session);
        return exitCodes.ok;
      }
      const { items } = await client.request('GET /{database}/automations', { params: of });
      if (json) for (const one of items) printJson(stdout, one);
      else if (items.length === 0) printLines(stdout, ['Nothing is registered: `throughline automation register` adds one.']);
      else {
        const rows = items.map(({ name, platform, owner, state, hasNoOwner, telemetry, reviewOn, dataClasses }) => [
          ...[name, platform, hasNoOwner ? 'nobody' : owner.name, state, telemetry, reviewOn, dataClasses.join(', ')],
        ]);
        const columns = ['name', 'platform', 'owner', 'state', 'telemetry', 'review', 'data'].map((title) => ({ title }));
        printLines(stdout, table(columns, rows));
      }
      return items.some(({ hasNoOwner }) => hasNoOwner) ? exitCodes.findings : exitCodes.ok;
    });
  },
});
