import type { CaseRow, Money } from '@throughline/api';
import type { CaseQuery, CaseSelection, CaseView } from '@throughline/engine';
import { type CompiledFlow, historicRung, inWords, retractedState, rungTitle, stateTitle } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { requireColumn } from '../visible/require-column.ts';
import type { Visible } from '../visible/visible.ts';
import { caseRows, type Seeing } from './case-row.ts';
import { currencyField } from './fields.ts';
import { asRequested, readFilters, readSort } from './filters.ts';
import { newestFlow } from './flow-book.ts';
import { hasRetracted } from './has-retracted.ts';
import { actorName } from './names.ts';

/** Which cases, as a request says it. */
export interface Selection {
  readonly flow: string;
  readonly open?: boolean;
  readonly where?: readonly string[];
}

export interface CaseListQuery extends Selection {
  /** A column, `$key` or `$due`; a minus before it turns it round. */
  readonly sort?: string;
  readonly limit?: number;
  readonly after?: string;
}

/**
 * One page of the cases of a flow, in a bounded number of statements whatever its length.
 *
 * @throws ThroughlineError flow-unknown, field-unknown, field-hidden, filter-invalid, cursor-invalid
 */
export async function caseList(
  throughline: Throughline,
  query: CaseListQuery,
  seeing: Seeing,
): Promise<{ readonly items: CaseRow[]; readonly next?: string } & Partial> {
  const flow = await newestFlow(throughline, query.flow);
  const { cases, next } = await readPage(throughline, flow, query, seeing.visible);
  const items = await caseRows(throughline, cases, seeing);
  return { items, ...(next === undefined ? {} : { next }), ...partialOf(seeing.visible, flow.name) };
}

/** Of what an answer is, where that is not everything. */
export interface Partial {
  readonly visibleEntities?: string[];
}

/** The entities that an answer about a flow covers, where somebody does not see all. */
export function partialOf(visible: Visible, flow: string): Partial {
  const scope = visible.cases(flow);
  return scope === 'all' ? {} : { visibleEntities: scope.slice(0, 1000) };
}

/** The cases themselves, for whoever shows them otherwise. */
export async function readPage(
  throughline: Throughline,
  flow: CompiledFlow,
  { sort, limit = 50, after, ...selection }: CaseListQuery,
  visible: Visible,
): Promise<{ readonly cases: readonly CaseView[]; readonly next?: string }> {
  const order = readSort(sort);
  if (order !== undefined) requireColumn(visible, flow, order.field, 'sort');
  const query: CaseQuery = {
    ...(await selected(throughline, flow, selection, visible)),
    limit,
    ...(order === undefined ? {} : { sort: order }),
    ...(after === undefined ? {} : { after }),
  };
  return asRequested(() => throughline.engine.list(query));
}

/** What was taken back is in no list, unless it is asked for by its state. */
async function selected(
  throughline: Throughline,
  flow: CompiledFlow,
  { open, where }: Selection,
  visible: Visible,
): Promise<CaseSelection> {
  const asked = readFilters(flow, where);
  for (const [index, { field }] of asked.entries()) requireColumn(visible, flow, field, `where[${index}]`);
  const isByState = asked.some(({ field }) => field === '$state');
  const hides = open !== true && !isByState && (await hasRetracted(throughline, flow.name));
  const filters = hides ? [...asked, { field: '$state', comparison: '!=' as const, values: [retractedState] }] : asked;
  return { flow: flow.name, where: filters, ...(open === undefined ? {} : { open }), ...visible.selection(flow.name) };
}

/**
 * How many cases a list has, and the sums of one of its columns of money: each currency by itself.
 *
 * @throws ThroughlineError flow-unknown, field-unknown, field-hidden, filter-invalid
 */
export async function caseTotals(
  throughline: Throughline,
  { sum, ...selection }: Selection & { readonly sum?: string },
  visible: Visible,
): Promise<{ readonly cases: number; readonly sums: Money[] } & Partial> {
  const flow = await newestFlow(throughline, selection.flow);
  if (sum !== undefined) requireMoney(flow, sum);
  if (sum !== undefined) requireColumn(visible, flow, sum, 'sum');
  const currency = flow.listed.find(({ name }) => name === currencyField(flow))?.name;
  if (sum !== undefined && currency !== undefined) requireColumn(visible, flow, currency, 'sum');
  const options = sum === undefined ? {} : { sum, ...(currency === undefined ? {} : { by: currency }) };
  const { cases, sums } = await asRequested(async () =>
    throughline.engine.totals(await selected(throughline, flow, selection, visible), options),
  );
  return {
    cases,
    sums: sum === undefined ? [] : sums.map((total) => ({ amount: total.sum, currency: total.by })),
    ...partialOf(visible, flow.name),
  };
}

function requireMoney(flow: CompiledFlow, sum: string): void {
  const columns = flow.listed.filter(({ kind }) => kind === 'money').map(({ name }) => name);
  if (columns.includes(sum)) return;
  throw new ThroughlineError('field-unknown', `Lists of ${flow.name} have no column of money called ${sum}`, {
    place: 'sum',
    expected: columns.join(', '),
  });
}

/**
 * How many cases of a list have which value of a field; the most frequent first.
 *
 * @throws ThroughlineError flow-unknown, field-unknown, field-hidden, filter-invalid
 */
export async function caseGroups(
  throughline: Throughline,
  { by, ...selection }: Selection & { readonly by: string },
  visible: Visible,
): Promise<{ readonly items: { value: string | null; title: string; cases: number }[] } & Partial> {
  const flow = await newestFlow(throughline, selection.flow);
  requireColumn(visible, flow, by, 'by');
  const groups = await asRequested(async () =>
    throughline.engine.groups(await selected(throughline, flow, selection, visible), by),
  );
  return {
    items: groups.map(({ value, cases }) => ({ value, title: groupTitle(throughline, flow, by, value), cases })),
    ...partialOf(visible, flow.name),
  };
}

function groupTitle(throughline: Throughline, flow: CompiledFlow, by: string, value: string | null): string {
  if (value === null) return 'None';
  if (by === '$state') return stateTitle(flow.definition, value);
  if (by === '$assignee') return actorName(throughline, value).name;
  if (by.startsWith('$rung.'))
    return value === historicRung ? 'Late before you went live' : rungTitle(flow.definition, by.slice('$rung.'.length), value);
  return by.startsWith('$') && by !== '$key' && by !== '$entity' ? inWords(value) : value;
}
