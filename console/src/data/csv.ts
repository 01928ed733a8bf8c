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
  const file = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = file;
  link.download = name;
  link.click();
  // The browser has taken the file over by then.
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
