import type { Edge } from './edge.ts';
import type { Examined } from './examined.ts';
import type { Reached } from './reach.ts';
import { tick } from './rungs.ts';
import { nothingSeen } from './seen.ts';
import { attempt, type Cast, type Walk, withData } from './walk.ts';

/** Goes from where a case is along a step that was taken before, on the data on which it was. `undefined`: not possible here. */
export function follow(examined: Examined, walk: Walk, edge: Edge, cast: Cast): Walk | undefined {
  if (edge.from === undefined || walk.record.state !== edge.from) return undefined;
  if ('event' in edge.by) {
    const { event, as } = edge.by;
    const found = attempt(examined, walk, { event, as, valuation: edge.valuation }, cast);
    return found?.isTaken && found.walk.record.state === edge.to ? found.walk : undefined;
  }
  const begun = withData(examined, walk, edge.valuation, cast.reviser);
  if (begun === undefined) return undefined;
  const climbed = tick(examined, { state: edge.from, valuation: edge.valuation, walk: begun, seen: nothingSeen() });
  return climbed.find((one) => one.edge.to === edge.to)?.walk;
}

/** From where a case is to one of some states, by the steps known; the shortest, with the walk. */
export function wayBack(
  examined: Examined,
  reached: Reached,
  walk: Walk,
  goals: ReadonlySet<string>,
  cast: Cast,
): Walk | undefined {
  const seen = new Set([walk.record.state]);
  const queue: Walk[] = [walk];
  for (let here = queue.shift(); here !== undefined; here = queue.shift()) {
    if (goals.has(here.record.state)) return here;
    for (const edge of reached.edges) {
      if (edge.from !== here.record.state || seen.has(edge.to)) continue;
      const next = follow(examined, here, edge, cast);
      if (next === undefined) continue;
      seen.add(edge.to);
      queue.push(next);
    }
  }
  return undefined;
}
