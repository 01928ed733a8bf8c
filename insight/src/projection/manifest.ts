import { hash } from 'node:crypto';
import { join } from 'node:path';
import { keptColumns } from './columns.ts';
import { readText, replaceFile, syncFolder } from './files.ts';
import type { Snapshot } from './position.ts';
import { sumColumns, sumKinds, sumsSql } from './sums.ts';

/** A file of events, sorted by case and place in the case. It is never changed. */
export interface Part {
  readonly file: string;
  readonly events: number;
  /** How many of them were taken back. */
  readonly retracted: number;
  /** The least and the greatest id of its cases. */
  readonly first: string;
  readonly last: string;
}

/** What is in the projection, and up to where. A part counts once the manifest names it. */
export interface Manifest {
  /** With which columns parts and their sums are written. */
  readonly format: string;
  /** The version of DuckDB that wrote it: the sums beside parts have its hashes, which others may make otherwise. */
  readonly duck: string;
  /** The log that it is of. */
  readonly log: string;
  /** The snapshot up to which all events are in it. */
  readonly upto: Snapshot;
  /** The last seal whose events are all in it. */
  readonly seal: number | null;
  /** When the latest of its events was recorded (ISO 8601). */
  readonly recordedAt: string | null;
  /** One event that the log must have, else it is another: it was taken back to an earlier day, or lost its end. */
  readonly witness: Witness | null;
  readonly removed: number;
  readonly settled: number;
  readonly parts: readonly Part[];
  /** Files that nothing is read from any more, and since when (UTC milliseconds): they go once nobody can be reading them. */
  readonly dropped: readonly { readonly file: string; readonly at: number }[];
}

export interface Witness {
  readonly caseId: string;
  readonly seq: number;
  readonly xact: string | null;
  readonly recordedAt: string;
}

/** What is written otherwise has another format by itself: files of another shape would be read as what they are not. */
const shape = hash('sha256', JSON.stringify([keptColumns, sumKinds.map((kind) => [sumColumns[kind], sumsSql(kind, 'events')])]));
const format = `throughline.projection/3-${shape.slice(0, 12)}`;
const name = 'manifest.json';

/** The manifest and its text, by which two are compared. What is of another release, of another DuckDB or broken counts as missing: all of it can be made anew. */
export async function readManifest(
  folder: string,
  duck: string,
): Promise<{ readonly text: string; readonly manifest: Manifest } | undefined> {
  const text = await readText(join(folder, name));
  if (text === undefined) return undefined;
  try {
    const manifest = JSON.parse(text) as Manifest;
    return manifest.format === format && manifest.duck === duck ? { text, manifest } : undefined;
  } catch {
    return undefined;
  }
}

/** Its parts are on the disk, names included, before it names them. */
export async function writeManifest(folder: string, manifest: Omit<Manifest, 'format'>): Promise<void> {
  await syncFolder(folder);
  await replaceFile(join(folder, name), `${JSON.stringify({ format, ...manifest })}\n`);
  await syncFolder(folder);
}
