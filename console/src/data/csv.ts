import type { Database } from '@throughline/api';
import { ApiProblem, ApiUnreachable } from '@throughline/api/client';
import { actingAs } from './people.ts';

/**
 * Saves the answer to a GET as a CSV file, read as the person chosen.
 *
 * @throws ApiProblem, ApiUnreachable
 */
export async function saveCsv(database: Database, url: string, name: string): Promise<void> {
  await saveFile(database, url, { name: `${name}.csv`, accept: 'text/csv' });
}

/**
 * Saves the answer to a GET as a file of that media type, read as the person chosen.
 *
 * @throws ApiProblem, ApiUnreachable
 */
export async function saveFile(
  database: Database,
  url: string,
  { name, accept }: { readonly name: string; readonly accept: string },
): Promise<void> {
  const person = actingAs(database);
  const headers = { accept, ...(person === undefined ? {} : { 'throughline-act-as': person }) };
  const response = await fetch(url, { headers }).catch((cause: unknown) => {
    throw new ApiUnreachable('The server does not answer', { cause });
  });
  if (!response.ok) throw new ApiProblem(await response.json());
  saveAs(await response.blob(), name);
}

export type CsvCell = string | number | null;

/** Saves lines that the page has, as the server writes those that it sends. */
export function saveLines(lines: readonly (readonly CsvCell[])[], name: string): void {
  saveAs(new Blob(['\ufeff', ...lines.map(csvLine)], { type: 'text/csv' }), `${name}.csv`);
}

/** What a spreadsheet would run rather than show. A plain number is none, with a sign before it or not. */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?\d+(\.\d+)?$/;

/** One line of RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvLine(cells: readonly CsvCell[]): string {
  const texts = cells.map((value) => {
    if (value === null) return '';
    const text = typeof value === 'string' && formula.test(value) && !plainNumber.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${texts.join(',')}\r\n`;
}

/** Saves what the page itself has, as a file. */
export function saveAs(blob: Blob, name: string): void {
  const file = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = file;
  link.download = name;
  link.click();
  // The browser has taken the file over by then.
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
