import { type Database, inTransaction } from '../database.ts';
import type { DispatchParts } from '../dispatch/dispatch.ts';
import { lockRoots, readWorld } from '../dispatch/world.ts';
import { clearListFields, lockRebuild, readCasesToRebuild, saveRebuild } from '../sql/rebuild-list-fields.ts';
import { writeListFields } from '../sql/write-list-fields.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import { listRows } from './list-rows.ts';

export const rebuildMax = 500;

/**
 * Writes the rows of lists for the next cases of a database that was made before there were any, in one transaction that also
 * notes how far it has come: so it may be broken off anywhere. Returns how many cases it took; zero: nothing is left to do.
 */
export async function rebuildLists(database: Database, parts: DispatchParts, limit = rebuildMax): Promise<number> {
  return inTransaction(database, async (client) => {
    const from = await lockRebuild(client);
    if (from === undefined) return 0;
    const ids = await readCasesToRebuild(client, from, Math.min(limit, rebuildMax));
    const tx = postgresTransaction(client);
    // The locks of a dispatch, so that nobody writes the rows of a case between its being read and its rows being written.
    const prepared = ids.map((id) => ({ submission: { case: { id }, input: { kind: 'deadline' } as const }, caseId: id }));
    const locking = await lockRoots(tx, prepared, parts);
    const world = await readWorld(tx, prepared, { ...locking, also: new Set() });
    const written = ids.flatMap((id) => {
      const record = world.cases.get(id)?.record;
      const flow = record && world.flowOf(record.flow, record.version);
      return flow === undefined ? [] : listRows(flow, record as NonNullable<typeof record>);
    });
    await clearListFields(client, ids);
    await writeListFields(client, { written, gone: [] });
    await saveRebuild(client, ids.at(-1));
    return ids.length;
  });
}
