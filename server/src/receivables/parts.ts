import type { Receivables } from '@throughline/api';
import { type CompiledFlow, inWords, type PackMoney, type PackReceivables } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { readFilters } from '../cases/filters.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { ownerName } from '../cases/names.ts';
import { amountsOf } from '../home/risk.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

interface Asked {
  /** Filters of the flow that owes; other flows are narrowed by those of them that they know. */
  readonly where: readonly string[];
  readonly visible: Visible;
}

const oldestOf = 1000;

/** The field, where lists can be narrowed by it and the reader sees it. */
export function currencyColumn(flow: CompiledFlow, currency: string, visible: Visible): string | null {
  return flow.listed.some(({ name }) => name === currency) && visible.column(flow.name, currency) === 'shown' ? currency : null;
}

/** The flow, where it is deployed and the reader sees what its cases are worth. */
async function flowOf(
  throughline: Throughline,
  { flow, amount }: PackMoney,
  visible: Visible,
): Promise<CompiledFlow | undefined> {
  const found = (await newestFlows(throughline)).find(({ name }) => name === flow);
  return found !== undefined && visible.column(flow, amount) === 'shown' ? found : undefined;
}

/** Those filters that the flow knows; `undefined`: it cannot be narrowed like that, so nothing can be said. */
function known(flow: CompiledFlow, where: readonly string[]): readonly string[] | undefined {
  const isKnown = (filter: string) =>
    filter.startsWith('$entity=') || flow.listed.some(({ name }) => filter.startsWith(`${name}=`));
  return where.every(isKnown) ? where : undefined;
}

interface Question {
  readonly money: PackMoney;
  readonly where: readonly string[];
  readonly open?: boolean | undefined;
}

/** What a list comes to. */
async function figureOf({ engine }: Throughline, flow: CompiledFlow, { money, where, open }: Question, visible: Visible) {
  const query = {
    flow: flow.name,
    where: readFilters(flow, where),
    ...visible.selection(flow.name),
    ...(open === undefined ? {} : { open }),
  };
  const { cases, sums } = await engine.totals(query, { sum: money.amount, by: money.currency });
  return { cases, amounts: amountsOf(sums.map(({ by, sum }) => ({ amount: sum, currency: by }))), where: [...where] };
}

export async function disputesOf(
  throughline: Throughline,
  { disputes }: PackReceivables,
  { where, visible }: Asked,
): Promise<Receivables['disputes']> {
  const flow = await flowOf(throughline, disputes, visible);
  const filters = flow === undefined ? undefined : known(flow, where);
  if (flow === undefined || filters === undefined) return null;
  return {
    flow: flow.name,
    currency: currencyColumn(flow, disputes.currency, visible),
    ...(await figureOf(throughline, flow, { money: disputes, where: filters, open: true }, visible)),
  };
}

/** Open ones, by reason. */
export async function shortfallsOf(
  throughline: Throughline,
  { shortfalls }: PackReceivables,
  { where, visible }: Asked,
): Promise<Receivables['shortfalls']> {
  const flow = await flowOf(throughline, shortfalls, visible);
  const filters = flow === undefined ? undefined : known(flow, where);
  if (flow === undefined || filters === undefined || visible.column(flow.name, shortfalls.reason) !== 'shown') return null;
  const query = { flow: flow.name, open: true, where: readFilters(flow, filters), ...visible.selection(flow.name) };
  const reasons = await throughline.engine.groups(query, shortfalls.reason);
  const rows = reasons.slice(0, 50).map(async ({ value }) => ({
    reason: value,
    title: value === null ? 'No reason' : inWords(value),
    ...(await figureOf(
      throughline,
      flow,
      { money: shortfalls, where: [...filters, ...reasonFilter(shortfalls.reason, value, reasons)], open: true },
      visible,
    )),
  }));
  return {
    flow: flow.name,
    currency: currencyColumn(flow, shortfalls.currency, visible),
    ...(await figureOf(throughline, flow, { money: shortfalls, where: filters, open: true }, visible)),
    reasons: await Promise.all(rows),
  };
}

/** Those without a reason have none of the others. */
function reasonFilter(field: string, value: string | null, all: readonly { readonly value: string | null }[]): string[] {
  const written = (text: string) => text.replaceAll(/[\\,]/g, '\\$&');
  if (value !== null) return [`${field}=${written(value)}`];
  const others = all.flatMap((other) => (other.value === null ? [] : [written(other.value)]));
  return others.length === 0 ? [] : [`${field}!=${others.join(',')}`];
}

/** Where revenue gets lost, as far as the reader sees it. */
export async function leakageOf(
  throughline: Throughline,
  { leakage }: PackReceivables,
  { where, visible }: Asked,
): Promise<Receivables['leakage']> {
  const rows = leakage.map(async (leak): Promise<Receivables['leakage'][number] | undefined> => {
    const flow = await flowOf(throughline, leak, visible);
    const filters = flow === undefined ? undefined : known(flow, where);
    if (flow === undefined || filters === undefined) return undefined;
    const all = [...filters, ...leak.where];
    const open = leak.open;
    const query = {
      flow: flow.name,
      where: readFilters(flow, all),
      ...visible.selection(flow.name),
      ...(open === undefined ? {} : { open }),
    };
    const [figure, { cases }] = await Promise.all([
      figureOf(throughline, flow, { money: leak, where: all, open }, visible),
      throughline.engine.list({ ...query, limit: oldestOf }),
    ]);
    const since = cases.map(({ clocks, enteredAt }) => clocks.bornAt ?? enteredAt);
    return {
      ...{ title: leak.title, flow: flow.name, open: open ?? null },
      currency: currencyColumn(flow, leak.currency, visible),
      owner: ownerName(flow, leak.owner),
      oldest: since.length === 0 ? null : iso(Math.min(...since)),
      ...figure,
    };
  });
  return (await Promise.all(rows)).filter((row) => row !== undefined);
}
