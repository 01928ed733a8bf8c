import type { Edge } from './edge.ts';
import type { Examined } from './examined.ts';
import { type Group, groupOf, type Sample } from './group.ts';
import { climb } from './rungs.ts';
import { nothingSeen, notice, type Seen } from './seen.ts';
import type { Valuation } from './valuations.ts';
import { type Attempt, attempt, bear, type Cast, command, usualCast, type Walk } from './walk.ts';

export interface Reached {
  /** By state: the first history that led there, breadth first. */
  readonly walks: ReadonlyMap<string, Walk>;
  readonly edges: readonly Edge[];
  readonly groups: readonly PlacedGroup[];
  readonly seen: Seen;
  /** By step of a rung: the case right after it. */
  readonly climbed: ReadonlyMap<Edge, Walk>;
}

export interface PlacedGroup {
  /** `undefined`: the start. */
  readonly state: string | undefined;
  readonly group: Group;
}

interface Search extends Reached {
  readonly examined: Examined;
  readonly cast: Cast;
  readonly walks: Map<string, Walk>;
  readonly edges: Edge[];
  readonly groups: PlacedGroup[];
  readonly queue: string[];
  readonly probed: Set<string>;
  readonly climbed: Map<Edge, Walk>;
}

/** Breadth first from the start: every state that decisions lead to, with the first history found (L203). */
export function reach(examined: Examined): Reached {
  const search: Search = {
    examined,
    cast: usualCast(examined),
    walks: new Map(),
    edges: [],
    groups: [],
    queue: [],
    probed: new Set(),
    climbed: new Map(),
    seen: nothingSeen(),
  };
  for (const event of Object.keys(examined.definition.start)) beginBy(search, event);
  for (let state = search.queue.shift(); state !== undefined; state = search.queue.shift()) goOnFrom(search, state);
  return search;
}

function arrive(search: Search, walk: Walk, edge: Edge): void {
  const isKnown = search.edges.some(
    (other) => other.from === edge.from && other.to === edge.to && JSON.stringify(other.by) === JSON.stringify(edge.by),
  );
  if (!isKnown) search.edges.push(edge);
  if (!isKnown && 'rung' in edge.by) search.climbed.set(edge, walk);
  if (search.walks.has(edge.to)) return;
  search.walks.set(edge.to, walk);
  search.queue.push(edge.to);
}

/** Of each pattern, inputs are tried until one is carried out; the others are only noticed. */
function eachPattern(samples: readonly Sample[], tryOne: (sample: Sample) => boolean): void {
  const done = new Set<string>();
  for (const sample of samples) {
    const pattern = `${sample.truths.join()}/${sample.landings.join()}/${sample.isGivable}`;
    if (!done.has(pattern) && tryOne(sample)) done.add(pattern);
  }
}

function beginBy(search: Search, event: string): void {
  const { examined, cast, seen } = search;
  const group = groupOf(examined, event, undefined);
  search.groups.push({ state: undefined, group });
  const attemptBirth = ({ valuation, chosen }: Sample, as: 'command' | 'fact'): boolean => {
    const key = valuation.data[examined.definition.key];
    const asked = command(cast.asker, event, valuation.event);
    const input = as === 'command' ? asked : factOf(event, valuation);
    const { decision, walk } = bear(examined, input, typeof key === 'string' ? key : 'x');
    notice(seen, `start/${event}`, walk?.steps ?? [{ at: 0, input }], [decision]);
    if (walk === undefined) return false;
    arrive(search, walk, { from: undefined, to: walk.record.state, valuation, by: { event, as, transition: chosen } });
    return true;
  };
  eachPattern(group.samples, (sample) => attemptBirth(sample, 'command'));
  if (group.hasLands) eachPattern(group.samples, (sample) => attemptBirth(sample, 'fact'));
  for (const probe of group.probes) attemptBirth(probe, 'command');
}

function factOf(event: string, { event: data }: Valuation) {
  const actor = { id: 'source', kind: 'source', principal: 'source', roles: [] } as const;
  return { kind: 'fact', type: event, data, actor, source: { name: 'source', liveFrom: 0 }, occurredAt: 1.6e12 } as const;
}

function goOnFrom(search: Search, state: string): void {
  const { examined, cast, seen } = search;
  const walk = search.walks.get(state);
  const definition = examined.definition.states[state];
  if (walk === undefined || definition === undefined) return;
  for (const event of Object.keys(definition.on ?? {})) {
    const group = groupOf(examined, event, state);
    search.groups.push({ state, group });
    const tryOne = (sample: Sample, as: 'command' | 'fact'): boolean => {
      const found = attempt(examined, walk, { event, valuation: sample.valuation, as }, cast);
      if (found === undefined) return false;
      notice(seen, `${state}/${event}`, found.walk.steps, found.decisions);
      if (!found.isTaken || hasFailed(found)) return false;
      const { to = state } = { to: found.walk.record.state };
      const by = { event, as, transition: sample.chosen };
      arrive(search, found.walk, { from: state, to, valuation: sample.valuation, by });
      return true;
    };
    eachPattern(group.samples, (sample) => tryOne(sample, 'command'));
    if (group.hasLands) eachPattern(group.samples, (sample) => tryOne(sample, 'fact'));
    // Whether an expression fails does not depend on the state: the same list is probed once.
    const list = JSON.stringify([event, group.transitions]);
    if (search.probed.has(list)) continue;
    search.probed.add(list);
    for (const probe of group.probes) {
      tryOne(probe, 'command');
      if (group.hasLands) tryOne(probe, 'fact');
    }
  }
  if (definition.final !== undefined) return;
  for (const { walk: led, edge } of climb(examined, state, walk, seen)) arrive(search, led, edge);
}

const hasFailed = ({ decision }: Attempt): boolean => decision.kind === 'deviated';
