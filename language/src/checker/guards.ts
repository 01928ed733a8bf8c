import { eventSchema } from '../compile/scope.ts';
import type { EventDefinition } from '../definition/flow.ts';
import type { Schema } from '../expression/expression.ts';
import { shown, type Wanted } from './ask.ts';
import type { Behaving } from './behaviour.ts';
import { whyEmpty } from './empty-schema.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { isNever } from './firing.ts';
import { asReplay } from './history.ts';
import type { Site } from './sites.ts';
import { holds, noneHolds, waysOf } from './ways.ts';

/**
 * Guards: whether each holds for some input, none hides another, no two hold at once, and one of them always does. States to which no
 * case comes are said to be so; their guards are not judged.
 */
export function checkGuards(subject: Behaving): readonly Finding[] {
  const { behaviour } = subject;
  const lists = behaviour.lists.filter(([first]) => first !== undefined && behaviour.isReached(first));
  const unsendable = unsendableEvents(subject, lists);
  const judged = lists.filter(([first]) => !unsendable.payloads.has(first?.label ?? ''));
  return [
    ...unsendable.findings,
    ...judged.flatMap((list) => [...impossible(subject, list), ...overlapping(subject, list), ...incomplete(subject, list)]),
    ...Object.entries(subject.flow.events ?? {}).flatMap(([event, definition]) =>
      landings(subject, unsendable.payloads, event, definition),
    ),
  ];
}

type List = readonly Site[];

/** Facts take the transition that leads where they land: what their guards say together does not matter. */
function isLanding({ flow }: Behaving, [first]: List): boolean {
  return flow.events?.[first?.label ?? '']?.lands !== undefined;
}

/** Events that nobody can have taken anywhere: none of their transitions is possible, or nothing can be carried. */
function unsendableEvents({ flow, behaviour }: Behaving, lists: readonly List[]) {
  const byEvent = Map.groupBy(lists.flat(), ({ label }) => label);
  const payloads = new Set<string>();
  const findings = [...byEvent].flatMap(([event, sites]): Finding[] => {
    const [first] = sites;
    if (first === undefined || sites.some((site) => behaviour.possibilityOf(site).isPossible)) return [];
    const path = flow.events?.[event] === undefined ? first.path : pointer('events', event);
    const nothing = whyEmpty(eventSchema(flow, event)) ?? whyEmpty(flow.data as Schema);
    if (nothing !== undefined) payloads.add(event);
    return [
      finding('event-unsendable', path, {
        message: `nobody can ever send "${event}": none of its transitions can be taken`,
        witness:
          nothing !== undefined
            ? [`no data satisfies the schema of what "${event}" carries, or of the case: ${nothing}`]
            : sites.slice(0, 8).map(({ path: place }) => `${place} is never taken`),
        mend: nothing !== undefined ? 'Mend the schema.' : 'Mend the guards, or take the event out.',
      }),
    ];
  });
  return { payloads, findings };
}

function impossible(subject: Behaving, list: List): readonly Finding[] {
  const { behaviour } = subject;
  return list.flatMap((site): Finding[] => {
    if (behaviour.possibilityOf(site).isPossible) return [];
    const alone = behaviour.ask(site.label, site.kind !== 'start', holds(site.when));
    if (site.when !== undefined && isNever(alone)) {
      return [
        finding('guard-never-holds', `${site.path}/when`, {
          message: `${site.when} holds for no input: this transition of "${site.label}" can never be taken`,
          witness: ['proven over all data and payloads that satisfy their schemas, parameters at their defaults'],
          mend: 'Mend the condition, or take the transition out.',
        }),
      ];
    }
    const ungiven = neverGiven(subject, list, site);
    if (ungiven !== undefined) return [ungiven];
    const opener = list.slice(0, site.index).find(({ when }) => when === undefined || when.trim() === 'true');
    return [
      finding('transition-shadowed', site.path, {
        message: `this transition of "${site.label}" can never be taken`,
        witness: [
          opener === undefined
            ? `wherever ${site.when ?? 'it'} holds, one before it holds: ${list
                .slice(0, site.index)
                .map(({ when }) => when)
                .join('; ')}`
            : `${opener.path} stands before it and always holds`,
          'the first that holds is taken',
        ],
        mend: 'Move it up, or give the one before it a "when".',
      }),
    ];
  });
}

