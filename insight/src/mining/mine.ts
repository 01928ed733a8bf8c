import type { LogReader } from '../reader/log-reader.ts';
import { betweenOf, betweenSql } from './between.ts';
import { conformanceOf, conformanceSql, conforming } from './conformance.ts';
import { type Edges, edgesOf, edgesSql } from './edges.ts';
import { type HandoverBy, handoversOf, handoversSql, isLoose, movesOf, movesSql, summedHandoversSql } from './handovers.ts';
import { type AmountFields, waitingMoneySql, withMoney } from './money.ts';
import type { Bottleneck, Handover, MiningReport } from './report.ts';
import { ask, type Row } from './rows.ts';
import { checkSelection, isOfWholeFlow, type MiningSelection } from './selection.ts';
import { extentOf, extentSql, formOf, type StepsForm } from './steps.ts';
import { waysOf, waysSql } from './ways.ts';

export interface MiningOptions {
  /** How many variants are listed. Default 20. */
  readonly top?: number;
  /** Between whom work is handed. Default: kinds of actors. */
  readonly handoversBy?: HandoverBy;
  /** Where cases have an amount, bottlenecks and deviations are told in money too. */
  readonly amount?: AmountFields;
  readonly signal?: AbortSignal;
}

const bottlenecksMax = 20;

/**
 * Mines the log of a flow. Each view is one statement, so the log is read about once for each; what was recorded between two of them may be
 * in the later one alone.
 *
 * @throws {MiningRequestError} where the period is none
 */
export async function mine(reader: LogReader, selection: MiningSelection, options: MiningOptions = {}): Promise<MiningReport> {
  checkSelection(selection);
  const { top = 20, handoversBy = 'kind', amount, signal } = options;
  const form = await formOf(reader, selection);
  const read = async (make: Parameters<typeof ask>[1]): Promise<readonly Row[]> => {
    signal?.throwIfAborted();
    return ask(reader, make);
  };
  const extent = extentOf((await read((params) => extentSql(selection, form, params)))[0]);
  const { timed } = extent;
  const edges = edgesOf(await read((params) => edgesSql(selection, form, params)));
  const ways = waysOf(await read((params) => waysSql(selection, { form, timed, top }, params)));
  const fields = amount;
  const conformance =
    extent.deviations === 0
      ? conforming(ways.cases, ways.durations?.medianMs ?? null)
      : conformanceOf(await read((params) => conformanceSql(selection, { form, timed, fields }, params)));
  return {
    cases: ways.cases,
    events: extent.events,
    activities: ways.activitiesInAll,
    variants: ways.inAll,
    edges: edges.inAll,
    first: extent.first,
    last: extent.last,
    unordered: edges.unordered,
    steps: ways.activities,
    directlyFollows: edges.listed,
    topVariants: ways.variants,
    caseDuration: ways.durations,
    bottlenecks: await bottlenecks(edges, (waiting) =>
      amount === undefined
        ? Promise.resolve([])
        : read((params) => waitingMoneySql(selection, { form, fields: amount, edges: waiting }, params)),
    ),
    handovers: await handovers(selection, form, handoversBy, read),
    moves: movesOf(await read((params) => movesSql(selection, form, params))),
    conformance,
    between:
      extent.causes === 0 && !(await hasFollowers(selection, read))
        ? []
        : betweenOf(await read((params) => betweenSql(selection, params))),
  };
}

/** The directly-follows graph alone. @throws {MiningRequestError} where the period is none */
export async function directlyFollows(reader: LogReader, selection: MiningSelection): Promise<Edges> {
  checkSelection(selection);
  const form = await formOf(reader, selection);
  return edgesOf(await ask(reader, (params) => edgesSql(selection, form, params)));
}

/** Whether any event of another flow followed from something at all. */
async function hasFollowers(
  { flow }: MiningSelection,
  read: (make: Parameters<typeof ask>[1]) => Promise<readonly Row[]>,
): Promise<boolean> {
  const found = await read(
    (params) =>
      `select 1 from throughline.event_log where cause_case is not null and flow <> ${params.add(flow, 'text')} limit 1`,
  );
  return found.length > 0;
}

async function bottlenecks(
  { listed, waitingMs }: Edges,
  money: (edges: Edges['listed']) => Promise<readonly Row[]>,
): Promise<readonly Bottleneck[]> {
  const waiting = listed
    .filter(({ totalMs }) => (totalMs ?? 0) > 0)
    .sort((a, b) => (b.totalMs ?? 0) - (a.totalMs ?? 0))
    .slice(0, bottlenecksMax);
  return withMoney(waiting, waitingMs, waiting.length === 0 ? [] : await money(waiting));
}

async function handovers(
  selection: MiningSelection,
  form: StepsForm,
  by: HandoverBy,
  read: (make: Parameters<typeof ask>[1]) => Promise<readonly Row[]>,
): Promise<readonly Handover[]> {
  if (form === 'summed' && isOfWholeFlow(selection))
    return handoversOf(await read((params) => summedHandoversSql(selection, by, params)));
  const look = (sorted: boolean) => read((params) => handoversSql(selection, { form, by, sorted }, params));
  const isSorted = form !== 'counted-anew';
  const rows = await look(isSorted);
  return handoversOf(isSorted && isLoose(rows) ? await look(false) : rows);
}
