import type { Database } from '@throughline/api';
import { ApiProblem, ApiUnreachable } from '@throughline/api/client';
import { actingAs } from './people.ts';

/**
 * Saves the answer to a GET as a CSV file, read as the person chosen.
 *
 * @throws ApiProblem, ApiUnreachable
 */
export async function saveCsv(database: Database, url: string, name: string): Promise<void> {
  const person = actingAs(database);
  const headers = { accept: 'text/csv', ...(person === undefined ? {} : { 'throughline-act-as': person }) };
  const response = await fetch(url, { headers }).catch((cause: unknown) => {
    throw new ApiUnreachable('The server does not answer', { cause });
  });
  if (!response.ok) throw new ApiProblem(await response.json());
  const file = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = file;
  link.download = `${name}.csv`;
  link.click();
  // The browser has taken the file over by then.
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
