import { createWriteStream, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type ExportOptions, exportLog as exportEngineLog, type Sealing } from '@throughline/engine';
import { ThroughlineError } from './errors.ts';
import type { Throughline } from './throughline.ts';

export interface ExportRequest extends ExportOptions {
  readonly to: string;
}

export interface Exported {
  readonly seals: number;
  readonly events: number;
  /** The last seal: whoever keeps its number and hash can tell later whether the log still is this one. */
  readonly last: Sealing['last'];
  /** Events that came after it. */
  readonly unsealed: Sealing['unsealed'];
}

/**
 * Seals what is new, where there is a key, and writes the sealed log to a file, packed by gzip. The file is there when it is whole.
 *
 * @throws ThroughlineError file-unreadable, EngineError signer-missing
 */
export async function exportLog({ engine, pool }: Throughline, { to, ...options }: ExportRequest): Promise<Exported> {
  await sealAll(engine);
  let events = 0;
  let seals = 0;
  const lines = exportEngineLog(pool, {
    ...options,
    onProgress: (progress) => {
      ({ events, seals } = progress);
      options.onProgress?.(progress);
    },
  });
  const draft = `${to}.part`;
  try {
    const { signal } = options;
    await pipeline(Readable.from(lines), createGzip(), createWriteStream(draft, { mode: 0o600 }), signal ? { signal } : {});
    const file = await open(draft);
    await file.sync().finally(() => file.close());
    await rename(draft, to);
  } catch (cause) {
    rmSync(draft, { force: true });
    if (typeof (cause as NodeJS.ErrnoException).errno !== 'number') throw cause;
    throw new ThroughlineError('file-unreadable', `${to} cannot be written`, { place: to, cause });
  }
  const { last, unsealed } = await engine.sealing();
  return { seals, events, last, unsealed };
}

/** Without a key, what others have sealed is exported. */
export async function sealAll(engine: Throughline['engine']): Promise<void> {
  try {
    while ((await engine.seal()) !== undefined);
  } catch (error) {
    if ((error as { code?: string }).code !== 'signer-missing') throw error;
  }
}
