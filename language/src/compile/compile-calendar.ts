import { openings, weekdayOf } from '../business-time.ts';
import { type BusinessTime, type Calendar, calendarOf, type DayHours, type DayNumber, parseDay } from '../calendar.ts';
import { type CalendarDefinition, weekdays } from '../definition/calendar.ts';

const dayMs = 86_400_000;
const earliest = parseDay('1900-01-01');
const latest = parseDay('2199-12-31');

const compiled = new WeakMap<CalendarDefinition, Calendar>();
/** By what they say: read from a database, the same definition is another object each time, and summing its days takes long. */
const compiledByText = new Map<string, Calendar>();
const textsKept = 64;

/**
 * Makes a calendar ready to be counted by. Throws an Error that says why where it is none: a time zone that IANA does not list, a
 * day that does not exist, hours or a stretch that end before they begin, days before 1900 or after 2199.
 */
export function compileCalendar(definition: CalendarDefinition): Calendar {
  const known = compiled.get(definition) ?? compiledByText.get(JSON.stringify(definition));
  if (known === undefined) return compileAnew(definition);
  compiled.set(definition, known);
  return known;
}

function compileAnew(definition: CalendarDefinition): Calendar {
  const first = dayWithin(definition.from);
  const last = dayWithin(definition.to);
  if (last < first) throw new Error(`The calendar ends (${definition.to}) before it begins (${definition.from})`);
  const zone = zoneOf(definition);
  const week = weekdays.map((weekday) => hoursOf(definition.week[weekday] ?? [], weekday));
  const days = daysOf(definition, first, last);
  const calendar: Calendar = {
    ...zone,
    ...(definition.title === undefined ? {} : { title: definition.title }),
    business: { week, ...days, ...sumsOf(zone, { week, days: days.days }, first, last) },
    windows: new Map(Object.entries(definition.windows ?? {}).map(([name, stretches]) => [name, windowOf(name, stretches)])),
  };
  compiled.set(definition, calendar);
  const [oldest] = compiledByText.keys();
  if (oldest !== undefined && compiledByText.size >= textsKept) compiledByText.delete(oldest);
  compiledByText.set(JSON.stringify(definition), calendar);
  return calendar;
}

function dayWithin(text: string): DayNumber {
  const day = parseDay(text);
  if (day < earliest || day > latest) throw new Error(`A calendar lies between 1900 and 2199, and ${text} does not`);
  return day;
}

function zoneOf({ timeZone, offsets }: CalendarDefinition): Calendar {
  if (offsets === undefined || offsets.length === 0) return calendarOf(timeZone);
  const inOrder = [...offsets].sort(([a], [b]) => a - b);
  const wrong = inOrder.find(([, minutes]) => Math.abs(minutes) > 24 * 60);
  if (wrong !== undefined) throw new Error(`Local time is at most a day ahead of UTC or behind, not ${wrong[1]} minutes`);
  return { timeZone, from: inOrder.map(([from]) => from), offsetMinutes: inOrder.map(([, minutes]) => minutes) };
}

function hoursOf(hours: readonly (readonly [from: string, to: string])[], place: string): DayHours {
  let last = 0;
  return hours.flatMap((pair) => {
    const [from, to] = pair.map(minuteOf) as [number, number];
    if (from < last || to <= from)
      throw new Error(`The hours of ${place} are not in order: ${hours.map((each) => each.join(' to ')).join(', ')}`);
    last = to;
    return [from, to];
  });
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Special hours count also on a holiday: they are what is said of that very day. */
function daysOf(
  { holidays = [], special = [], week }: CalendarDefinition,
  first: DayNumber,
  last: DayNumber,
): Pick<BusinessTime, 'days' | 'holidays'> {
  const isIn = (day: DayNumber) => day >= first && day <= last;
  const closed = holidays
    .map(({ on, title = '' }) => [dayWithin(on), title] as const)
    .filter(([day]) => isIn(day))
    .sort(([a], [b]) => a - b);
  const days = new Map<DayNumber, DayHours>(closed.map(([day]) => [day, []]));
  for (const { on, hours } of special) {
    const day = dayWithin(on);
    if (isIn(day)) days.set(day, hoursOf(hours, on));
  }
  const isMissed = (day: DayNumber) =>
    days.get(day)?.length === 0 && (week[weekdays[weekdayOf(day)] as (typeof weekdays)[number]] ?? []).length > 0;
  return { days, holidays: new Map(closed.filter(([day]) => isMissed(day))) };
}

/** The days are summed up as far as they differ from week to week: by the calendar itself, or because clocks change. */
function sumsOf(
  zone: Calendar,
  opening: Pick<BusinessTime, 'week' | 'days'>,
  from: DayNumber,
  to: DayNumber,
): Pick<BusinessTime, 'first' | 'openDays' | 'openMinutes'> {
  const changes = zone.from.slice(1).map((instant) => Math.floor(instant / dayMs));
  const known = changes.filter((day) => day > earliest && day < latest);
  const irregular = new Set(known.flatMap((day) => [-2, -1, 0, 1, 2].map((shift) => day + shift)));
  const first = Math.min(from, (known[0] ?? from) - 3);
  const last = Math.max(to, (known.at(-1) ?? to) + 3);
  const minutesOf = (hours: DayHours) => hours.reduce((sum, minute, index) => sum + (index % 2 === 0 ? -minute : minute), 0);
  const week = opening.week.map(minutesOf);
  const daySums = new Int32Array(last - first + 2);
  const minuteSums = new Int32Array(last - first + 2);
  for (let day = first; day <= last; day += 1) {
    const index = day - first;
    const special = opening.days.get(day);
    const minutes = irregular.has(day)
      ? openings(zone, opening, day).reduce((sum, [opens, closes]) => sum + (closes - opens) / 60_000, 0)
      : special === undefined
        ? (week[weekdayOf(day)] as number)
        : minutesOf(special);
    daySums[index + 1] = (daySums[index] as number) + (minutes > 0 ? 1 : 0);
    minuteSums[index + 1] = (minuteSums[index] as number) + minutes;
  }
  const isOpen = week.map((minutes) => (minutes > 0 ? 1 : 0));
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return {
    first,
    openDays: { sums: daySums, week: isOpen, weekSum: total(isOpen) },
    openMinutes: { sums: minuteSums, week, weekSum: total(week) },
  };
}

function windowOf(name: string, stretches: readonly { readonly from: string; readonly to: string }[]): readonly DayNumber[] {
  const inOrder = stretches
    .map((stretch) => {
      const [from, to] = [parseDay(stretch.from), parseDay(stretch.to)];
      if (to < from) throw new Error(`The window ${name} ends (${stretch.to}) before it begins (${stretch.from})`);
      return [from, to] as const;
    })
    .sort(([a], [b]) => a - b);
  const merged: DayNumber[] = [];
  for (const [from, to] of inOrder) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last + 1) merged[merged.length - 1] = Math.max(last, to);
    else merged.push(from, to);
  }
  return merged;
}
