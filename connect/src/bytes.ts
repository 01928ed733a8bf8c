import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportFailure, importError } from './errors.ts';

// Measured on a log of 185 MB: chunks of 64 KB are read in 2.9 s and 115 MB, of 256 KB in 4.0 s and 200 MB.
const chunkBytes = 64 * 1024;

/** How far the reading of a file has come, in bytes of the file as it lies on disk. */
export interface FileProgress {
  bytesRead: number;
  bytesTotal: number;
}

/**
 * The bytes of a file, chunk by chunk, unpacked where they begin as gzip does. Nothing is read before it is asked for, so a slow
 * reader holds a slow file and no more than a few chunks. Throws an `ImportFailure` where the file cannot be read.
 */
export async function* readBytes(path: string, progress: FileProgress = { bytesRead: 0, bytesTotal: 0 }): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r').catch((cause: unknown) => unreadable(path, cause));
  try {
    progress.bytesTotal = (await handle.stat()).size;
    const raw = rawBytes(handle, path, progress);
    const first = await raw.next();
    if (first.done === true) return;
    if (first.value[0] === 0x1f && first.value[1] === 0x8b) yield* unpacked(first.value, raw);
    else {
      yield first.value;
      yield* raw;
    }
  } finally {
    await handle.close();
  }
}

async function* rawBytes(handle: FileHandle, path: string, progress: FileProgress): AsyncGenerator<Buffer> {
  for (;;) {
    // A buffer of its own for each chunk: readers keep parts of it.
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes).catch((cause: unknown) => unreadable(path, cause));
    if (bytesRead === 0) return;
    progress.bytesRead += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* unpacked(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(chained(first, rest), { objectMode: false });
  // An error of the source reaches the reader through gunzip; the callback only keeps it from being thrown twice.
  const gunzip = pipeline(source, createGunzip({ chunkSize: chunkBytes }), () => {});
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (cause) {
    if (cause instanceof ImportFailure) throw cause;
    throw new ImportFailure([
      importError('gzip-damaged', { line: 0, detail: cause instanceof Error ? cause.message : String(cause) }),
    ]);
  } finally {
    gunzip.destroy();
  }
}

async function* chained(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function unreadable(path: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new ImportFailure([importError('file-unreadable', { line: 0, detail: `${path} (${reason})` })]);
}
