import { type Calendar, dayOf, formatDay, instantOf, offsetAt, parseDay } from './calendar.ts';
import type { CaseRecord, LadderClock, Millis, Standing } from './case.ts';
import type { CompiledDuration, CompiledFlow, CompiledLadder, CompiledRung, LengthUnit } from './compile/compiled.ts';
import { readingsOf } from './decide/readings.ts';
import type { Context } from './input.ts';
import type { Json } from './json.ts';
import { stateTitle } from './titles.ts';

/**
 * A point in time at which the flow has something to do with a case. Derived from the case each time, never kept.
 * `pending`: will fire at `dueAt`. `paused`, `held`: will not fire while things are as they are. `historic`: was due before the
 * case was live. The other standings are past and recorded.
 */
export interface Deadline {
  readonly kind: 'rung' | 'state';
  /** `<ladder>/<rung>`, or the state whose target time it is. */
  readonly name: string;
  readonly dueAt: Millis | null;
  readonly standing: 'pending' | 'paused' | 'held' | 'historic' | 'passed' | Standing;
  /** One sentence: how the time came about. */
  readonly why: string;
}

/** All deadlines of a case, past and future, each explained. Pure and total: an anchor that cannot be read holds its ladder. */
export function deadlines(flow: CompiledFlow, record: CaseRecord, context: Context): readonly Deadline[] {
  const found = [...flow.ladders.values()].flatMap((ladder) =>
    ladder.rungs.map((rung) => explainRung(flow, record, context, ladder, rung)),
  );
  const state = flow.states.get(record.state);
  const dueAt = stateDueAt(flow, record, context);
  if (state === undefined || dueAt === undefined) return found;
  const isHistoric = dueAt < (record.clocks.liveFrom ?? -Infinity);
  const standing = isHistoric ? 'historic' : record.clocks.overdueAt !== undefined ? 'passed' : 'pending';
  const why = `${when(flow, dueAt)}: in ${stateTitle(flow.definition, record.state)} since ${when(flow, record.enteredAt)} + ${durationText(state.within as CompiledDuration, context, flow)}`;
  return [...found, { kind: 'state', name: record.state, dueAt, standing, why }];
}

/** The earliest pending deadline: when the case must be looked at again. `null`: nothing is pending. */
export function nextDueAt(flow: CompiledFlow, record: CaseRecord, context: Context): Millis | null {
  let earliest = Infinity;
  const live = record.clocks.liveFrom ?? -Infinity;
  if (record.clocks.overdueAt === undefined) {
    const dueAt = stateDueAt(flow, record, context);
    if (dueAt !== undefined && dueAt >= live) earliest = dueAt;
  }
  for (const ladder of flow.ladders.values()) {
    if (!ladder.during.has(record.state)) continue;
    const clock = record.clocks.ladders?.[ladder.name];
    const base = ladderBase(flow, record, context, ladder, clock);
    if (base === undefined) continue;
    for (const rung of ladder.rungs) {
      if (clock?.rungs?.[rung.name] !== undefined) continue;
      const dueAt = rungDueAt(flow.calendar, context, flow, ladder, rung, base, clock);
      if (dueAt >= live && dueAt < earliest) earliest = dueAt;
    }
  }
  return earliest === Infinity ? null : earliest;
}

/** When the target time of the case's state passes; `undefined` where it has none. */
export function stateDueAt(flow: CompiledFlow, record: CaseRecord, context: Context): Millis | undefined {
  const within = flow.states.get(record.state)?.within;
  return within === undefined ? undefined : addDuration(flow, record.enteredAt, within, context);
}

/** An instant plus a duration; days are calendar days in the flow's time zone, at the same time of day. */
export function addDuration(flow: CompiledFlow, from: Millis, duration: CompiledDuration, context: Context): Millis {
  const { amount, unit } = lengthOf(duration, context, flow);
  if (unit === 'hours') return from + amount * 3_600_000;
  const day = dayOf(flow.calendar, from);
  return Math.round(instantOf(flow.calendar, day + amount, minuteOfDay(flow, from)));
}

