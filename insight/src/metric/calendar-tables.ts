import { type Calendar, type DayNumber, dayOf, isBusinessDay, openings, parseDay } from '@throughline/language';
import { type History, joined, type MomentSql } from './history.ts';
import { MetricRequestError } from './request.ts';
import { literal, type Parameters } from './sql-text.ts';

/** The calendars of a flow's cases: by entity, and of all others. From `compileCalendar`. */
export interface MetricCalendars {
  readonly default: Calendar;
  readonly entities?: Readonly<Record<string, Calendar>>;
  /** The days written out for the statement (`YYYY-MM-DD`, both included): beyond them no business time is known. */
  readonly from?: string;
  readonly to?: string;
}

const dayMs = 86_400_000;

/**
 * Business time in SQL. The calendars come as data: a row for each day with the running sum of what was open before it, so that what lies
 * between two moments is the difference of two rows, found by equality. They are written out by the functions that decide when something
 * is due, so that both count alike.
 */
export class CalendarTables {
  readonly #calendars: MetricCalendars | undefined;
  readonly #params: Parameters;
  readonly #zone: string;

  constructor(calendars: MetricCalendars | undefined, params: Parameters, zone: string) {
    this.#calendars = calendars;
    this.#params = params;
    this.#zone = zone;
  }

  /** How many business days come after the day of one moment, up to that of another; negative where they are the other way round. */
  businessDaysBetween(from: MomentSql, to: MomentSql, history: History): string {
    const [start, end] = [this.#day(from, history), this.#day(to, history)];
    return `(${end}.through - ${start}.through)::double precision`;
  }

  /** For how many hours it is open between two moments; negative where they are the other way round. */
  businessHoursBetween(from: MomentSql, to: MomentSql, history: History): string {
    return `((${this.#openBefore(to, history)} - ${this.#openBefore(from, history)})::double precision / 3600000)`;
  }

  /** So many business days later (earlier where negative), at the same time of day; a day for a day. */
  businessDaysAfter(moment: MomentSql, count: number, history: History): MomentSql {
    if (count === 0) return moment;
    const start = this.#day(moment, history);
    const wanted = count > 0 ? `${start}.through + ${count}` : `${start}.before + 1 - ${-count}`;
    const days = this.#days(history);
    const calendar = this.#calendarOf();
    const target = history.join(
      `${days} as ${joined} on ${joined}.calendar = ${calendar} and ${joined}.through = ${wanted} and ${joined}.before < ${joined}.through`,
    );
    if (moment.kind === 'day') return { kind: 'day', sql: `${target}.day` };
    const zone = this.#zoneOf();
    const local = `(${moment.sql} at time zone ${zone})`;
    const time = `(${local} - date_trunc('day', ${local}))`;
    return { kind: 'instant', sql: `((${target}.day::timestamp + ${time}) at time zone ${zone})` };
  }

  #day(moment: MomentSql, history: History): string {
    const days = this.#days(history);
    const day = moment.kind === 'day' ? moment.sql : `(${moment.sql} at time zone ${this.#zoneOf()})::date`;
    return history.join(`${days} as ${joined} on ${joined}.calendar = ${this.#calendarOf()} and ${joined}.day = ${day}`);
  }