/** It could be asked for, and nobody may ever approve it (L202). */
function neverGiven({ behaviour, flow }: Behaving, list: List, site: Site): Finding | undefined {
  const { limit } = site.approval ?? {};
  const isAsked = waysOf(flow, list, site).some(
    ({ wanted }) => !isNever(behaviour.ask(site.label, site.kind !== 'start', wanted)),
  );
  if (limit === undefined || !isAsked) return undefined;
  return finding('transition-shadowed', site.path, {
    message: `this transition of "${site.label}" can never be taken: nobody may ever approve it`,
    witness: [
      `every role that may approve it has a limit, and ${limit.of} is always above all of them`,
      'proven over all data and payloads that satisfy their schemas, parameters at their defaults',
    ],
    mend: 'Raise a limit, or add a role without one.',
  });
}

function overlapping(subject: Behaving, list: List): readonly Finding[] {
  if (isLanding(subject, list)) return [];
  return list.flatMap((site, index): Finding[] => {
    if (site.when === undefined) return [];
    for (const other of list.slice(0, index)) {
      if (other.when === undefined) continue;
      const wanted = [...holds(other.when), ...holds(site.when)];
      const { found } = subject.behaviour.ask(site.label, site.kind !== 'start', wanted);
      if (found === undefined) continue;
      const replay = asReplay(subject.history.ask(other, { by: 'command' }, found));
      return [
        finding('guards-overlap', `${site.path}/when`, {
          message: `${site.when} and ${other.when} hold at once: which is taken depends on their order alone`,
          witness: [`both hold with ${shown(subject.flow, wanted, found)}`, `${other.path} is taken then`],
          mend: 'Write guards that exclude each other, or let the last have none.',
          ...(replay === undefined ? {} : { replay }),
        }),
      ];
    }
    return [];
  });
}

function incomplete(subject: Behaving, list: List): readonly Finding[] {
  const [first] = list;
  const none = noneHolds(list);
  if (first === undefined || list.length < 2 || none === undefined || isLanding(subject, list)) return [];
  const { found } = subject.behaviour.ask(first.label, first.kind !== 'start', none);
  if (found === undefined) return [];
  const replay = asReplay(subject.history.ask(first, { by: 'command' }, found));
  return [
    finding('guards-incomplete', first.path.replace(/\/\d+$/, ''), {
      message: `no transition of "${first.label}" holds for every input: some is refused`,
      witness: [`none holds with ${shown(subject.flow, none, found)}`],
      mend: 'Add a transition without "when" for the rest; where the rest is to be refused, write one guarded transition for each state it leads to.',
      ...(replay === undefined ? {} : { replay }),
    }),
  ];
}

/** Where a fact lands is the first place whose condition holds: the same is asked of these. */
function landings(
  subject: Behaving,
  payloads: ReadonlySet<string>,
  event: string,
  { lands }: EventDefinition,
): readonly Finding[] {
  if (lands === undefined || typeof lands === 'string') return [];
  const { behaviour, flow } = subject;
  const path = pointer('events', event, 'lands');
  const sites = behaviour.lists.flat().filter((site) => site.label === event && behaviour.isReached(site));
  const [first] = sites;
  if (first === undefined || payloads.has(event)) return [];
  const never = (wanted: readonly Wanted[] | undefined) =>
    wanted === undefined || isNever(behaviour.ask(event, first.kind !== 'start', wanted));
  const shadowed = lands.flatMap(({ when }, index): Finding[] => {
    const before = noneHolds(lands.slice(0, index));
    if (!never(before === undefined ? undefined : [...before, ...holds(when)])) return [];
    const opener = lands.slice(0, index).findIndex((place) => place.when === undefined || place.when.trim() === 'true');
    return [
      finding('transition-shadowed', `${path}/${index}`, {
        message: `"${event}" never lands here`,
        witness: [
          opener < 0
            ? `${when ?? 'what is left'} holds for no input for which none before it does`
            : `${path}/${opener} stands before it and always holds`,
          'the first that holds is taken',
        ],
        mend: 'Move it up, or give the one before it a "when".',
      }),
    ];
  });
  const none = lands.length < 2 ? undefined : noneHolds(lands);
  const found = none === undefined ? undefined : behaviour.ask(event, first.kind !== 'start', none).found;
  if (none === undefined || found === undefined) return shadowed;
  const replay = asReplay(subject.history.ask(first, { by: 'fact' }, found));
  return [
    ...shadowed,
    finding('guards-incomplete', path, {
      message: `for some facts "${event}" does not say where they land: the case stays where it is`,
      witness: [`none holds with ${shown(flow, none, found)}`],
      mend: 'Let the last place have no "when"; "stay" is one.',
      ...(replay === undefined ? {} : { replay }),
    }),
  ];
}
