import { kernelFlows } from '@throughline/language';
import type { Client, Database } from '../database.ts';
import { sqlState } from '../errors.ts';
import { applyMissing, readApplied, readMigrations } from '../migrate.ts';
import { tableExists } from '../sql/restore-rows.ts';
import { readTableSizes, type TableSize } from '../sql/upgrade.ts';
import { type ChangedFlow, changedFlows, type ShippedFlow, type UnreadableFlow, unreadableFlows } from './changed-flows.ts';
import { type MigrationStep, stepsOf, summaryOf } from './migration-steps.ts';

export interface PlannedMigration {
  readonly number: number;
  /** What it is for, as its file says. */
  readonly summary: string;
  /** What it does to tables that are there, with the rows that each has. */
  readonly steps: readonly (MigrationStep & { readonly rows: number })[];
  /** How long it took when it was tried (milliseconds); absent where it was not. */
  readonly tookMs?: number;
}

/** `passed`: all of it ran, and was taken back. `busy`: somebody held a table for longer than the rehearsal waits. `failed`: so would the upgrade. */
export type Rehearsal =
  | { readonly outcome: 'passed'; readonly tookMs: number }
  | { readonly outcome: 'busy' | 'failed'; readonly error: string };

export interface UpgradePlan {
  /** The number of the last migration that the database has (0: none), and that of this release. */
  readonly schema: { readonly from: number; readonly to: number };
  readonly migrations: readonly PlannedMigration[];
  /** The largest tables first. */
  readonly tables: readonly TableSize[];
  readonly flows: readonly ChangedFlow[];
  /** Versions that this release cannot run: a reason not to upgrade. */
  readonly unreadable: readonly UnreadableFlow[];
  readonly rehearsal?: Rehearsal;
}

export interface PlanRequest {
  /** What this release deploys beside the flows of owned cases. */
  readonly flows?: readonly ShippedFlow[];
  /** Runs the migrations in a transaction that is rolled back; while it runs, others wait as they would for the upgrade. */
  readonly rehearse?: boolean;
  /** For how long the rehearsal waits for a table that somebody holds; others wait behind it. Default: 2,000 ms. */
  readonly patienceMs?: number;
  /** What else belongs to the upgrade, in the same transaction. */
  readonly alsoRehearse?: (client: Client) => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Says what an upgrade to this release would do to a database of an earlier one, and tries it where asked to. Changes nothing.
 *
 * @throws EngineError database-newer, migration-edited
 */
export async function planUpgrade(database: Database, request: PlanRequest = {}): Promise<UpgradePlan> {
  const { flows = [], rehearse = false, signal } = request;
  const all = await readMigrations();
  const applied = (await tableExists(database, 'throughline.migration')) ? await readApplied(database, all) : [];
  const missing = all.filter(({ number }) => !applied.includes(number));
  const tables = await readTableSizes(database);
  const rowsOf = new Map(tables.map(({ table, rows }) => [table, rows]));
  const { rehearsal, took } = rehearse
    ? await rehearsed(database, request)
    : { rehearsal: undefined, took: new Map<number, number>() };
  const kernel = [...kernelFlows.values()].map(({ definition }) => ({ definition, by: 'system' }));
  const unreadable = await unreadableFlows(database);
  // What cannot be compiled cannot be compared.
  const shipped = [...kernel, ...flows].filter(({ definition }) => !unreadable.some(({ flow }) => flow === definition.name));
  return {
    schema: { from: applied.at(-1) ?? 0, to: all.at(-1)?.number ?? 0 },
    migrations: missing.map(({ number, text }) => {
      const tookMs = took.get(number);
      return {
        number,
        summary: summaryOf(text),
        steps: stepsOf(text, new Set(rowsOf.keys())).map((step) => ({ ...step, rows: rowsOf.get(step.table) ?? 0 })),
        ...(tookMs === undefined ? {} : { tookMs }),
      };
    }),
    tables: [...tables].sort((a, b) => b.bytes - a.bytes),
    flows: await changedFlows(database, shipped, signal),
    unreadable,
    ...(rehearsal === undefined ? {} : { rehearsal }),
  };
}

async function rehearsed(
  database: Database,
  { alsoRehearse, patienceMs = 2000, signal }: PlanRequest,
): Promise<{ readonly rehearsal: Rehearsal; readonly took: ReadonlyMap<number, number> }> {
  const took = new Map<number, number>();
  const client = await database.connect();
  let broken: Error | undefined;
  const began = performance.now();
  let last = began;
  try {
    await client.query({ text: `begin; set local lock_timeout = ${Math.round(patienceMs)}` });
    await applyMissing(client, await readMigrations(), ({ number }) => {
      signal?.throwIfAborted();
      took.set(number, performance.now() - last);
      last = performance.now();
    });
    await alsoRehearse?.(client);
    return { rehearsal: { outcome: 'passed', tookMs: performance.now() - began }, took };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const outcome = sqlState(error) === '55P03' ? 'busy' : 'failed';
    return { rehearsal: { outcome, error: error instanceof Error ? error.message : String(error) }, took };
  } finally {
    await client.query({ text: 'rollback' }).catch((error: unknown) => {
      broken = error instanceof Error ? error : new Error(String(error));
    });
    client.release(broken);
  }
}
