import type { Queryable } from './database.ts';
import { EngineError } from './errors.ts';
import { readApplied, readMigrations } from './migrate.ts';

/**
 * Whether the database has the schema of this release: a newer process may have migrated it meanwhile. Changes nothing.
 *
 * @throws EngineError database-newer, migration-edited, not-initialised
 */
export async function checkSchema(client: Queryable): Promise<void> {
  const migrations = await readMigrations();
  const missing = migrations.length - (await readApplied(client, migrations)).length;
  if (missing > 0) throw new EngineError('not-initialised', `${missing} migrations are missing: run \`throughline start\` once`);
}
