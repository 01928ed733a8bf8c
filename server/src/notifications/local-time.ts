import type { Millis } from '@throughline/language';

export interface LocalTime {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall says. */
export function localTime(zone: string, instant: Millis): LocalTime {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
  formats.set(zone, format);
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return { day: `${part['year']}-${part['month']}-${part['day']}`, hour: Number(part['hour']), minute: Number(part['minute']) };
}

/** Whether an hour lies in quiet hours, which may go over midnight. The same hour twice is none. */
export function isQuiet(quiet: { readonly from: number; readonly until: number } | null, hour: number): boolean {
  if (quiet === null || quiet.from === quiet.until) return false;
  const { from, until } = quiet;
  return from < until ? hour >= from && hour < until : hour >= from || hour < until;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** When the digest of today was due; `undefined`: that is still to come. On the days when clocks are set it may be an hour off. */
export function digestInstant(now: Millis, { hour, minute }: LocalTime, digestHour: number): Millis | undefined {
  return hour < digestHour ? undefined : now - (hour - digestHour) * hourMs - minute * minuteMs - (now % minuteMs);
}
