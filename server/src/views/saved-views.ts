import type { SavedView } from '@throughline/api';
import type { Pool } from 'pg';
import { ThroughlineError } from '../errors.ts';
import { deleteView, insertView, lockViews, readView, readViews, updateView } from './view-table.ts';

/** At most so many a person. */
export const viewsMax = 100;

export type ViewContent = Pick<SavedView, 'page' | 'name' | 'query'>;

/** What a change rests on: whose view it is, and the revision that they looked at. */
export interface ViewAddress {
  readonly person: string;
  readonly id: string;
  readonly revision?: number;
}

/** A person's views in the order in which they were made. */
export function listViews(pool: Pool, person: string, page?: SavedView['page']): Promise<readonly SavedView[]> {
  return readViews(pool, person, page);
}

/** @throws ThroughlineError view-limit */
export async function saveView(pool: Pool, person: string, content: ViewContent): Promise<SavedView> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('begin');
    // Two that are saved at once must not both take the last place.
    await lockViews(client, person);
    const count = (await readViews(client, person)).length;
    const saved = count < viewsMax ? await insertView(client, person, content) : undefined;
    await client.query('commit');
    broken = false;
    if (saved !== undefined) return saved;
  } finally {
    client.release(broken);
  }
  throw new ThroughlineError('view-limit', `You have ${viewsMax} saved views already`, { expected: `at most ${viewsMax}` });
}

/** @throws ThroughlineError view-unknown, precondition-failed */
export async function changeView(pool: Pool, address: ViewAddress, content: ViewContent): Promise<SavedView> {
  return (await updateView(pool, address, content)) ?? (await refuse(pool, address));
}

/** @throws ThroughlineError view-unknown, precondition-failed */
export async function removeView(pool: Pool, address: ViewAddress): Promise<void> {
  if (!(await deleteView(pool, address))) await refuse(pool, address);
}

async function refuse(pool: Pool, { person, id, revision }: ViewAddress): Promise<never> {
  const found = await readView(pool, person, id);
  if (found === undefined) throw new ThroughlineError('view-unknown', `You have no saved view ${id}`, { place: 'view' });
  const message = `The view is at revision ${found.revision}, not ${revision}`;
  throw new ThroughlineError('precondition-failed', message, { place: 'If-Match', expected: `"${found.revision}"` });
}
