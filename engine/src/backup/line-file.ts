import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';

/** A file of a backup as the manifest knows it. */
export interface BackupFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/** Writes lines of JSON, compressed, under another name until all of it is on the disk: so a file that bears its name is whole. */
export class LineFile {
  readonly #folder: string;
  readonly #draft: string;
  readonly #gzip: Gzip = createGzip({ level: 6 });
  readonly #written: Promise<{ readonly bytes: number; readonly sha256: string }>;

  constructor(folder: string, draft: string) {
    this.#folder = folder;
    this.#draft = `${draft}.tmp`;
    this.#written = this.#write();
    // Whoever closes the file hears of it.
    this.#written.catch(() => undefined);
  }

  async #write(): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const sha256 = createHash('sha256');
    let bytes = 0;
    const file = await open(join(this.#folder, this.#draft), 'w', 0o600);
    try {
      for await (const chunk of this.#gzip as AsyncIterable<Buffer>) {
        sha256.update(chunk);
        bytes += chunk.length;
        await file.write(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { bytes, sha256: sha256.digest('hex') };
  }

  /** Waits where the disk is slower than the database. */
  async write(line: string): Promise<void> {
    if (this.#gzip.write(`${line}\n`)) return;
    await Promise.race([new Promise<void>((resolve) => this.#gzip.once('drain', resolve)), this.#written]);
  }

  async close(name: string): Promise<BackupFile> {
    this.#gzip.end();
    const { bytes, sha256 } = await this.#written;
    await rename(join(this.#folder, this.#draft), join(this.#folder, name));
    return { name, bytes, sha256 };
  }

  /** What was written stays under the other name; the next backup writes over it. */
  async abandon(): Promise<void> {
    this.#gzip.destroy();
    await this.#written.catch(() => undefined);
  }
}

/**
 * The lines of a file; it throws where the file is not what was compressed. A line ends with a line feed and with nothing else: other
 * separators (U+2028, U+2029) may stand in the JSON of a line as they are.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  const source = createReadStream(path);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip).setEncoding('utf8');
  let rest = '';
  try {
    for await (const text of gunzip as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** What a file is now. */
export async function digestFile(path: string): Promise<Omit<BackupFile, 'name'>> {
  const sha256 = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: sha256.digest('hex') };
}

/** So that the names of files are on the disk, too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
