import type { FlowDefinition } from '../definition/flow.ts';
import type { Wanted } from './ask.ts';
import type { Site } from './sites.ts';

/** One way in which a transition is taken: what must hold, and whether it takes a fact to do it. */
export interface Way {
  readonly by: 'command' | 'fact';
  readonly wanted: readonly Wanted[];
}

/** Transitions of one event in one state (or start), in the order in which they are tried. */
export function listsOf(sites: readonly Site[]): readonly (readonly Site[])[] {
  const transitions = sites.filter(({ kind }) => kind !== 'rung');
  return [...Map.groupBy(transitions, ({ kind, from, label }) => `${kind}:${from[0] ?? ''}:${label}`).values()];
}

/** All ways in which a transition of a list is taken; none where one before it has no guard and no fact leads there. */
export function waysOf(flow: FlowDefinition, list: readonly Site[], site: Site): readonly Way[] {
  return [...byCommand(list, site), ...byFact(flow, list, site)];
}

export const holds = (source: string | undefined): readonly Wanted[] => (source === undefined ? [] : [{ source, is: 'true' }]);

/** That none of these holds; `undefined` where one of them always does. */
export function noneHolds(conditions: readonly { readonly when?: string }[]): readonly Wanted[] | undefined {
  const wanted: Wanted[] = [];
  for (const { when } of conditions) {
    if (when === undefined) return undefined;
    wanted.push({ source: when, is: 'false' });
  }
  return wanted;
}

function byCommand(list: readonly Site[], site: Site): readonly Way[] {
  const before = noneHolds(list.slice(0, site.index));
  return before === undefined ? [] : [{ by: 'command', wanted: [...before, ...holds(site.when)] }];
}

/**
 * A fact takes the transition that leads where it lands, whatever its guard says: of several the first whose guard holds, else the
 * first of them.
 */
function byFact(flow: FlowDefinition, list: readonly Site[], site: Site): readonly Way[] {
  const { lands } = flow.events?.[site.label] ?? {};
  if (lands === undefined) return [];
  const [from] = site.from;
  const places = typeof lands === 'string' ? [{ to: lands }] : lands;
  return places.flatMap((place: { readonly when?: string; readonly to: string }, index): Way[] => {
    const before = noneHolds(places.slice(0, index));
    if (before === undefined) return [];
    const landing = place.to === 'stay' ? from : place.to;
    const leading = list.filter(({ to }) => (to ?? from) === landing);
    const rank = leading.indexOf(site);
    if (rank < 0) return [];
    const landed = [...before, ...holds(place.when)];
    if (leading.length === 1) return [{ by: 'fact', wanted: landed }];
    const chosen = noneHolds(leading.slice(0, rank));
    const ways: Way[] = chosen === undefined ? [] : [{ by: 'fact', wanted: [...landed, ...chosen, ...holds(site.when)] }];
    const noGuard = rank === 0 ? noneHolds(leading) : undefined;
    return noGuard === undefined ? ways : [...ways, { by: 'fact', wanted: [...landed, ...noGuard] }];
  });
}
