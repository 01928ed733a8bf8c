import type { Millis } from '@throughline/language';
import type { TimeZone } from './time-zone.ts';

/** A date as written: local time in milliseconds as if it were UTC, and the offset where one is written. */
interface Written {
  readonly local: number;
  readonly offsetMs?: number;
}

/** Reads dates of one declared format, strictly: `undefined` where the text is not of it, or there is no such day. */
export interface DateReader {
  instant(text: string): Millis | undefined;
  /** `YYYY-MM-DD`: the day as written, or of the time zone where an offset is written. */
  day(text: string): string | undefined;
}

const remembered = 20_000;

/** `undefined` where the format is none. A date without a time is midnight. */
export function dateReader(format: string, zone: TimeZone): DateReader | undefined {
  const parse = format === 'ISO' ? parseIso : parserOf(format);
  if (parse === undefined) return undefined;
  return {
    instant: rememberedBy((text) => {
      const written = parse(text);
      if (written === undefined) return undefined;
      return written.offsetMs === undefined ? zone.instantOf(written.local) : written.local - written.offsetMs;
    }),
    day: rememberedBy((text) => {
      const written = parse(text);
      if (written === undefined) return undefined;
      if (written.offsetMs !== undefined) return zone.dayOf(written.local - written.offsetMs);
      return new Date(written.local).toISOString().slice(0, 10);
    }),
  };
}

/** Logs name the same days again and again. */
function rememberedBy<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= remembered) known.clear();
    const value = read(text);
    // Not a key of megabytes, and not one that holds a chunk of the file.
    if (text.length <= 40) known.set(Buffer.from(text, 'utf8').toString('utf8'), value);
    return value;
  };
}

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

function parseIso(text: string): Written | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match;
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  const local = localOf(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (local === undefined) return undefined;
  if (offset === undefined) return { local: local + millis };
  if (offset === 'Z') return { local: local + millis, offsetMs: 0 };
  const size = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(offset.length > 3 ? -2 : 3) || 0);
  if (size > 18 * 60) return undefined;
  return { local: local + millis, offsetMs: (offset[0] === '-' ? -size : size) * 60_000 };
}

const tokens = {
  YYYY: { part: 'year', pattern: '(\\d{4})' },
  MM: { part: 'month', pattern: '(\\d\\d)' },
  M: { part: 'month', pattern: '(\\d\\d?)' },
  DD: { part: 'day', pattern: '(\\d\\d)' },
  D: { part: 'day', pattern: '(\\d\\d?)' },
  HH: { part: 'hour', pattern: '(\\d\\d)' },
  mm: { part: 'minute', pattern: '(\\d\\d)' },
  ss: { part: 'second', pattern: '(\\d\\d)' },
} as const;
type Part = (typeof tokens)[keyof typeof tokens]['part'];

function parserOf(format: string): ((text: string) => Written | undefined) | undefined {
  const parts: Part[] = [];
  const pattern = format.replace(/YYYY|MM?|DD?|HH|mm|ss|[\s\S]/g, (piece) => {
    const token = tokens[piece as keyof typeof tokens];
    if (token !== undefined) parts.push(token.part);
    return token?.pattern ?? (/[A-Za-z]/.test(piece) && piece !== 'T' ? '\0' : piece.replace(/[^\w\s]/g, '\\$&'));
  });
  const complete = (['year', 'month', 'day'] as const).every((part) => parts.includes(part));
  const inOrder =
    (parts.includes('hour') || !parts.includes('minute')) && (parts.includes('minute') || !parts.includes('second'));
  if (!complete || !inOrder || new Set(parts).size !== parts.length || pattern.includes('\0')) return undefined;
  const expression = new RegExp(`^${pattern}$`);
  return (text) => {
    const match = expression.exec(text);
    if (match === null) return undefined;
    const of = (part: Part) => (parts.includes(part) ? Number(match[parts.indexOf(part) + 1]) : 0);
    const local = localOf(of('year'), of('month'), of('day'), of('hour'), of('minute'), of('second'));
    return local === undefined ? undefined : { local };
  };
}

function localOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number | undefined {
  if (year < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, second, 0);
}
