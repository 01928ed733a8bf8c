import type { Millis } from '@throughline/language';
import type { Database } from './database.ts';
import { EngineError } from './errors.ts';
import { migrate } from './migrate.ts';
import { insertClock } from './sql/clock.ts';
import { readRestore } from './sql/restore-rows.ts';
import { deployKernelFlows } from './versions/deploy.ts';

/** A virtual clock stands at an instant until it is moved. A database has the kind of clock that it was made with, for good. */
export type ClockChoice = { readonly mode: 'real' } | { readonly mode: 'virtual'; readonly now: Millis };

/** Makes a database ready: schema, clock, kernel flows. Safe to run at each start. */
export async function initialise(database: Database, clock: ClockChoice): Promise<void> {
  await migrate(database);
  const restore = await readRestore(database);
  if (restore?.isFinished === false)
    throw new EngineError(
      'restore-unfinished',
      `The database is being restored, and has come to seal ${restore.restored} of ${restore.upto}: call the restore again, it goes on there`,
    );
  const mode = await insertClock(database, clock);
  if (mode !== clock.mode)
    throw new EngineError(
      'clock-mode-fixed',
      `The database runs on a ${mode} clock, and cannot be put on a ${clock.mode} one: use another database`,
    );
  await deployKernelFlows(database);
}
