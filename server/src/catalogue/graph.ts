import { type EdgeName, edgeKinds, type NodeKind, nodeKinds } from './edges.ts';

/** One thing of the catalogue: `system:ERP`, `flow:invoice`, `state:invoice.blocked`. */
export interface CatalogueNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly title: string;
  /** The role that answers for it; `null`: nobody is named. */
  readonly owner: string | null;
  /** A role that answers beside it: of a system, whose work it is for. */
  readonly alsoOwner?: string;
  /** As its register says: 1, 2, 3, or critical, important, minor. */
  readonly tier: string | null;
  /** Its state, where it is a case; a flow in force is `live`. */
  readonly state: string | null;
  /** Something names it, and it is in no register. */
  readonly isNamedOnly: boolean;
}

export interface CatalogueEdge {
  /** It is touched when `to` changes. */
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeName;
}

export interface CatalogueGraph {
  readonly nodes: ReadonlyMap<string, CatalogueNode>;
  readonly edges: readonly CatalogueEdge[];
  /** What depends on a node directly, by its id. */
  readonly dependents: ReadonlyMap<string, readonly CatalogueEdge[]>;
}

export const nodeId = (kind: NodeKind, name: string): string => `${kind}:${name}`;

/** Gathers nodes and edges; what is named and was never added becomes a node that is only named. */
export interface GraphBuilder {
  add(node: Omit<CatalogueNode, 'id' | 'isNamedOnly'>): void;
  /** Nothing depends on itself, and the same is said once. */
  join(kind: EdgeName, from: readonly [NodeKind, string], to: readonly [NodeKind, string]): void;
  done(): CatalogueGraph;
}

export function graphBuilder(): GraphBuilder {
  const nodes = new Map<string, CatalogueNode>();
  const edges = new Map<string, CatalogueEdge>();
  const named = new Map<string, readonly [NodeKind, string]>();
  return {
    add(node) {
      const id = nodeId(node.kind, node.name);
      if (!nodes.has(id)) nodes.set(id, { ...node, id, isNamedOnly: false });
    },
    join(kind, from, to) {
      const { from: mayFrom, to: mayTo } = edgeKinds[kind] as {
        readonly from: readonly NodeKind[];
        readonly to: readonly NodeKind[];
      };
      const [a, b] = [nodeId(...from), nodeId(...to)];
      if (a === b || from[1] === '' || to[1] === '' || !mayFrom.includes(from[0]) || !mayTo.includes(to[0])) return;
      edges.set(`${kind} ${a} ${b}`, { kind, from: a, to: b });
      named.set(a, from);
      named.set(b, to);
    },
    done() {
      for (const [id, [kind, name]] of named) {
        if (nodes.has(id)) continue;
        nodes.set(id, { id, kind, name, title: name, owner: null, tier: null, state: null, isNamedOnly: true });
      }
      const all = [...edges.values()].sort(byPlace);
      return {
        nodes: new Map([...nodes].sort(([, a], [, b]) => compareNodes(a, b))),
        edges: all,
        dependents: Map.groupBy(all, ({ to }) => to),
      };
    },
  };
}

const rank = new Map<string, number>(nodeKinds.map((kind, index) => [kind, index]));
const kindOf = (id: string) => rank.get(id.slice(0, id.indexOf(':'))) ?? nodeKinds.length;
const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** By kind, in the order in which people ask, then by name. */
export function compareNodes(a: Pick<CatalogueNode, 'id'>, b: Pick<CatalogueNode, 'id'>): number {
  return kindOf(a.id) - kindOf(b.id) || text(a.id, b.id);
}

function byPlace(a: CatalogueEdge, b: CatalogueEdge): number {
  return text(a.to, b.to) || compareNodes({ id: a.from }, { id: b.from }) || text(a.kind, b.kind);
}
