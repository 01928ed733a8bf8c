import { Readable } from 'node:stream';

export type CsvCell = string | number | null;

/** Lines are sent together until they make so many characters. */
const chunkLength = 16_384;

/** What a spreadsheet would run rather than show. A plain number is none, with a sign before it or not. */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?\d+(\.\d+)?$/;

/** One line of RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) && !plainNumber.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The rows as a stream of bytes, read no faster than the reader takes them. The first row is there when this resolves, so that
 * what is wrong with the request is told as a problem. Begins with a byte order mark, by which spreadsheets know UTF-8.
 */
export async function csvStream(rows: AsyncIterable<readonly CsvCell[]>): Promise<Readable> {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  return Readable.from(chunks(first, iterator), { objectMode: false, highWaterMark: 2 * chunkLength });
}

async function* chunks(
  first: IteratorResult<readonly CsvCell[]>,
  iterator: AsyncIterator<readonly CsvCell[]>,
): AsyncGenerator<string> {
  let text = '\ufeff';
  try {
    for (let row = first; row.done !== true; row = await iterator.next()) {
      text += csvLine(row.value);
      if (text.length < chunkLength) continue;
      yield text;
      text = '';
    }
    yield text;
  } finally {
    await iterator.return?.();
  }
}

/** Whether `Accept` prefers CSV to JSON: a higher weight, or the same and named where JSON is not. */
export function prefersCsv(accept: string | undefined): boolean {
  const weights = new Map(
    (accept ?? '').split(',').map((part) => {
      const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
      return [type, Number.isNaN(weight) ? 0 : weight];
    }),
  );
  const csv = weights.get('text/csv') ?? 0;
  const json = weights.get('application/json') ?? 0;
  return csv > 0 && csv > json;
}
