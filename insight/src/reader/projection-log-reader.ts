import type { Pool } from 'pg';
import type { HeldLog } from '../projection/held-log.ts';
import { type Progress, Projection, type ProjectionOptions, type ProjectionStatus } from '../projection/projection.ts';
import type { Freshness, LogReader } from './log-reader.ts';
import { Reading, timeoutMsDefault } from './reading.ts';

export interface ProjectionReaderOptions extends ProjectionOptions {
  /** A statement that takes longer is broken off. Default 30,000. */
  readonly timeoutMs?: number;
}

/** Reads a projection of the log. */
export interface ProjectionReader extends LogReader {
  status(): Promise<ProjectionStatus>;
  /** Makes the projection anew from the log. */
  rebuild(onProgress?: (progress: Progress) => void): Promise<Freshness>;
  /** Works with the log as it now stands, however long it takes and whatever is written meanwhile. */
  hold<T>(work: (held: HeldLog) => Promise<T>): Promise<T>;
  /** Ends what runs, and lets go of memory and files. The pool stays the caller's, and must still be open. */
  close(): Promise<void>;
}

/**
 * The log of a database by a projection of it in a folder, which is made where it is missing and followed from then on. Nothing is opened
 * before something is read.
 */
export function projectionReader(pool: Pool, folder: string, options: ProjectionReaderOptions = {}): ProjectionReader {
  const projection = new Projection(pool, folder, options);
  const reading = new Reading(projection, options.timeoutMs ?? timeoutMsDefault);
  return {
    hasSums: true,
    query: (sql, params) => reading.query(sql, params),
    events: (selection = {}) => reading.events(selection),
    freshness: async () => instants(await projection.catchUp()),
    status: async () => instants(await projection.status()),
    rebuild: async (onProgress) => instants(await projection.rebuild(onProgress)),
    hold: (work) => projection.hold(work),
    async close() {
      await reading.close();
      await projection.close();
    },
  };
}

function instants<T extends Freshness>(freshness: T): T {
  const { recordedAt } = freshness;
  return { ...freshness, recordedAt: recordedAt === null ? null : new Date(recordedAt).toISOString() };
}
