import type { EdgeActivity, FlowActivity, StateActivity } from '@throughline/api';
import { bookkeepingTypes } from '@throughline/insight';
import {
  type Arrow,
  type CompiledFlow,
  eventTitle,
  graphOf,
  inWords,
  type JsonObject,
  type Millis,
  mergedState,
  retractedState,
  rungTitle,
  startNode,
  stateTitle,
  type Way,
} from '@throughline/language';
import { expectedState, isUnborn } from '../cases/birth.ts';
import { iso } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { caseNames } from '../cases/names.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { casesByState } from './count-cases.ts';
import { lengthOf, type WrittenLength } from './lengths.ts';
import { type Activity, activityDays, activityLately, dayMs } from './measured-activity.ts';
import type { EventCount } from './read-activity.ts';
import { role } from './words.ts';

export interface ActivityAsked {
  readonly now: Millis;
  readonly visible: Visible;
}

const nothing: Activity = { events: [], waits: [], endings: [], raised: [], oldest: [], failed: [] };

/**
 * What moved in a flow in the last days, on the graph that its newest version declares.
 *
 * @throws ThroughlineError flow-unknown
 */
export async function flowActivity(
  throughline: Throughline,
  name: string,
  { now, visible }: ActivityAsked,
): Promise<FlowActivity> {
  const flow = await newestFlow(throughline, name);
  const [kept, counts, { parameters }] = await Promise.all([
    activityLately(throughline, { now, scope: visible.cases(name) }),
    casesByState(throughline, name, visible),
    throughline.engine.parameters(name),
  ]);
  const activity = kept?.value ?? nothing;
  const events = activity.events.filter((event) => event.flow === name && isStep(event));
  const total = sum(events);
  return {
    ...courseOf(activity, name),
    asOf: kept === undefined ? null : iso(kept.at),
    from: kept === undefined ? null : iso(kept.at - activityDays * dayMs),
    days: activityDays,
    states: await statesOf(throughline, flow, { activity, events, counts, parameters, now }),
    edges: edgesOf(flow, events),
    events: eventsOf(flow, events),
    manual: total === 0 ? null : sum(events.filter(({ byPerson }) => byPerson)) / total,
    failedEffects: activity.failed
      .filter((failed) => failed.flow === name)
      .map(({ kind, effects }) => ({ kind, title: inWords(kind), effects })),
  };
}

/** What came of the cases of a flow. */
export function courseOf({ events, endings }: Activity, flow: string) {
  const ending = endings.find((one) => one.flow === flow);
  const { ended = 0, withException = 0, straightThrough = 0 } = ending ?? {};
  return {
    begun: sum(events.filter((event) => event.flow === flow && isBirth(event))),
    ended,
    withException: ended === 0 ? null : withException / ended,
    straightThrough: ended === 0 ? null : straightThrough / ended,
  };
}

/** A case begins; what waited for its beginning had only a name before. */
function isBirth({ from, to }: EventCount): boolean {
  return isUnborn(from) && to !== expectedState && to !== mergedState && to !== retractedState;
}

/** A step of the work: no bookkeeping of the kernel's that left the case where it was. */
function isStep({ type, from, to }: EventCount): boolean {
  return from !== to || !bookkeepingTypes.has(type);
}

function sum(events: readonly EventCount[]): number {
  return events.reduce((total, event) => total + event.events, 0);
}

interface Found {
  readonly activity: Activity;
  readonly events: readonly EventCount[];
  readonly counts: ReadonlyMap<string, number>;
  readonly parameters: JsonObject;
  readonly now: Millis;
}