  /** Open milliseconds before a moment, counted from the first day written out. */
  #openBefore(moment: MomentSql, history: History): string {
    const instant = history.asInstant(moment);
    const ms = `round(extract(epoch from ${instant}) * 1000)::bigint`;
    const { table, stretches } = this.#hours(history);
    const day = `floor(extract(epoch from ${instant}) / 86400)::int`;
    const hours = history.join(
      `${table} as ${joined} on ${joined}.calendar = ${this.#calendarOf()} and ${joined}.utc_day = ${day}`,
    );
    const open = Array.from(
      { length: stretches },
      (_, index) => ` + greatest(0, least(${ms}, ${hours}.closes${index}) - ${hours}.opens${index})`,
    );
    return `(${hours}.before${open.join('')})`;
  }

  #all(): readonly Calendar[] {
    if (this.#calendars === undefined)
      throw new MetricRequestError('needs-calendars', 'calendars', 'none', ': give those of the flow');
    return [this.#calendars.default, ...Object.values(this.#calendars.entities ?? {})];
  }

  #calendarOf(): string {
    const names = Object.keys(this.#calendars?.entities ?? {});
    if (names.length === 0) return '0';
    return `(case history.entity ${names.map((name, index) => `when ${literal(name)} then ${index + 1}`).join(' ')} else 0 end)`;
  }

  #zoneOf(): string {
    const [first, ...others] = this.#all();
    if (first === undefined) return this.#zone;
    if (others.every(({ timeZone }) => timeZone === first.timeZone)) return literal(first.timeZone);
    const names = Object.keys(this.#calendars?.entities ?? {});
    const cases = names.map((name, index) => `when ${literal(name)} then ${literal(others[index]?.timeZone ?? first.timeZone)}`);
    return `(case history.entity ${cases.join(' ')} else ${literal(first.timeZone)} end)`;
  }

  #range(): readonly [DayNumber, DayNumber] {
    const { from = '2000-01-01', to = '2049-12-31' } = this.#calendars ?? {};
    return [parseDay(from), parseDay(to)];
  }

  #days(history: History): string {
    const [first, last] = this.#range();
    const lines = this.#all().map((calendar, index) =>
      writtenOnce(calendar, `days/${index}/${first}/${last}`, () => dayLines(calendar, index, first, last)),
    );
    return history.table(`select split_part(line, ',', 1)::int as calendar, date '1970-01-01' + split_part(line, ',', 2)::int as day,
    split_part(line, ',', 3)::int as before, split_part(line, ',', 4)::int as through
  from ${this.#lines('days', lines)}`);
  }

  #hours(history: History): { readonly table: string; readonly stretches: number } {
    const [first, last] = this.#range();
    const perCalendar = this.#all().map((calendar, index) =>
      writtenOnce(calendar, `hours/${index}/${first}/${last}`, () => hourLines(calendar, index, first, last)),
    );
    const stretches = Math.max(...perCalendar.map((written) => written.stretches));
    const columns = Array.from({ length: stretches }, (_, index) => [
      `${bound(4 + index * 2)} as opens${index}`,
      `${bound(5 + index * 2)} as closes${index}`,
    ]).flat();
    const lines = perCalendar.map(({ text }) => text);
    const table = history.table(`select split_part(line, ',', 1)::int as calendar, split_part(line, ',', 2)::int as utc_day,
    split_part(line, ',', 3)::bigint as before, ${columns.join(', ')}
  from ${this.#lines('hours', lines)}`);
    return { table, stretches };
  }

  readonly #written = new Map<string, string>();

  /** One parameter however often it is asked for. */
  #lines(what: string, lines: readonly string[]): string {
    const known = this.#written.get(what) ?? this.#params.add(lines.join(';'), 'text');
    this.#written.set(what, known);
    return `unnest(string_to_array(${known}, ';')) as lines(line)`;
  }
}

/** A day with fewer stretches than others is open from 0 to 0. */
function bound(part: number): string {
  return `coalesce(nullif(split_part(line, ',', ${part}), ''), '0')::bigint`;
}

/** By calendar, what was written out of it: metrics are asked by the dozen, and all the days of a log are thousands of lines. */
const written = new WeakMap<Calendar, Map<string, unknown>>();
/** Of so many stretches of days; a log grows by the day. */
const writtenMax = 16;

function writtenOnce<T>(calendar: Calendar, name: string, write: () => T): T {
  const known = written.get(calendar) ?? new Map<string, unknown>();
  written.set(calendar, known);
  if (known.has(name)) return known.get(name) as T;
  if (known.size >= writtenMax) known.clear();
  const made = write();
  known.set(name, made);
  return made;
}

function dayLines(calendar: Calendar, index: number, first: DayNumber, last: DayNumber): string {
  let through = 0;
  const lines = Array.from({ length: last - first + 1 }, (_, nth) => {
    const before = through;
    if (isBusinessDay(calendar, first + nth)) through += 1;
    return `${index},${first + nth},${before},${through}`;
  });
  return lines.join(';');
}

function hourLines(
  calendar: Calendar,
  index: number,
  first: DayNumber,
  last: DayNumber,
): { readonly text: string; readonly stretches: number } {
  const days = openStretches(calendar, first, last);
  return {
    text: days.map(({ day, before, open }) => [index, day, before, ...open.flat()].join(',')).join(';'),
    stretches: Math.max(1, ...days.map(({ open }) => open.length)),
  };
}

interface OpenDay {
  readonly day: number;
  readonly before: number;
  readonly open: readonly (readonly [opens: number, closes: number])[];
}

/** The open stretches of each day of UTC, cut at its midnight, and how long it was open before it. */
function openStretches(calendar: Calendar, first: DayNumber, last: DayNumber): readonly OpenDay[] {
  const found = Array.from({ length: last - first + 1 }, () => [] as [number, number][]);
  if (calendar.business !== undefined) {
    // A local day reaches into the days of UTC beside it.
    for (let day = first - 1; day <= last + 1; day += 1)
      for (const [opens, closes] of openings(calendar, calendar.business, day))
        for (let from = opens; from < closes; ) {
          const utcDay = Math.floor(from / dayMs);
          const to = Math.min(closes, (utcDay + 1) * dayMs);
          found[utcDay - first]?.push([from, to]);
          from = to;
        }
  }
  let before = 0;
  return found.map((open, index) => {
    const at = before;
    before += open.reduce((sum, [from, to]) => sum + (to - from), 0);
    return { day: first + index, before: at, open };
  });
}

/** Days around what a log holds, for which calendars are written out. */
export function calendarRange(first: number, last: number, { default: calendar }: MetricCalendars): readonly [number, number] {
  const margin = 400;
  return [dayOf(calendar, first) - margin, dayOf(calendar, last) + margin];
}
