import { initialise, type PlanRequest, planUpgrade, type UpgradePlan } from '@throughline/engine';
import { shippedFlows } from './flows.ts';
import { migrateServer, migrateServerWithin } from './migrations/migrate.ts';
import { type OpenOptions, withUnready } from './throughline.ts';

export interface UpgradeRequest extends Pick<PlanRequest, 'signal'> {
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** Whether a dry run tries it in a transaction that is rolled back. */
  readonly rehearse?: boolean;
}

export interface Upgraded {
  readonly plan: UpgradePlan;
  /** Absent: it was a dry run. How many cases of an old database were given what lists know of them, in steps of 500. */
  readonly done?: { readonly listSteps: number };
}

/**
 * Brings the company's own database to this release, as the first command that opens it would; or says what that would do.
 *
 * @throws EngineError database-newer, migration-edited, restore-unfinished
 */
export function upgradeCompany(env: OpenOptions['env'], { dryRun, rehearse = true, signal }: UpgradeRequest): Promise<Upgraded> {
  return withUnready({ env }, async ({ pool, engine }) => {
    const plan = await planUpgrade(pool, {
      flows: shippedFlows,
      rehearse: dryRun && rehearse,
      alsoRehearse: (client) => migrateServerWithin(client),
      ...(signal === undefined ? {} : { signal }),
    });
    if (dryRun) return { plan };
    await initialise(pool, { mode: 'real' });
    await migrateServer(pool);
    let listSteps = 0;
    while ((await engine.reindex()) > 0) {
      listSteps += 1;
      signal?.throwIfAborted();
    }
    return { plan, done: { listSteps } };
  });
}
