import { dateReader } from './dates.ts';
import { timeZoneOf } from './time-zone.ts';

/*
 * In which ways the days of a column can be read. A way is ruled out by the first value that it does not read, apart from a few that no way
 * reads. Where points stand between numbers the day comes first everywhere; between bars and dashes it may be the month.
 */

const dayWays = [
  ...['D.M.YYYY', 'D/M/YYYY', 'M/D/YYYY', 'D-M-YYYY', 'M-D-YYYY', 'D M YYYY', 'YYYY/M/D', 'YYYY.M.D', 'YYYYMMDD'],
  ...['D.M.YY', 'D/M/YY', 'M/D/YY', 'D-M-YY', 'M-D-YY'],
  ...['D MMM YYYY', 'D-MMM-YYYY', 'D. MMM YYYY', 'D/MMM/YYYY', 'MMM D, YYYY', 'MMM D YYYY', 'D-MMM-YY', 'D MMM YY'],
] as const;

const utc = timeZoneOf('UTC');
const readers = ['ISO', ...dayWays].map((way) => ({ way, reader: dateReader(way, utc) }));

/** A day, and perhaps a time of day: as seconds, halves of the day and the mark between them are written. */
const withTime = /^(.*\S)(T| )(\d{1,2}):\d\d(:\d\d)?( ?)([AaPp]\.?[Mm]\.?)?$/;

interface Reading {
  /** As mappings declare it. */
  readonly format: string;
  readonly at: number;
}

/** All readings of a text as a day or an instant. */
export function readingsOf(text: string): readonly Reading[] {
  if (text.length < 6 || text.length > 40 || !/\d/.test(text)) return [];
  const iso = readers[0]?.reader?.instant(text);
  if (iso !== undefined) return [{ format: 'ISO', at: iso }];
  const match = withTime.exec(text);
  const suffix = match === null ? '' : timeFormat(match);
  const day = match?.[1] ?? text;
  const found: Reading[] = [];
  for (const { way } of readers) {
    const format = way === 'ISO' ? `YYYY-MM-DD${suffix}` : `${way}${suffix}`;
    if (way === 'ISO' && suffix === '') continue;
    if (!couldBe(way, day)) continue;
    const at = readerOf(format)?.instant(text);
    if (at !== undefined) found.push({ format, at });
  }
  return found;
}

/** Cheap: a way whose marks are not in the text needs no reading. */
function couldBe(way: string, day: string): boolean {
  const mark = /[./ -]/.exec(way.replace(/[A-Za-z]/g, ''))?.[0];
  return mark === undefined ? /^\d{8}$/.test(day) : day.includes(mark);
}

function timeFormat([, , between = ' ', , seconds, blank = '', half]: RegExpExecArray): string {
  return `${between}H:mm${seconds === undefined ? '' : ':ss'}${half === undefined ? '' : `${blank}a`}`;
}

const known = new Map<string, ReturnType<typeof dateReader>>();

function readerOf(format: string): ReturnType<typeof dateReader> {
  if (!known.has(format)) known.set(format, dateReader(format, utc));
  return known.get(format);
}

/** Which ways read the values of a column, and how many. */
export class DateFit {
  readonly #counts = new Map<string, number>();
  readonly #memory = new Map<string, readonly string[]>();
  /** Values that at least one way reads. */
  dates = 0;
  #firstByFormats = new Map<string, string>();

  add(text: string): void {
    const formats = this.#formats(text);
    if (formats.length === 0) return;
    this.dates += 1;
    for (const format of formats) {
      this.#counts.set(format, (this.#counts.get(format) ?? 0) + 1);
      if (!this.#firstByFormats.has(format)) this.#firstByFormats.set(format, text);
    }
  }

  /** Those that read all values which are days at all; failing that, the one that reads most. */
  formats(): readonly string[] {
    const sorted = [...this.#counts].toSorted(([, a], [, b]) => b - a);
    const most = sorted[0]?.[1] ?? 0;
    return sorted.filter(([, count]) => count === most).map(([format]) => format);
  }

  /** How many values a way reads. */
  count(format: string): number {
    return this.#counts.get(format) ?? 0;
  }

  /** A value that a way reads: the first. */
  example(format: string): string {
    return this.#firstByFormats.get(format) ?? '';
  }

  #formats(text: string): readonly string[] {
    const found = this.#memory.get(text);
    if (found !== undefined) return found;
    const formats = readingsOf(text).map(({ format }) => format);
    if (this.#memory.size > 5000) this.#memory.clear();
    if (text.length <= 40) this.#memory.set(Buffer.from(text, 'utf8').toString('utf8'), formats);
    return formats;
  }
}

/** A text read in one way, in words: 1 February 2013. */
export function dayInWords(format: string, text: string): string {
  const at = readerOf(format)?.instant(text);
  if (at === undefined) return text;
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
  return day;
}

/** UTC ms of a text read in one way. */
export function instantIn(format: string, text: string): number | undefined {
  return readerOf(format)?.instant(text);
}
