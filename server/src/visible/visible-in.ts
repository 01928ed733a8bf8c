import type { Actor } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from './visible.ts';
import { visibleTo } from './visible-to.ts';

interface Known {
  /** The newest versions of all flows. */
  readonly latest: string;
  /** By who somebody is and what they hold. */
  readonly eyes: Map<string, Visible>;
}

const knownByPool = new WeakMap<Throughline['pool'], Known>();
const eyesMax = 500;

/**
 * What somebody may see in a company, as its flows now are. It follows from the flows and the roles alone, so that it is worked out once
 * for all requests of somebody who still holds the same.
 */
export async function visibleIn(
  throughline: Throughline,
  latest: Readonly<Record<string, number>>,
  actor: Actor,
): Promise<Visible> {
  const versions = JSON.stringify(latest);
  const old = knownByPool.get(throughline.pool);
  const known = old?.latest === versions ? old : { latest: versions, eyes: new Map<string, Visible>() };
  knownByPool.set(throughline.pool, known);
  const { id, kind, roles, rolesIn } = actor;
  const who = JSON.stringify([id, kind, roles, rolesIn]);
  const found = known.eyes.get(who);
  if (found !== undefined) return found;
  const flows = Object.entries(latest).map(([flow, version]) => ({ flow, version }));
  const flowOf = await loadFlows(throughline, flows);
  const visible = visibleTo(flows.map(flowOf), actor);
  if (known.eyes.size >= eyesMax) known.eyes.clear();
  known.eyes.set(who, visible);
  return visible;
}
