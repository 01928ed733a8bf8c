import { type Restored, type RestoreRequest, restore } from '@throughline/engine';
import { migrateServer } from '../migrations/migrate.ts';
import { type OpenOptions, withUnready } from '../throughline.ts';
import { keptTables } from './kept-tables.ts';

/**
 * Fills the company's own database, which must be empty, from a folder of backups.
 *
 * @throws EngineError backup-unfit, backup-damaged
 */
export function restoreCompany(env: OpenOptions['env'], request: Omit<RestoreRequest, 'tables'>): Promise<Restored> {
  return withUnready({ env }, async ({ pool }) => {
    await migrateServer(pool);
    return restore(pool, { ...request, tables: await keptTables(pool) });
  });
}
