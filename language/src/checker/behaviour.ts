import type { LadderDefinition } from '../definition/flow.ts';
import { type Ask, asking, shown, type Valuation } from './ask.ts';
import { type Firing, firingsOf, isNever } from './firing.ts';
import { type Edge, type Graph, graphOf, reachableFrom } from './graph.ts';
import { type History, historyOf } from './history.ts';
import type { Site } from './sites.ts';
import type { Subject } from './subject.ts';
import { listsOf, possibleWaysOf, type Way } from './ways.ts';

/** Whether a transition is ever taken (L202), and on what. */
export interface Possibility {
  readonly isPossible: boolean;
  readonly way?: Way;
  readonly found?: Valuation;
}

/** What can happen to a case (L200 to L204), derived once and asked by all families that speak of behaviour. */
export interface Behaviour {
  readonly ask: Ask;
  /** Transitions of one event in one state, or of one start event. */
  readonly lists: readonly (readonly Site[])[];
  readonly graph: Graph;
  possibilityOf(site: Site): Possibility;
  /** By ladder, what can be said of its rungs. */
  readonly firings: ReadonlyMap<string, readonly Firing[]>;
  /** Whether a case can be in a state of a site; that of a start is always so. */
  isReached(site: Site): boolean;
}

/** A subject whose expressions are sound, so that it is known what can happen. Of others each guard is taken to hold at times. */
export interface Behaving extends Subject {
  readonly graph: Graph;
  readonly behaviour: Behaviour;
  /** Expressions, names and schemas have no errors: the flow can be compiled and histories be run. */
  readonly isSound: boolean;
  readonly history: History;
}

export function behavingOf(subject: Subject, isSound: boolean): Behaving {
  const behaviour = behaviourOf(subject, asking(subject.flow, isSound));
  return { ...subject, behaviour, graph: behaviour.graph, isSound, history: historyOf(subject, behaviour, isSound) };
}

function behaviourOf({ flow, sites }: Subject, ask: Ask): Behaviour {
  const lists = listsOf(sites);
  const possibilities = new Map<string, Possibility>();
  for (const list of lists)
    for (const site of list) {
      const born = site.kind !== 'start';
      possibilities.set(site.path, possibility(ask, site.label, born, possibleWaysOf(flow, list, site)));
    }
  const possibilityOf = ({ path }: Site) => possibilities.get(path) ?? { isPossible: true };
  const label = (site: Site, to: string) => {
    const { way, found } = possibilityOf(site);
    const input =
      way === undefined || found === undefined || way.wanted.length === 0 ? '' : `, with ${shown(flow, way.wanted, found)}`;
    return `${site.label} -> ${to}${input}`;
  };
  const possible = sites.filter((site) => site.to !== undefined && possibilityOf(site).isPossible);
  const starts = possible
    .filter(({ kind }) => kind === 'start')
    .map((site) => ({ to: site.to as string, label: label(site, site.to as string) }));
  const edgesOf = (list: readonly Site[]) =>
    list.flatMap((site) =>
      site.from.map((from): Edge => ({ from, to: site.to as string, label: label(site, site.to as string) })),
    );
  // Where a rung leads counts for the others of its ladder: so first all of them are taken to fire.
  const wide = graphOf(flow, starts, edgesOf(possible.filter(({ kind }) => kind !== 'start')));
  const firings = new Map(
    Object.entries(flow.ladders ?? {}).map(([name, ladder]) => {
      const leadsBack = (graph: Pick<Graph, 'next'>) => (state: string) => {
        const reached = reachableFrom(graph, state);
        return ladder.during.some((each) => reached.has(each));
      };
      const inEpisode = ladder.anchor === 'entered' ? leadsBack(within(wide, ladder)) : leadsBack(wide);
      return [name, firingsOf(flow, name, ladder, ask, inEpisode, leadsBack(wide))] as const;
    }),
  );
  const canFire = (site: Site) => firings.get(site.label.slice(0, site.label.indexOf('/')))?.[site.index]?.can !== false;
  for (const site of sites) if (site.kind === 'rung' && !canFire(site)) possibilities.set(site.path, { isPossible: false });
  const isOpen = (state: string) => flow.states[state]?.final === undefined;
  const moving = possible.filter((site) => site.kind === 'state' || (site.kind === 'rung' && canFire(site)));
  const edges = moving.flatMap((site) => edgesOf([site]).filter(({ from }) => site.kind === 'state' || isOpen(from)));
  const graph = graphOf(flow, starts, edges);
  return {
    ask,
    lists,
    graph,
    possibilityOf,
    firings,
    isReached: ({ kind, from }) => kind === 'start' || from.some((state) => graph.planned.has(state)),
  };
}

/** The ways between the states of a ladder, those that pause it included: who leaves them begins a new episode on coming back (L51). */
function within({ next }: Graph, { during, pauseWhile = [] }: LadderDefinition): Pick<Graph, 'next'> {
  const own = new Set([...during, ...pauseWhile]);
  return { next: new Map([...next].map(([state, targets]) => [state, own.has(state) ? targets.intersection(own) : new Set()])) };
}

function possibility(ask: Ask, event: string, born: boolean, ways: readonly Way[]): Possibility {
  let unknown: Way | undefined;
  for (const way of ways) {
    const answer = ask(event, born, way.wanted);
    if (answer.found !== undefined) return { isPossible: true, way, found: answer.found };
    // What could not be shown to be impossible is taken to be possible.
    if (!isNever(answer)) unknown ??= way;
  }
  return unknown === undefined ? { isPossible: false } : { isPossible: true, way: unknown };
}
