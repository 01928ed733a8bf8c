import type { Examined } from './examined.ts';
import { bounds, type Group, groupOf, type Sample } from './group.ts';
import type { PlacedGroup, Reached } from './reach.ts';
import type { Verdict } from './verdict.ts';

/** What enumeration shows of the guards of each list, and of events that nobody can send (L202). */
export function judgeGuards(examined: Examined, reached: Reached): readonly Verdict[] {
  const { definition } = examined;
  const unreached: PlacedGroup[] = Object.entries(definition.states)
    .filter(([state]) => !reached.walks.has(state))
    .flatMap(([state, { on }]) => Object.keys(on ?? {}).map((event) => ({ state, group: groupOf(examined, event, state) })));
  const verdicts = [
    ...reached.groups.flatMap((placed) => judgeList(examined, placed, false)),
    ...unreached.flatMap((placed) => judgeList(examined, placed, true)),
  ];
  verdicts.push(...unusedLandings(examined, [...reached.groups, ...unreached]));
  return [...verdicts, ...unsendable(examined, reached, [...reached.groups, ...unreached], verdicts)];
}

function judgeList(examined: Examined, placed: PlacedGroup, isAside: boolean): readonly Verdict[] {
  const { state = 'start', group } = placed;
  const { event, transitions, samples, hasLands, tried } = group;
  if (group.hasNoPayload) return [];
  const place = `${state}/${event}`;
  const bound = `${tried} inputs of at most ${bounds.guards}`;
  const aside = isAside ? { isAside: true as const } : {};
  const verdicts: Verdict[] = [];
  transitions.forEach((transition, index) => {
    if (samples.some(({ chosen, isGivable }) => chosen === index && isGivable)) return;
    const landing = landings(examined, placed);
    if (samples.some((sample) => takenAsFact(placed, sample, landing) === index)) return;
    const holds = samples.some(({ truths }) => truths[index] === 'true');
    const text = holds ? 'one before it is always taken, or nobody may approve it' : `${transition.when} never holds`;
    verdicts.push({ code: 'transition-never-taken', place: `${place}/${index}`, text, bound, ...aside });
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

/** By landing of the event: the state that it leads to from here. */
function landings({ definition }: Examined, { state, group }: PlacedGroup): readonly (string | undefined)[] {
  const lands = definition.events?.[group.event]?.lands;
  const list = typeof lands === 'string' ? [{ to: lands }] : (lands ?? []);
  return list.map(({ to }) => (to === 'stay' ? state : to));
}

/** Landings of an event before which another always holds. */
function unusedLandings({ definition }: Examined, groups: readonly PlacedGroup[]): readonly Verdict[] {
  return Object.entries(definition.events ?? {}).flatMap(([event, { lands }]): readonly Verdict[] => {
    const samples = groups.filter(({ group }) => group.event === event).flatMap(({ group }) => group.samples);
    if (typeof lands !== 'object') return [];
    // Of an event that carries nothing possible, that is said.
    const aside = samples.length === 0 ? { isAside: true as const } : {};
    const nowhere = samples.find(({ landings }) => landings.every((truth) => truth === 'false'));
    const incomplete: readonly Verdict[] =
      lands.length < 2 || lands.some(({ when }) => when === undefined) || nowhere === undefined
        ? []
        : [
            {
              code: 'guards-incomplete',
              place: `events/${event}/lands`,
              text: `it lands nowhere on ${JSON.stringify(nowhere.valuation)}`,
              ...aside,
            },
          ];
    const used = new Set(samples.map(({ landings }) => landings.findIndex((truth) => truth !== 'false')));
    const unused = lands.flatMap(({ to }, index): readonly Verdict[] =>
      used.has(index)
        ? []
        : [
            {
              code: 'transition-never-taken',
              place: `events/${event}/lands/${index}`,
              text: `it never lands in ${to}`,
              bound: `${bounds.guards} inputs`,
              ...aside,
            },
          ],
    );
    return [...incomplete, ...unused];
  });
}

/** The transition that a fact takes (L47): one that leads where it lands, whatever its guard says. */
function takenAsFact(
  { state, group }: PlacedGroup,
  { truths, landings, chosen, isGivable }: Sample,
  targets: readonly (string | undefined)[],
): number {
  if (!group.hasLands) return isGivable ? chosen : -1;
  const first = landings.indexOf('true');
  const landing = first < 0 ? state : targets[first];
  const leading = group.transitions.flatMap(({ to }, index) => ((to ?? state) === landing ? [index] : []));
  return leading.find((index) => truths[index] === 'true') ?? leading[0] ?? chosen;
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
