import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Upload } from '@throughline/api';
import {
  type Encoding,
  EncodingDetector,
  formatOfFile,
  ImportFailure,
  type TableOptions,
  tableAbout,
  writeAsUtf8,
} from '@throughline/connect';
import { ThroughlineError } from '../errors.ts';
import { defaultHome } from '../postgres/index.ts';
import type { Throughline } from '../throughline.ts';
import { readHead } from './file-head.ts';

/*
 * Files that were sent here lie under the home: `<id>.csv`, and beside it what is known of it. Their own names are never part of
 * a path. Nobody else may read them.
 */

const keptMs = 86_400_000;
export const uploadsMax = 20;

export function uploadFolder({ env }: Pick<Throughline, 'env'>): string {
  return join(defaultHome(env), 'uploads');
}

/** How an upload is read: its sheet or type of object, where one was chosen. */
export function tableOf(
  { format }: Pick<Upload, 'format'>,
  chosen: { readonly sheet?: string | undefined; readonly objectType?: string | undefined } = {},
): TableOptions {
  const { sheet, objectType } = chosen;
  return { format, ...(sheet === undefined ? {} : { sheet }), ...(objectType === undefined ? {} : { objectType }) };
}

/** Where the text of an upload lies. */
export function uploadPath(folder: string, id: string): string {
  return join(folder, `${id}.csv`);
}

/**
 * Takes a file in, as UTF-8. Older ones go, so that there is an end to them. Nothing of it stays where it cannot be taken.
 *
 * @throws ThroughlineError upload-unreadable, storage-full
 */
export async function takeUpload(folder: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<Upload> {
  const id = randomUUID();
  const [raw, text, note] = [join(folder, `${id}.part`), uploadPath(folder, id), join(folder, `${id}.json`)];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await forgetOld(folder, uploadsMax - 1);
    const { size, isPacked, ...seen } = await writeRaw(raw, name, bytes);
    const { format, sheets, objectTypes, ...within } = await aboutFile(raw, name, isPacked);
    const { encoding, label } = isPacked ? within : seen;
    if (format !== 'csv' || label === undefined) await rename(raw, text);
    else await writeAsUtf8(raw, text, label, { packs: isPacked });
    const kept = {
      id,
      name,
      bytes: size,
      uploadedAt: new Date().toISOString(),
      encoding: format === 'csv' ? encoding : ('UTF-8' as const),
    };
    const upload = { ...kept, format, sheets, objectTypes, ...(await readHead(text, name, { format })) };
    await writeFile(note, JSON.stringify(upload), { flag: 'wx', mode: 0o600 });
    await rm(raw, { force: true });
    return upload;
  } catch (error) {
    for (const path of [raw, text, note]) await rm(path, { force: true }).catch(() => undefined);
    throw isFull(error)
      ? new ThroughlineError('storage-full', 'The disk is full: the file was not kept', { cause: error })
      : error;
  }
}

async function writeRaw(
  path: string,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{
  readonly size: number;
  readonly encoding: Encoding;
  readonly label: string | undefined;
  readonly isPacked: boolean;
}> {
  const detector = new EncodingDetector();
  const file = await open(path, 'wx', 0o600);
  let size = 0;
  let isPacked = false;
  try {
    for await (const chunk of bytes) {
      if (size === 0) isPacked = chunk[0] === 0x1f && chunk[1] === 0x8b;
      detector.see(chunk);
      await file.writeFile(chunk);
      size += chunk.byteLength;
    }
  } finally {
    await file.close();
  }
  if (size === 0) throw unreadable(name, 'The file is empty', 'a header and rows');
  return { size, isPacked, ...detector.end() };
}

interface About extends Pick<Upload, 'format' | 'sheets' | 'objectTypes' | 'encoding'> {
  readonly label: string | undefined;
}

/** What the file is, by its content. @throws ThroughlineError upload-unreadable */
async function aboutFile(path: string, name: string, isPacked: boolean): Promise<About> {
  const plain = { encoding: 'UTF-8', label: undefined } as const;
  try {
    const format = await formatOfFile(path);
    // What is plain text was looked at while it came.
    if (format === 'csv' && !isPacked) return { format, sheets: [], objectTypes: [], ...plain };
    const { encoding, label, sheets, types } = await tableAbout(path);
    return { format, sheets: [...sheets], objectTypes: [...types], encoding: encoding ?? 'UTF-8', label: label ?? undefined };
  } catch (error) {
    if (error instanceof ImportFailure) throw refused(error, name);
    throw error;
  }
}

/** What is wrong with the whole file. */
export function refused({ errors: [first] }: ImportFailure, name: string): ThroughlineError {
  const where = first === undefined || first.line === 0 ? name : `${name}, line ${first.line}`;
  return unreadable(where, first?.message ?? 'The file cannot be read', first?.expected ?? 'a table or a log');
}

function unreadable(place: string, message: string, expected: string): ThroughlineError {
  return new ThroughlineError('upload-unreadable', message, { place, expected });
}

/** @throws ThroughlineError upload-unknown */
export async function findUpload(folder: string, id: string): Promise<Upload> {
  const text = await readFile(join(folder, `${id}.json`), 'utf8').catch((cause: unknown) => {
    throw new ThroughlineError('upload-unknown', `There is no upload ${id}`, { place: 'upload', cause });
  });
  // What an older version has kept was CSV.
  const upload = { format: 'csv', sheets: [], objectTypes: [], ...(JSON.parse(text) as object) } as unknown as Upload;
  if (Date.parse(upload.uploadedAt) + keptMs >= Date.now()) return upload;
  await removeUpload(folder, id);
  throw new ThroughlineError('upload-unknown', `The upload ${id} was kept for a day`, { place: 'upload' });
}

export async function removeUpload(folder: string, id: string): Promise<void> {
  for (const end of ['json', 'csv', 'part']) await rm(join(folder, `${id}.${end}`), { force: true });
}

/** Removes what is older than a day, and the oldest beyond so many. What is being read stays readable until it is closed. */
async function forgetOld(folder: string, kept: number): Promise<void> {
  const ages = new Map<string, number>();
  for (const name of await readdir(folder)) {
    const [id = ''] = name.split('.');
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: 0 }));
    ages.set(id, Math.max(ages.get(id) ?? 0, mtimeMs));
  }
  const oldest = Date.now() - keptMs;
  const newest = [...ages].sort(([, a], [, b]) => b - a);
  for (const [index, [id, age]] of newest.entries()) if (index >= kept || age < oldest) await removeUpload(folder, id);
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
