import type { CaseRow, FlowDetail } from '@throughline/api';
import { type Company, type CompanyOptions, withCompany } from '../company.ts';
import { CommandError } from '../failure.ts';
import { companyOf, defineCompany, present, several, wholeNumber } from '../options.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { currencyIn, isNumber, valueText } from '../output/value.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface CaseListOptions extends CompanyOptions {
  readonly flow?: string;
  readonly state?: string;
  readonly open: boolean;
  readonly where: readonly string[];
  readonly sort?: string;
  readonly limit: number;
  readonly after?: string;
  readonly csv: boolean;
  readonly json: boolean;
}

export const caseList = verb<CaseListOptions>({
  words: ['case', 'list'],
  summary: 'list the cases of a flow; without one, count the cases of all flows by state',
  examples: [
    'case list',
    'case list --flow invoice --state disputed',
    'case list --demo --flow invoice --open --where dueOn<2026-10-01 --sort -amount --limit 20',
    'case list --demo --flow order --csv',
  ],
  define(command) {
    command
      .option('--flow <name>', 'the flow')
      .option('--state <name>', 'only cases in this state')
      .option('--open', 'only cases that have not come to an end')
      .option('--where <filter>', 'only cases for which this holds, such as amount>=100000; may be said several times', several)
      .option('--sort <column>', 'by this column, $key or $due; a minus before it turns it round')
      .option('--limit <number>', 'at most so many', wholeNumber(1, 999), 50)
      .option('--after <cursor>', 'go on where the page before ended')
      .option('--csv', 'the whole list as CSV');
    defineCompany(command);
  },
  options(command) {
    const {
      csv = false,
      open = false,
      limit,
      where = [],
      ...rest
    } = command.opts<Partial<CaseListOptions> & Pick<CaseListOptions, 'limit'>>();
    const { flow, state, sort, after } = rest;
    const asked = {
      '--state': state,
      '--sort': sort,
      '--where': where[0],
      '--csv': csv || undefined,
      '--open': open || undefined,
    };
    const needing = Object.entries(asked).find(([, value]) => value !== undefined)?.[0];
    if (flow === undefined && needing !== undefined) command.error(`error: ${needing} needs --flow`);
    const common = companyOf(command);
    if (csv && common.json) command.error('error: --csv and --json cannot be said together');
    return { ...common, limit, open, where, csv, ...present({ flow, state, sort, after }) };
  },
  run({ json, ...options }, session) {
    return withCompany(options, session, async (company) => {
      const { stdout, env } = session;
      const { flow } = options;
      if (flow === undefined) {
        const states = await countStates(company);
        if (json) printJson(stdout, { states });
        else printLines(stdout, countLines(states, localeOf(env)));
        return exitCodes.ok;
      }
      const detail = await company.client.request('GET /{database}/flows/{flow}', { params: { ...company.of, flow } });
      const query = selection(detail, options);
      if (options.csv) {
        await printBody(await company.client.csv('GET /{database}/cases', { params: company.of, query }), session);
        return exitCodes.ok;
      }
      const page = await pageOf(company, query, options);
      if (json) printJson(stdout, page);
      else printLines(stdout, pageLines(page, detail, localeOf(env, detail.timeZone)));
      return exitCodes.ok;
    });
  },
});

interface StateCount {
  readonly flow: string;
  readonly state: string;
  readonly cases: number;
}

/** How many cases stand in which state of which flow. */
async function countStates({ client, of }: Company): Promise<readonly StateCount[]> {
  const { items } = await client.request('GET /{database}/flows', { params: of });
  const flows = await Promise.all(
    items
      .filter(({ cases }) => cases > 0)
      .map(({ name }) => client.request('GET /{database}/flows/{flow}', { params: { ...of, flow: name } })),
  );
  return flows.flatMap(({ name, states }) =>
    states.filter(({ cases }) => cases > 0).map((state) => ({ flow: name, state: state.name, cases: state.cases })),
  );
}

function countLines(counts: readonly StateCount[], locale: Locale): readonly string[] {
  if (counts.length === 0) return ['No cases yet. `throughline import --help` shows how to bring your own.'];
  const rows = counts.map(({ flow, state, cases }) => [flow, state, locale.count(cases)]);
  return table([{ title: 'flow' }, { title: 'state' }, { title: 'cases', right: true }], rows);
}

/** @throws CommandError state-unknown */
function selection({ name, states }: FlowDetail, { state, open, where, sort }: CaseListOptionsAsked) {
  if (state !== undefined && !states.some((one) => one.name === state)) {
    throw new CommandError('state-unknown', `${name} has no state ${state}`, {
      place: '--state',
      expected: states.map((one) => one.name).join(', '),
      action: 'Name one of the states listed.',
    });
  }
  const filters = [...(state === undefined ? [] : [`$state=${state}`]), ...where];
  return { flow: name, where: filters, ...present({ sort }), ...(open ? { open } : {}) };
}

type CaseListOptionsAsked = Pick<CaseListOptions, 'state' | 'open' | 'where' | 'sort'>;

const pageMax = 200;

interface Page {
  readonly items: readonly CaseRow[];
  readonly next?: string;
}

/** As many as were asked for, in as many requests as that takes. */
async function pageOf(
  { client, of }: Company,
  query: ReturnType<typeof selection>,
  { limit, after }: Pick<CaseListOptions, 'limit' | 'after'>,
): Promise<Page> {
  const items: CaseRow[] = [];
  let next = after;
  do {
    const page = await client.request('GET /{database}/cases', {
      params: of,
      query: { ...query, limit: Math.min(pageMax, limit - items.length), ...present({ after: next }) },
    });
    items.push(...page.items);
    next = page.next;
  } while (next !== undefined && items.length < limit);
  return { items, ...present({ next }) };
}

function pageLines({ items, next }: Page, { columns }: FlowDetail, locale: Locale): readonly string[] {
  if (items.length === 0) return ['No such cases.'];
  const rows = items.map((row) => [
    shown(row.key, 40),
    row.state,
    locale.day(Date.parse(row.enteredAt)),
    row.next === null ? '' : `${locale.day(Date.parse(row.next.dueAt))}${row.next.late ? ' (late)' : ''}`,
    ...columns.map(({ name, kind }) => valueText(row.fields[name], kind, currencyIn(row.fields), locale)),
  ]);
  const head = [
    ...['key', 'state', 'since', 'next due'].map((title) => ({ title })),
    ...columns.map(({ name, kind }) => ({ title: name, right: isNumber(kind) })),
  ];
  return [...table(head, rows), ...(next === undefined ? [] : [`More: --after ${next}`])];
}
