import type { CaseDetail } from '@throughline/api';
import { type CaseView, type EventView, isCaseId, type LinkView } from '@throughline/engine';
import { type CompiledFlow, calendarOfCase, computedFields, fieldClasses, fieldTitle, kernelFlows } from '@throughline/language';
import { bindings } from '../connections/bindings.ts';
import { whyUnbound } from '../connections/waiting-calls.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { redactFor } from '../visible/redact.ts';
import type { Hidden, Visible } from '../visible/visible.ts';
import { contextsAsked } from './approvals.ts';
import { caseRow, type Seeing } from './case-row.ts';
import { caseViews } from './case-views.ts';
import { childViews, runbookIn } from './children.ts';
import { effectViews, recipientsSeen } from './effects.ts';
import { cellValue, dataFields, isSaid, wordsOf } from './fields.ts';
import { type FlowBook, loadFlows } from './flow-book.ts';
import { deadlineViews, ladderViews } from './ladders.ts';
import { moneyBox, moneyField } from './money.ts';
import { caseNames, nameOf } from './names.ts';
import { stateStrip } from './strip.ts';
import { subjectSeen } from './subject.ts';

const eventsPage = 1000;
const linksMax = 1000;
/** Path and money are folded from the whole log of a case, up to so many events. */
const eventsMax = 20_000;

/**
 * A case: where it stands, how it got there, what comes next and why then.
 *
 * @throws ThroughlineError case-unknown
 */
export async function caseDetail(throughline: Throughline, id: string, moment: Seeing): Promise<CaseDetail> {
  const { engine } = throughline;
  const { visible } = moment;
  const found = await findSeen(throughline, id, visible);
  const [events, owned, written, effects] = await Promise.all([
    readEvents(throughline, found),
    engine.children(id),
    engine.links(id),
    engine.effects(id),
  ]);
  const children = owned.filter((child) => visible.sees(child));
  const links = [...mergeLink(found), ...written];
  const flowOf = await loadFlows(throughline, [found, ...children]);
  const flow = flowOf(found);
  const others = links.map(({ other }) => other);
  const { names, unseen } = await seenNames(throughline, visible, others, found.parent);
  const family = { flowOf, parent: flow, now: moment.now };
  const redact = redactFor(visible, flow, found, { events, now: moment.now });
  const kept = visible.hidden(flow, found.entity);
  const bound = await bindings(throughline.env);
  return {
    case: caseRow(throughline, flow, found, { ...moment, ...(await contextsAsked(throughline, () => flow, [found])) }),
    flow: { name: flow.name, title: flow.definition.title, timeZone: calendarOfCase(flow, found.entity, {}).timeZone },
    subtitle: subjectSeen(flow, found, kept),
    data: dataOf(flow, found, moment),
    strip: stateStrip(flow, found, events),
    ladders: ladderViews(flow, found, moment),
    deadlines: deadlineViews(flow, found, moment),
    exceptions: childViews(throughline, children, 'exception', family),
    tasks: childViews(throughline, children, 'task', family),
    money: events.length === found.seq && !kept.has(moneyField(flow)?.name ?? '') ? moneyBox(flow, found, events, moment) : null,
    runbook: await runbookOf(throughline, found),
    links: [...links.flatMap((link) => linkOf(link, names)), ...ownedCases(flow, children, flowOf)].slice(0, linksMax),
    ...(unseen === 0 ? {} : { unseenLinks: unseen }),
    parent: found.parent === undefined ? null : (names.get(found.parent) ?? null),
    effects: effectViews(effects, {
      redact,
      recipients: recipientsSeen(flow, visible, found.entity),
      waits: (destination) => whyUnbound(bound, destination),
    }),
  };
}

/** Of an exception, what the flow of its owner says that should be done. */
async function runbookOf(throughline: Throughline, found: CaseView): Promise<string | null> {
  if (found.flow !== 'exception' || found.parent === undefined) return null;
  const owner = await throughline.engine.readCase(found.parent);
  return owner === undefined ? null : runbookIn((await loadFlows(throughline, [owner]))(owner), found);
}

/** @throws ThroughlineError case-unknown */
export async function findCase({ engine }: Throughline, id: string): Promise<CaseView> {
  const found = isCaseId(id) ? await engine.readCase(id) : undefined;
  if (found !== undefined) return found;
  throw new ThroughlineError('case-unknown', `There is no case ${id}`, { place: 'case' });
}

