import type { Millis } from './case.ts';

/** Days since 1970-01-01, in the calendar's time zone. */
export type DayNumber = number;

/**
 * A time zone as data (from each instant on, local time is UTC plus so many minutes) and, where it says so, when a business is
 * open. Nothing else is asked when deciding. Made by `calendarOf` and `compileCalendar`.
 */
export interface Calendar {
  readonly timeZone: string;
  readonly title?: string;
  readonly from: readonly Millis[];
  readonly offsetMinutes: readonly number[];
  /** Absent: it knows of no business days, and lengths counted in them never come to their end. */
  readonly business?: BusinessTime;
  /** Named stretches of days: first and last day of each in turn, ascending, none touching the next. */
  readonly windows?: ReadonlyMap<string, readonly DayNumber[]>;
}

/** Minutes of the day in pairs (open from, open to), ascending. */
export type DayHours = readonly number[];

export interface BusinessTime {
  /** By weekday, Monday first. */
  readonly week: readonly DayHours[];
  /** Days with other hours than those of their weekday; holidays have none. */
  readonly days: ReadonlyMap<DayNumber, DayHours>;
  /** Holidays on which nothing is open although their weekday would be, ascending, with their titles ('': none). */
  readonly holidays: ReadonlyMap<DayNumber, string>;
  /** The first day of the sums. */
  readonly first: DayNumber;
  readonly openDays: Series;
  readonly openMinutes: Series;
}

/** Something counted day by day: written out as running sums for a stretch of days, the same every week outside of it. */
export interface Series {
  /** How much there is in the first so many days. */
  readonly sums: Int32Array;
  /** By weekday, Monday first. */
  readonly week: readonly number[];
  readonly weekSum: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const stepMs = 6 * dayMs;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The number of a day `YYYY-MM-DD`. Throws an Error where there is no such day. */
export function parseDay(day: string): DayNumber {
  const number = dayNumber(day);
  if (number === undefined) throw new Error(`this is no day (YYYY-MM-DD): ${day}`);
  return number;
}

/** `undefined`: it is no day. Ladders read their anchors each time, so this makes no object. */
export function dayNumber(text: string): DayNumber | undefined {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return undefined;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return undefined;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (month === 2 && isLeap ? 29 : (monthDays[month - 1] as number))) return undefined;
  // Years are counted from March, so that the leap day is their last (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  const years = month > 2 ? year : year - 1;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return years * 365 + leapDays + dayOfYear - 719_468;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

export function formatDay(day: DayNumber): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The local day of an instant. */
export function dayOf(calendar: Calendar, instant: Millis): DayNumber {
  return Math.floor((instant + offsetAt(calendar, instant) * minuteMs) / dayMs);
}

/** The instant at which a local day reaches a time of day. A time that the change to summer time skips is taken after the gap. */
export function instantOf(calendar: Calendar, day: DayNumber, minuteOfDay: number): Millis {
  const local = day * dayMs + minuteOfDay * minuteMs;
  const before = local - offsetAt(calendar, local - dayMs) * minuteMs;
  const after = local - offsetAt(calendar, local + dayMs) * minuteMs;
  if (before === after) return before;
  const beforeHolds = before + offsetAt(calendar, before) * minuteMs === local;
  return beforeHolds ? before : after + offsetAt(calendar, after) * minuteMs === local ? after : before;
}

export function offsetAt(calendar: Calendar, instant: Millis): number {
  let low = 0;
  let high = calendar.from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((calendar.from[middle] as number) <= instant) low = middle;
    else high = middle - 1;
  }
  return calendar.offsetMinutes[low] ?? 0;
}

const known = new Map<string, Calendar>();

/** Writes the offsets of an IANA time zone down for the years 1970 to 2099. Throws a RangeError where the zone is unknown. */
export function calendarOf(timeZone: string): Calendar {
  const found = known.get(timeZone);
  if (found !== undefined) return found;
  const ask = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const offset = (instant: Millis) => {
    const match = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(ask.format(instant));
    return (match?.[1] === '-' ? -1 : 1) * (Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0));
  };
  const from: Millis[] = [Number.MIN_SAFE_INTEGER];
  const offsetMinutes: number[] = [offset(0)];
  // The shortest stretch between two changes of any zone is seven days (Recife in 2000, Gaza in 2040).
  for (let start = 0, end = stepMs; start < Date.UTC(2100, 0); start = end, end += stepMs) {
    const last = offsetMinutes.at(-1) as number;
    if (offset(end) === last) continue;
    let [low, high] = [start, end];
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (offset(middle) === last) low = middle;
      else high = middle;
    }
    from.push(high);
    offsetMinutes.push(offset(high));
  }
  const calendar = { timeZone, from, offsetMinutes };
  known.set(timeZone, calendar);
  return calendar;
}
