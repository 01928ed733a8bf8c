import {
  branchesOf,
  type CalendarDefinition,
  type FlowDefinition,
  type JsonObject,
  type Millis,
  type ParameterTimeline,
  parametersAt,
  type Weekday,
} from '@throughline/language';

/*
 * Whether a decision can make some case due earlier than it was: only then must the wake-ups of a flow be looked at again. What is
 * not known to come later counts as coming earlier.
 */

/** What a decision does to the deadlines of a flow's cases, at most. */
export type Effect = 'none' | 'later' | 'earlier';

/**
 * Later deadlines are found when the case is woken at its old one. But a rung that was due before its case was live is history and fires
 * never; where it comes to be due after that, it is pending, and nothing wakes the case.
 */
export function needsSweep(effect: Effect, hasHistory: boolean): boolean {
  return effect === 'earlier' || (effect === 'later' && hasHistory);
}

/** What a change of the timeline from an instant on does, under any of a flow's versions. */
export function effectOfParameters(
  definitions: readonly FlowDefinition[],
  change: { readonly before: ParameterTimeline; readonly after: ParameterTimeline; readonly from: Millis },
): Effect {
  const instants = instantsFrom(change.from, change.after);
  return strongest(
    definitions.flatMap((definition) =>
      instants.map((at) => {
        const { parameters: before } = parametersAt(definition, change.before, at);
        const { parameters: after } = parametersAt(definition, change.after, at);
        return effectOfValues(definition, before, after);
      }),
    ),
  );
}

function effectOfValues(definition: FlowDefinition, before: JsonObject, after: JsonObject): Effect {
  const lengths = new Set(lengthsOf(definition));
  const read = expressionsOf(definition);
  return strongest(
    Object.keys(after)
      .filter((name) => after[name] !== before[name])
      .map((name) => {
        if (read.some((text) => new RegExp(`\\b${name.replaceAll(/[^\w]/g, '\\$&')}\\b`).test(text))) return 'earlier';
        if (!lengths.has(name)) return 'none';
        return Number(after[name]) < Number(before[name]) ? 'earlier' : 'later';
      }),
  );
}

/** The parameters that say how long something takes that the wake-up is derived from. */
function lengthsOf({ states, ladders = {}, expected }: FlowDefinition): readonly string[] {
  const lengths = [
    ...Object.values(states).map(({ within }) => within),
    ...Object.values(ladders).flatMap(({ rungs }) => rungs.flatMap(({ after, every }) => [after, every])),
    expected?.within,
  ];
  // Which of several counts for a case is its own matter: any may.
  return lengths
    .flatMap((length) => branchesOf(length).map((branch) => branch.length))
    .filter((length) => typeof length === 'string');
}

/** What the wake-up is derived from beside lengths: any of these may read a parameter. */
function expressionsOf({ ladders = {}, computed = {} }: FlowDefinition): readonly string[] {
  const ofLadders = Object.values(ladders).flatMap(({ anchor, stopWhen }) => [anchor, stopWhen ?? '']);
  return [...ofLadders, ...Object.values(computed)];
}

/** A decision about a calendar, as it lies in the timeline. */
export interface CalendarStep {
  readonly name: string;
  readonly from: Millis;
  readonly revision: number;
  readonly definition: CalendarDefinition;
}

/** The same for a calendar; `declared` is what the versions say, where nothing has been decided. */
export function effectOfCalendar(
  name: string,
  declared: readonly CalendarDefinition[],
  change: { readonly before: readonly CalendarStep[]; readonly after: readonly CalendarStep[]; readonly from: Millis },
): Effect {
  const at = (steps: readonly CalendarStep[], instant: Millis) =>
    steps
      .filter((step) => step.name === name && step.from <= instant)
      .sort((a, b) => a.from - b.from || a.revision - b.revision)
      .at(-1)?.definition;
  return strongest(
    instantsFrom(change.from, change.after).flatMap((instant) => {
      const after = at(change.after, instant);
      const before = at(change.before, instant);
      if (after === undefined) return [];
      return (before === undefined ? declared : [before]).map((each) => effectOfHours(each, after));
    }),
  );
}

/** Where a calendar is open for no minute more than before, everything that counts in business time comes later, if at all. */
function effectOfHours(before: CalendarDefinition, after: CalendarDefinition): Effect {
  const zone = (calendar: CalendarDefinition) => JSON.stringify([calendar.timeZone, calendar.offsets ?? null]);
  if (zone(before) !== zone(after)) return 'earlier';
  if (!isOpenOnlyIn(after, before)) return 'earlier';
  return isOpenOnlyIn(before, after) ? 'none' : 'later';
}

/** Whether a calendar is open only when another one is. */
function isOpenOnlyIn(calendar: CalendarDefinition, other: CalendarDefinition): boolean {
  const days = new Set([calendar, other].flatMap(specialDays));
  return (
    weekdays.every((weekday) => isWithin(calendar.week[weekday] ?? [], other.week[weekday] ?? [])) &&
    [...days].every((day) => isWithin(hoursOn(calendar, day), hoursOn(other, day)))
  );
}

type Hours = readonly (readonly [from: string, to: string])[];

function isWithin(hours: Hours, others: Hours): boolean {
  return hours.every(([from, to]) => others.some(([opens, closes]) => opens <= from && to <= closes));
}

function specialDays({ holidays = [], special = [] }: CalendarDefinition): readonly string[] {
  return [...holidays, ...special].map(({ on }) => on);
}

/** Special hours count also on a holiday. Outside the days for which a calendar is made, neither does. */
function hoursOn({ holidays = [], special = [], week, from, to }: CalendarDefinition, day: string): Hours {
  const isIn = day >= from && day <= to;
  const hours = isIn ? special.find(({ on }) => on === day)?.hours : undefined;
  if (hours !== undefined) return hours;
  if (isIn && holidays.some(({ on }) => on === day)) return [];
  return week[weekdays[(new Date(day).getUTCDay() + 6) % 7] as Weekday] ?? [];
}

const weekdays: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function instantsFrom(from: Millis, steps: readonly { readonly from: Millis }[]): readonly Millis[] {
  return [...new Set([from, ...steps.map((step) => step.from).filter((at) => at > from)])];
}

function strongest(effects: readonly Effect[]): Effect {
  if (effects.includes('earlier')) return 'earlier';
  return effects.includes('later') ? 'later' : 'none';
}
