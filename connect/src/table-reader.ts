import { type FileProgress, readBytes } from './bytes.ts';
import { type CsvBatch, readCsv } from './csv-reader.ts';
import { ImportFailure, importError } from './errors.ts';
import { openWorkbook, readExcel } from './excel-reader.ts';
import { readJsonLines } from './json-lines-reader.ts';
import { type ObjectType, objectTypes, readOcelTable, readXesTable } from './log-table.ts';
import { type Encoding, encodingOf } from './text-encoding.ts';

/** What a file of records is: found by its content, never by its name. */
export type TableFormat = 'csv' | 'excel' | 'json-lines' | 'xes' | 'ocel';

/** The rows that a part of a file gives. The line is where the row stands: of a sheet its row, of an object-centric log the number of the row. */
export type TableBatch = CsvBatch;

export interface TableOptions {
  /** Default: found by the content. */
  readonly format?: TableFormat;
  /** CSV: what separates the values. Default: whichever of comma, semicolon, tab and bar the header has most of. */
  readonly delimiter?: string;
  /** CSV: what a decoder calls the encoding. Default: UTF-8; `tableAbout` finds others. */
  readonly encoding?: string;
  /** Excel: the sheet. Default: the first with rows. */
  readonly sheet?: string;
  /** OCEL: the type of objects that are the cases. */
  readonly objectType?: string;
  readonly progress?: FileProgress;
}

/**
 * Reads any file of records as one table, in bounded memory where its format allows it (a workbook and OCEL as JSON are held whole, up to a
 * limit). Rows that are wrong are errors beside those that are not; what concerns the whole file ends it (`broken`). A log has a row an event.
 */
export async function* readTable(path: string, options: TableOptions = {}): AsyncGenerator<TableBatch> {
  let format = options.format;
  try {
    format ??= await formatOfFile(path);
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    yield { columns: [], delimiter: '', rows: [], errors: error.errors, broken: true };
    return;
  }
  yield* readers[format](path, options);
}

const readers: Readonly<Record<TableFormat, (path: string, options: TableOptions) => AsyncGenerator<TableBatch>>> = {
  csv: (path, { delimiter, encoding, progress }) =>
    readCsv(path, {
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(encoding === undefined ? {} : { encoding }),
      ...(progress === undefined ? {} : { progress }),
    }),
  excel: (path, { sheet }) => readExcel(path, sheet),
  'json-lines': (path, { progress }) => readJsonLines(path, progress),
  xes: (path, { progress }) => readXesTable(path, progress),
  ocel: (path, { objectType, progress }) => readOcelTable(path, objectType, progress),
};

const startBytes = 64 * 1024;

/** @throws ImportFailure not-a-table, file-empty, file-unreadable */
export async function formatOfFile(path: string): Promise<TableFormat> {
  let start: Buffer | undefined;
  for await (const chunk of readBytes(path)) {
    start = chunk;
    break;
  }
  if (start === undefined) throw new ImportFailure([importError('file-empty', { line: 0 })]);
  const begins = (bytes: readonly number[]) => bytes.every((byte, index) => start[index] === byte);
  if (begins([0x50, 0x4b, 0x03, 0x04])) return 'excel';
  if (start.toString('latin1', 0, 15) === 'SQLite format 3') return 'ocel';
  const refuse = (detail: string) => new ImportFailure([importError('not-a-table', { line: 0, detail })]);
  if (begins([0xd0, 0xcf, 0x11, 0xe0])) throw refuse('an old Excel workbook (.xls), or one with a password');
  if (begins([0x25, 0x50, 0x44, 0x46])) throw refuse('a PDF');
  const isUtf16 = begins([0xff, 0xfe]) || begins([0xfe, 0xff]);
  if (isUtf16) return 'csv';
  // A text may hold one by mistake: its row says so.
  if (start.filter((byte) => byte === 0).length > start.length / 100) throw refuse('no text');
  const text = start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('<')) return 'xes';
  return text.startsWith('{') ? jsonFormat(text) : 'csv';
}

/** A line that is one object is a record; but a whole object-centric log may stand on one line. */
function jsonFormat(text: string): TableFormat {
  const line = text.slice(0, text.includes('\n') ? text.indexOf('\n') : startBytes);
  if (/"ocel:events"|"ocel:global-log"|"objectTypes"|"eventTypes"/.test(text)) return 'ocel';
  return line.trimEnd().endsWith('}') || line.length > 1000 ? 'json-lines' : 'ocel';
}

/** What can be said of a file before its rows are looked at. */
export interface TableAbout {
  readonly format: TableFormat;
  /** Of a text. */
  readonly encoding: Encoding | null;
  /** What a decoder calls it; `null`: UTF-8. */
  readonly label: string | null;
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  readonly types: readonly ObjectType[];
}

/** @throws ImportFailure where the file is none that is read */
export async function tableAbout(path: string): Promise<TableAbout> {
  const format = await formatOfFile(path);
  const nothing = { format, encoding: null, label: null, sheets: [], sheet: null, types: [] };
  if (format === 'csv') {
    const { encoding, label = null } = await encodingOf(path);
    return { ...nothing, encoding, label };
  }
  if (format === 'excel') {
    const { sheets, sheet } = await openWorkbook(path);
    return { ...nothing, sheets, sheet };
  }
  return format === 'ocel' ? { ...nothing, types: await objectTypes(path) } : nothing;
}
