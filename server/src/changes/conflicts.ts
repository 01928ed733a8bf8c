import type { CalendarEntry, ChangeConflict } from '@throughline/api';
import type { CatalogueGraph } from '../catalogue/graph.ts';

/** What is planned for a time: a change or a release. */
export interface Planned extends Pick<CalendarEntry, 'key' | 'title' | 'systems' | 'flows' | 'days'> {
  readonly kind: 'change' | 'release';
  /** Milliseconds; `to` is no part of it. */
  readonly from: number;
  readonly to: number;
  /** The day that was promised first. */
  readonly committedOn: string | null;
  /** The release that a change goes live with. */
  readonly release: string | null;
  /** Done first, approved afterwards: it does not wait for a window. */
  readonly isEmergency: boolean;
}

/** A window, a freeze or an event. */
export interface Period extends Pick<CalendarEntry, 'key' | 'title' | 'systems' | 'flows' | 'days'> {
  readonly kind: 'window' | 'freeze' | 'event';
  readonly from: number;
  readonly to: number;
}

/** Where what is planned is in its own way: everything that is wrong, each with what shows it. Pure. */
export function conflictsOf(
  planned: readonly Planned[],
  periods: readonly Period[],
  graph: CatalogueGraph,
): readonly ChangeConflict[] {
  const inOrder = [...planned].sort((a, b) => a.from - b.from || (a.key < b.key ? -1 : 1));
  return [
    ...inOrder.flatMap((one, index) => inOrder.slice(index + 1).flatMap((other) => sameTime(one, other, graph))),
    ...inOrder.flatMap((one) => periods.flatMap((period) => inPeriod(one, period))),
    ...inOrder.flatMap((one) => outsideWindow(one, periods)),
    ...inOrder.flatMap(afterCommitment),
  ];
}

interface Stretch extends Pick<CalendarEntry, 'days'> {
  readonly from: number;
  readonly to: number;
}
const overlap = (a: Stretch, b: Stretch) => a.from < b.to && b.from < a.to;

/** Both at once, on the same system or flow, or on systems of which one needs the other. What goes live together is one. */
function sameTime(one: Planned, other: Planned, graph: CatalogueGraph): readonly ChangeConflict[] {
  const isOne = (a: Planned, b: Planned) => a.release !== null && (a.release === b.key || a.release === b.release);
  if (!overlap(one, other) || isOne(one, other) || isOne(other, one)) return [];
  const found = linkBetween(one, other, graph);
  if (found === undefined) return [];
  const text = `${one.key} and ${other.key} are planned for the same time, and ${found.said}`;
  return [{ kind: 'same-time', text, of: one.key, with: other.key, path: [...found.path] }];
}

/** What two of them share, the shortest way: the same system or flow, one that needs the other, or a third that both need. */
function linkBetween(one: Planned, other: Planned, graph: CatalogueGraph) {
  const same = [...one.systems, ...one.flows].find((name) => other.systems.includes(name) || other.flows.includes(name));
  if (same !== undefined) return { path: [same], said: `both touch ${same}` };
  for (const a of one.systems) {
    for (const b of other.systems) {
      const [needsOfA, needsOfB] = [needsOf(graph, a), needsOf(graph, b)];
      const [ofA, ofB] = [needsOfA.get(b), needsOfB.get(a)];
      if (ofA !== undefined) return { path: [a, b], said: `${a} ${ofA} ${b}` };
      if (ofB !== undefined) return { path: [b, a], said: `${b} ${ofB} ${a}` };
      const third = [...needsOfA.keys()].sort().find((name) => needsOfB.has(name));
      if (third !== undefined) return { path: [a, third, b], said: `${a} and ${b} both need ${third}` };
    }
  }
  return undefined;
}

/** The systems that one does not work without, or gets its records from; which of the two, in words. */
function needsOf({ edges }: CatalogueGraph, name: string): ReadonlyMap<string, string> {
  const own = `system:${name}`;
  const found = new Map<string, string>();
  for (const { from, to, kind } of edges) {
    if (from !== own) continue;
    if (kind === 'needs') found.set(nameOf(to), 'does not work without');
    if (kind !== 'fed') continue;
    for (const read of edges)
      if (read.from === to && read.kind === 'reads' && !found.has(nameOf(read.to)))
        found.set(nameOf(read.to), 'gets its records from');
  }
  found.delete(name);
  return found;
}

const nameOf = (id: string) => id.slice(id.indexOf(':') + 1);

/** What a period holds for. One that names nothing holds for everything. */
const holdsFor = (period: Period, one: Planned) =>
  (period.systems.length === 0 && period.flows.length === 0) ||
  period.systems.some((name) => one.systems.includes(name)) ||
  period.flows.some((name) => one.flows.includes(name));

function inPeriod(one: Planned, period: Period): readonly ChangeConflict[] {
  if (period.kind === 'window' || !overlap(one, period) || !holdsFor(period, one)) return [];
  const text = `${one.key} is planned for ${spoken(one)}, in ${period.kind === 'freeze' ? 'the freeze' : 'the event'} ${period.title} (${spoken(period)})`;
  return [{ kind: period.kind, text, of: one.key, with: period.key, path: [...period.systems, ...period.flows] }];
}

/** Where there are windows for it, it goes into one of them. A release has a day: a window of that day is enough. */
function outsideWindow(one: Planned, periods: readonly Period[]): readonly ChangeConflict[] {
  const windows = periods.filter((period) => period.kind === 'window' && holdsFor(period, one));
  if (one.isEmergency || windows.length === 0) return [];
  const isIn = (window: Period) =>
    one.kind === 'release' ? overlap(one, window) : window.from <= one.from && one.to <= window.to;
  if (windows.some(isIn)) return [];
  const next = windows.filter(({ from }) => from >= one.from).sort((a, b) => a.from - b.from)[0];
  const then = next === undefined ? '' : `; the next one is ${next.title} (${spoken(next)})`;
  return [
    {
      kind: 'outside-window',
      text: `${one.key} is planned for ${spoken(one)}, outside of every window${then}`,
      of: one.key,
      with: next?.key ?? null,
      path: [],
    },
  ];
}

function afterCommitment(one: Planned): readonly ChangeConflict[] {
  const { committedOn, key } = one;
  const last = one.days?.to ?? dayOf(one.to - 1);
  if (committedOn === null || last <= committedOn) return [];
  return [
    {
      kind: 'after-commitment',
      text: `${key} is planned for ${last}, and was promised for ${committedOn}`,
      of: key,
      with: null,
      path: [],
    },
  ];
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const timeOf = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** From and to, in UTC; whole days by their dates. */
function spoken({ from, to, days }: Stretch): string {
  if (days !== null) return days.from === days.to ? days.from : `${days.from} to ${days.to}`;
  return `${timeOf(from)} to ${dayOf(from) === dayOf(to) ? timeOf(to).slice(11) : timeOf(to)}`;
}
