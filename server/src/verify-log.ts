import {
  type ExportVerdict,
  type LogVerdict,
  type OutsideSeal,
  readAnchorFile,
  type VerifyExportOptions,
  type VerifyOptions,
  verifyLog as verifyEngineLog,
  verifyExport,
} from '@throughline/engine';
import { ThroughlineError } from './errors.ts';
import type { Throughline } from './throughline.ts';

export type VerifyRequest = VerifyOptions;

/** Recomputes the whole log and its seals, and compares every case with the sum of its events. Changes nothing. */
export function verifyLog({ pool }: Throughline, request: VerifyRequest = {}): Promise<LogVerdict> {
  return verifyEngineLog(pool, request);
}

/**
 * Recomputes an exported log, without a database.
 *
 * @throws ThroughlineError file-unreadable, EngineError export-unreadable
 */
export function verifyLogFile(path: string, request: VerifyExportOptions = {}): Promise<ExportVerdict> {
  return verifyExport(path, request).catch((cause) => unreadable(path, cause));
}

/** What an anchor's file says of seals. @throws ThroughlineError file-unreadable */
export async function readAnchor(path: string): Promise<readonly OutsideSeal[]> {
  const lines = await readAnchorFile(path).catch((cause) => unreadable(path, cause));
  return lines.map(({ line, seal }) => {
    if (seal !== undefined) return { number: seal.number, hash: seal.hash, line };
    throw new ThroughlineError('file-unreadable', `Line ${line} of the anchor ${path} is no seal`, { place: `${path}:${line}` });
  });
}

function unreadable(path: string, cause: unknown): never {
  if (typeof (cause as NodeJS.ErrnoException).errno !== 'number') throw cause;
  throw new ThroughlineError('file-unreadable', `${path} cannot be read`, { place: path, cause });
}
