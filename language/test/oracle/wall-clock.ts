/*
 * Local time as Intl tells it, half an hour at a time. Shares nothing with the calendars of the language: it is what they are held
 * against.
 */

export const stepMs = 1_800_000;
export const dayMs = 86_400_000;

/** Local time: the number of the day since 1970-01-01, and the minute of that day. */
export interface LocalTime {
  readonly day: number;
  readonly minute: number;
}

export interface WallClock {
  /** Of an instant on the half hour. */
  readonly localOf: (instant: number) => LocalTime;
  /** Of two such instants the first; where there is none, so much after the gap as it would have been in it. */
  readonly instantOf: (time: LocalTime) => number;
}

const known = new Map<string, WallClock>();

export function wallClock(timeZone: string): WallClock {
  const found = known.get(timeZone);
  if (found !== undefined) return found;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  const shown = new Map<number, number>();
  const aheadAt = (instant: number): number => {
    const before = shown.get(instant);
    if (before !== undefined) return before;
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
    shown.set(instant, wall - instant);
    return wall - instant;
  };
  // No zone changes its clocks twice a day: where both ends of one agree, so does all between.
  const wallOf = (instant: number): number => {
    const midnight = Math.floor(instant / dayMs) * dayMs;
    const ahead = aheadAt(midnight);
    return instant + (ahead === aheadAt(midnight + dayMs) ? ahead : aheadAt(instant));
  };
  const clock: WallClock = {
    localOf(instant) {
      const wall = wallOf(instant);
      const day = Math.floor(wall / dayMs);
      return { day, minute: (wall - day * dayMs) / 60_000 };
    },
    instantOf({ day, minute }) {
      const wall = day * dayMs + minute * 60_000;
      const ahead = [-dayMs, dayMs].map((shift) => wallOf(wall + shift) - (wall + shift));
      const fitting = ahead.map((offset) => wall - offset).filter((instant) => wallOf(instant) === wall);
      return fitting.length > 0 ? Math.min(...fitting) : wall - (ahead[0] ?? 0);
    },
  };
  known.set(timeZone, clock);
  return clock;
}

export const dayText = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
export const dayNumber = (text: string) => Date.parse(`${text}T00:00:00Z`) / dayMs;
