import type { Duration, FlowDefinition } from '@throughline/language';
import { compare, type DraftLog } from './draft-log.ts';
import type { Shape } from './shape.ts';
import { quantile, type Stay, staysOf } from './stays.ts';
import { teamsOf } from './teams.ts';
import { plainText, titleOf } from './words.ts';

/** Something that the log cannot decide and only suggests: a change of the draft that somebody accepts or not. */
export interface Suggestion {
  readonly kind: 'owner' | 'deadline' | 'title';
  readonly state: string;
  /** Where it goes: an addition in terms of JSON Patch (RFC 6902). */
  readonly path: string;
  readonly value: string | Duration;
  /** What it rests on, in a sentence. */
  readonly because: string;
}

/** By state: a title, and where cases wait an owner and a target time. */
export function suggestionsOf(
  log: DraftLog,
  shape: Shape,
  states: ReadonlyMap<number, string>,
  definition: FlowDefinition,
): readonly Suggestion[] {
  const stays = staysOf(log, shape);
  const ownerOf = owners(log, definition.owner);
  return [...states].flatMap(([number, state]): readonly Suggestion[] => {
    const stay = stays.get(number);
    const suggest = (kind: Suggestion['kind'], member: string, [value, because]: readonly [Suggestion['value'], string]) => ({
      ...{ kind, state, value, because },
      path: `/states/${state}/${member}`,
    });
    const activity = log.activities[number]?.name ?? '';
    const title = suggest('title', 'title', [titleOf(activity), `after “${activity}”`]);
    if (definition.states[state]?.final !== undefined) return [title];
    return [title, suggest('owner', 'owner', ownerOf(stay)), suggest('deadline', 'within', deadline(stay))];
  });
}

/** The draft with what was accepted. Suggestions are independent of each other. */
export function withSuggestions(definition: FlowDefinition, accepted: readonly Suggestion[]): FlowDefinition {
  const members = { owner: 'owner', deadline: 'within', title: 'title' } as const;
  const byState = Map.groupBy(accepted, ({ state }) => state);
  return {
    ...definition,
    states: Object.fromEntries(
      Object.entries(definition.states).map(([name, state]) => {
        const added = Object.fromEntries((byState.get(name) ?? []).map(({ kind, value }) => [members[kind], value]));
        const { title, owner, within } = { ...state, ...added };
        // In the order in which people write them.
        const known = Object.entries({ title, owner, within }).filter(([, value]) => value !== undefined);
        return [name, { ...Object.fromEntries(known), ...withoutKnown(state) }];
      }),
    ),
  };
}

function withoutKnown({ title: _, owner: __, within: ___, ...rest }: FlowDefinition['states'][string]) {
  return rest;
}

/** Who owns a state: the role, or the team of persons, that mostly does what comes next there; else whoever owns the flow. */
function owners(log: DraftLog, nobody: string): (stay: Stay | undefined) => readonly [owner: string, because: string] {
  const teamOf = teamsOf(log);
  return (stay) => {
    const role = mostOf(stay?.role, log.roles);
    if (role !== undefined) return [plainText(role.name), `${percent(role.share)} of what comes next is done as “${role.name}”`];
    const next = stay === undefined ? undefined : [...stay.next].sort(([a, one], [b, other]) => other - one || a - b)[0]?.[0];
    const team = next === undefined ? undefined : teamOf(next);
    if (next === undefined || team === undefined)
      return [nobody, 'the log does not say who acts: whoever owns the flow, until a role is named'];
    return [team.name, `what comes next is mostly “${log.activities[next]?.name}”, which ${team.says}`];
  };
}

function mostOf(counts: ReadonlyMap<number, number> | undefined, names: readonly string[]) {
  const sorted = [...(counts ?? [])]
    .map(([number, count]) => ({ name: names[number] ?? '', count }))
    .sort((a, b) => b.count - a.count || compare(a.name, b.name));
  const all = sorted.reduce((sum, { count }) => sum + count, 0);
  const [first] = sorted;
  return first === undefined ? undefined : { name: first.name, share: first.count / all };
}

const hour = 3_600_000;
const day = 24 * hour;
/** Lengths that people say. */
const hours = [1, 2, 4, 8, 12, 24, 36];
const days = [
  2, 3, 4, 5, 7, 10, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 365, 450, 540, 730, 1095, 1460, 1825, 2555, 3650,
];
const unknownDeadline = { days: 30 } as const;
/** From so few cases no 95th percentile is told. */
const casesMin = 20;

/** A length that 95 of 100 cases kept to, rounded up to one that people say. Cases that still wait are not counted. */
function deadline(stay: Stay | undefined): readonly [Duration, string] {
  const left = stay?.left;
  if (left === undefined || left.length === 0)
    return [unknownDeadline, 'the log does not say how long cases wait here: a month, until somebody knows better'];
  const long = quantile(left, left.length < casesMin ? 1 : 0.95);
  const few = left.length < 3 ? (['the only one was', 'both were'][left.length - 1] ?? '') : `all ${left.length} were`;
  const said = `${left.length < casesMin ? few : `95 % of ${left.length} were`} through after`;
  return [humanLength(long), `${said} ${lengthText(long)}`];
}

/** The least length that people say which is no shorter. */
export function humanLength(ms: number): Duration {
  const inHours = hours.find((each) => each * hour >= ms);
  if (inHours !== undefined) return { hours: inHours };
  // Days are days of a calendar: where clocks change, they are an hour longer.
  const found = days.find((each) => each * day + hour >= ms);
  return { days: found ?? Math.min(36_500, Math.ceil(ms / day / 365) * 365) };
}

function lengthText(ms: number): string {
  if (ms < hour) return ms <= 60_000 ? 'a minute' : `${Math.ceil(ms / 60_000)} minutes`;
  const [amount, unit] = ms < 2 * day ? [ms / hour, 'hours'] : [ms / day, 'days'];
  return `${amount.toFixed(1).replace(/\.0$/, '')} ${unit}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
