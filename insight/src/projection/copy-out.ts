import { type FileHandle, open } from 'node:fs/promises';
import pg from 'pg';

/** So much is put down at a time; while as much again waits for the disk, the database waits too. */
const bytesAtOnce = 1_048_576;

export interface CopiedRows {
  readonly rows: number;
  /** Of the longest row. */
  readonly bytesMax: number;
}

/**
 * Runs `copy … to stdout` and puts what it says down in a file, byte for byte. The client is the caller's;
 * where it is stopped or the disk fails, its connection is cut.
 *
 * @throws what the database or the disk says; the reason of the signal
 */
export async function copyOut(
  client: pg.ClientBase,
  copy: string,
  path: string,
  { signal, onRows }: { readonly signal?: AbortSignal; readonly onRows?: (rows: number) => void } = {},
): Promise<CopiedRows> {
  signal?.throwIfAborted();
  const file = await open(path, 'w', 0o600);
  const sink = new Sink(file, onRows);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // The database would go on, and wait for somebody to read: its connection is cut.
    const breakOff = (reason: unknown) => {
      reject(reason);
      client.on('error', () => undefined);
      (client as unknown as { readonly connection: Wire }).connection.stream.destroy();
    };
    const stop = () => breakOff(signal?.reason);
    sink.onFailure = breakOff;
    // A query of the client's own, which passes over the rows of a copy: here they are taken.
    const query: pg.Query = new pg.Query(copy, (error) => (error == null ? resolve() : reject(error)));
    Object.assign(query, { handleCopyData: (row: CopyRow, wire: Wire) => sink.take(row.chunk, wire.stream) });
    signal?.addEventListener('abort', stop);
    try {
      client.query(query);
      await promise;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    return await sink.end();
  } finally {
    await sink.settled();
    await file.close();
  }
}

/** What the client says of a row of a copy. */
interface CopyRow {
  readonly chunk: Buffer;
}

interface Wire {
  readonly stream: Tap;
}

interface Tap {
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** Bytes on their way into a file, in their order. */
class Sink {
  onFailure: (error: unknown) => void = () => undefined;
  readonly #file: FileHandle;
  readonly #onRows: ((rows: number) => void) | undefined;
  #buffer = Buffer.allocUnsafe(bytesAtOnce);
  #filled = 0;
  #rows = 0;
  #bytesMax = 0;
  #told = 0;
  #waiting = 0;
  #written: Promise<void> = Promise.resolve();

  constructor(file: FileHandle, onRows: ((rows: number) => void) | undefined) {
    this.#file = file;
    this.#onRows = onRows;
  }

  /** The bytes of a row are the client's, which will put others there: they are copied. */
  take(row: Buffer, tap: Tap): void {
    this.#rows += 1;
    this.#bytesMax = Math.max(this.#bytesMax, row.length);
    for (let from = 0; from < row.length; ) {
      const copied = row.copy(this.#buffer, this.#filled, from);
      this.#filled += copied;
      from += copied;
      if (this.#filled === bytesAtOnce) this.#write(tap);
    }
  }

  /** All is in the file. */
  async end(): Promise<CopiedRows> {
    this.#write();
    await this.#written;
    return { rows: this.#rows, bytesMax: this.#bytesMax };
  }

  /** Nothing is written any more. */
  async settled(): Promise<void> {
    await this.#written.catch(() => undefined);
  }

  #write(tap?: Tap): void {
    const full = this.#buffer.subarray(0, this.#filled);
    this.#buffer = Buffer.allocUnsafe(tap === undefined ? 0 : bytesAtOnce);
    this.#filled = 0;
    this.#onRows?.(this.#rows - this.#told);
    this.#told = this.#rows;
    this.#waiting += 1;
    if (this.#waiting > 1) tap?.pause();
    this.#written = this.#written.then(async () => {
      await this.#file.writeFile(full);
      this.#waiting -= 1;
      tap?.resume();
    });
    this.#written.catch((error: unknown) => this.onFailure(error));
  }
}
