import type { FlowPlan } from './plan.ts';
import { dayMs, dayNumber, type WallClock } from './wall-clock.ts';

/** A stretch of time, such as one in which the case stood in a state that pauses the ladder. */
export interface Stay {
  readonly from: number;
  readonly to: number;
}

/** When the business of a plan is open, asked day by day. */
export interface OpenHours {
  readonly isBusinessDay: (day: number) => boolean;
  readonly isOpen: (instant: number) => boolean;
}

export function openHoursOf(plan: FlowPlan, clock: WallClock): OpenHours {
  const holidays = new Set(plan.holidays.map(dayNumber));
  const known = new Map<number, readonly Stay[]>();
  const hoursOf = (day: number) =>
    // The week begins on Monday; 1 January 1970 was a Thursday.
    holidays.has(day) ? [] : (plan.week[(((day + 3) % 7) + 7) % 7] ?? []);
  function openOn(day: number): readonly Stay[] {
    const before = known.get(day);
    if (before !== undefined) return before;
    const instant = (minute: number) => clock.instantOf(minute === 1440 ? { day: day + 1, minute: 0 } : { day, minute });
    const found = hoursOf(day).map(([from, to]) => ({ from: instant(from), to: instant(to) }));
    known.set(day, found);
    return found;
  }
  return {
    isBusinessDay: (day) => hoursOf(day).length > 0,
    isOpen(instant) {
      const today = Math.floor(instant / dayMs);
      // Whatever the zone, its day is this one in UTC or one beside it.
      return [today - 1, today, today + 1].some((day) => openOn(day).some(({ from, to }) => from <= instant && instant < to));
    },
  };
}
