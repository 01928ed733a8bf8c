import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { buildGraph } from './build-graph.ts';
import type { CatalogueGraph } from './graph.ts';
import { type Impact, impactOf } from './impact-of.ts';
import { type Reading, readCatalogue } from './read-catalogue.ts';

/** The catalogue as somebody may see it, as a graph. */
export async function readGraph(throughline: Throughline, reading: Reading = {}): Promise<CatalogueGraph> {
  return buildGraph(await readCatalogue(throughline, reading));
}

/**
 * All that a change of some things touches, with the path that shows why.
 *
 * @param of ids such as `system:ERP`, `flow:invoice`, `integration:crm-erp`, `field:invoice.carrier`, `state:invoice.blocked`, `metric:dso`
 * @throws ThroughlineError node-unknown: none of them is in the catalogue, as far as the reader sees it
 */
export async function readImpact(throughline: Throughline, of: readonly string[], reading: Reading = {}): Promise<Impact> {
  return requireImpact(await readGraph(throughline, reading), of);
}

/** @throws ThroughlineError node-unknown */
export function requireImpact(graph: CatalogueGraph, of: readonly string[]): Impact {
  const impact = impactOf(graph, of);
  if (impact.of.length > 0) return impact;
  throw new ThroughlineError('node-unknown', `The catalogue has nothing called ${of.join(', ')}`, {
    place: 'of',
    expected: nearest(graph, of).join(', '),
  });
}

const shownMax = 12;

/** What has the same kind, or a part of the name. */
function nearest(graph: CatalogueGraph, of: readonly string[]): readonly string[] {
  const parts = of.map((id) => id.slice(id.indexOf(':') + 1).toLowerCase());
  const kinds = of.map((id) => id.slice(0, id.indexOf(':')));
  const ids = [...graph.nodes.values()];
  const alike = ids.filter(({ name }) => parts.some((part) => part !== '' && name.toLowerCase().includes(part)));
  const same = ids.filter(({ kind }) => kinds.includes(kind));
  return [...new Set([...alike, ...same].map(({ id }) => id))].slice(0, shownMax);
}
