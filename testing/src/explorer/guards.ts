import type { Examined } from './examined.ts';
import { bounds, type Group, groupOf } from './group.ts';
import type { PlacedGroup, Reached } from './reach.ts';
import type { Verdict } from './verdict.ts';

/** What enumeration shows of the guards of each list, and of events that nobody can send (L202). */
export function judgeGuards(examined: Examined, reached: Reached): readonly Verdict[] {
  const { definition } = examined;
  const unreached: PlacedGroup[] = Object.entries(definition.states)
    .filter(([state]) => !reached.walks.has(state))
    .flatMap(([state, { on }]) => Object.keys(on ?? {}).map((event) => ({ state, group: groupOf(examined, event, state) })));
  const verdicts = [
    ...reached.groups.flatMap((placed) => judgeList(placed, false)),
    ...unreached.flatMap((placed) => judgeList(placed, true)),
  ];
  return [...verdicts, ...unsendable(examined, reached, [...reached.groups, ...unreached], verdicts)];
}

function judgeList({ state = 'start', group }: PlacedGroup, isAside: boolean): readonly Verdict[] {
  const { event, transitions, samples, hasLands, tried } = group;
  if (group.hasNoPayload) return [];
  const place = `${state}/${event}`;
  const bound = `${tried} inputs of at most ${bounds.guards}`;
  const aside = isAside ? { isAside: true as const } : {};
  const verdicts: Verdict[] = [];
  transitions.forEach((transition, index) => {
    if (samples.some(({ chosen }) => chosen === index)) return;
    // Whether a fact takes it, the order of guards does not say.
    const asideHere = hasLands ? { isAside: true as const } : aside;
    const holds = samples.some(({ truths }) => truths[index] === 'true');
    const text = holds ? 'one before it is always taken' : `${transition.when} never holds`;
    verdicts.push({ code: 'transition-never-taken', place: `${place}/${index}`, text, bound, ...asideHere });
  });
  if (hasLands || transitions.length < 2) return verdicts;
  const guarded = transitions.flatMap(({ when }, index) => (when === undefined ? [] : [index]));
  const both = samples.find(({ truths }) => guarded.filter((index) => truths[index] === 'true').length > 1);
  if (both !== undefined)
    verdicts.push({ code: 'guards-overlap', place, text: `both hold on ${JSON.stringify(both.valuation)}`, ...aside });
  const none = samples.find(({ chosen }) => chosen === -1);
  if (guarded.length === transitions.length && none !== undefined)
    verdicts.push({ code: 'guards-incomplete', place, text: `none holds on ${JSON.stringify(none.valuation)}`, ...aside });
  return verdicts;
}

function unsendable(
  { definition }: Examined,
  { edges, walks }: Reached,
  groups: readonly PlacedGroup[],
  said: readonly Verdict[],
): readonly Verdict[] {
  const events = new Map<string, Group[]>();
  for (const { group } of groups) events.set(group.event, [...(events.get(group.event) ?? []), group]);
  return [...events].flatMap(([event, own]): readonly Verdict[] => {
    if (edges.some(({ by }) => 'event' in by && by.event === event)) return [];
    const hasNone = own.every(({ hasNoPayload }) => hasNoPayload);
    const isSaid = said.some(({ code, place }) => code === 'transition-never-taken' && place.split('/')[1] === event);
    const isOutOfReach = Object.entries(definition.states).some(
      ([name, { on }]) => Object.hasOwn(on ?? {}, event) && !walks.has(name),
    );
    const isAside = !hasNone && (isSaid || isOutOfReach);
    const text = hasNone ? 'nothing satisfies what it carries' : 'it was never taken';
    return [{ code: 'event-unsendable', place: event, text, bound: `${bounds.guards} inputs`, ...(isAside ? { isAside } : {}) }];
  });
}
