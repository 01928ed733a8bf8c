import { type FlowDefinition, Text } from '@throughline/language';
import type { DraftLog } from './draft-log.ts';
import type { Kept } from './keep-edges.ts';
import { type Shape, type StateGraph, stateAfter } from './shape.ts';
import { eventNames, finalKind, plainText, stateNames } from './words.ts';

export interface NamingOptions {
  /** The name of the flow. Default `draft`. */
  readonly name?: string;
  readonly title?: string;
  /** The role that answers for the flow until somebody names another. Default `process owner`. */
  readonly owner?: string;
  /** The field that is the business key. Default `id`. */
  readonly key?: string;
  /** Other fields of a case, each with its JSON Schema, as `Money()` or `Text()` give it; the event by which a case is born carries them. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly timeZone?: string;
}

/** What of the log is called how in the draft. */
export interface DraftNames {
  /** By activity, the event. */
  readonly events: Readonly<Record<string, string>>;
  /** By activity, the state that it leads to; activities that leave a case where it is have none. */
  readonly states: Readonly<Record<string, string>>;
}

export interface Named {
  readonly definition: FlowDefinition;
  readonly names: DraftNames;
  /** By number of the activity that a state is called after, its name; in the order in which cases come to them. */
  readonly states: ReadonlyMap<number, string>;
}

export const unusualStart = 'unusual-start';
const ownerDefault = 'process owner';

/** What was found of a log. */
export interface Found {
  readonly log: DraftLog;
  readonly shape: Shape;
  readonly graph: StateGraph;
  readonly kept: Kept;
}

/** Writes what was found as a flow: without owners, target times and titles of states, which are for people to say. */
export function defined(found: Found, options: NamingOptions): Named {
  const { log, shape, kept } = found;
  const { name = 'draft', title = 'Draft of a flow', owner = ownerDefault, key = 'id', fields = {}, timeZone } = options;
  const states = namedStates(log, shape);
  const naming = eventNames();
  const events = log.activities.map((activity) => naming(activity.name));
  const definition = {
    name,
    title,
    description: described(log),
    owner,
    key,
    ...(timeZone === undefined ? {} : { timeZone }),
    data: dataOf(key, fields),
    events: eventsOf(found, events, states, fields),
    exceptions: exceptionsOf(owner, kept.rareStarts.length > 0),
    start: startOf(found, events, states),
    states: statesOf(found, events, states),
  } as FlowDefinition;
  return { definition, states, names: namesOf(log, shape, events, states) };
}

type Fields = Readonly<Record<string, unknown>>;
type Called = ReadonlyMap<number, string>;

function eventsOf({ log, shape, graph }: Found, events: readonly string[], states: Called, fields: Fields) {
  const later = new Set(graph.edges.map(({ activity }) => activity));
  return Object.fromEntries(
    log.activities.map(({ name }, index) => [
      events[index],
      {
        ...(events[index] === name ? {} : { title: plainText(name) }),
        ...(graph.starts.has(index) && later.has(index) ? carried(fields) : {}),
        lands: shape.stays.has(index) ? 'stay' : states.get(shape.leadsTo[index] ?? index),
      },
    ]),
  );
}

function startOf({ graph, kept }: Found, events: readonly string[], states: Called) {
  const to = (activity: number) => states.get(graph.starts.get(activity)?.to ?? activity);
  return Object.fromEntries([
    ...kept.starts.map((activity) => [events[activity], { to: to(activity) }]),
    ...kept.rareStarts.map((activity) => [events[activity], { to: to(activity), raise: unusualStart }]),
  ]);
}

function statesOf({ log, kept }: Found, events: readonly string[], states: Called) {
  const outgoing = Map.groupBy(kept.edges, ({ from }) => from);
  return Object.fromEntries(
    [...states].map(([state, called]) => {
      const on = (outgoing.get(state) ?? []).map(({ activity, to }) => [
        events[activity],
        to === state ? {} : { to: states.get(to) },
      ]);
      const final = kept.finals.has(state) ? { final: finalKind(log.activities[state]?.name ?? '') } : {};
      return [called, { ...final, ...(on.length === 0 ? {} : { on: Object.fromEntries(on) }) }];
    }),
  );
}

function namesOf(log: DraftLog, shape: Shape, events: readonly string[], states: ReadonlyMap<number, string>): DraftNames {
  return {
    events: Object.fromEntries(log.activities.map(({ name }, index) => [name, events[index] ?? ''])),
    states: Object.fromEntries(
      log.activities.flatMap(({ name }, index) =>
        shape.stays.has(index) ? [] : [[name, states.get(shape.leadsTo[index] ?? index) ?? '']],
      ),
    ),
  };
}

/** The states that cases come to, those first that they come to first on the whole. */
function namedStates(log: DraftLog, shape: Shape): ReadonlyMap<number, string> {
  const places = new Map<number, { sum: number; cases: number }>();
  for (const { steps, cases } of log.ways) {
    const seen = new Set<number>();
    let state: number | undefined;
    for (const [index, step] of steps.entries()) {
      state = stateAfter(shape, state, step);
      if (seen.has(state)) continue;
      seen.add(state);
      const place = places.get(state) ?? { sum: 0, cases: 0 };
      places.set(state, { sum: place.sum + index * cases, cases: place.cases + cases });
    }
  }
  const sorted = [...places].sort(([a, one], [b, other]) => one.sum / one.cases - other.sum / other.cases || a - b);
  const naming = stateNames();
  // Frequent ones choose their names first.
  const named = new Map(
    [...places.keys()].sort((a, b) => a - b).map((state) => [state, naming(log.activities[state]?.name ?? '')]),
  );
  return new Map(sorted.map(([state]) => [state, named.get(state) ?? '']));
}

function described({ cases, events }: DraftLog): string {
  return `Drafted from a log of ${cases} cases and ${events} events. What seldom happened is taken as a deviation and shown, not refused.`;
}

function dataOf(key: string, fields: Fields): FlowDefinition['data'] {
  return { type: 'object', additionalProperties: false, properties: { [key]: Text(), ...fields }, required: [key] };
}

/** An event by which cases are born and which comes later too: it says of the fields what it knows. */
function carried(fields: Fields) {
  const names = Object.keys(fields);
  const told = (field: string) => `has(event.${field}) ? dyn(event.${field}) : has(data.${field}) ? dyn(data.${field}) : null`;
  return {
    data: { type: 'object', additionalProperties: false, properties: fields, required: [] },
    ...(names.length === 0 ? {} : { set: Object.fromEntries(names.map((field) => [field, told(field)])) }),
  };
}

function exceptionsOf(owner: string, hasRareStarts: boolean): NonNullable<FlowDefinition['exceptions']> {
  const rare = (title: string) => ({
    ...{ title, owner, severity: 'low' as const, within: { days: 7 } },
    resolutions: ['as it should be', 'mistake in the data', 'to be declared'],
  });
  return { deviation: rare('Rare path'), ...(hasRareStarts ? { [unusualStart]: rare('Unusual start') } : {}) };
}
