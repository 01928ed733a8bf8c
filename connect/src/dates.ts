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
  YY: { part: 'year', pattern: '(\\d\\d)' },
  MM: { part: 'month', pattern: '(\\d\\d)' },
  M: { part: 'month', pattern: '(\\d\\d?)' },
  MMM: { part: 'month', pattern: '([\\p{L}]{3,10})\\.?' },
  DD: { part: 'day', pattern: '(\\d\\d)' },
  D: { part: 'day', pattern: '(\\d\\d?)' },
  HH: { part: 'hour', pattern: '(\\d\\d)' },
  H: { part: 'hour', pattern: '(\\d\\d?)' },
  a: { part: 'half', pattern: '([AaPp])\\.?[Mm]\\.?' },
  mm: { part: 'minute', pattern: '(\\d\\d)' },
  ss: { part: 'second', pattern: '(\\d\\d)' },
} as const;
type Part = (typeof tokens)[keyof typeof tokens]['part'];

function parserOf(format: string): ((text: string) => Written | undefined) | undefined {
  const parts: Part[] = [];
  const pattern = format.replace(/YYYY|YY|MMM|MM?|DD?|HH?|mm|ss|a|[\s\S]/g, (piece) => {
    const token = tokens[piece as keyof typeof tokens];
    if (token !== undefined) parts.push(token.part);
    return token?.pattern ?? (/[A-Za-z]/.test(piece) && piece !== 'T' ? '\0' : piece.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  });
  const complete = (['year', 'month', 'day'] as const).every((part) => parts.includes(part));
  const inOrder =
    (parts.includes('hour') || !(parts.includes('minute') || parts.includes('half'))) &&
    (parts.includes('minute') || !parts.includes('second'));
  if (!complete || !inOrder || new Set(parts).size !== parts.length || pattern.includes('\0')) return undefined;
  const expression = new RegExp(`^${pattern}$`, 'u');
  return (text) => {
    const match = expression.exec(text);
    if (match === null) return undefined;
    const textOf = (part: Part) => (parts.includes(part) ? (match[parts.indexOf(part) + 1] ?? '') : '0');
    const of = (part: Part) => Number(textOf(part));
    const year = textOf('year').length === 2 ? centuryOf(of('year')) : of('year');
    const month = /^\d/.test(textOf('month')) ? of('month') : monthNamed(textOf('month'));
    const hour = parts.includes('half') ? hourOf(of('hour'), textOf('half')) : of('hour');
    if (month === undefined || hour === undefined) return undefined;
    const local = localOf(year, month, of('day'), hour, of('minute'), of('second'));
    return local === undefined ? undefined : { local };
  };
}

/** Two digits of a year are those of 1970 to 2069. */
const centuryOf = (year: number) => (year < 70 ? 2000 + year : 1900 + year);

function hourOf(hour: number, half: string): number | undefined {
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/p/i.test(half) ? 12 : 0);
}

/** Months as they are called in English, German, French, Italian, Spanish and Dutch, whole or in short. */
const months = [
  'jan january januar janv janvier gen gennaio ene enero januari',
  'feb february februar fev fevr fevrier febbraio febrero februari',
  'mar march mrz marz maerz mars marzo mrt maart',
  'apr april avr avril aprile abr abril',
  'may mai mag maggio mayo mei',
  'jun june juni juin giu giugno junio',
  'jul july juli juil juillet lug luglio julio',
  'aug august aou aout ago agosto augustus',
  'sep sept september septembre set settembre septiembre',
  'oct october okt oktober octobre ott ottobre octubre',
  'nov november novembre noviembre',
  'dec december dez dezember decembre dic dicembre diciembre',
].map((names) => new Set(names.split(' ')));

function monthNamed(text: string): number | undefined {
  const name = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const found = months.findIndex((names) => names.has(name));
  return found < 0 ? undefined : found + 1;
}

function localOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number | undefined {
  if (year < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, second, 0);
}
