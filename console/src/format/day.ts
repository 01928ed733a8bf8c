import { type FormatSettings, remembered } from './settings.ts';
import { words } from './words.ts';

const dayMs = 86_400_000;
/** Below so many days, a day is told by its distance. */
const relativeDays = 7;

const parts = remembered(
  (timeZone: string) =>
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', numberingSystem: 'latn' }),
);
const short = remembered(
  (locale: string, timeZone: string, year: string) =>
    new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short', ...(year === '' ? {} : { year: 'numeric' }) }),
);
const long = remembered(
  (locale: string, timeZone: string, year: string) =>
    new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'long', ...(year === '' ? {} : { year: 'numeric' }) }),
);
const clock = remembered(
  (locale: string, timeZone: string) => new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit' }),
);
const exact = remembered(
  (locale: string, timeZone: string) =>
    new Intl.DateTimeFormat(locale, {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    }),
);

/** The calendar day (`YYYY-MM-DD`) that an instant is on. A day stays what it is, whatever the zone. */
export function dayOf(at: string | number, timeZone: string): string {
  return isDay(at) ? at : parts(timeZone).format(typeof at === 'number' ? at : Date.parse(at));
}

export function isDay(at: string | number): at is string {
  return typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at);
}

/** Calendar days from today until then; negative for what has been. */
export function daysFromNow(at: string | number, { now, timeZone }: FormatSettings): number {
  return (Date.parse(dayOf(at, timeZone)) - Date.parse(dayOf(now, timeZone))) / dayMs;
}

/** `18 Jan`; with the year where it is another than now's. */
export function formatDay(at: string | number, settings: FormatSettings): string {
  return written(short, at, settings);
}

/** `12 October`, for sentences. */
export function formatDayLong(at: string | number, settings: FormatSettings): string {
  return written(long, at, settings);
}

/** `10:42` */
export function formatTime(at: string | number, { locale, timeZone }: FormatSettings): string {
  return clock(locale, timeZone).format(new Date(at));
}

/** `4 Jan 10:12`, for a list of what happened. */
export function formatMoment(at: string | number, settings: FormatSettings): string {
  return isDay(at) ? formatDay(at, settings) : `${formatDay(at, settings)} ${formatTime(at, settings)}`;
}

/** To the second, with the zone: for whoever wants to know exactly. A day is written with its year. */
export function formatExact(at: string | number, { locale, timeZone }: FormatSettings): string {
  if (isDay(at)) return short(locale, 'UTC', 'year').format(new Date(at));
  return `${exact(locale, timeZone).format(new Date(at))} (${timeZone})`;
}

/** What is to come, or was due: `today`, `tomorrow`, `in 2 d`, `18 Jan`; what is late is always counted, `34 d late`. */
export function formatDue(at: string | number, late: boolean, settings: FormatSettings): string {
  const days = daysFromNow(at, settings);
  if (late) return days < 0 ? words.daysLate(-days) : words.late(lateToday(at, settings));
  if (days === 0) return words.today;
  if (days === 1) return words.tomorrow;
  return days > 1 && days < relativeDays ? words.inD(days) : formatDay(at, settings);
}

/** What has been: `today`, `yesterday`, `3 d ago`, `18 Jan`. */
export function formatPast(at: string | number, settings: FormatSettings): string {
  const days = -daysFromNow(at, settings);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  return days > 1 && days < relativeDays ? words.dAgo(days) : formatDay(at, settings);
}

function lateToday(at: string | number, { now }: FormatSettings): string {
  return formatDuration(Math.max(0, isDay(at) ? 0 : now - new Date(at).getTime()), 'short');
}

function written(
  styles: (locale: string, timeZone: string, year: string) => Intl.DateTimeFormat,
  at: string | number,
  settings: FormatSettings,
): string {
  // A day has no zone: it is written as it is.
  const timeZone = isDay(at) ? 'UTC' : settings.timeZone;
  return styles(settings.locale, timeZone, sameYear(at, settings) ? '' : 'year').format(new Date(at));
}

function sameYear(at: string | number, { now, timeZone }: FormatSettings): boolean {
  return dayOf(at, timeZone).slice(0, 4) === dayOf(now, timeZone).slice(0, 4);
}

const units = [
  { one: words.day, many: words.days, short: 'd', length: dayMs },
  { one: words.hour, many: words.hours, short: 'h', length: 3_600_000 },
  { one: words.min, many: words.min, short: 'min', length: 60_000 },
  { one: words.s, many: words.s, short: 's', length: 1000 },
] as const;

/** `32 days`, `3 min`; short: `32 d`. In the largest unit of which there is at least one, whole. */
export function formatDuration(ms: number, style: 'long' | 'short' = 'long'): string {
  const unit = units.find(({ length }) => Math.abs(ms) >= length) ?? units[3];
  const count = Math.trunc(ms / unit.length);
  if (style === 'short') return `${count} ${unit.short}`;
  return `${count} ${Math.abs(count) === 1 ? unit.one : unit.many}`;
}

/** How long something took, as people count: from a day on by the calendar, so that it agrees with the dates beside it. */
export function formatSpan(
  from: string | number,
  to: string | number,
  timeZone: string,
  style: 'long' | 'short' = 'long',
): string {
  const ms = Math.max(0, new Date(to).getTime() - new Date(from).getTime());
  if (ms < dayMs) return formatDuration(ms, style);
  return formatDuration(Date.parse(dayOf(to, timeZone)) - Date.parse(dayOf(from, timeZone)), style);
}

/** The instant (UTC ms) at which clocks in the zone show `YYYY-MM-DDTHH:MM`; of an hour that is skipped, the one after. */
export function instantOfLocal(local: string, timeZone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local)) return undefined;
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // The offset at the guess may be that of the other side of a change of clocks: the second pass takes the one at the result.
  const first = asUtc - offsetAt(asUtc, timeZone);
  return asUtc - offsetAt(first, timeZone);
}

/** What an `<input type="datetime-local">` shows for an instant. */
export function localOfInstant(at: number, timeZone: string): string {
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 16);
}

const fields = remembered(
  (timeZone: string) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }),
);

function offsetAt(at: number, timeZone: string): number {
  const of = new Map(
    fields(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => of.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1000) * 1000;
}
