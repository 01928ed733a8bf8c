import type { CaseName, Change, Home } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import {
  type CompiledFlow,
  dayOf,
  instantOf,
  inWords,
  kernelFlows,
  ladderTitle,
  type Millis,
  rungTitle,
  stateTitle,
} from '@throughline/language';
import { iso, type Seeing } from '../cases/case-row.ts';
import { caseViews } from '../cases/case-views.ts';
import { aboutApproval } from '../cases/event-title.ts';
import { loadFlows, newestFlows } from '../cases/flow-book.ts';
import { caseNames, exceptionKindTitle } from '../cases/names.ts';
import { subjectSeen } from '../cases/subject.ts';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { changesIn } from './changes.ts';
import { type EventGroup, type NotableEvent, readEventGroups, readNotableEvents } from './lately.ts';

export type RecentItem = Home['recent'][number];

/** The page has room for so many. */
export const recentMax = 12;
/** Working days, today among them. */
const workingDays = 2;

/** What people and ladders did in the last two working days, the latest first; what is alike on a day in one line. */
export async function recentItems(
  throughline: Throughline,
  { calendar }: CompiledFlow,
  { now, visible }: Seeing,
): Promise<RecentItem[]> {
  const from = windowStart(dayOf(calendar, now), (day) => instantOf(calendar, day, 0));
  const window = { from, to: now, timeZone: calendar.timeZone, seen: visible.flows() };
  const flows = (await newestFlows(throughline)).filter(({ name }) => !kernelFlows.has(name));
  const [groups, notable, changes] = await Promise.all([
    untilWritten(throughline, JSON.stringify(['event groups', from, flows.map(({ name }) => name), window.seen]), () =>
      readEventGroups(
        throughline.pool,
        window,
        flows.map(({ name }) => name),
      ),
    ),
    untilWritten(throughline, JSON.stringify(['notable events', from, flows.flatMap(notableStates), window.seen]), () =>
      readNotableEvents(throughline.pool, window, flows.flatMap(notableStates), recentMax),
    ),
    changesIn(throughline, { from: iso(from).slice(0, 10), to: iso(now).slice(0, 10), limit: recentMax }, visible),
  ]);
  const items = [
    ...groupItems(flows, groups),
    ...(await notableItems(throughline, notable, visible)),
    ...changes.filter(({ kind }) => kind === 'flow-version').map(deploymentItem),
  ];
  return items.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, recentMax);
}

/** The beginning of the day before which so many days from Monday to Friday lie. Days are counted since 1970, a Thursday. */
function windowStart(today: number, instantAt: (day: number) => Millis): Millis {
  let day = today;
  const isWorking = () => (day + 3) % 7 < 5;
  for (let left = workingDays - (isWorking() ? 1 : 0); left > 0; left -= isWorking() ? 1 : 0) day -= 1;
  return instantAt(day);
}

/** States in which a ladder waits for somebody's word, and the life of a release. */
function notableStates(flow: CompiledFlow): { readonly flow: string; readonly state: string }[] {
  const pausing = [...flow.ladders.values()].flatMap(({ pauseWhile }) => [...pauseWhile]);
  const released = flow.name === 'release' ? ['released', 'verified', 'rolled_back'] : [];
  return [...new Set([...pausing, ...released])].map((state) => ({ flow: flow.name, state }));
}

function groupItems(flows: readonly CompiledFlow[], groups: readonly EventGroup[]): RecentItem[] {
  const told = groups.filter(({ kind, flow, name }) => kind !== 'rung' || isTold(flows, flow, name));
  const lines = Map.groupBy(
    told,
    ({ kind, flow, name, day }) => `${day} ${kind} ${flow} ${kind === 'rung' ? ladderOf(name) : ''}`,
  );
  return [...lines.values()].flatMap((line): RecentItem[] => {
    const [first] = line;
    if (first === undefined) return [];
    const total = line.reduce((sum, { events }) => sum + events, 0);
    const at = iso(Math.max(...line.map(({ lastAt }) => lastAt)));
    const words = { exception: exceptionWords, facts: factWords, rung: rungWords }[first.kind];
    return [{ at, kind: first.kind, case: null, ...words(flows, line, total) }];
  });
}

