import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import { openDuck } from '../projection/duck.ts';
import type { HeldLog } from '../projection/held-log.ts';
import { lockFolder, unlockFolder } from '../projection/lock.ts';
import { isBefore, readRemovals, spanCondition } from '../projection/position.ts';
import type { ProjectionReader } from '../reader/projection-log-reader.ts';
import {
  manifestName,
  readWarehouse,
  sweepWarehouse,
  type WarehouseFile,
  type WarehouseManifest,
  warehouseFormat,
  writeWarehouseManifest,
} from './manifest.ts';
import type { MetricRow } from './metric-rows.ts';
import { casesSql, logSql, scopeDigest, type WarehouseScope } from './rows.ts';
import { type WarehouseTable, warehouseTables } from './schema.ts';
import { WarehouseFiles } from './warehouse-files.ts';

export interface WarehouseRequest {
  readonly pool: Pool;
  readonly reader: ProjectionReader;
  /** The folder; made where it is missing. */
  readonly to: string;
  readonly scope?: WarehouseScope;
  /** The metrics as they are now; those that are not among them stay as they were written. */
  readonly metrics?: readonly MetricRow[];
  /** Writes all of it once more, under another name of the warehouse. */
  readonly anew?: boolean;
  readonly signal?: AbortSignal;
}

export interface WarehouseWritten {
  /** The last run that wrote rows; 0: none did yet. */
  readonly batch: number;
  /** How many rows this run wrote to each table. `removed`: how many cases it took out of earlier batches. */
  readonly rows: Readonly<Record<WarehouseTable, number>>;
  /** When the latest event in the warehouse was recorded (ISO 8601). */
  readonly recordedAt: string | null;
}

export type WarehouseErrorCode = 'warehouse-busy' | 'warehouse-differs';

/** The folder cannot be written to. */
export class WarehouseError extends Error {
  readonly code: WarehouseErrorCode;