/** What the clock on the wall shows, in minutes since midnight. */
function minuteOfDay(flow: CompiledFlow, instant: Millis): number {
  return (instant + offsetAt(flow.calendar, instant) * 60_000 - dayOf(flow.calendar, instant) * 86_400_000) / 60_000;
}

function lengthOf(duration: CompiledDuration, context: Context, flow: CompiledFlow): { amount: number; unit: LengthUnit } {
  if ('days' in duration) return { amount: duration.days, unit: 'days' };
  if ('hours' in duration) return { amount: duration.hours, unit: 'hours' };
  if ('businessDays' in duration) return { amount: duration.businessDays, unit: 'businessDays' };
  if ('businessHours' in duration) return { amount: duration.businessHours, unit: 'businessHours' };
  const value = context.parameters?.[duration.parameter] ?? flow.definition.parameters?.[duration.parameter]?.default;
  return { amount: Number(value), unit: duration.unit };
}

/** What a ladder counts from: a local day, or an instant where the anchor is one (or the entry into its states). */
type Base = { readonly day: number } | { readonly instant: Millis };

/** `undefined`: the ladder has nothing to count from, yet or any more. */
export function ladderBase(
  flow: CompiledFlow,
  record: CaseRecord,
  context: Context,
  ladder: CompiledLadder,
  clock: LadderClock | undefined = record.clocks.ladders?.[ladder.name],
): Base | undefined {
  if (ladder.anchor === undefined) return clock?.from === undefined ? undefined : { instant: clock.from };
  let value: Json;
  try {
    value = ladder.anchor.evaluate(readingsOf(flow, record.data, context));
  } catch {
    return undefined; // The field is not there yet: the ladder is held, and `deadlines` says so.
  }
  if (typeof value === 'number') return isInstant(value) ? { instant: value } : undefined;
  if (typeof value !== 'string') return undefined;
  if (value.length === 10) {
    try {
      return { day: parseDay(value) };
    } catch {
      return undefined; // 31 February satisfies the pattern of a day, and is none.
    }
  }
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : { instant };
}

/** What lies beyond has no day that can be written, or none to which lengths can be added. */
export function isInstant(value: number): boolean {
  return Number.isSafeInteger(value) && value >= earliest && value <= latest;
}
const earliest = Date.parse('0001-01-02T00:00:00Z');
const latest = Date.UTC(9000, 0);

/** When a rung is due: base + its length + each pause that began before it was due, as far as it lies after the base. */
export function rungDueAt(
  calendar: Calendar,
  context: Context,
  flow: CompiledFlow,
  ladder: CompiledLadder,
  rung: CompiledRung,
  base: Base,
  clock: LadderClock | undefined,
): Millis {
  const { amount, unit } = lengthOf(rung.after, context, flow);
  if ('day' in base && unit === 'days') {
    let day = base.day + amount;
    for (const { from, to } of endedPauses(clock)) {
      if (from >= instantOf(calendar, day, ladder.minuteOfDay)) break;
      day += Math.max(0, dayOf(calendar, to) - Math.max(dayOf(calendar, from), base.day));
    }
    return instantOf(calendar, day, ladder.minuteOfDay);
  }
  const start = 'day' in base ? instantOf(calendar, base.day, ladder.minuteOfDay) : base.instant;
  let dueAt = addDuration(flow, start, unit === 'days' ? { days: amount } : { hours: amount }, context);
  for (const { from, to } of endedPauses(clock)) {
    if (from >= dueAt) break;
    dueAt += Math.max(0, to - Math.max(from, start));
  }
  return dueAt;
}