function ladderOf(name: string): string {
  return name.split('/')[0] ?? name;
}

/** Rungs that tell somebody something; those that only move a case along are housekeeping. */
function isTold(flows: readonly CompiledFlow[], flow: string, name: string): boolean {
  const [ladder, rung] = name.split('/');
  const found = flows
    .find((one) => one.name === flow)
    ?.ladders.get(ladder ?? '')
    ?.rungs.find((one) => one.name === rung);
  return (
    found !== undefined &&
    (found.effects.length > 0 || found.task !== undefined || found.approval !== undefined || found.raise.length > 0)
  );
}

type Words = (flows: readonly CompiledFlow[], line: readonly EventGroup[], total: number) => Pick<RecentItem, 'title' | 'text'>;

const rungWords: Words = (flows, line, total) => {
  const { flow, name } = line[0] ?? { flow: '', name: '' };
  const definition = flows.find((one) => one.name === flow)?.definition;
  const ladder = ladderOf(name);
  const title = definition === undefined ? inWords(ladder) : ladderTitle(definition, ladder);
  const parts = line.map((part) => {
    const rung = part.name.slice(ladder.length + 1);
    return { ...part, name: (definition === undefined ? inWords(rung) : rungTitle(definition, ladder, rung)).toLowerCase() };
  });
  return { title, text: `${counted(total, 'rung')}: ${enumerated(parts)}` };
};

const exceptionWords: Words = (flows, line, total) => {
  const parts = line.map((part) => ({ ...part, name: exceptionKindTitle(flows, part.name) }));
  return { title: 'Exceptions', text: `${total} raised: ${enumerated(parts)}` };
};

const factWords: Words = (_, line, total) => ({
  title: 'Facts',
  text: `${counted(total, 'fact')}${line.length === 1 ? '' : ':'} ${enumerated(line.map((part) => ({ ...part, name: `from ${part.name}` })))}`,
});

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `5 reminder, 2 finance task`; of a single part the count is known already. */
function enumerated(parts: readonly Pick<EventGroup, 'name' | 'events'>[]): string {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only.name;
  return [...parts]
    .sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1))
    .map(({ name, events }) => `${events} ${name}`)
    .join(', ');
}

async function notableItems(throughline: Throughline, events: readonly NotableEvent[], visible: Visible): Promise<RecentItem[]> {
  const views = await caseViews(
    throughline,
    events.map(({ id }) => id),
  );
  const names = await caseNames(throughline, [...views.keys()]);
  const flowOf = await loadFlows(throughline, [...views.values()]);
  return events.flatMap((event): RecentItem[] => {
    const [view, name] = [views.get(event.id), names.get(event.id)];
    return view === undefined || name === undefined ? [] : [notableItem(flowOf(view), view, name, { ...event, visible })];
  });
}

function notableItem(
  flow: CompiledFlow,
  view: CaseView,
  name: CaseName,
  { type, of, at, stateTo, visible }: NotableEvent & { readonly visible: Visible },
): RecentItem {
  const subject = subjectSeen(flow, view, visible.hidden(flow, view.entity));
  const isDecision = of !== null;
  const verdict = type === 'approve' ? 'Approved' : 'Declined';
  return {
    at: iso(at),
    kind: isDecision ? 'decision' : flow.name === 'release' ? 'release' : 'state',
    title: isDecision ? verdict : stateTitle(flow.definition, stateTo),
    text: [view.key, isDecision ? aboutApproval(flow, of) : (subject ?? '')].filter((part) => part !== '').join(' · '),
    case: name,
  };
}

function deploymentItem({ at, title }: Change): RecentItem {
  return { at, kind: 'deployment', title: 'Flow', text: title, case: null };
}