  constructor(code: WarehouseErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const patienceMs = 5_000;
const nothing: WarehouseWritten['rows'] = { log: 0, cases: 0, metrics: 0, removed: 0 };

/**
 * Writes the log, its cases and metrics to a folder as Parquet, each run only what came since the one before. It follows the log as the projection does, so that
 * no event is missed and none comes twice. Cases that retention removed, that were taken back, or that are called otherwise, go from the files of earlier runs, and are named
 * for whoever has loaded those. What is there counts once the manifest names it.
 *
 * @throws WarehouseError warehouse-busy: another run writes there; warehouse-differs: it is of another log, or of other cases and fields
 */
export async function writeWarehouse(asked: WarehouseRequest): Promise<WarehouseWritten> {
  const to = resolve(asked.to);
  for (const table of warehouseTables) await mkdir(join(to, table), { recursive: true, mode: 0o700 });
  const client = await asked.pool.connect();
  let broken = true;
  try {
    if (!(await lockFolder(client, to, patienceMs))) throw new WarehouseError('warehouse-busy', `Another run writes to ${to}`);
    const written = await asked.reader.hold((held) => writeBatch({ ...asked, to }, held, client));
    await unlockFolder(client, to);
    broken = false;
    return written;
  } finally {
    // The lock goes with the session.
    client.release(broken);
  }
}

async function writeBatch(asked: WarehouseRequest, held: HeldLog, client: PoolClient): Promise<WarehouseWritten> {
  const { to, scope = {}, metrics = [], signal } = asked;
  const before = await earlier(asked, held);
  // Should this run break off, the next begins anew as well.
  if (asked.anew === true) await rm(join(to, manifestName), { force: true });
  await sweepWarehouse(to, before);
  if (held.manifest === undefined) return { batch: 0, rows: nothing, recordedAt: null };
  const batch = (before?.batch ?? 0) + 1;
  const own = await openDuck(to);
  try {
    const files = new WarehouseFiles(to, own, batch);
    const fresh = spanCondition({ after: before?.follows.upto });
    const renamed = before === undefined ? [] : await files.ids(held, `(${fresh}) and kind = 'command' and type = 'rekey'`);
    const retracted =
      before === undefined
        ? []
        : await files.ids(held, `(${fresh}) and kind <> 'fact' and type = 'retract' and state_to = 'retracted'`);
    const gone = before === undefined ? [] : await readRemovals(client, before.follows.settled);
    const removed = await files.removed(before?.tables.cases ?? [], { gone, renamed, retracted });
    signal?.throwIfAborted();
    const kept = {
      log: await files.without(before?.tables.log ?? [], 'log', removed),
      cases: await files.without(before?.tables.cases ?? [], 'cases', removed),
    };
    signal?.throwIfAborted();
    const anew = [...renamed, ...retracted];
    const again = anew.length === 0 ? fresh : `(${fresh}) or case_id in (${anew.map((id) => `'${id}'::uuid`).join(', ')})`;
    const log = await files.fromLog(held, 'log', logSql(held.source, scope, batch, again));
    signal?.throwIfAborted();
    const cases =
      log === undefined
        ? undefined
        : await files.fromLog(held, 'cases', casesSql(held.source, scope, batch, files.written(held, 'log')));
    const measured = await files.metrics(before?.tables.metrics ?? [], metrics);
    const added = { log, cases, metrics: measured, removed };
    const tables = {
      ...{ log: joined(kept.log, log), cases: joined(kept.cases, cases) },
      ...{ metrics: joined(before?.tables.metrics, measured), removed: joined(before?.tables.removed, removed) },
    };
    const isNew = Object.values(added).some((file) => file !== undefined);
    const manifest = manifestOf(before, held.manifest, { scope, tables, batch: isNew ? batch : batch - 1 });
    await writeWarehouseManifest(to, manifest);
    await sweepWarehouse(to, manifest);
    return { batch: manifest.batch, rows: rowsOf(added), recordedAt: manifest.recordedAt };
  } finally {
    await own.close();
  }
}

/** What is in the folder already; `undefined`: nothing that is gone on with. */
async function earlier({ to, scope = {}, anew = false }: WarehouseRequest, { manifest }: HeldLog) {
  if (anew) return undefined;
  const found = await readWarehouse(to);
  if (found === undefined) return undefined;
  if (found === 'unknown') throw new WarehouseError('warehouse-differs', `${to} has a manifest of another kind`);
  if (found.scope.digest !== scopeDigest(scope))
    throw new WarehouseError('warehouse-differs', `${to} was written with other cases or fields than are to be written now`);
  if (manifest === undefined || manifest.log !== found.follows.log || isBefore(manifest.upto, found.follows.upto))
    throw new WarehouseError('warehouse-differs', `${to} is of another log, or of a later state of this one`);
  return found;
}

function manifestOf(
  before: WarehouseManifest | undefined,
  { log, upto, settled, seal, recordedAt }: NonNullable<HeldLog['manifest']>,
  {
    scope,
    tables,
    batch,
  }: { readonly scope: WarehouseScope; readonly tables: WarehouseManifest['tables']; readonly batch: number },
): WarehouseManifest {
  return {
    format: warehouseFormat,
    warehouse: before?.warehouse ?? randomUUID(),
    ...{ batch, recordedAt, seal },
    scope: { as: scope.as ?? null, withoutPersonal: scope.withoutPersonal === true, digest: scopeDigest(scope) },
    follows: { log, upto, settled },
    tables,
  };
}

function joined(files: readonly WarehouseFile[] = [], file: WarehouseFile | undefined): readonly WarehouseFile[] {
  return file === undefined ? files : [...files, file];
}

function rowsOf(added: Readonly<Record<WarehouseTable, WarehouseFile | undefined>>): WarehouseWritten['rows'] {
  const { log, cases, metrics, removed } = added;
  return { log: log?.rows ?? 0, cases: cases?.rows ?? 0, metrics: metrics?.rows ?? 0, removed: removed?.rows ?? 0 };
}
