import type { FlowDefinition, StateDefinition, TransitionDefinition } from '../definition/flow.ts';
import { eventTitle, exceptionTitle, inWords, ladderTitle, roleTitle, rungTitle, stateTitle } from '../titles.ts';
import { approversText, declared, guardText, lengthText, many, rungTimes, rungWhen } from './wording.ts';

/*
 * What every picture of a flow shows: states, and between two of them one arrow, whatever the number of ways that lead there.
 */

/** Where cases begin. No state has this name. */
export const startNode = '';

export type StateKind = 'start' | 'state' | 'done' | 'failed' | 'cancelled' | 'missing';

export interface StateNode {
  readonly name: string;
  readonly kind: StateKind;
  readonly title: string;
  /** Who answers for it, and in which time: `Billing · 24 hours`. */
  readonly owner?: string;
  readonly within?: string;
  readonly ladders: readonly {
    readonly name: string;
    readonly title: string;
    readonly times: string;
    readonly paused: boolean;
  }[];
  /** Exceptions that rungs raise here without moving the case. */
  readonly raises: readonly string[];
  /** What happens here without leaving it. */
  readonly stays: readonly Way[];
}

/** One way from a state to another: an event or a rung. */
export interface Way {
  readonly kind: 'event' | 'rung';
  readonly name: string;
  readonly title: string;
  /** When it leads here, in words; several are joined by `or`; `otherwise`: where nothing before holds. Empty: always. */
  readonly guards: readonly string[];
  /** The same as it is written, in CEL. */
  readonly sources: readonly string[];
  readonly by: 'person' | 'automation' | 'either';
  /** Who must approve. */
  readonly approval?: string;
  readonly raises: readonly string[];
  readonly resolves: readonly string[];
  /** Of a rung: `after 45 days`. */
  readonly timing?: string;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly ways: readonly Way[];
}

export interface FlowGraph {
  readonly nodes: readonly StateNode[];
  readonly arrows: readonly Arrow[];
}

/** Where more arrows than these lead to one state, the picture would be of little else. */
export const arrowsIntoMax = 6;

/** The states whose arrows are written into the cards that they come from, instead of being drawn. */
export function foldedStates({ arrows }: FlowGraph): ReadonlySet<string> {
  const into = Map.groupBy(arrows, ({ to }) => to);
  return new Set([...into].filter(([, all]) => all.length > arrowsIntoMax).map(([to]) => to));
}

/** The graph of a flow. States are in the order of the document, so that the same definition gives the same picture. */
export function graphOf(flow: FlowDefinition): FlowGraph {
  const arrows = new Map<string, { from: string; to: string; ways: Way[] }>();
  const stays = new Map<string, Way[]>();
  const add = (from: string, to: string | undefined, way: Way) => {
    if (to === undefined || to === from) {
      stays.set(from, [...(stays.get(from) ?? []), way]);
      return;
    }
    const key = JSON.stringify([from, to]);
    const arrow = arrows.get(key) ?? { from, to, ways: [] };
    arrow.ways.push(way);
    arrows.set(key, arrow);
  };
  const addAll = (from: string, on: Readonly<Record<string, TransitionDefinition | TransitionDefinition[]>>) => {
    for (const [event, transitions] of Object.entries(on)) {
      for (const [to, way] of eventWays(flow, from, event, many(transitions))) add(from, to, way);
    }
  };
  addAll(startNode, flow.start);
  for (const [name, { on = {} }] of Object.entries(flow.states)) addAll(name, on);
  for (const [ladder, { during, rungs }] of Object.entries(flow.ladders ?? {})) {
    for (const rung of rungs) {
      if (rung.to === undefined) continue;
      for (const state of new Set(during)) if (state !== rung.to) add(state, rung.to, rungWay(flow, ladder, rung));
    }
  }
  const known = Object.keys(flow.states);
  const missing = [...arrows.values()]
    .flatMap(({ from, to }) => [from, to])
    .filter((name) => name !== startNode && !known.includes(name));
  return {
    nodes: [
      { name: startNode, kind: 'start', title: 'Start', ladders: [], raises: [], stays: stays.get(startNode) ?? [] },
      ...known.map((name) => stateNode(flow, name, stays.get(name) ?? [])),
      ...[...new Set(missing)].map((name) => missingNode(name)),
    ],
    arrows: [...arrows.values()],
  };
}

