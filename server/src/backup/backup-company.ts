import { type BackupRequest, type BackupRun, backup } from '@throughline/engine';
import { sealAll } from '../export-log.ts';
import type { Throughline } from '../throughline.ts';
import { keptTables } from './kept-tables.ts';

/**
 * Seals what is new, where there is a key, and copies what the folder does not hold yet.
 *
 * @throws EngineError backup-unfit, backup-damaged, backup-running
 */
export async function backupCompany(
  { engine, pool }: Throughline,
  request: Omit<BackupRequest, 'tables' | 'now'>,
): Promise<BackupRun> {
  await sealAll(engine);
  return backup(pool, { ...request, tables: await keptTables(pool), now: Date.now() });
}
