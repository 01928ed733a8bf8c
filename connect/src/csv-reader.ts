import { type FileProgress, readBytes } from './bytes.ts';
import { type CsvRow, CsvSplitter } from './csv-splitter.ts';
import { type ImportError, ImportFailure, importError, reachedAt } from './errors.ts';
import { csvLimits } from './limits.ts';
import { recoded } from './text-encoding.ts';

export interface CsvBatch {
  /** The names in the header. */
  readonly columns: readonly string[];
  readonly delimiter: string;
  /** The rows that one chunk of the file completes, each with as many fields as the header. */
  readonly rows: readonly CsvRow[];
  /** What was read over. An error of the whole file comes in the last batch. */
  readonly errors: readonly ImportError[];
  /** The file could not be read to its end. */
  readonly broken: boolean;
}

export interface CsvOptions {
  /** Without it, whichever of comma, semicolon, tab and bar the header has most of. */
  readonly delimiter?: string;
  /** What a decoder calls the encoding, such as windows-1252. Default: UTF-8. */
  readonly encoding?: string;
  readonly progress?: FileProgress;
}

/**
 * Reads a CSV file with a header (RFC 4180; CRLF or LF, with or without a byte order mark, plain or packed by gzip) in bounded
 * memory and only as fast as it is asked to. A row that is wrong is an error; the rows after it are read.
 */
export async function* readCsv(path: string, options: CsvOptions = {}): AsyncGenerator<CsvBatch> {
  let splitter: CsvSplitter | undefined;
  let columns: readonly string[] | undefined;
  const take = (): CsvBatch | undefined => {
    if (splitter === undefined) return undefined;
    columns ??= header(splitter);
    return columns === undefined ? undefined : batchOf(splitter, columns);
  };
  try {
    const raw = readBytes(path, options.progress);
    for await (const chunk of options.encoding === undefined ? raw : recoded(raw, options.encoding)) {
      const bytes = splitter === undefined ? withoutMark(chunk) : chunk;
      splitter ??= new CsvSplitter(options.delimiter ?? detectDelimiter(bytes));
      splitter.write(bytes);
      const batch = take();
      if (batch !== undefined && (batch.rows.length > 0 || batch.errors.length > 0)) yield batch;
    }
    splitter?.end();
    if (splitter === undefined || (columns === undefined && splitter.rows.length === 0 && splitter.faults.length === 0)) {
      throw new ImportFailure([importError('file-empty', { line: 0 })]);
    }
    const batch = take();
    if (batch !== undefined) yield batch;
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    yield {
      columns: columns ?? [],
      delimiter: splitter?.delimiter ?? ',',
      rows: [],
      errors: reachedAt(splitter?.line ?? 1, error.errors),
      broken: true,
    };
  }
}

/** The names of the columns: the first row. Without a header there is nothing that the rows could mean. */
function header(splitter: CsvSplitter): readonly string[] | undefined {
  const [fault] = splitter.faults;
  const row = splitter.rows[0];
  if (fault !== undefined && (row === undefined || fault.line < row.line)) {
    throw new ImportFailure([importError(fault.code, { line: fault.line, field: 'header' })]);
  }
  if (row === undefined) return undefined;
  if (row.lossy) throw new ImportFailure([importError('invalid-utf8', { line: row.line, field: 'header' })]);
  if (row.fields.length > csvLimits.columns) {
    throw new ImportFailure([
      importError('too-many-columns', { line: row.line, field: 'header', value: String(row.fields.length) }),
    ]);
  }
  splitter.rows.shift();
  return row.fields;
}

function batchOf(splitter: CsvSplitter, columns: readonly string[]): CsvBatch {
  const errors = splitter.faults.map(({ code, line, fieldIndex }) =>
    importError(code, { line, field: columns[fieldIndex] ?? `field ${fieldIndex + 1}` }),
  );
  const rows: CsvRow[] = [];
  for (const row of splitter.rows) {
    const { line, fields } = row;
    if (fields.length === columns.length) rows.push(row);
    else {
      const field = columns[fields.length] ?? `field ${Math.min(fields.length, columns.length + 1)}`;
      errors.push(
        importError('field-count', { line, field, expected: `${columns.length} fields`, value: `${fields.length} fields` }),
      );
    }
  }
  splitter.rows = [];
  splitter.faults = [];
  return { columns, delimiter: splitter.delimiter, rows, errors, broken: false };
}

function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

const delimiters = [',', ';', '\t', '|'] as const;

function detectDelimiter(chunk: Buffer): string {
  const counts = new Map<string, number>();
  let quoted = false;
  for (const byte of chunk) {
    const character = String.fromCharCode(byte);
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === '\n') break;
    else if (!quoted) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return delimiters.reduce((best, delimiter) => ((counts.get(delimiter) ?? 0) > (counts.get(best) ?? 0) ? delimiter : best));
}
