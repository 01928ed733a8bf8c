import type { Upload } from '@throughline/api';
import { type FileColumn, readTable, type TableOptions } from '@throughline/connect';
import { ThroughlineError } from '../errors.ts';

const rowsShown = 20;
const samplesMax = 5;
const columnsMax = 500;
const nameLengthMax = 200;
const cellLengthMax = 200;
/** So many rows are enough to see what a column holds. */
const rowsSampled = 1000;

interface Head {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly rows: readonly { readonly line: number; readonly fields: readonly string[] }[];
}

/**
 * How a file begins: its columns with samples, its delimiter, and its first rows.
 *
 * @throws ThroughlineError upload-unreadable
 */
export async function readHead(
  path: string,
  name: string,
  table: TableOptions,
): Promise<Pick<Upload, 'delimiter' | 'columns' | 'rows'>> {
  const { columns, delimiter, rows } = await firstRows(path, name, table);
  const refuse = (message: string, expected: string) => {
    throw new ThroughlineError('upload-unreadable', message, { place: `${name}, line 1`, expected });
  };
  if (columns.length > columnsMax) refuse(`The header has ${columns.length} columns`, `at most ${columnsMax} columns`);
  if (columns.some((column) => column.length > nameLengthMax))
    refuse('A name in the header is too long', `at most ${nameLengthMax} characters`);
  if (rows.length === 0) refuse('No row after the header can be read', 'a header, and a row for each case or event');
  return {
    delimiter,
    columns: columns.map((column, index) => ({
      name: column,
      samples: samplesOf(rows.map(({ fields }) => fields[index] ?? '')),
    })),
    rows: rows
      .slice(0, rowsShown)
      .map(({ line, fields }) => ({ line, cells: fields.map((field) => field.slice(0, cellLengthMax)) })),
  };
}

/** The columns of a file with the values of its first rows. @throws ThroughlineError upload-unreadable */
export async function sampleColumns(path: string, name: string, table: TableOptions): Promise<readonly FileColumn[]> {
  const { columns, rows } = await firstRows(path, name, table);
  return columns.map((column, index) => ({ name: column, values: rows.map(({ fields }) => fields[index] ?? '') }));
}

async function firstRows(path: string, name: string, table: TableOptions): Promise<Head> {
  const rows: Head['rows'][number][] = [];
  let head: Omit<Head, 'rows'> = { columns: [], delimiter: ',' };
  for await (const batch of readTable(path, table)) {
    const [error] = batch.errors;
    if (batch.broken && error !== undefined) {
      throw new ThroughlineError('upload-unreadable', error.message, {
        place: `${name}, line ${error.line}`,
        expected: error.expected,
      });
    }
    head = batch;
    rows.push(...batch.rows);
    if (rows.length >= rowsSampled) break;
  }
  return { ...head, rows: rows.slice(0, rowsSampled) };
}

/** Different ones, so that one sees what there is. */
function samplesOf(values: readonly string[]): string[] {
  const different = new Set<string>();
  for (const value of values) {
    if (value.trim() !== '') different.add(value.slice(0, cellLengthMax));
    if (different.size === samplesMax) break;
  }
  return [...different];
}
