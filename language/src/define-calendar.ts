import { addBusinessDays, weekdayOf } from './business-time.ts';
import { type Calendar, calendarOf, type DayNumber, formatDay, parseDay } from './calendar.ts';
import { compileCalendar } from './compile/compile-calendar.ts';
import { type CalendarDefinition, type Weekday, weekdays } from './definition/calendar.ts';

/*
 * Authoring of calendars: rules for people to write, days and offsets for the document. What comes out asks for no library and no
 * clock any more.
 */

type Hours = readonly (readonly [from: string, to: string])[];

/** One day, or the same day of each year of the calendar. */
export type DayRule =
  /** `YYYY-MM-DD`. */
  | { readonly on: string }
  /** Each year; 29 February only where there is one. */
  | { readonly month: number; readonly day: number }
  /** Each year, so many days after Easter Sunday of the Western churches (before it where negative): 1 is Easter Monday. */
  | { readonly easter: number }
  /** Each year, the n-th of this weekday in the month; negative from its end: -1 is the last. */
  | { readonly month: number; readonly weekday: Weekday; readonly nth: number };

/** A stretch of days, both ends included. */
export type WindowRule =
  | { readonly from: string; readonly to: string }
  /** Each year; over the turn of the year where `to` comes before `from`. */
  | {
      readonly from: { readonly month: number; readonly day: number };
      readonly to: { readonly month: number; readonly day: number };
    }
  /**
   * Each month, by its business days: 1 is the first, -1 the last. Where `to` comes before `from`, it is of the next month: from -2
   * to 3 is from the last but one to the third of the next. `months` names those in which it begins; without, each.
   */
  | { readonly businessDays: { readonly from: number; readonly to: number }; readonly months?: readonly number[] };

export interface CalendarRules<W extends string> {
  readonly title?: string;
  /** IANA name. */
  readonly timeZone: string;
  /** The first and last day for which it is written out, both included. */
  readonly from: string;
  readonly to: string;
  readonly week: { readonly [Day in Weekday]?: Hours };
  readonly holidays?: readonly (DayRule & { readonly title?: string })[];
  readonly special?: readonly (DayRule & { readonly hours: Hours })[];
  readonly windows?: { readonly [Name in W]: WindowRule | readonly WindowRule[] };
}

/** A calendar whose windows are known by name. */
export type DefinedCalendar<W extends string> = Omit<CalendarDefinition, 'windows'> & {
  windows: Record<W, { from: string; to: string }[]>;
};

/**
 * Writes a calendar out: the days of its holidays and windows, and what the clocks of its time zone do from 1970 to 2099. Throws an
 * Error that says why where a rule is none (see `compileCalendar`).
 *
 * @example
 * const office = defineCalendar({
 *   timeZone: 'Europe/Rome', from: '2026-01-01', to: '2027-12-31',
 *   week: { monday: [['09:00', '13:00'], ['14:00', '18:00']], tuesday: [['09:00', '13:00']] },
 *   holidays: [{ month: 12, day: 25, title: 'Christmas' }, { easter: 1, title: 'Easter Monday' }],
 *   windows: { monthClose: { businessDays: { from: -1, to: 3 } } },
 * });
 */
export function defineCalendar<const W extends string = never>(rules: CalendarRules<W>): DefinedCalendar<W> {
  const { title, timeZone, from, to } = rules;
  const [first, last] = [parseDay(from), parseDay(to)];
  const days = (rule: DayRule) => daysOf(rule, first, last);
  const base: CalendarDefinition = {
    ...(title === undefined ? {} : { title }),
    timeZone,
    from,
    to,
    week: Object.fromEntries(Object.entries(rules.week).map(([weekday, hours]) => [weekday, pairs(hours)])),
    holidays: inOrder(
      (rules.holidays ?? []).flatMap((rule) =>
        days(rule).map((day) => ({ on: formatDay(day), ...(rule.title === undefined ? {} : { title: rule.title }) })),
      ),
    ),
    special: inOrder(
      (rules.special ?? []).flatMap((rule) => days(rule).map((day) => ({ on: formatDay(day), hours: pairs(rule.hours) }))),
    ),
    offsets: offsetsOf(calendarOf(timeZone)),
  };
  const calendar = compileCalendar(base);
  const windows = Object.entries<WindowRule | readonly WindowRule[]>(rules.windows ?? {}).map(([name, rule]) => {
    const stretches = [rule].flat().flatMap((each) => stretchesOf(calendar, each, first, last));
    return [name, stretches.sort(([a], [b]) => a - b).map(([a, b]) => ({ from: formatDay(a), to: formatDay(b) }))];
  });
  return { ...base, windows: Object.fromEntries(windows) as DefinedCalendar<W>['windows'] };
}

function pairs(hours: Hours): [string, string][] {
  return hours.map(([from, to]) => [from, to]);
}

