import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readText, replaceFile, syncFolder } from '../projection/files.ts';
import type { Snapshot } from '../projection/position.ts';
import { type WarehouseTable, warehouseTables } from './schema.ts';

export interface WarehouseFile {
  /** Its path in the folder. */
  readonly file: string;
  /** The run that wrote its rows. Rows may go from it later, none are added. */
  readonly batch: number;
  readonly rows: number;
  readonly bytes: number;
}

/** What a folder of a warehouse holds: files that it does not name do not count. */
export interface WarehouseManifest {
  readonly format: 'throughline.warehouse/1';
  /** Another one: all was written anew, and is to be loaded anew. */
  readonly warehouse: string;
  /** The last run that wrote rows. */
  readonly batch: number;
  /** When the latest event in it was recorded (ISO 8601), and the last seal whose events are all in it. */
  readonly recordedAt: string | null;
  readonly seal: number | null;
  /** Of which cases and fields it is. `as`: those that somebody sees; `null`: all. */
  readonly scope: { readonly as: string | null; readonly withoutPersonal: boolean; readonly digest: string };
  /** By which the next run knows what is new. */
  readonly follows: { readonly log: string; readonly upto: Snapshot; readonly settled: number };
  readonly tables: Readonly<Record<WarehouseTable, readonly WarehouseFile[]>>;
}

export const warehouseFormat = 'throughline.warehouse/1';
export const manifestName = 'manifest.json';

/** `undefined`: there is none. `unknown`: it is no manifest of this format. */
export async function readWarehouse(folder: string): Promise<WarehouseManifest | 'unknown' | undefined> {
  const text = await readText(join(folder, manifestName));
  if (text === undefined) return undefined;
  try {
    const manifest = JSON.parse(text) as WarehouseManifest;
    return manifest.format === warehouseFormat ? manifest : 'unknown';
  } catch {
    return 'unknown';
  }
}

/** Its files are on the disk, names included, before it names them. */
export async function writeWarehouseManifest(folder: string, manifest: WarehouseManifest): Promise<void> {
  for (const table of warehouseTables) await syncFolder(join(folder, table));
  await replaceFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncFolder(folder);
}

/** Removes what a run that broke off left, and what was replaced. Files that others put there stay. The caller is the only writer. */
export async function sweepWarehouse(folder: string, manifest: WarehouseManifest | undefined): Promise<void> {
  for (const table of warehouseTables) {
    const named = new Set((manifest?.tables[table] ?? []).map(({ file }) => file));
    for (const file of await readdir(join(folder, table))) {
      if (/^\d{6}(-\d+)?\.(parquet|part|ndjson)$/.test(file) && !named.has(`${table}/${file}`))
        await rm(join(folder, table, file), { force: true });
    }
  }
}