/** Whether a ladder that still counts has a rung that was due before the case was live: it fires neither then nor later. */
export function hasHistoricRung(flow: CompiledFlow, record: CaseRecord, context: Context, ladder: CompiledLadder): boolean {
  const live = record.clocks.liveFrom;
  if (live === undefined || !(ladder.during.has(record.state) || ladder.pauseWhile.has(record.state))) return false;
  const clock = record.clocks.ladders?.[ladder.name];
  const base = ladderBase(flow, record, context, ladder, clock);
  if (base === undefined) return false;
  return ladder.rungs.some(
    (rung) =>
      clock?.rungs?.[rung.name] === undefined && rungDueAt(flow.calendar, context, flow, ladder, rung, base, clock) < live,
  );
}

const noPauses: readonly never[] = [];

/** In the order in which they began. One that lasts moves nothing yet: nothing fires while it does. */
function endedPauses(clock: LadderClock | undefined): readonly { readonly from: Millis; readonly to: Millis }[] {
  if (clock?.pauses === undefined) return noPauses;
  const ended = clock.pauses.flatMap(({ from, to }) => (to === undefined ? [] : [{ from, to }]));
  return ended.sort((a, b) => a.from - b.from);
}

/** One rung of a ladder: when, how it stands, and why then. */
export function explainRung(
  flow: CompiledFlow,
  record: CaseRecord,
  context: Context,
  ladder: CompiledLadder,
  rung: CompiledRung,
): Deadline {
  const clock = record.clocks.ladders?.[ladder.name];
  const name = `${ladder.name}/${rung.name}`;
  const base = ladderBase(flow, record, context, ladder, clock);
  if (base === undefined) return { kind: 'rung', name, dueAt: null, standing: 'held', why: `${name} waits for its anchor` };
  const derived = rungDueAt(flow.calendar, context, flow, ladder, rung, base, clock);
  const past = clock?.rungs?.[rung.name];
  const dueAt = past?.due ?? derived;
  const from = 'day' in base ? `due ${formatDay(base.day)}` : `since ${when(flow, base.instant)}`;
  const pauses = (clock?.pauses ?? []).flatMap(({ from: start, to, by }) =>
    to === undefined ? [] : [`paused by ${stateTitle(flow.definition, by)} from ${day(flow, start)} to ${day(flow, to)}`],
  );
  const sum = [`${from} + ${durationText(rung.after, context, flow)}`, ...pauses].join(', ');
  if (past !== undefined)
    return { kind: 'rung', name, dueAt, standing: past.standing, why: `${past.standing} ${when(flow, past.at)}: ${sum}` };
  if (derived < (record.clocks.liveFrom ?? -Infinity))
    return { kind: 'rung', name, dueAt, standing: 'historic', why: `${when(flow, derived)}, before the case was live: ${sum}` };
  const standing = ladder.during.has(record.state) ? 'pending' : ladder.pauseWhile.has(record.state) ? 'paused' : 'held';
  const since = clock?.pauses?.find(({ to }) => to === undefined)?.from;
  const state = stateTitle(flow.definition, record.state);
  const still = since === undefined ? `${standing} while ${state}` : `paused by ${state} since ${day(flow, since)}`;
  return {
    kind: 'rung',
    name,
    dueAt: standing === 'pending' ? derived : null,
    standing,
    why: standing === 'pending' ? `${when(flow, derived)}: ${sum}` : `${still}; else ${when(flow, derived)}: ${sum}`,
  };
}

/** A length of time in words, such as `7 days`; of a parameter, the length in force. */
export function durationText(duration: CompiledDuration, context: Context, flow: CompiledFlow): string {
  const { amount, unit } = lengthOf(duration, context, flow);
  return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}

function day(flow: CompiledFlow, instant: Millis): string {
  return formatDay(dayOf(flow.calendar, instant));
}

function when(flow: CompiledFlow, instant: Millis): string {
  const local = dayOf(flow.calendar, instant);
  const minutes = Math.floor(minuteOfDay(flow, instant));
  const two = (value: number) => String(value).padStart(2, '0');
  return minutes === 0 ? formatDay(local) : `${formatDay(local)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