/** The ways of an event: transitions that differ in their guard alone are one. */
function eventWays(
  flow: FlowDefinition,
  from: string,
  event: string,
  transitions: readonly TransitionDefinition[],
): readonly (readonly [to: string | undefined, way: Way])[] {
  const indexed = transitions.map((transition, index) => ({
    ...transition,
    otherwise: index > 0 && transition.when === undefined,
  }));
  const alike = Map.groupBy(indexed, ({ to, by, approval, raise, resolve }) =>
    JSON.stringify([to === from ? null : to, by, approval, raise, resolve].map((part) => part ?? null)),
  );
  return [...alike.values()].map((some) => [some[0]?.to, eventWay(flow, event, some, transitions.length)]);
}

function eventWay(
  flow: FlowDefinition,
  event: string,
  transitions: readonly (TransitionDefinition & { otherwise: boolean })[],
  count: number,
): Way {
  const [first] = transitions;
  // Where all lead the same way it does not matter which of them is taken.
  const always =
    transitions.length === count
      ? transitions.some(({ when }) => when === undefined)
      : transitions.some(({ when, otherwise }) => when === undefined && !otherwise);
  const sources = always ? [] : transitions.map(({ when }) => when ?? 'otherwise');
  return {
    kind: 'event',
    name: event,
    title: eventTitle(flow, event),
    guards: sources.map(guardText),
    sources,
    by: first?.by ?? 'either',
    ...(first?.approval === undefined ? {} : { approval: approversText(flow, first.approval) }),
    raises: titles(flow, many(first?.raise)),
    resolves: titles(flow, many(first?.resolve)),
  };
}

function rungWay(
  flow: FlowDefinition,
  ladder: string,
  rung: NonNullable<FlowDefinition['ladders']>[string]['rungs'][number],
): Way {
  return {
    kind: 'rung',
    name: `${ladder}/${rung.name}`,
    title: `${ladderTitle(flow, ladder)}: ${rungTitle(flow, ladder, rung.name)}`,
    guards: [],
    sources: [],
    by: 'automation',
    ...(rung.approval === undefined ? {} : { approval: approversText(flow, rung.approval) }),
    raises: titles(flow, many(rung.raise)),
    resolves: titles(flow, many(rung.resolve)),
    timing: rungWhen(flow, rung),
  };
}

function titles(flow: FlowDefinition, kinds: readonly string[]): readonly string[] {
  return [...new Set(kinds)].map((kind) => exceptionTitle(flow, kind));
}

function stateNode(flow: FlowDefinition, name: string, stays: readonly Way[]): StateNode {
  const state = declared(flow.states, name) as StateDefinition;
  const ladders = Object.entries(flow.ladders ?? {}).flatMap(([ladder, definition]) => {
    const paused = (definition.pauseWhile ?? []).includes(name);
    if (!paused && !definition.during.includes(name)) return [];
    return [{ name: ladder, title: ladderTitle(flow, ladder), times: rungTimes(flow, definition), paused }];
  });
  const raised = Object.values(flow.ladders ?? {})
    .filter(({ during }) => during.includes(name))
    .flatMap(({ rungs }) => rungs.flatMap(({ to, raise }) => (to === undefined ? many(raise) : [])));
  const final = state.final;
  return {
    name,
    kind: final ?? 'state',
    title: stateTitle(flow, name),
    ...(final === undefined ? { owner: roleTitle(flow, state.owner ?? flow.owner) } : {}),
    ...(final === undefined && state.within !== undefined ? { within: lengthText(flow, state.within) } : {}),
    ladders: final === undefined ? ladders : [],
    raises: final === undefined ? titles(flow, raised) : [],
    stays,
  };
}

function missingNode(name: string): StateNode {
  return { name, kind: 'missing', title: inWords(name), ladders: [], raises: [], stays: [] };
}
