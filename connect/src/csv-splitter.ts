import { isUtf8 } from 'node:buffer';
import type { ImportErrorCode } from './errors.ts';
import { csvLimits } from './limits.ts';

export interface CsvRow {
  /** Where the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Some bytes are not UTF-8; they stand as U+FFFD. */
  readonly lossy: boolean;
}

/** A row that was read over. `fieldIndex` is the field in which it went wrong. */
export interface CsvFault {
  readonly code: Extract<ImportErrorCode, 'line-too-long' | 'quote-unclosed' | 'quote-misplaced'>;
  readonly line: number;
  readonly fieldIndex: number;
}

/** `fieldIndex` is the field in which the row ends, or goes wrong. */
interface Scan {
  readonly kind: 'end' | 'incomplete' | 'misplaced';
  readonly at: number;
  readonly fieldIndex: number;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;

/**
 * Cuts bytes into the rows of RFC 4180, quoted newlines included. It works on bytes so that a row can be measured before it is
 * decoded, and keeps at most one row. A row that is wrong is read over up to the end of its first line: a quotation mark that is
 * never closed costs its own line and not the rest of the file. That cannot become quadratic: a line on which a quotation
 * opens has an odd number of marks, so it would have closed the quotation before it.
 */
export class CsvSplitter {
  rows: CsvRow[] = [];
  faults: CsvFault[] = [];
  readonly delimiter: string;
  readonly #delimiterByte: number;
  #buffer: Buffer = Buffer.alloc(0);
  #start = 0;
  #line = 1;
  #skipping = false;

  constructor(delimiter: string) {
    this.delimiter = delimiter;
    this.#delimiterByte = delimiter.charCodeAt(0);
  }

  /** The line on which the row begins that is being read. */
  get line(): number {
    return this.#line;
  }

  write(chunk: Buffer): void {
    this.#buffer = this.#start === this.#buffer.length ? chunk : Buffer.concat([this.#buffer.subarray(this.#start), chunk]);
    this.#start = 0;
    this.#split(false);
  }

  end(): void {
    this.#split(true);
  }

  #split(final: boolean): void {
    const buffer = this.#buffer;
    let nextQuote = -1;
    while (this.#start < buffer.length) {
      const end = buffer.indexOf(newline, this.#start);
      if (this.#skipping) {
        this.#start = end < 0 ? buffer.length : end + 1;
        if (end < 0) return;
        this.#skipping = false;
        this.#line += 1;
        continue;
      }
      if (nextQuote < this.#start) {
        const found = buffer.indexOf(quote, this.#start);
        nextQuote = found < 0 ? Number.POSITIVE_INFINITY : found;
      }
      const lineEnd = end < 0 ? buffer.length : end;
      const complete = nextQuote < lineEnd ? this.#quotedRow(final) : this.#plainRow(lineEnd, end >= 0 || final);
      if (!complete) return;
    }
  }

  /** Whether it could go on; else the rest of the row is awaited. */
  #plainRow(end: number, complete: boolean): boolean {
    if (end - this.#start > csvLimits.recordBytes) return this.#skip('line-too-long', this.#fieldsWithin());
    if (!complete) return false;
    const [text, lossy] = this.#decode(end);
    if (text !== '') this.rows.push({ line: this.#line, fields: text.split(this.delimiter), lossy });
    this.#start = end + 1;
    this.#line += 1;
    return true;
  }

  #quotedRow(final: boolean): boolean {
    const { kind, at, fieldIndex } = scanQuoted(this.#buffer, this.#start, this.#delimiterByte, final);
    if (kind === 'misplaced') return this.#skip('quote-misplaced', fieldIndex);
    if (at - this.#start > csvLimits.recordBytes) {
      const firstLine = this.#buffer.indexOf(newline, this.#start);
      const isOneLine = firstLine < 0 || firstLine - this.#start > csvLimits.recordBytes;
      return this.#skip(isOneLine ? 'line-too-long' : 'quote-unclosed', fieldIndex);
    }
    if (kind === 'incomplete') return final ? this.#skip('quote-unclosed', fieldIndex) : false;
    const [text, lossy] = this.#decode(at);
    this.rows.push({ line: this.#line, fields: quotedFields(text, this.delimiter), lossy });
    this.#line += newlines(this.#buffer, this.#start, at) + 1;
    this.#start = at + 1;
    return true;
  }

  /** The field in which the row passes the limit. */
  #fieldsWithin(): number {
    let count = 0;
    for (let i = 0; i < csvLimits.recordBytes; i += 1) if (this.#buffer[this.#start + i] === this.#delimiterByte) count += 1;
    return count;
  }

  #skip(code: CsvFault['code'], fieldIndex: number): true {
    this.faults.push({ code, line: this.#line, fieldIndex });
    this.#skipping = true;
    return true;
  }

  #decode(end: number): readonly [text: string, lossy: boolean] {
    const last = end > this.#start && this.#buffer[end - 1] === carriageReturn ? end - 1 : end;
    const bytes = this.#buffer.subarray(this.#start, last);
    return [bytes.toString('utf8'), !isUtf8(bytes)];
  }
}

/** Looks for the end of a row in which values are quoted. */
function scanQuoted(buffer: Buffer, start: number, delimiter: number, final: boolean): Scan {
  let fieldIndex = 0;
  for (let i = start; ; i += 1, fieldIndex += 1) {
    if (buffer[i] === quote) {
      i = buffer.indexOf(quote, i + 1);
      while (i >= 0 && buffer[i + 1] === quote) i = buffer.indexOf(quote, i + 2);
      if (i < 0) return { kind: 'incomplete', at: buffer.length, fieldIndex };
      i += 1;
      if (buffer[i] === carriageReturn && (buffer[i + 1] === newline || i + 1 === buffer.length)) i += 1;
    } else {
      while (i < buffer.length && buffer[i] !== delimiter && buffer[i] !== newline && buffer[i] !== quote) i += 1;
    }
    if (i >= buffer.length) return { kind: final ? 'end' : 'incomplete', at: buffer.length, fieldIndex };
    if (buffer[i] === newline) return { kind: 'end', at: i, fieldIndex };
    if (buffer[i] !== delimiter) return { kind: 'misplaced', at: i, fieldIndex };
  }
}

/** The fields of a row that `scanQuoted` has found to be whole. */
function quotedFields(text: string, delimiter: string): readonly string[] {
  const fields: string[] = [];
  for (let i = 0; ; i += 1) {
    if (text[i] === '"') {
      let end = text.indexOf('"', i + 1);
      while (text[end + 1] === '"') end = text.indexOf('"', end + 2);
      fields.push(text.slice(i + 1, end).replaceAll('""', '"'));
      i = end + 1;
    } else {
      const found = text.indexOf(delimiter, i);
      const end = found < 0 ? text.length : found;
      fields.push(text.slice(i, end));
      i = end;
    }
    if (i >= text.length) return fields;
  }
}

function newlines(buffer: Buffer, start: number, end: number): number {
  let count = 0;
  for (let i = buffer.indexOf(newline, start); i >= 0 && i < end; i = buffer.indexOf(newline, i + 1)) count += 1;
  return count;
}