async function statesOf(throughline: Throughline, flow: CompiledFlow, found: Found): Promise<StateActivity[]> {
  const { activity, events, counts, parameters, now } = found;
  const { definition, expected } = flow;
  const declared = [...flow.states.keys()].filter((state) => state !== mergedState && state !== retractedState);
  const others = [...counts.keys()].filter((state) => !flow.states.has(state) && state !== expectedState);
  const names = [...(expected === undefined ? [] : [expectedState]), ...declared, ...others];
  const oldest = new Map(activity.oldest.filter((one) => one.flow === flow.name).map((one) => [one.state, one]));
  const cases = await caseNames(
    throughline,
    [...oldest.values()].map(({ id }) => id),
  );
  return names.map((name): StateActivity => {
    const { final, owner, within } = flow.states.get(name)?.definition ?? {};
    const wait = activity.waits.find((one) => one.flow === flow.name && one.state === name);
    const old = oldest.get(name);
    const oldCase = old === undefined ? undefined : cases.get(old.id);
    const kind = name === expectedState ? 'expected' : (final ?? (flow.states.has(name) ? 'state' : 'gone'));
    const roleOf = name === expectedState ? expected?.owner : (owner ?? definition.owner);
    return {
      name,
      title: stateTitle(definition, name),
      kind,
      owner: (kind === 'state' || kind === 'expected') && roleOf !== undefined ? role(flow, roleOf) : null,
      target: within === undefined ? null : lengthOf(flow, within as WrittenLength, { parameters, now }),
      cases: counts.get(name) ?? 0,
      // It may have gone on since; then it is not the oldest any more.
      oldest: old === undefined || oldCase?.state !== name ? null : { case: oldCase, since: iso(old.since) },
      entered: sum(events.filter(({ from, to }) => to === name && from !== name)),
      left: sum(events.filter(({ from, to }) => from === name && to !== name)),
      medianMs: wait?.medianMs ?? null,
      p90Ms: wait?.p90Ms ?? null,
    };
  });
}

/** The ways that are declared with what went along them, then those that were gone all the same. */
function edgesOf(flow: CompiledFlow, events: readonly EventCount[]): EdgeActivity[] {
  const { arrows } = graphOf(flow.definition);
  const moves = events.filter(({ from, to }) => from !== to && to !== mergedState && to !== retractedState);
  const keyOf = (from: string | null, to: string) => JSON.stringify([from, to]);
  const byEdge = Map.groupBy(moves, ({ from, to }) => keyOf(from, to));
  const declared = arrows.map((arrow): EdgeActivity => {
    const from = arrow.from === startNode ? null : arrow.from;
    const gone = byEdge.get(keyOf(from, arrow.to)) ?? [];
    return { from, to: arrow.to, declared: true, count: sum(gone), ways: waysOf(flow, arrow, gone) };
  });
  const known = new Set(declared.map(({ from, to }) => keyOf(from, to)));
  const others = [...byEdge].flatMap(([key, gone]): EdgeActivity[] => {
    const [first] = gone;
    if (first === undefined || known.has(key)) return [];
    return [{ from: first.from, to: first.to, declared: false, count: sum(gone), ways: waysOf(flow, undefined, gone) }];
  });
  return [...declared, ...others];
}

function waysOf(flow: CompiledFlow, arrow: Arrow | undefined, gone: readonly EventCount[]): EdgeActivity['ways'] {
  const nameOf = ({ type, rung }: EventCount) => (rung === null ? type : rung.replace(/#\d+$/, ''));
  const counted = Map.groupBy(gone, nameOf);
  const declared = [...Map.groupBy(arrow?.ways ?? [], ({ name }) => name)].map(([name, [first]]) => {
    const events = counted.get(name) ?? [];
    return { ...wayHead(flow, name, first), count: sum(events), manual: sum(events.filter(({ byPerson }) => byPerson)) };
  });
  const others = [...counted].flatMap(([name, events]) =>
    declared.some((way) => way.name === name)
      ? []
      : [{ ...wayHead(flow, name, undefined), count: sum(events), manual: sum(events.filter(({ byPerson }) => byPerson)) }],
  );
  return [...declared, ...others].slice(0, 100);
}

function wayHead(flow: CompiledFlow, name: string, way: Way | undefined) {
  if (way !== undefined) return { name, title: way.title, kind: way.kind, by: way.by };
  const [ladder, rung] = name.split('/');
  const isRung = rung !== undefined && ladder !== undefined && flow.ladders.has(ladder);
  const title = isRung ? rungTitle(flow.definition, ladder, rung) : eventTitle(flow.definition, name);
  return { name, title, kind: isRung ? ('rung' as const) : ('event' as const), by: 'either' as const };
}

function eventsOf(flow: CompiledFlow, events: readonly EventCount[]): FlowActivity['events'] {
  return [...Map.groupBy(events, ({ type }) => type)]
    .map(([name, all]) => ({
      name,
      title: eventTitle(flow.definition, name),
      count: sum(all),
      manual: sum(all.filter(({ byPerson }) => byPerson)),
    }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
