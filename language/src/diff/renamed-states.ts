import type { FlowDefinition, LadderDefinition, StateDefinition, TransitionDefinition } from '../definition/flow.ts';
import { stateTitle } from '../titles.ts';

/** A state that is gone, taken to be one that is new. */
export interface RenamedState {
  readonly from: string;
  readonly to: string;
  /** What speaks for it. */
  readonly because: string;
}

/** From here on two states are taken for one; below, a person must say so. A pair that only stands in the same place, or is only called alike, stays below. */
const likenessMin = 0.55;

/** As many as two flows of the largest size have: among more, nothing is guessed. */
const pairsMax = 40_000;

/**
 * Guesses which states were renamed: the best pairs of one that is gone and one that is new, by their titles (Dice's coefficient
 * over pairs of letters), the events that they take and where these lead, and their place in the document. An ended state is
 * never taken for one in which cases wait, nor for one that ends otherwise.
 */
export function renamedStates(before: FlowDefinition, after: FlowDefinition): readonly RenamedState[] {
  const gone = Object.keys(before.states).filter((state) => !Object.hasOwn(after.states, state));
  const fresh = Object.keys(after.states).filter((state) => !Object.hasOwn(before.states, state));
  if (gone.length * fresh.length > pairsMax) return [];
  const pairs = gone
    .flatMap((from) => fresh.map((to) => ({ from, to, ...likeness(before, from, after, to) })))
    .filter(({ score }) => score >= likenessMin)
    .sort((a, b) => b.score - a.score || (a.from < b.from ? -1 : 1) || (a.to < b.to ? -1 : 1));
  const taken = new Set<string>();
  return pairs.flatMap(({ from, to, because }) => {
    if (taken.has(`from ${from}`) || taken.has(`to ${to}`)) return [];
    taken.add(`from ${from}`).add(`to ${to}`);
    return [{ from, to, because }];
  });
}

/** The states of a flow that are most like a state that it does not have; of those in which cases wait, at most three. */
export function closestStates(from: FlowDefinition, state: string, to: FlowDefinition): readonly string[] {
  return Object.keys(to.states)
    .filter((other) => to.states[other]?.final === undefined)
    .map((other) => ({ other, score: likeness(from, state, to, other).score }))
    .sort((a, b) => b.score - a.score || (a.other < b.other ? -1 : 1))
    .slice(0, 3)
    .map(({ other }) => other);
}

/** How alike two names are, from 0 to 1, by their pairs of letters (Dice's coefficient). */
export function likeNames(a: string, b: string): number {
  return dice(a, b);
}

function likeness(before: FlowDefinition, from: string, after: FlowDefinition, to: string): { score: number; because: string } {
  const old = before.states[from] as StateDefinition;
  const now = after.states[to] as StateDefinition;
  if (old.final !== now.final) return { score: 0, because: '' };
  const title = Math.max(dice(stateTitle(before, from), stateTitle(after, to)), dice(from, to));
  const moves = shared(movesOf(before, from), movesOf(after, to));
  const place = positionOf(before, from) === positionOf(after, to) ? 1 : 0;
  const reasons = [
    title >= 0.5 ? 'they are called alike' : undefined,
    moves >= 0.5 ? 'the same leads in and out' : undefined,
    place === 1 ? 'it stands in the same place' : undefined,
  ].filter((reason) => reason !== undefined);
  return { score: 0.4 * title + 0.45 * moves + 0.15 * place, because: reasons.join(', ') };
}

function positionOf(flow: FlowDefinition, state: string): number {
  return Object.keys(flow.states).indexOf(state);
}

/** The ways in and out, with the state itself left unnamed. */
function movesOf(flow: FlowDefinition, state: string): ReadonlySet<string> {
  const ways = [
    ...Object.entries(flow.start).map(([event, list]): Way => ['', event, list]),
    ...Object.entries(flow.states).flatMap(([from, { on = {} }]) =>
      Object.entries(on).map(([event, list]): Way => [from, event, list]),
    ),
  ];
  return new Set(
    ways.flatMap(([from, event, list]) =>
      [list]
        .flat()
        .flatMap(({ to = from }) => [
          ...(from === state ? [`out ${event} ${to === state ? '' : to}`] : []),
          ...(to === state && from !== state ? [`in ${from} ${event}`] : []),
        ]),
    ),
  );
}
type Way = readonly [from: string, event: string, list: TransitionDefinition | TransitionDefinition[]];

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const all = new Set([...a, ...b]).size;
  return all === 0 ? 0 : [...a].filter((one) => b.has(one)).length / all;
}

function dice(a: string, b: string): number {
  const [one, two] = [bigrams(a), bigrams(b)];
  if (one.length + two.length === 0) return 0;
  const rest = [...two];
  const common = one.filter((pair) => {
    const at = rest.indexOf(pair);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  }).length;
  return (2 * common) / (one.length + two.length);
}

function bigrams(text: string): readonly string[] {
  const letters = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2));
}

/** The flow with states under other names, wherever it names them. */
export function renameStates(flow: FlowDefinition, names: ReadonlyMap<string, string>): FlowDefinition {
  if (names.size === 0) return flow;
  const named = (state: string) => names.get(state) ?? state;
  const moved = <T extends { readonly to?: string }>(transition: T): T =>
    transition.to === undefined ? transition : { ...transition, to: named(transition.to) };
  const each = (list: TransitionDefinition | TransitionDefinition[]) => (Array.isArray(list) ? list.map(moved) : moved(list));
  const ladder = (definition: LadderDefinition): LadderDefinition => ({
    ...definition,
    during: definition.during.map(named),
    ...(definition.pauseWhile === undefined ? {} : { pauseWhile: definition.pauseWhile.map(named) }),
    rungs: definition.rungs.map(moved),
  });
  return {
    ...flow,
    start: mapped(flow.start, each),
    states: Object.fromEntries(
      Object.entries(flow.states).map(([name, state]) => [
        named(name),
        state.on === undefined ? state : { ...state, on: mapped(state.on, each) },
      ]),
    ),
    ...(flow.ladders === undefined ? {} : { ladders: mapped(flow.ladders, ladder) }),
    ...(flow.events === undefined
      ? {}
      : {
          events: mapped(flow.events, (event) =>
            event.lands === undefined
              ? event
              : { ...event, lands: typeof event.lands === 'string' ? named(event.lands) : event.lands.map(moved) },
          ),
        }),
  };
}

function mapped<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