/**
 * The same for somebody: what they do not see is not there, for all that the answer says.
 *
 * @throws ThroughlineError case-unknown
 */
export async function findSeen(throughline: Throughline, id: string, visible: Visible): Promise<CaseView> {
  const found = await findCase(throughline, id);
  if (visible.sees(found)) return found;
  throw new ThroughlineError('case-unknown', `There is no case ${id}`, { place: 'case' });
}

/** The names of other cases, by id; and how many of them there are that somebody does not see. */
async function seenNames(throughline: Throughline, visible: Visible, ids: readonly string[], parent: string | undefined) {
  const views = await caseViews(throughline, parent === undefined ? ids : [...ids, parent]);
  const seen = [...views.values()].filter((view) => visible.sees(view)).map(({ id }) => id);
  const names = await caseNames(throughline, seen);
  return { names, unseen: ids.filter((id) => views.has(id) && !names.has(id)).length };
}

/** The events up to the one that `found` shows: what has come since would not fit it. */
export async function readEvents({ engine }: Throughline, { id, seq }: CaseView): Promise<readonly EventView[]> {
  const events: EventView[] = [];
  while (events.length < Math.min(seq, eventsMax)) {
    const page = await engine.history(id, { after: events.length, limit: Math.min(eventsPage, seq - events.length) });
    if (page.length === 0) break;
    events.push(...page);
  }
  return events;
}

/** The fields of the data, and what is computed of them. */
function dataOf(flow: CompiledFlow, { data, entity }: CaseView, moment: Seeing): CaseDetail['data'] {
  const kept = moment.visible.hidden(flow, entity);
  const { confidential } = flow.data;
  const declared = dataFields(flow)
    .filter(({ name }) => isSaid(flow, name))
    .map(({ name, title, kind, personal }) => ({
      name,
      title,
      kind,
      value: kept.has(name) ? null : wordsOf(flow, name, cellValue(data[name])),
      personal,
      confidential: confidential.has(name),
      ...hiddenBy(kept, name),
    }));
  const values = computedFields(flow, data, moment, entity);
  const classes = fieldClasses(flow);
  const computed = [...flow.computed.keys()].map((name) => {
    const value = cellValue(values[name]);
    const kind = flow.listed.find((column) => column.name === name && column.of === 'computed')?.kind ?? kindOfValue(value);
    const { personal = false, confidential: isConfidential = false } = classes.get(name) ?? {};
    return {
      ...{ name, title: fieldTitle(flow.definition, name), kind, value: kept.has(name) ? null : value },
      ...{ personal, confidential: isConfidential, ...hiddenBy(kept, name) },
    };
  });
  return [...declared, ...computed].slice(0, 500);
}

/** That a value is kept back, as answers say it. */
export function hiddenBy(kept: ReadonlyMap<string, Hidden>, name: string): { readonly hidden?: { needs: string[] } } {
  const why = kept.get(name);
  return why === undefined ? {} : { hidden: { needs: [...why.needs] } };
}

function kindOfValue(value: unknown): 'number' | 'flag' | 'text' {
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'flag' : 'text';
}

/** A merged case leads to the one that it was merged into. */
function mergeLink({ clocks: { mergedInto } }: CaseView): readonly LinkView[] {
  return mergedInto === undefined ? [] : [{ direction: 'out', name: 'merged into', other: mergedInto }];
}

function linkOf({ direction, name, other }: LinkView, names: Awaited<ReturnType<typeof caseNames>>): CaseDetail['links'] {
  const found = names.get(other);
  return found === undefined ? [] : [{ direction, name, case: found }];
}

/** Owned cases of the kinds that the flow declares: each a case like any other, with a page of its own. */
function ownedCases(flow: CompiledFlow, children: readonly CaseView[], flowOf: FlowBook): CaseDetail['links'] {
  const kinds = [...flow.children.values()];
  return children
    .filter((child) => !kernelFlows.has(child.flow))
    .map((child) => {
      const kind = kinds.find((one) => one.flow === child.flow)?.name ?? child.flow;
      return { direction: 'out' as const, name: kind, case: nameOf(flowOf(child), child) };
    });
}
