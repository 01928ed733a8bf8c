import { carriers, edgeKinds } from './edges.ts';
import { type CatalogueEdge, type CatalogueGraph, type CatalogueNode, compareNodes } from './graph.ts';

/** Something that a change touches, and why. */
export interface Touched {
  readonly node: CatalogueNode;
  /** Steps from what is changed; 1: directly. */
  readonly steps: number;
  /** From it back to what is changed: each edge's `to` is the next one's `from`. The shortest there is. */
  readonly path: readonly CatalogueEdge[];
}

/** Somebody to be asked. */
export interface TouchedOwner {
  readonly role: string;
  /** Of the nearest that they answer for; 0: of what is changed itself. */
  readonly steps: number;
  /** What of it they answer for, the nearest first, by id. */
  readonly of: readonly string[];
}

export interface Impact {
  readonly of: readonly CatalogueNode[];
  /** Asked for, and not in the catalogue. */
  readonly unknown: readonly string[];
  /** Ordered by kind, then by distance, then by name. */
  readonly touched: readonly Touched[];
  /** The nearest first. */
  readonly owners: readonly TouchedOwner[];
}

interface Found {
  readonly steps: number;
  readonly edge: CatalogueEdge | undefined;
  /** By which it is touched as a whole: what depends on it is touched, too. `start`: it is what is changed. */
  whole: CatalogueEdge | 'start' | undefined;
}

/**
 * All that depends on some nodes of the catalogue, with the shortest path that shows why. Systems, integrations, data objects, flows and destinations hand on what
 * touches them; all others are touched, and nothing follows from them, unless it is them that are changed.
 *
 * @param of ids such as `system:ERP`, `flow:invoice`, `field:invoice.carrier`
 */
export function impactOf(graph: CatalogueGraph, of: readonly string[]): Impact {
  const asked = [...new Set(of)];
  const starts = asked.flatMap((id) => graph.nodes.get(id) ?? []).sort(compareNodes);
  const found = new Map<string, Found>(starts.map(({ id }) => [id, { steps: 0, edge: undefined, whole: 'start' }]));
  // By width first. What is touched in part may turn out to be touched as a whole, by a longer way: then it is gone on from there.
  let rim = starts.map(({ id }) => id);
  for (let steps = 1; rim.length > 0; steps += 1) {
    const next: string[] = [];
    for (const id of rim) {
      for (const edge of graph.dependents.get(id) ?? []) {
        const node = graph.nodes.get(edge.from);
        if (node === undefined) continue;
        const handsOn = carriers.has(node.kind) && !('inPart' in edgeKinds[edge.kind]);
        const known = found.get(node.id);
        if (known === undefined) found.set(node.id, { steps, edge, whole: handsOn ? edge : undefined });
        else if (!handsOn || known.whole !== undefined) continue;
        else known.whole = edge;
        if (handsOn) next.push(node.id);
      }
    }
    rim = next;
  }
  const touched = [...found]
    .filter(([, { steps }]) => steps > 0)
    .map(([id, { steps }]): Touched => ({ node: graph.nodes.get(id) as CatalogueNode, steps, path: pathOf(found, id) }))
    .sort((a, b) => byKind(a, b) || a.steps - b.steps || compareNodes(a.node, b.node));
  return {
    of: starts,
    unknown: asked.filter((id) => !graph.nodes.has(id)),
    touched,
    owners: ownersOf([...starts.map((node) => ({ node, steps: 0 })), ...touched]),
  };
}

function byKind(a: Touched, b: Touched): number {
  return a.node.kind === b.node.kind ? 0 : compareNodes(a.node, b.node);
}

function pathOf(found: ReadonlyMap<string, Found>, id: string): readonly CatalogueEdge[] {
  const path: CatalogueEdge[] = [];
  let edge = found.get(id)?.edge;
  while (edge !== undefined) {
    path.push(edge);
    const { whole } = found.get(edge.to) as Found;
    edge = whole === 'start' ? undefined : whole;
  }
  return path;
}

/** Who answers for what is changed, and for what it touches. Whose work it is for is asked as well. */
function ownersOf(all: readonly Pick<Touched, 'node' | 'steps'>[]): readonly TouchedOwner[] {
  const answered = all
    .flatMap(({ node: { id, owner, alsoOwner }, steps }) =>
      [owner, alsoOwner].flatMap((role) => (role === null || role === undefined || role === '' ? [] : [{ role, id, steps }])),
    )
    .sort((a, b) => a.steps - b.steps || compareNodes(a, b));
  return [...Map.groupBy(answered, ({ role }) => role)].map(([role, parts]) => ({
    role,
    steps: parts[0]?.steps ?? 0,
    of: parts.map(({ id }) => id),
  }));
}
