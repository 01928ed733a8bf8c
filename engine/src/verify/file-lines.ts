import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { EngineError } from '../errors.ts';

/** A line of a file: its text, or nothing where its bytes are no UTF-8. */
export interface FileLine {
  readonly line: number;
  readonly text: string | undefined;
  /** The file ends without a line feed after it. */
  readonly isCut: boolean;
}

/** Longer than any line that an export writes. */
const lineBytesMax = 8 * 1024 * 1024;

/**
 * The lines of a file, packed by gzip or not; a part of it is in memory at a time.
 *
 * @throws EngineError export-unreadable
 */
export async function* fileLines(path: string): AsyncGenerator<FileLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const read = (bytes: Buffer) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of await bytesOf(path)) {
      let from = 0;
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = bytes.indexOf(10, rest.length); end >= 0; end = bytes.indexOf(10, from)) {
        line += 1;
        yield { line, text: read(bytes.subarray(from, end)), isCut: false };
        from = end + 1;
      }
      rest = bytes.subarray(from);
      if (rest.length > lineBytesMax) throw new Error(`line ${line + 1} has no end`);
    }
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('export-unreadable', `${path} cannot be read past line ${line} (${reason})`, { cause });
  }
  if (rest.length > 0) yield { line: line + 1, text: read(rest), isCut: true };
}

async function bytesOf(path: string): Promise<AsyncIterable<Buffer>> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close());
  const stream: Readable = createReadStream(path);
  if (bytesRead < 2 || buffer[0] !== 0x1f || buffer[1] !== 0x8b) return stream;
  const unpacked = new PassThrough();
  // The reader hears of what fails through the stream itself.
  void pipeline(stream, createGunzip(), unpacked).catch(() => undefined);
  return unpacked;
}
