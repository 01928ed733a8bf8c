import { type FileProgress, readBytes } from './bytes.ts';
import type { CsvBatch } from './csv-reader.ts';
import type { CsvRow } from './csv-splitter.ts';
import { type ImportError, ImportFailure, importError, reachedAt } from './errors.ts';
import { csvLimits, tableLimits } from './limits.ts';
import { Utf8Stream } from './utf8.ts';

/*
 * One object a line. What lies within objects is named by its path (`customer.name`); numbers stand as they are written, never through a
 * fraction. The file is read twice: the columns of all its lines are known before the first row is given.
 */

/** @throws nothing: what is wrong with the file is in its last batch */
export async function* readJsonLines(path: string, progress?: FileProgress): AsyncGenerator<CsvBatch> {
  const names = new Set<string>();
  let columns: readonly string[] = [];
  try {
    for await (const lines of linesOf(path))
      for (const { record } of lines) for (const name of record?.keys() ?? []) names.add(name);
    columns = [...names];
    if (columns.length === 0) throw new ImportFailure([importError('file-empty', { line: 0 })]);
    if (columns.length > tableLimits.columns)
      throw new ImportFailure([importError('too-many-columns', { line: 1, field: 'header', value: String(columns.length) })]);
    for await (const lines of linesOf(path, progress)) yield batchOf(columns, lines);
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    yield { columns, delimiter: '', rows: [], errors: reachedAt(1, error.errors), broken: true };
  }
}

interface Line {
  readonly line: number;
  readonly record: ReadonlyMap<string, string> | undefined;
  readonly error: ImportError | undefined;
}

function batchOf(columns: readonly string[], lines: readonly Line[]): CsvBatch {
  const rows: CsvRow[] = [];
  const errors: ImportError[] = [];
  for (const { line, record, error } of lines) {
    if (error !== undefined) errors.push(error);
    if (record !== undefined) rows.push({ line, fields: columns.map((name) => record.get(name) ?? ''), lossy: false });
  }
  return { columns, delimiter: '', rows, errors, broken: false };
}

async function* linesOf(path: string, progress?: FileProgress): AsyncGenerator<readonly Line[]> {
  const utf8 = new Utf8Stream();
  let [rest, number, skipping] = ['', 0, false];
  const taken = (text: string, last: boolean): Line[] => {
    const parts = `${rest}${text}`.split('\n');
    rest = last ? '' : (parts.pop() ?? '');
    const lines = parts.flatMap((part): Line[] => {
      number += 1;
      const wasSkipping = skipping;
      skipping = false;
      return wasSkipping || part.trim() === '' ? [] : [lineOf(part, number)];
    });
    if (rest.length > csvLimits.recordBytes) {
      if (!skipping)
        lines.push({ line: number + 1, record: undefined, error: importError('line-too-long', { line: number + 1 }) });
      [rest, skipping] = ['', true];
    }
    return lines;
  };
  for await (const chunk of readBytes(path, progress)) {
    const lines = taken(utf8.write(chunk), false);
    if (lines.length > 0) yield lines;
  }
  const lines = taken(utf8.end(), true);
  if (lines.length > 0) yield lines;
}

function lineOf(text: string, line: number): Line {
  if (text.includes('\uFFFD')) return { line, record: undefined, error: importError('invalid-utf8', { line }) };
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''), asWritten);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const record = new Map<string, string>();
      flatten(value as Readonly<Record<string, unknown>>, '', 0, record);
      return { line, record, error: undefined };
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { line, record: undefined, error: importError('json-invalid', { line, detail }) };
  }
  return { line, record: undefined, error: importError('json-invalid', { line }) };
}

/** Numbers by their digits; without an exponent where they have none. */
class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): string {
    return this.text;
  }
}

function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? new NumberText(context.source) : value;
}

function flatten(value: Readonly<Record<string, unknown>>, path: string, depth: number, into: Map<string, string>): void {
  for (const [name, member] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (member === null || member === undefined) into.set(at, '');
    else if (member instanceof NumberText) into.set(at, member.text);
    else if (typeof member === 'string') into.set(at, member);
    else if (typeof member === 'boolean') into.set(at, String(member));
    else if (Array.isArray(member) || depth >= tableLimits.depth) into.set(at, JSON.stringify(member));
    else flatten(member as Readonly<Record<string, unknown>>, at, depth + 1, into);
  }
}
