import type { Task } from '@throughline/api';
import { Option } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present, wholeNumber } from '../options.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

const route = 'GET /{database}/tasks';
const statuses = ['open', 'late', 'done'] as const;

export interface TaskListOptions extends CompanyOptions {
  readonly whose: 'mine' | 'all';
  readonly status: (typeof statuses)[number];
  readonly role?: string;
  readonly limit: number;
  readonly after?: string;
  readonly csv: boolean;
  readonly json: boolean;
}

export const taskList = verb<TaskListOptions>({
  words: ['task', 'list'],
  summary: 'list tasks, the soonest due first: those of your roles, or all',
  examples: ['task list', 'task list --all --status late', 'task list --demo --as helene.amrein --json'],
  define(command) {
    command
      .option('--all', 'everybody’s, not only yours')
      .addOption(new Option('--status <status>', 'how they stand').choices(statuses).default('open'))
      .option('--role <name>', 'only those of this role')
      .option('--limit <number>', 'at most so many', wholeNumber(1, 200), 50)
      .option('--after <cursor>', 'go on where the page before ended')
      .option('--csv', 'the whole list as CSV');
    defineCompany(command);
  },
  options(command) {
    const {
      all = false,
      csv = false,
      status,
      role,
      limit,
      after,
    } = command.opts<Partial<TaskListOptions> & Pick<TaskListOptions, 'status' | 'limit'> & { all?: boolean }>();
    const common = companyOf(command);
    if (csv && common.json) command.error('error: --csv and --json cannot be said together');
    return { ...common, whose: all ? 'all' : 'mine', status, limit, csv, ...present({ role, after }) };
  },
  run({ json, csv, whose, status, role, limit, after, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const asked = { whose, status, ...present({ role }) };
      if (csv) {
        await printBody(await client.csv(route, { params: of, query: asked }), session);
        return exitCodes.ok;
      }
      const page = await client.request(route, { params: of, query: { ...asked, limit, ...present({ after }) } });
      if (json) printJson(session.stdout, page);
      else {
        const more = page.next === undefined ? [] : [`More: --after ${page.next}`];
        printLines(session.stdout, [...taskLines(page.items, localeOf(session.env)), ...more]);
      }
      return exitCodes.ok;
    });
  },
});

function taskLines(tasks: readonly Task[], locale: Locale): readonly string[] {
  if (tasks.length === 0) return ['No such tasks.'];
  const rows = tasks.map(({ title, role, assignee, dueAt, late, about, id }) => [
    dueAt === null ? '' : `${locale.day(Date.parse(dueAt))}${late ? ' (late)' : ''}`,
    shown(title, 50),
    role.title,
    assignee === null ? '' : shown(assignee.name, 30),
    about === null ? '' : `${about.flow} ${shown(about.key, 30)} (${about.stateTitle})`,
    id,
  ]);
  const heads = ['due', 'task', 'role', 'with', 'about', 'id'].map((title) => ({ title }));
  return table(heads, rows);
}
