import type { ImpactView } from '@throughline/api';
import { edgeKinds } from './edges.ts';
import type { CatalogueGraph, CatalogueNode } from './graph.ts';
import type { Impact } from './impact-of.ts';
import { roleOf } from './show-coverage.ts';

/** An impact as people read it: each step of a path in words. */
export function impactView(graph: CatalogueGraph, { of, unknown, touched, owners }: Impact): ImpactView {
  const titleOf = (id: string) => graph.nodes.get(id)?.title ?? id;
  return {
    of: of.map(nodeView),
    unknown: [...unknown],
    touched: touched.map(({ node, steps, path }) => ({
      ...nodeView(node),
      steps,
      path: path.map(({ from, kind, to }) => ({ from: titleOf(from), says: edgeKinds[kind].says, to: titleOf(to) })),
    })),
    owners: owners.map(({ role, steps, of: ids }) => ({ ...roleOf(role), steps, of: [...ids] })),
  };
}

function nodeView({ id, kind, name, title, owner, tier, state, isNamedOnly }: CatalogueNode) {
  return { id, kind, name, title, owner: owner === null ? null : roleOf(owner), tier, state, isNamedOnly };
}
