import { type Database, inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import { lockNumbering, readCluster, readNextNumber, readNumbering, writeNumbering } from '../sql/log-numbering.ts';
import type { Snapshot } from './span.ts';

/**
 * Sees to it that events are numbered upwards for ever. A log that was restored into another cluster, from a dump or by an upgrade in
 * place, would begin again at that cluster's numbers, which stand for other events already: they are shifted past all that there are.
 * Part of making a database ready, before anything is written there.
 */
export async function adoptNumbering(database: Database): Promise<void> {
  const cluster = await readCluster(database).catch(() => null);
  if (cluster === null || (await readNumbering(database)).cluster === cluster) return;
  await inTransaction(
    database,
    async (client) => {
      await lockNumbering(client);
      if ((await readNumbering(client)).cluster === cluster) return;
      await writeNumbering(client, { cluster, shift: await readNextNumber(client) });
    },
    'begin',
  );
}

/** @throws EngineError log-numbering-lost */
export function requireOwnNumbers(now: Snapshot, sealed: Snapshot): void {
  if (now.xmax >= sealed.xmax) return;
  throw new EngineError(
    'log-numbering-lost',
    `The last seal goes up to transaction ${sealed.xmax}, but this database server has only come to ${now.xmax}: the database was restored ` +
      'from another server while the engine ran. Stop all servers and start one again: it numbers the log anew, before anything else',
  );
}
