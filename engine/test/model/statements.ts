import { bucketOf } from '../../src/case-id.ts';
import { databaseError, type ModelDatabase, type ModelSession } from './model-database.ts';
import type { Table } from './table.ts';

/*
 * How a statement treats rows that other transactions have under way.
 */

/** Inserts a row whose name must be new; waits for others that have inserted it and may still take it back. */
export async function insertNew<R>(
  db: ModelDatabase,
  session: ModelSession,
  table: Table<R>,
  rows: readonly (readonly [key: string, row: R])[],
): Promise<number> {
  let inserted = 0;
  for (const [key, row] of rows) {
    if (await insertWhereNew(db, session, table, key, row)) inserted += 1;
    else throw databaseError('23505', `duplicate key value violates unique constraint "${table.name}_pkey"`);
  }
  return inserted;
}

/** The same, `on conflict do nothing`: tells whether it was new. */
export async function insertWhereNew<R>(
  db: ModelDatabase,
  session: ModelSession,
  table: Table<R>,
  key: string,
  row: R,
): Promise<boolean> {
  if (table.get(session, key) !== undefined) return false;
  await db.lock(session, `${table.name}/${key}`);
  if (table.get(session, key) !== undefined) return false;
  table.put(session, key, row);
  return true;
}

/** Puts rows in place of what is there. */
export async function upsert<R>(
  db: ModelDatabase,
  session: ModelSession,
  table: Table<R>,
  rows: readonly (readonly [string, R])[],
) {
  for (const [key, row] of rows) {
    await db.lock(session, `${table.name}/${key}`);
    table.put(session, key, row);
  }
}

/** Changes rows that the statement sees as it begins; each is as new as can be once its lock is held. */
export async function update<R>(
  db: ModelDatabase,
  session: ModelSession,
  table: Table<R>,
  rows: readonly (readonly [key: string, change: (row: R) => R | undefined])[],
): Promise<readonly string[]> {
  const seen = rows.filter(([key]) => table.get(session, key) !== undefined);
  const changed: string[] = [];
  for (const [key, change] of seen) {
    await db.lock(session, `${table.name}/${key}`);
    const newest = table.get(session, key);
    const next = newest === undefined ? undefined : change(newest);
    if (next === undefined) continue;
    table.put(session, key, next);
    changed.push(key);
  }
  return changed;
}

/** The order in which statements go through rows that have the same place otherwise. */
export function byBucketAndCase(a: { readonly caseId: string }, b: { readonly caseId: string }): number {
  return bucketOf(a.caseId) - bucketOf(b.caseId) || (a.caseId < b.caseId ? -1 : a.caseId > b.caseId ? 1 : 0);
}
