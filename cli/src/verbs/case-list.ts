import { type CasePage, countCases, listCases, type StateCount, withThroughline } from '@throughline/server';
import { commonOf, defineDemo, defineJson, present, wholeNumber } from '../options.ts';
import { caseCell, caseColumns } from '../output/case-fields.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface CaseListOptions {
  readonly flow?: string;
  readonly state?: string;
  readonly limit: number;
  readonly after?: string;
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const caseList = verb<CaseListOptions>({
  words: ['case', 'list'],
  summary: 'list the cases of a flow; without one, count the cases of all flows by state',
  examples: [
    'case list',
    'case list --flow invoice --state disputed',
    'case list --demo --flow exception --state open --limit 20',
  ],
  define(command) {
    command
      .option('--flow <name>', 'the flow')
      .option('--state <name>', 'only cases in this state')
      .option('--limit <number>', 'at most so many', wholeNumber(1, 999), 50)
      .option('--after <id>', 'go on after this case (the last of the page before)');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { flow, state, after, limit } = command.opts<{ flow?: string; state?: string; after?: string; limit: number }>();
    if (flow === undefined && state !== undefined) command.error('error: --state needs --flow');
    return { ...commonOf(command), limit, ...present({ flow, state, after }) };
  },
  run({ flow, state, limit, after, json, database }, { env, stdout }) {
    return withThroughline({ env, database }, async (throughline) => {
      if (flow === undefined) {
        const counts = await countCases(throughline);
        if (json) printJson(stdout, { states: counts });
        else printLines(stdout, countLines(counts, localeOf(env)));
        return exitCodes.ok;
      }
      const page = await listCases(throughline, { flow, limit, ...present({ state, after }) });
      if (json) printJson(stdout, page);
      else printLines(stdout, pageLines(page, localeOf(env, page.timeZone)));
      return exitCodes.ok;
    });
  },
});

function countLines(counts: readonly StateCount[], locale: Locale): readonly string[] {
  if (counts.length === 0) return ['No cases yet. `throughline import --help` shows how to bring your own.'];
  const rows = counts.map(({ flow, state, cases }) => [flow, state, locale.count(cases)]);
  return table([{ title: 'flow' }, { title: 'state' }, { title: 'cases', right: true }], rows);
}

function pageLines({ cases, fields, next }: CasePage, locale: Locale): readonly string[] {
  if (cases.length === 0) return ['No such cases.'];
  const columns = caseColumns(fields);
  const rows = cases.map((record) => [
    shown(record.key, 40),
    record.state,
    locale.day(record.enteredAt),
    record.dueAt === null ? '' : locale.day(record.dueAt),
    ...fields.map((field) => caseCell(field, record.data, locale)),
  ]);
  const head = [{ title: 'key' }, { title: 'state' }, { title: 'since' }, { title: 'next due' }, ...columns];
  return [...table(head, rows), ...(next === undefined ? [] : [`More: --after ${next}`])];
}
