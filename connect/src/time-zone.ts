import { calendarOf, dayOf, formatDay, instantOf } from '@throughline/language';

/** A time zone, asked about dates that a file writes without an offset. */
export interface TimeZone {
  /**
   * The instant of a local time, given in milliseconds as if it were UTC. A time that the change to summer time skips is taken
   * after the gap; of one that comes twice, the first.
   */
  instantOf(local: number): number;
  /** The local day of an instant, `YYYY-MM-DD`. */
  dayOf(instant: number): string;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Throws a RangeError where the zone is unknown. */
export function timeZoneOf(name: string): TimeZone {
  const calendar = calendarOf(name);
  return {
    instantOf(local) {
      const day = Math.floor(local / dayMs);
      const minute = Math.floor((local - day * dayMs) / minuteMs);
      return instantOf(calendar, day, minute) + (local - day * dayMs - minute * minuteMs);
    },
    dayOf: (instant) => formatDay(dayOf(calendar, instant)),
  };
}
