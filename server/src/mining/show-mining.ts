import type { MinedCase, Mining, ResponseOf, Routes } from '@throughline/api';
import { isCaseId } from '@throughline/engine';
import { type CasesOf, casesOf, type DirectlyFollows, type MinedActivity, type MiningReport, mine } from '@throughline/insight';
import { type CompiledFlow, eventTitle, stateTitle } from '@throughline/language';
import { newestFlow, newestFlows } from '../cases/flow-book.ts';
import { actorName, caseNames, roleName } from '../cases/names.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { amountOf, handoversOf, type MiningAsked, mining, selectionOf } from './selection.ts';

export interface MiningFor {
  readonly visible: Visible;
  readonly signal?: AbortSignal;
}

const activitiesMax = 500;
const edgesMax = 2000;

/**
 * What really happens in a flow, to those cases that the reader sees.
 *
 * @throws ThroughlineError flow-unknown, filter-invalid, field-unknown, field-hidden
 */
export async function showMining(
  throughline: Throughline,
  name: string,
  { top, ...asked }: MiningAsked & { readonly top: number },
  { visible, signal }: MiningFor,
): Promise<Mining> {
  const flow = await newestFlow(throughline, name);
  const selection = selectionOf(flow, asked, visible);
  const { reader } = throughline;
  const asOf = await reader.freshness();
  const by = handoversOf(flow, visible);
  const options = { top, handoversBy: by, ...amountOf(flow, visible), ...(signal === undefined ? {} : { signal }) };
  const report = await mining(() => mine(reader, selection, options));
  const title = (type: string) => eventTitle(flow.definition, type);
  return {
    flow: { name: flow.name, title: flow.definition.title },
    period: asked.from === undefined && asked.to === undefined ? null : { from: asked.from ?? null, to: asked.to ?? null },
    asOf,
    ...partialOf(visible, name),
    ...countsOf(report),
    activities: report.steps.slice(0, activitiesMax).map((step) => activityView(step, title)),
    edges: report.directlyFollows.slice(0, edgesMax).map((edge) => edgeView(edge, title)),
    variants: report.topVariants.map(({ id, count, share, length, activities, medianMs }) => ({
      ...{ id, cases: count, share, length, medianMs },
      activities: activities === null ? null : activities.map((type) => ({ name: type, title: title(type) })),
    })),
    bottlenecks: report.bottlenecks.map(({ share, money, ...edge }) => ({ ...edgeView(edge, title), share, money: [...money] })),
    handovers: { by, items: handoverItems(throughline, report, by), roles: rolesOf(flow, report) },
    conformance: conformanceView(flow, report),
    between: await betweenView(throughline, report),
  };
}

function countsOf({ cases, events, first, last, unordered, edges, variants, caseDuration }: MiningReport) {
  const throughput = caseDuration === null ? null : (({ count: _, ...rest }) => rest)(caseDuration);
  return { cases, events, first, last, unordered, edgesInAll: edges, variantsInAll: variants, throughput };
}

function activityView({ activity, ...counts }: MinedActivity, title: (type: string) => string) {
  return { name: activity, title: title(activity), ...counts };
}

function edgeView({ from, to, count, meanMs, medianMs, p90Ms, totalMs }: DirectlyFollows, title: (type: string) => string) {
  return { from, fromTitle: title(from), to, toTitle: title(to), count, meanMs, medianMs, p90Ms, totalMs };
}

function partialOf(visible: Visible, flow: string): { readonly visibleEntities?: string[] } {
  const scope = visible.cases(flow);
  return scope === 'all' ? {} : { visibleEntities: [...scope].sort().slice(0, 1000) };
}

const kinds: Readonly<Record<string, string>> = {
  person: 'People',
  automation: 'Automation',
  source: 'Sources',
  system: 'System',
};

function handoverItems(throughline: Throughline, { handovers }: MiningReport, by: 'actor' | 'kind') {
  const named = (id: string) => ({ id, name: by === 'kind' ? (kinds[id] ?? id) : actorName(throughline, id).name });
  return handovers.map(({ from, to, count, medianMs }) => ({ from: named(from), to: named(to), count, medianMs }));
}

/** A move from a state into one that another role owns hands the case over. Where a case ends, nobody takes it. */
function rolesOf(flow: CompiledFlow, { moves }: MiningReport): Mining['handovers']['roles'] {
  const ownerOf = (state: string) => {
    const { definition, final } = flow.states.get(state) ?? {};
    return definition === undefined || final === true ? undefined : (definition.owner ?? flow.definition.owner);
  };
  const counts = new Map<string, { readonly from: string; readonly to: string; readonly count: number }>();
  for (const move of moves) {
    const [from, to] = [ownerOf(move.from), ownerOf(move.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = JSON.stringify([from, to]);
    counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + move.count });
  }
  return [...counts.values()]
    .map(({ from, to, count }) => ({ from: roleName(flow, from), to: roleName(flow, to), count }))
    .sort((a, b) => b.count - a.count);
}

function conformanceView(flow: CompiledFlow, { conformance }: MiningReport): Mining['conformance'] {
  const { types, ...counts } = conformance;
  return {
    ...counts,
    types: types.map(({ state, event, money, ...rest }) => ({
      ...{ state, stateTitle: state === null ? 'Before it began' : stateTitle(flow.definition, state) },
      ...{ event, eventTitle: eventTitle(flow.definition, event), ...rest, money: [...money] },
    })),
  };
}

async function betweenView(throughline: Throughline, { between }: MiningReport): Promise<Mining['between']> {
  const flows = new Map((await newestFlows(throughline)).map((flow) => [flow.name, flow]));
  const title = (name: string, type: string) => {
    const flow = flows.get(name);
    return flow === undefined ? type : eventTitle(flow.definition, type);
  };
  return between.map((one) => ({ ...one, fromTitle: title(one.fromFlow, one.from), toTitle: title(one.toFlow, one.to) }));
}

export interface MinedCasesAsked extends MiningAsked, CasesOf {
  readonly limit: number;
  readonly after?: string;
}

type CasesPage = ResponseOf<Routes['GET /{database}/flows/{flow}/mining/cases']>;

/** The cases behind a number of it. @throws ThroughlineError flow-unknown, filter-invalid, field-unknown, field-hidden, cursor-invalid */
export async function minedCases(
  throughline: Throughline,
  name: string,
  { from, to, where, ...of }: MinedCasesAsked,
  { visible }: MiningFor,
): Promise<CasesPage> {
  if (of.after !== undefined && !isCaseId(of.after))
    throw new ThroughlineError('cursor-invalid', 'This is not where a page ended', { place: 'after' });
  const flow = await newestFlow(throughline, name);
  const asked = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(where === undefined ? {} : { where }),
  };
  const page = await mining(() => casesOf(throughline.reader, selectionOf(flow, asked, visible), of));
  const names = await caseNames(
    throughline,
    page.cases.map(({ id }) => id),
  );
  const items = page.cases.flatMap(({ id, began, ms, events }): MinedCase[] => {
    const of = names.get(id);
    // A case that retention has taken since is in the log's copy for a moment longer.
    return of === undefined || began === null ? [] : [{ case: of, began, ms: ms ?? 0, events }];
  });
  return { items, ...(page.next === undefined ? {} : { next: page.next }) };
}
