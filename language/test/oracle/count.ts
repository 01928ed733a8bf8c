import { openHoursOf, type Stay } from './open-hours.ts';
import type { FlowPlan, Length } from './plan.ts';
import { dayMs, dayNumber, stepMs, type WallClock, wallClock } from './wall-clock.ts';

/*
 * When a length of time is over: by going on from its beginning, a day or half an hour at a time, and asking of each whether it
 * counts. All times are on the half hour.
 */

/** Where a length begins, or ends: a day, at the ladder's time of day, or an instant. */
export type Moment = { readonly day: number; readonly minute: number } | { readonly instant: number };

export interface Counting {
  readonly instantOf: (moment: Moment) => number;
  /** `undefined`: never. */
  readonly over: (length: Length, from: Moment, stays: readonly Stay[]) => Moment | undefined;
}

const daysMax = 3000;

export function countingOf(plan: FlowPlan): Counting {
  const clock = wallClock(plan.timeZone);
  const { isBusinessDay, isOpen } = openHoursOf(plan, clock);
  const instantOf = (moment: Moment) => ('instant' in moment ? moment.instant : clock.instantOf(moment));
  const always = () => true;

  function over({ unit, amount }: Length, from: Moment, stays: readonly Stay[]): Moment | undefined {
    const begin = instantOf(from);
    if (unit === 'hours') return goOn(amount * 2, stays, steps(begin, always));
    if (unit === 'businessHours') return goOn(amount * 2, stays, steps(begin, isOpen));
    if (!('instant' in from)) {
      const spell = (day: number): Moment => ({ day, minute: from.minute });
      return goOn(amount, stays, daysAfter(clock, from.day, { counts: unit === 'days' ? always : isBusinessDay, spell }));
    }
    const { day: first, minute } = clock.localOf(from.instant);
    const spell = (day: number): Moment => (day === first ? from : { instant: clock.instantOf({ day, minute }) });
    if (unit === 'businessDays') return goOn(amount, stays, daysAfter(clock, first, { counts: isBusinessDay, spell }));
    return goOn((instantOf(spell(first + amount)) - begin) / stepMs, stays, steps(begin, always));
  }

  return { instantOf, over };
}

/** A way to count on from some beginning. */
interface Walk {
  /** Where so much has been counted. */
  readonly reach: (wanted: number) => Moment | undefined;
  /** The instant of that. */
  readonly instantOf: (moment: Moment) => number;
  /** How much of what is counted lies in these. */
  readonly within: (stays: readonly Stay[]) => number;
}

/** What lies in stays that had begun before the end does not count, so it is added, until the end stays where it is. */
function goOn(amount: number, stays: readonly Stay[], { reach, instantOf, within }: Walk): Moment | undefined {
  for (let wanted = amount; ; ) {
    const end = reach(wanted);
    if (end === undefined) return undefined;
    const instant = instantOf(end);
    const more = amount + within(stays.filter(({ from }) => from < instant));
    if (more === wanted) return end;
    wanted = more;
  }
}

interface DayRules {
  readonly counts: (day: number) => boolean;
  readonly spell: (day: number) => Moment;
}

/** The days after one. A stay takes those out that come after the one on which it began, with the one on which it ended. */
function daysAfter(clock: WallClock, first: number, { counts, spell }: DayRules): Walk {
  return {
    reach(wanted) {
      let day = first;
      for (let left = wanted; left > 0; ) {
        day += 1;
        if (day > first + daysMax) return undefined;
        if (counts(day)) left -= 1;
      }
      return spell(day);
    },
    instantOf: (moment) => ('instant' in moment ? moment.instant : clock.instantOf(moment)),
    within(stays) {
      const out = new Set<number>();
      for (const { from, to } of stays) {
        const last = clock.localOf(to).day;
        for (let day = clock.localOf(from).day + 1; day <= last; day += 1) if (day > first && counts(day)) out.add(day);
      }
      return out.size;
    },
  };
}

/** The half hours from an instant on. */
function steps(first: number, counts: (instant: number) => boolean): Walk {
  return {
    reach(wanted) {
      let instant = first;
      for (let left = wanted; left > 0; instant += stepMs) {
        if (instant > first + daysMax * dayMs) return undefined;
        if (counts(instant)) left -= 1;
      }
      return { instant };
    },
    instantOf: (moment) => ('instant' in moment ? moment.instant : Number.NaN),
    within(stays) {
      const out = new Set<number>();
      for (const { from, to } of stays)
        for (let instant = Math.max(from, first); instant < to; instant += stepMs) if (counts(instant)) out.add(instant);
      return out.size;
    },
  };
}

/** A day or instant of the data; `undefined`: it is not there. */
export function momentOf(value: string | undefined, minute: number): Moment | undefined {
  if (value === undefined) return undefined;
  return value.length === 10 ? { day: dayNumber(value), minute } : { instant: Date.parse(value) };
}

/** Stays in the order in which they began; those that overlap are one. */
export function joined(stays: readonly Stay[]): readonly Stay[] {
  const found: Stay[] = [];
  for (const stay of stays.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && stay.from < last.to) found.splice(-1, 1, { from: last.from, to: Math.max(last.to, stay.to) });
    else found.push(stay);
  }
  return found;
}
