import { join } from 'node:path';
import type { StoredSeal } from '../sql/seals.ts';
import { readLines } from './line-file.ts';
import { type BackupRun, damaged, type Manifest } from './manifest.ts';

/** What a line of a backup is about. */
export type LineKind = 'seal' | 'event' | 'receipt' | 'effect' | 'effectNow' | 'link' | 'retired' | 'table' | 'open';

export interface BackupLine {
  readonly kind: LineKind;
  /** The file. */
  readonly path: string;
  /** The very text of the row: what is read from it and written again may be another. */
  readonly row: string;
}

/** The name of a row's event; what else there is depends on the table. */
export interface EventRowNames {
  readonly case_id: string;
  readonly seq: number;
  readonly hash: string;
}

export type SealLine = Omit<StoredSeal, 'upto'>;

const kindPattern = /^\{"([a-zA-Z]+)":/;

/** The lines of a file, as far as they are of some kinds. @throws EngineError backup-damaged */
export async function* linesOf(path: string, kinds: ReadonlySet<LineKind>): AsyncGenerator<BackupLine> {
  try {
    for await (const line of readLines(path)) {
      const kind = kindPattern.exec(line)?.[1] as LineKind | undefined;
      if (kind === undefined) throw new Error('a line is none of a backup');
      if (kinds.has(kind)) yield { kind, path, row: line.slice(kind.length + 4, -1) };
    }
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
}

/** What must be known of the whole folder before any of it is restored. */
export interface Foreknown {
  /** By case, up to which event a person was taken out of it. */
  readonly erased: ReadonlyMap<string, number>;
  /** By seal and event, what is left of events that were retired. */
  readonly retired: ReadonlyMap<number, ReadonlyMap<string, string>>;
  /** Files, in the order of their runs, that say what became of effects of earlier ones. */
  readonly effectFiles: readonly string[];
}

/** Reads the folder once: an erasure or a removal counts for what was copied before it, also where its own seal is not restored. */
export async function foreknow(folder: string, { runs }: Manifest, signal?: AbortSignal): Promise<Foreknown> {
  const erased = new Map<string, number>();
  const retired = new Map<number, Map<string, string>>();
  const effectFiles: string[] = [];
  for (const { state, files } of runs)
    for (const { name } of [state, ...files]) {
      signal?.throwIfAborted();
      const path = join(folder, name);
      for await (const { kind, row } of linesOf(path, foreknownKinds)) {
        if (kind === 'effectNow') {
          if (effectFiles.at(-1) !== path) effectFiles.push(path);
        } else if (kind === 'retired') {
          const { seal, ...names } = JSON.parse(row) as EventRowNames & { readonly seal: number };
          const ofSeal = retired.get(seal) ?? new Map<string, string>();
          ofSeal.set(placeOf(names), row);
          retired.set(seal, ofSeal);
        } else if (row.includes('"type":"erase"')) {
          const event = JSON.parse(row) as EventRowNames & { readonly type: string; readonly kind: string };
          if (event.type === 'erase' && event.kind === 'command')
            erased.set(event.case_id, Math.max(event.seq, erased.get(event.case_id) ?? 0));
        }
      }
    }
  return { erased, retired, effectFiles };
}

const foreknownKinds: ReadonlySet<LineKind> = new Set<LineKind>(['effectNow', 'retired', 'event']);

export function placeOf({ case_id, seq }: Pick<EventRowNames, 'case_id' | 'seq'>): string {
  return `${case_id}/${seq}`;
}

/** The run that copied a seal. */
export function runOf({ runs }: Manifest, seal: number): BackupRun | undefined {
  return runs.find(({ seals }) => seals !== undefined && seals.from <= seal && seal <= seals.to);
}
