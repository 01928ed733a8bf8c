import { open } from 'node:fs/promises';
import type { CsvBatch } from './csv-reader.ts';
import type { CsvRow } from './csv-splitter.ts';
import { ImportFailure, importError } from './errors.ts';
import { tableLimits } from './limits.ts';

/*
 * Workbooks are read whole, for their texts lie in one place and their cells in another. How much they are unpacked is read from the
 * directory of the packed file first. Numbers are taken by their digits as Excel shows them (15 of them), never through a fraction.
 */

const rowsPerBatch = 2000;
const headLooked = 20;

type Cell = string | boolean | Date | null;

export interface Workbook {
  readonly sheets: readonly string[];
  readonly sheet: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** @throws ImportFailure workbook-unreadable, sheet-unknown, table-too-large */
export async function openWorkbook(path: string, sheet?: string): Promise<Workbook> {
  await requireBounded(path);
  // Loaded where it is needed: no other file is read by it.
  const { default: readWorkbook } = await import('read-excel-file/node');
  const sheets = await readWorkbook<string>(path, { trim: false, parseNumber: (text) => shownNumber(text) }).catch(
    (cause: unknown) => {
      throw unreadable(cause instanceof Error ? cause.message : String(cause));
    },
  );
  const names = sheets.map((one) => one.sheet);
  const filled = sheets.find(({ data }) => data.length > 1) ?? sheets[0];
  const found = sheet === undefined ? filled : sheets.find((one) => one.sheet === sheet);
  if (found === undefined)
    throw new ImportFailure([
      importError('sheet-unknown', { line: 0, field: sheet ?? '', expected: `one of: ${names.join(', ')}` }),
    ]);
  return { sheets: names, sheet: found.sheet, rows: found.data as readonly (readonly Cell[])[] };
}

/** The rows of a sheet as of a table. The line of a row is its number in the sheet. */
export async function* readExcel(path: string, sheet?: string): AsyncGenerator<CsvBatch> {
  let workbook: Workbook;
  try {
    workbook = await openWorkbook(path, sheet);
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    yield { columns: [], delimiter: '', rows: [], errors: error.errors, broken: true };
    return;
  }
  const { rows } = workbook;
  const headAt = headOf(rows);
  const head = rows[headAt];
  if (head === undefined) {
    yield { columns: [], delimiter: '', rows: [], errors: [importError('file-empty', { line: 0 })], broken: true };
    return;
  }
  const width = head.findLastIndex((cell) => textOf(cell) !== '') + 1;
  const columns = head.slice(0, width).map(textOf);
  let batch: CsvRow[] = [];
  const batchOf = (): CsvBatch => ({ columns, delimiter: '', rows: batch, errors: [], broken: false });
  for (const [index, row] of rows.entries()) {
    if (index <= headAt) continue;
    const fields = columns.map((_, at) => textOf(row[at] ?? null));
    if (fields.every((field) => field === '')) continue;
    batch.push({ line: index + 1, fields, lossy: false });
    if (batch.length < rowsPerBatch) continue;
    yield batchOf();
    batch = [];
  }
  yield batchOf();
}

/** Above the table there may be a title: its head is the row with the most names among the first, and of several the first. */
function headOf(rows: readonly (readonly Cell[])[]): number {
  const names = rows
    .slice(0, headLooked)
    .map((row) => row.filter((cell) => typeof cell === 'string' && cell.trim() !== '' && !/^[\d.,]+$/.test(cell)).length);
  const filled = rows.slice(0, headLooked).map((row) => row.filter((cell) => textOf(cell) !== '').length);
  const widest = Math.max(0, ...filled);
  const found = names.findIndex((count) => count > 0 && count >= widest * 0.6);
  return found >= 0 ? found : filled.findIndex((count) => count > 0);
}

function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'true' : 'false';
  return cell instanceof Date ? dateText(cell) : cell;
}

/** A day, and the time where there is one. Excel keeps fractions of days: seconds are rounded. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19);
  return text.endsWith('T00:00:00') ? text.slice(0, 10) : text;
}

const significantDigits = 15;

/** The digits of a number as Excel shows them: 55.939999999999998 is kept where 55.94 was typed. */
export function shownNumber(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const all = `${whole}${fraction}`;
  const digits = all.replace(/^0+/, '');
  if (digits === '') return '0';
  /** Of what power of ten the last digit is. */
  let power = Number(exponent) - fraction.length;
  let value = BigInt(digits);
  if (digits.length > significantDigits) {
    const dropped = digits.length - significantDigits;
    const unit = 10n ** BigInt(dropped);
    value = (value + unit / 2n) / unit;
    power += dropped;
  }
  if (power >= 0) return `${sign}${value * 10n ** BigInt(power)}`;
  const padded = String(value).padStart(1 - power, '0');
  const decimals = padded.slice(power).replace(/0+$/, '');
  return `${sign}${padded.slice(0, power)}${decimals === '' ? '' : `.${decimals}`}`;
}

function unreadable(detail: string): ImportFailure {
  return new ImportFailure([importError('workbook-unreadable', { line: 0, detail })]);
}

const directoryEnd = 0x06054b50;
const directoryEntry = 0x02014b50;
const tailBytes = 66_000;

/** Adds up what the directory of the packed file (ZIP, APPNOTE 4.3.12) says of the sizes of its parts. */
async function requireBounded(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    await file.read(tail, 0, tail.length, size - tail.length);
    let at = tail.length - 22;
    while (at >= 0 && tail.readUInt32LE(at) !== directoryEnd) at -= 1;
    if (at < 0) throw unreadable('no directory of its parts');
    const [length, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    if (length > 16_000_000 || offset + length > size) throw unreadable('a damaged directory of its parts');
    const directory = Buffer.alloc(length);
    await file.read(directory, 0, length, offset);
    let bytes = 0;
    for (let entry = 0; entry + 46 <= length && directory.readUInt32LE(entry) === directoryEntry; ) {
      bytes += directory.readUInt32LE(entry + 24);
      entry += 46 + directory.readUInt16LE(entry + 28) + directory.readUInt16LE(entry + 30) + directory.readUInt16LE(entry + 32);
    }
    if (bytes > tableLimits.workbookBytes)
      throw new ImportFailure([importError('table-too-large', { line: 0, value: `${bytes} bytes` })]);
  } finally {
    await file.close();
  }
}
