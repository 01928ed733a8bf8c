import type { DuckDBConnection } from '@duckdb/node-api';
import type { Pool } from 'pg';
import { type Progress, Projection, type ProjectionOptions, type ProjectionStatus } from '../projection/projection.ts';
import { type Row, readRows } from './duck-rows.ts';
import { LogReadError } from './errors.ts';
import { Gate } from './gate.ts';
import type { EventSelection, Freshness, LogEvent, LogReader } from './log-reader.ts';

export interface ProjectionReaderOptions extends ProjectionOptions {
  /** A statement that takes longer is broken off. Default 30,000. */
  readonly timeoutMs?: number;
}

/** Reads a projection of the log. */
export interface ProjectionReader extends LogReader {
  status(): Promise<ProjectionStatus>;
  /** Makes the projection anew from the log. */
  rebuild(onProgress?: (progress: Progress) => void): Promise<Freshness>;
  /** Ends what runs, and lets go of memory and files. The pool stays the caller's, and must still be open. */
  close(): Promise<void>;
}

const timeoutMsDefault = 30_000;
/** Each statement uses all threads that DuckDB has; more at a time would only share them, and keep others from the disk. */
const statementsAtOnce = 2;
const streamsAtOnce = 1;

/**
 * The log of a database by a projection of it in a folder, which is made where it is missing and followed from then on. Nothing is opened
 * before something is read.
 */
export function projectionReader(pool: Pool, folder: string, options: ProjectionReaderOptions = {}): ProjectionReader {
  const projection = new Projection(pool, folder, options);
  const reading = new Reading(projection, options.timeoutMs ?? timeoutMsDefault);
  return {
    query: (sql, params) => reading.query(sql, params),
    events: (selection = {}) => reading.events(selection),
    freshness: async () => instants(await projection.catchUp()),
    status: async () => instants(await projection.status()),
    rebuild: async (onProgress) => instants(await projection.rebuild(onProgress)),
    async close() {
      reading.interrupt();
      await projection.close();
    },
  };
}

function instants<T extends Freshness>(freshness: T): T {
  const { recordedAt } = freshness;
  return { ...freshness, recordedAt: recordedAt === null ? null : new Date(recordedAt).toISOString() };
}

const eventsSql = `
select case_id::text, seq, flow, type, kind, state_from, state_to, round(epoch_us(occurred_at) / 1000.0)::double
from throughline.event_log
where ($flow::text is null or flow = $flow::text) and ($since::timestamptz is null or recorded_at >= $since::timestamptz)
order by case_id, seq`;

type EventRow = readonly [string, number, string, string, LogEvent['kind'], string | null, string, number];

function eventOf([caseId, seq, flow, type, kind, stateFrom, stateTo, at]: EventRow): LogEvent {
  return { caseId, flow, seq, type, kind, stateFrom, stateTo, at };
}

class Reading {
  readonly #projection: Projection;
  readonly #timeoutMs: number;
  readonly #statements = new Gate(statementsAtOnce);
  readonly #streams = new Gate(streamsAtOnce);
  readonly #connections = new Set<DuckDBConnection>();

  constructor(projection: Projection, timeoutMs: number) {
    this.#projection = projection;
    this.#timeoutMs = timeoutMs;
  }

  async query(sql: string, params: readonly (string | number | null)[]): Promise<readonly Row[]> {
    await this.#projection.catchUp();
    return this.#statements.pass(() =>
      this.#again(() => this.#connected((connection) => this.#timed(connection, () => readRows(connection, sql, params)))),
    );
  }

  async *events({ flow, recordedSince }: EventSelection): AsyncGenerator<readonly LogEvent[]> {
    await this.#projection.catchUp();
    const leave = await this.#streams.enter();
    const { duck, release } = await this.#projection.pin();
    const connection = await duck.connect();
    this.#connections.add(connection);
    try {
      const result = await connection.stream(eventsSql, { flow: flow ?? null, since: recordedSince ?? null });
      for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk())
        yield (chunk.getRows() as unknown as readonly EventRow[]).map(eventOf);
    } finally {
      this.#connections.delete(connection);
      connection.closeSync();
      release();
      leave();
    }
  }

  interrupt(): void {
    for (const connection of this.#connections) connection.interrupt();
  }

  async #connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const { duck, release } = await this.#projection.pin();
    try {
      const connection = await duck.connect();
      this.#connections.add(connection);
      try {
        return await work(connection);
      } finally {
        this.#connections.delete(connection);
        connection.closeSync();
      }
    } finally {
      release();
    }
  }

  async #timed<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      connection.interrupt();
    }, this.#timeoutMs);
    try {
      return await work();
    } catch (cause) {
      if (!isLate) throw cause;
      throw new LogReadError('read-too-long', `Reading took longer than ${this.#timeoutMs / 1000} seconds and was broken off`, {
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Another process may have put other files in the places of those that were to be read: then the new ones are. */
  async #again<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (!/No files found|IO Error: Cannot open file/.test(String(error))) throw error;
      this.#projection.forget();
      await this.#projection.catchUp();
      return read();
    }
  }
}
