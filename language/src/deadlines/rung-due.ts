import { addBusinessDays, addOpenTime, businessDaysAfter, openBetween } from '../business-time.ts';
import { dayNumber, dayOf, instantOf } from '../calendar.ts';
import type { CaseRecord, LadderClock, Millis } from '../case.ts';
import type { CompiledLadder, CompiledRung, FixedDuration, LengthUnit } from '../compile/compiled.ts';
import { readingsOf } from '../decide/readings.ts';
import type { Expression } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { addLength, amountOf, bounded, isInstant, lengthFor, type Terms, unitOf } from './length.ts';

/** What a ladder counts from: a local day, or an instant where the anchor is one (or the entry into its states). */
export type Base = { readonly day: number } | { readonly instant: Millis };

/** A stretch that has ended in which a ladder stood still. */
export interface Stretch {
  readonly from: Millis;
  readonly to: Millis;
}

/** `undefined`: the ladder has nothing to count from, yet or any more. */
export function ladderBase(
  terms: Terms,
  record: CaseRecord,
  ladder: CompiledLadder,
  clock: LadderClock | undefined,
): Base | undefined {
  if (ladder.anchor === undefined) return clock?.from === undefined ? undefined : { instant: clock.from };
  const value = anchorOf(terms, record, ladder.anchor, ladder.anchorField);
  if (typeof value === 'number') return isInstant(value) ? { instant: value } : undefined;
  if (typeof value !== 'string') return undefined;
  if (value.length === 10) {
    const day = dayNumber(value);
    return day === undefined ? undefined : { day }; // 31 February satisfies the pattern of a day, and is none.
  }
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : { instant };
}

/** `undefined`: the field is not there yet. The ladder is held, and `deadlines` says so. */
function anchorOf(
  { flow, context }: Terms,
  { data, clocks, entity }: CaseRecord,
  anchor: Expression,
  field: string | undefined,
): Json | undefined {
  if (field !== undefined) return Object.hasOwn(data, field) ? data[field] : undefined;
  try {
    return anchor.evaluate(readingsOf(flow, data, context, undefined, clocks, entity));
  } catch {
    return undefined;
  }
}

const noPauses: readonly never[] = [];

/**
 * The pauses of a ladder that have ended, in the order in which they began; where facts that came late made some overlap, as one.
 * A pause that lasts moves nothing yet: nothing fires while it does.
 */
export function endedPauses(clock: LadderClock | undefined): readonly Stretch[] {
  if (clock?.pauses === undefined) return noPauses;
  const ended = clock.pauses.flatMap(({ from, to }) => (to === undefined || to <= from ? [] : [{ from, to }]));
  if (ended.length < 2) return ended;
  const merged: { from: Millis; to: Millis }[] = [];
  for (const each of ended.sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && each.from < last.to) last.to = Math.max(last.to, each.to);
    else merged.push(each);
  }
  return merged;
}

/**
 * When a rung is due: its length after the base, and where it comes again so many times `every` after that; each length in its own
 * unit, moved by the pauses that began before it was over. Infinity: never.
 */
export function rungDueAt(
  terms: Terms,
  ladder: CompiledLadder,
  rung: CompiledRung,
  base: Base,
  pauses: readonly Stretch[],
): Millis {
  const { calendar } = terms;
  const after = lengthFor(rung.after, terms.data);
  const repeat = rung.repeat === undefined ? undefined : { ...rung.repeat, every: lengthFor(rung.repeat.every, terms.data) };
  const [amount, unit] = [amountOf(after, terms.flow, terms.context), unitOf(after)];
  if ('instant' in base || !isInDays(unit)) {
    const start = 'day' in base ? instantOf(calendar, base.day, ladder.minuteOfDay) : base.instant;
    return bounded(again(terms, repeat, instantAfter(terms, start, amount, unit, pauses), pauses));
  }
  const day = dayAfter(terms, ladder, base.day, amount, unit, pauses);
  if (repeat === undefined || !isInDays(unitOf(repeat.every)))
    return bounded(again(terms, repeat, instantOf(calendar, day, ladder.minuteOfDay), pauses));
  const last = dayAfter(terms, ladder, day, totalOf(terms, repeat), unitOf(repeat.every), pauses);
  return bounded(instantOf(calendar, last, ladder.minuteOfDay));
}

interface Repeat {
  readonly every: FixedDuration;
  readonly times: number;
}

function again(terms: Terms, repeat: Repeat | undefined, from: Millis, pauses: readonly Stretch[]): Millis {
  return repeat === undefined ? from : instantAfter(terms, from, totalOf(terms, repeat), unitOf(repeat.every), pauses);
}

function totalOf({ flow, context }: Terms, { every, times }: Repeat): number {
  return amountOf(every, flow, context) * times;
}

function isInDays(unit: LengthUnit): boolean {
  return unit === 'days' || unit === 'businessDays';
}

/** Days are moved by the days after the one on which a pause began, up to the one on which it ended; business days by those. */
function dayAfter(
  { calendar }: Terms,
  ladder: CompiledLadder,
  base: number,
  amount: number,
  unit: LengthUnit,
  pauses: readonly Stretch[],
): number {
  const add = (to: number, n: number) => (unit === 'days' ? to + n : addBusinessDays(calendar, to, n));
  let day = add(base, amount);
  for (const { from, to } of pauses) {
    if (!(from < instantOf(calendar, day, ladder.minuteOfDay))) break;
    const [first, last] = [Math.max(dayOf(calendar, from), base), dayOf(calendar, to)];
    if (last > first) day = add(day, unit === 'days' ? last - first : businessDaysAfter(calendar, first, last));
  }
  return day;
}

/** Instants are moved by the time that passed in a pause; business days and hours by those of them that did. */
function instantAfter({ calendar }: Terms, start: Millis, amount: number, unit: LengthUnit, pauses: readonly Stretch[]): Millis {
  let dueAt = addLength(calendar, start, amount, unit);
  let days = amount;
  for (const pause of pauses) {
    if (!(pause.from < dueAt)) break;
    const from = Math.max(pause.from, start);
    if (pause.to <= from) continue;
    if (unit === 'businessHours') dueAt = addOpenTime(calendar, dueAt, openBetween(calendar, from, pause.to));
    else if (unit === 'businessDays') {
      // From the start again: its time of day counts, also where the clock skips it on a day between.
      days += businessDaysAfter(calendar, dayOf(calendar, from), dayOf(calendar, pause.to));
      dueAt = addLength(calendar, start, days, unit);
    } else dueAt += pause.to - from;
  }
  return dueAt;
}

/** Whether a ladder that still counts has a rung that was due before the case was live: it fires neither then nor later. */
export function hasHistoricRung(terms: Terms, record: CaseRecord, ladder: CompiledLadder): boolean {
  const live = record.clocks.liveFrom;
  if (live === undefined || !(ladder.during.has(record.state) || ladder.pauseWhile.has(record.state))) return false;
  const clock = record.clocks.ladders?.[ladder.name];
  const base = ladderBase(terms, record, ladder, clock);
  if (base === undefined) return false;
  const pauses = endedPauses(clock);
  return ladder.rungs.some(
    (rung) => clock?.rungs?.[rung.name] === undefined && rungDueAt(terms, ladder, rung, base, pauses) < live,
  );
}