function inOrder<T extends { readonly on: string }>(days: T[]): T[] {
  return days.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

function offsetsOf({ from, offsetMinutes }: Calendar): [number, number][] {
  return from.map((instant, index) => [instant, offsetMinutes[index] as number]);
}

function daysOf(rule: DayRule, first: DayNumber, last: DayNumber): readonly DayNumber[] {
  if ('on' in rule) return [parseDay(rule.on)];
  return yearsOf(first, last)
    .flatMap((year) => dayIn(rule, year) ?? [])
    .filter((day) => day >= first && day <= last);
}

function dayIn(rule: Exclude<DayRule, { readonly on: string }>, year: number): DayNumber | undefined {
  if ('easter' in rule) return easterSunday(year) + rule.easter;
  if ('weekday' in rule) return nthWeekday(year, rule);
  return dayOfYear(year, rule);
}

/** `undefined`: the month has no such day in this year. */
function dayOfYear(year: number, { month, day }: { readonly month: number; readonly day: number }): DayNumber | undefined {
  const found = firstOfMonth(year, month) + day - 1;
  if (month < 1 || month > 12 || day < 1 || day > 31) throw new Error(`There is no day ${day} of month ${month}`);
  return found < firstOfMonth(year, month + 1) ? found : undefined;
}

function nthWeekday(
  year: number,
  { month, weekday, nth }: { readonly month: number; readonly weekday: Weekday; readonly nth: number },
): DayNumber | undefined {
  if (month < 1 || month > 12 || nth === 0 || Math.abs(nth) > 5)
    throw new Error(`There is no weekday number ${nth} in month ${month}`);
  const wanted = weekdays.indexOf(weekday);
  const [from, until] = [firstOfMonth(year, month), firstOfMonth(year, month + 1)];
  const ahead = (wanted - weekdayOf(from) + 7) % 7;
  const back = (weekdayOf(until - 1) - wanted + 7) % 7;
  const day = nth > 0 ? from + ahead + (nth - 1) * 7 : until - 1 - back + (nth + 1) * 7;
  return day >= from && day < until ? day : undefined;
}

function firstOfMonth(year: number, month: number): DayNumber {
  return Date.UTC(year, month - 1, 1) / 86_400_000;
}

function yearsOf(first: DayNumber, last: DayNumber): readonly number[] {
  const [from, to] = [first, last].map((day) => new Date(day * 86_400_000).getUTCFullYear()) as [number, number];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** Easter Sunday by the "anonymous Gregorian" computus (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): DayNumber {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const skipped = century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + skipped + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - epact - ((year % 100) % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  return firstOfMonth(year, 3) + 21 + epact + weekday - 7 * late;
}

type Stretch = readonly [from: DayNumber, to: DayNumber];

/** Stretches that reach into the days of the calendar, whole. */
function stretchesOf(calendar: Calendar, rule: WindowRule, first: DayNumber, last: DayNumber): readonly Stretch[] {
  if ('from' in rule && typeof rule.from === 'string' && typeof rule.to === 'string')
    return [[parseDay(rule.from), parseDay(rule.to)]];
  const found = yearsOf(first - 366, last).flatMap((year): readonly Stretch[] => {
    if ('businessDays' in rule)
      return Array.from({ length: 12 }, (_, index) => index + 1)
        .filter((month) => rule.months?.includes(month) ?? true)
        .flatMap((month) => monthlyStretch(calendar, year, month, rule.businessDays));
    const { from, to } = rule;
    if (typeof from === 'string' || typeof to === 'string') return [];
    const [begins, ends] = [dayOfYear(year, from), dayOfYear(year, to)];
    if (begins === undefined || ends === undefined) return [];
    const end = ends < begins ? dayOfYear(year + 1, to) : ends;
    return end === undefined ? [] : [[begins, end]];
  });
  return found.filter(([from, to]) => to >= first && from <= last);
}

/** None where a month has too few business days. */
function monthlyStretch(
  calendar: Calendar,
  year: number,
  month: number,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Stretch[] {
  const begins = businessDayOf(calendar, year, month, from);
  const sameMonth = businessDayOf(calendar, year, month, to);
  if (begins === undefined) return [];
  const ends = sameMonth !== undefined && sameMonth >= begins ? sameMonth : businessDayOf(calendar, year, month + 1, to);
  return ends === undefined ? [] : [[begins, ends]];
}

function businessDayOf(calendar: Calendar, year: number, month: number, nth: number): DayNumber | undefined {
  if (nth === 0) throw new Error('There is no business day number 0 of a month: 1 is the first, -1 the last');
  const [from, until] = [firstOfMonth(year, month), firstOfMonth(year, month + 1)];
  const day = addBusinessDays(calendar, nth > 0 ? from - 1 : until, nth);
  return day >= from && day < until ? day : undefined;
}
