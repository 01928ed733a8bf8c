import type { FlowDefinition } from '../definition/flow.ts';
import { landings } from './sites.ts';

/** One way of getting from state to state. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** What leads where: the ground of the findings that speak of paths. */
export interface Graph {
  /** The shortest way from the start to each state that the flow's own transitions and rungs reach, as a witness. */
  readonly planned: ReadonlyMap<string, readonly string[]>;
  /** The same, where facts that do not fit may also move the case. */
  readonly withDeviations: ReadonlyMap<string, readonly string[]>;
  /** By state, where one step leads. */
  readonly next: ReadonlyMap<string, ReadonlySet<string>>;
}

export function graphOf(
  flow: FlowDefinition,
  starts: readonly { readonly to: string; readonly label: string }[],
  edges: readonly Edge[],
): Graph {
  const deviations = Object.entries(flow.events ?? {}).flatMap(([event, { lands }]) =>
    landings(lands, '').flatMap(({ to }) =>
      Object.keys(flow.states).map((from): Edge => ({ from, to, label: `${event} (a fact that does not fit)` })),
    ),
  );
  const next = new Map(Object.keys(flow.states).map((state) => [state, new Set<string>()]));
  for (const { from, to } of edges) next.get(from)?.add(to);
  return { planned: shortestPaths(starts, edges), withDeviations: shortestPaths(starts, [...edges, ...deviations]), next };
}

function shortestPaths(
  starts: readonly { to: string; label: string }[],
  edges: readonly Edge[],
): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  const outgoing = Map.groupBy(edges, ({ from }) => from);
  for (const { to, label } of starts) if (!paths.has(to)) paths.set(to, [label]);
  for (const [state, path] of paths) {
    for (const { to, label } of outgoing.get(state) ?? []) if (!paths.has(to)) paths.set(to, [...path, label]);
  }
  return paths;
}

/** The states that can be reached from one, itself included. */
export function reachableFrom({ next }: Pick<Graph, 'next'>, state: string): ReadonlySet<string> {
  const found = new Set([state]);
  for (const each of found) for (const to of next.get(each) ?? []) found.add(to);
  return found;
}
