import { setTimeout as wait } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Duck } from '../projection/duck.ts';
import { type Row, readRows } from './duck-rows.ts';
import { LogReadError } from './errors.ts';
import { Gate } from './gate.ts';
import type { EventSelection, Freshness, LogEvent } from './log-reader.ts';

/** What is read: a DuckDB in which `throughline.event_log` stands for files. */
export interface LogSource {
  catchUp(): Promise<Freshness>;
  /** Until it is let go, none of the files goes that the view shows. */
  pin(): Promise<{ readonly duck: Duck; release(): void }>;
  /** What is known of the files may be wrong: it is found out again. */
  forget(): void;
}

/** A statement that takes longer is broken off. */
export const timeoutMsDefault = 30_000;
/** Each statement uses all threads that DuckDB has; more at a time would only share them, and keep others from the disk. */
const statementsAtOnce = 2;
const streamsAtOnce = 2;
const interruptEveryMs = 20;

const eventsSql = `
select case_id::text, seq, flow, type, kind, state_from, state_to, round(epoch_us(occurred_at) / 1000.0)::double
from throughline.event_log
where ($flow::text is null or flow = $flow::text) and ($since::timestamptz is null or recorded_at >= $since::timestamptz)
order by case_id, seq`;

type EventRow = readonly [string, number, string, string, LogEvent['kind'], string | null, string, number];

function eventOf([caseId, seq, flow, type, kind, stateFrom, stateTo, at]: EventRow): LogEvent {
  return { caseId, flow, seq, type, kind, stateFrom, stateTo, at };
}

/** Carries out reads over a source, so many at a time. */
export class Reading {
  readonly #source: LogSource;
  readonly #timeoutMs: number;
  readonly #statements = new Gate(statementsAtOnce);
  readonly #streams = new Gate(streamsAtOnce);
  readonly #connections = new Set<DuckDBConnection>();
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(source: LogSource, timeoutMs: number) {
    this.#source = source;
    this.#timeoutMs = timeoutMs;
  }

  async query(sql: string, params: readonly (string | number | null)[]): Promise<readonly Row[]> {
    await this.#source.catchUp();
    return this.#statements.pass(() =>
      this.#again(() => this.#connected((connection) => this.#timed(connection, () => readRows(connection, sql, params)))),
    );
  }

  async *events({ flow, recordedSince }: EventSelection): AsyncGenerator<readonly LogEvent[]> {
    await this.#source.catchUp();
    const leave = await this.#streams.enter();
    const { duck, release } = await this.#source.pin();
    const connection = await duck.connect();
    this.#connections.add(connection);
    try {
      const values = { flow: flow ?? null, since: recordedSince ?? null };
      const result = await this.#watched(() => connection.stream(eventsSql, values));
      const next = () => this.#watched(() => result.fetchChunk());
      for (let chunk = await next(); chunk !== null && chunk.rowCount > 0; chunk = await next())
        yield (chunk.getRows() as unknown as readonly EventRow[]).map(eventOf);
    } finally {
      this.#connections.delete(connection);
      connection.closeSync();
      release();
      leave();
    }
  }

  /** Breaks off what runs, and waits until it has let go: DuckDB must not be closed under a statement. Nothing is read from then on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#underWay.size > 0) {
      // One that was about to begin does not hear the first.
      for (const connection of this.#connections) connection.interrupt();
      await Promise.race([Promise.allSettled(this.#underWay), wait(interruptEveryMs)]);
    }
  }

  async #watched<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new LogReadError('reader-closed', 'The log is no longer read: its reader was closed');
    const running = work();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  #connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#watched(() => this.#pinned(work));
  }

  async #pinned<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const { duck, release } = await this.#source.pin();
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
      this.#source.forget();
      await this.#source.catchUp();
      return read();
    }
  }
}
