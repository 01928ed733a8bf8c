import { type Company, type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { type Column, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RegisterListOptions extends CompanyOptions {
  readonly json: boolean;
  readonly csv: boolean;
}

interface Register<Item> {
  readonly summary: string;
  readonly read: (company: Company) => Promise<{ readonly items: readonly Item[] }>;
  readonly readCsv: (company: Company) => Promise<Response>;
  readonly columns: readonly Column[];
  readonly cellsOf: (one: Item) => readonly string[];
  /** What somebody has to see to: with one of them the command ends as with findings. */
  readonly isSick: (one: Item) => boolean;
}

const registerList = <Item>(
  flow: 'integration' | 'automation',
  { summary, read, readCsv, columns, cellsOf, isSick }: Register<Item>,
) =>
  verb<RegisterListOptions>({
    words: [flow, 'list'],
    summary,
    examples: [`${flow} list`, `${flow} list --csv`],
    define(command) {
      command.option('--csv', 'the whole list as CSV');
      defineCompany(command);
    },
    options: (command) => ({ ...companyOf(command), csv: command.opts<{ csv?: boolean }>().csv === true }),
    run({ json, csv, ...options }, session) {
      return withCompany(options, session, async (company) => {
        const { stdout } = session;
        if (csv) {
          await printBody(await readCsv(company), session);
          return exitCodes.ok;
        }
        const { items } = await read(company);
        if (json) for (const one of items) printJson(stdout, one);
        else if (items.length === 0) printLines(stdout, [`Nothing is registered: \`throughline ${flow} register\` adds one.`]);
        else printLines(stdout, table(columns, items.map(cellsOf)));
        return items.some(isSick) ? exitCodes.findings : exitCodes.ok;
      });
    },
  });

const heads = ['name', 'tier', 'owner', 'standing', 'last run', 'success', 'goal', 'missed', 'open', 'unknown', 'dead letters'];
const sick: ReadonlySet<string> = new Set(['silent', 'failing', 'under-goal']);
const percent = (rate: number | null) => (rate === null ? '-' : `${(rate * 100).toFixed(1)}%`);

export const integrationList = registerList('integration', {
  summary: 'the register of integrations: how each does over four weeks, and what is open of it',
  read: ({ client, of }) => client.request('GET /{database}/integrations', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/integrations', { params: of }),
  columns: heads.map((title, index) => ({ title, right: index > 4 })),
  cellsOf: ({ name, tier, owner, standing, lastRun, success, goal, openFailures, unknown, openDeadLetters }) => [
    ...[name, tier, owner.name, standing, lastRun?.startedAt.slice(0, 16) ?? '-', percent(success.rate), percent(goal)],
    ...[success.missed, openFailures, unknown, openDeadLetters].map(String),
  ],
  isSick: ({ standing }) => sick.has(standing),
});

export const automationList = registerList('automation', {
  summary: 'the register of automations: who answers for each, and when it is looked at again',
  read: ({ client, of }) => client.request('GET /{database}/automations', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/automations', { params: of }),
  columns: ['name', 'platform', 'owner', 'state', 'telemetry', 'review', 'data'].map((title) => ({ title })),
  cellsOf: ({ name, platform, owner, state, hasNoOwner, telemetry, reviewOn, dataClasses }) => [
    ...[name, platform, hasNoOwner ? 'nobody' : owner.name, state, telemetry, reviewOn, dataClasses.join(', ')],
  ],
  isSick: ({ hasNoOwner }) => hasNoOwner,
});
