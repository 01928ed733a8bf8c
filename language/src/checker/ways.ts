import type { ApprovalDefinition, FlowDefinition } from '../definition/flow.ts';
import type { Wanted } from './ask.ts';
import type { Site } from './sites.ts';

type Limit = NonNullable<ApprovalDefinition['limit']>;

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

/**
 * The ways of which one must be open for the transition to be possible (L202): an approval that it needs can also be given, by a role
 * without a limit or one whose limit reaches so far. A fact needs none.
 */
export function possibleWaysOf(flow: FlowDefinition, list: readonly Site[], site: Site): readonly Way[] {
  const within = withinLimits(site);
  return waysOf(flow, list, site).flatMap((way): readonly Way[] =>
    way.by === 'fact' ? [way] : within.map((wanted) => ({ ...way, wanted: [...way.wanted, ...wanted] })),
  );
}

/** By role that may approve what is asked for at a place: what must hold for it. A single empty list: nothing. */
export function withinLimits({ approval }: Pick<Site, 'approval'>): readonly (readonly Wanted[])[] {
  const { limit, each, roles = [] } = approval ?? {};
  if (limit === undefined) return [[]];
  const unlimited = roles.some((role) => limit.by[role] === undefined);
  const byOne = (unlimited ? [[]] : roles.map((role): Wanted[] => [{ source: reaches(limit, role), is: 'true' }])).map(
    (wanted) => [...wanted, ...nobodyNamed(each)],
  );
  if (each === undefined) return byOne;
  const ofEach = Object.keys(limit.by).map(
    (role): Wanted => ({ source: `${isNamed(role, each)} ? ${reaches(limit, role)} : true`, is: 'true' }),
  );
  return [[{ source: `size(${each}) > 0`, is: 'true' }, ...ofEach], ...byOne];
}

const reaches = ({ of, by }: Limit, role: string): string => `(${of}) <= (${by[role]})`;

/** That the list of `each` names the role: then no other can approve in its place. */
export const isNamed = (role: string, each: string): string => `(${JSON.stringify(role)} in (${each}))`;

/** The list of `each` is empty, so that one of `roles` is enough. */
export function nobodyNamed(each: string | undefined): readonly Wanted[] {
  return each === undefined ? [] : [{ source: `size(${each}) == 0`, is: 'true' }];
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
  return landingsOf(flow, list, site).flatMap(({ wanted: landed, leading }): Way[] => {
    if (leading.length === 1) return [{ by: 'fact', wanted: landed }];
    const rank = leading.indexOf(site);
    const after = noneTrue(leading.slice(0, rank)).map((wanted) => [...wanted, ...holds(site.when)]);
    const first = rank === 0 ? noneTrue(leading) : [];
    return [...after, ...first].map((wanted): Way => ({ by: 'fact', wanted: [...landed, ...wanted] }));
  });
}

/** The ways in which none of these holds, where one that fails does not hold either; none where one of them always does. */
function noneTrue(conditions: readonly { readonly when?: string }[]): readonly (readonly Wanted[])[] {
  const none = noneHolds(conditions);
  if (none === undefined) return [];
  const failing = none.map((_, index) => none.map((one, other) => (other === index ? { ...one, is: 'failing' as const } : one)));
  return [none, ...failing, ...(none.length > 1 ? [none.map((one) => ({ ...one, is: 'failing' as const }))] : [])];
}

interface Landing {
  readonly wanted: readonly Wanted[];
  /** The transitions of the list that lead there. */
  readonly leading: readonly Site[];
}

/** Where a fact of the event may land that the transition leads to. */
function landingsOf(flow: FlowDefinition, list: readonly Site[], site: Site): readonly Landing[] {
  const { lands } = flow.events?.[site.label] ?? {};
  if (lands === undefined) return [];
  const [from] = site.from;
  const places = typeof lands === 'string' ? [{ to: lands }] : lands;
  return places.flatMap((place: { readonly when?: string; readonly to: string }, index): Landing[] => {
    const before = noneHolds(places.slice(0, index));
    const landing = place.to === 'stay' ? from : place.to;
    if (before === undefined || (site.to ?? from) !== landing) return [];
    return [{ wanted: [...before, ...holds(place.when)], leading: list.filter(({ to }) => (to ?? from) === landing) }];
  });
}
