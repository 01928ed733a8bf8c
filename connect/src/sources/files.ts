import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { readCsv } from '../csv-reader.ts';
import { ConnectorError } from '../source/connector-error.ts';
import type { ConnectorContext, Source, SourceBatch } from '../source/contract.ts';
import { exactJson } from '../source/exact-json.ts';
import { valueAt } from '../source/path.ts';

/** What files of a folder hold, and when they are whole; the same wherever the folder lies. */
export const fileSettings = {
  path: Type.String({ minLength: 1, maxLength: 1000, description: 'The folder. Those below it are not read' }),
  pattern: Type.String({ minLength: 1, maxLength: 200, description: 'Of names: *.csv, orders-????.json' }),
  whole: Type.Union(
    [
      Type.Object(
        { marker: Type.String({ pattern: '^[^/*?]{1,50}$', description: 'A file with this behind the name: .done' }) },
        { additionalProperties: false },
      ),
      Type.Object(
        {
          stableSeconds: Type.Integer({
            minimum: 1,
            maximum: 86_400,
            description: 'Size and time stay the same for so long, from one run to another',
          }),
        },
        { additionalProperties: false },
      ),
    ],
    { description: 'How one knows that a file has been written to its end' },
  ),
  format: Type.Union([Type.Literal('csv'), Type.Literal('json'), Type.Literal('json-lines')]),
  delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1, description: 'CSV. Default: found in the header' })),
  encoding: Type.Optional(Type.String({ maxLength: 40, description: 'CSV. Default: UTF-8' })),
  records: Type.Optional(
    Type.String({ maxLength: 200, description: 'JSON: the path of the list. Default: the file is the list' }),
  ),
  batch: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Default 500' })),
} as const;
const FileSettings = Type.Object(fileSettings);
export type FileSettings = Static<typeof FileSettings>;

export interface ListedFile {
  readonly name: string;
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
}

/** A folder, here or elsewhere. */
export interface FileStore {
  list(): Promise<readonly ListedFile[]>;
  read(name: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** What has been read: of files that are still there by name, and by content, so that none is read twice under another name. */
interface Cursor {
  readonly files: Readonly<Record<string, readonly [size: number, modified: number, hash: string]>>;
  readonly hashes: readonly string[];
  /** Files that are not known to be whole: as they were, and since when. */
  readonly waiting: Readonly<Record<string, readonly [size: number, modified: number, since: number]>>;
  /** Within a file: so many records of it are done. */
  readonly at?: { readonly hash: string; readonly records: number };
}

const nothingRead: Cursor = { files: {}, hashes: [], waiting: {} };
const filesMax = 10_000;
const hashesKept = 5000;
const bytesMax = 1024 * 1024 * 1024;
const jsonBytesMax = 256 * 1024 * 1024;
const batchDefault = 500;

/** Reads the files of a folder in the order of their names, each once by its content. */
export function filesSource(settings: FileSettings, openStore: (context: ConnectorContext) => Promise<FileStore>): Source {
  return {
    async check(context) {
      const store = await openStore(context);
      try {
        const names = (await store.list()).filter(({ name }) => isWanted(name, settings));
        return `The folder has ${names.length} files that fit ${settings.pattern}`;
      } finally {
        await store.close();
      }
    },
    async *read(from, context) {
      context.signal.throwIfAborted();
      let cursor = isJsonObject(from) ? (from as unknown as Cursor) : nothingRead;
      const store = await openStore(context);
      try {
        const { whole, waiting, known } = wholeFiles(await store.list(), cursor, settings, context.machine.now());
        // What is gone from the folder is forgotten by name; its content is still known.
        cursor = { ...cursor, files: known, waiting };
        for (const file of whole) {
          for await (const batch of readFile(store, file, { settings, cursor, context })) {
            cursor = batch.after;
            yield { records: batch.records, cursor: cursor as unknown as Json };
          }
        }
        if (Object.keys(waiting).length > 0 && whole.length === 0) yield { records: [], cursor: cursor as unknown as Json };
      } finally {
        await store.close();
      }
    },
  };
}

const isWanted = (name: string, { pattern, whole }: FileSettings) =>
  patternOf(pattern).test(name) && !('marker' in whole && name.endsWith(whole.marker));

function patternOf(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  );
}

/** The files that are to be read now, in the order of their names. */
function wholeFiles(listed: readonly ListedFile[], { files, waiting }: Cursor, settings: FileSettings, now: number) {
  if (listed.length > filesMax)
    throw new ConnectorError('answer-too-large', {
      place: 'settings.path',
      detail: `more than ${filesMax} files: move those that were read`,
    });
  const names = new Set(listed.map(({ name }) => name));
  const still: Record<string, readonly [number, number, number]> = {};
  const known: Record<string, readonly [number, number, string]> = {};
  const whole: ListedFile[] = [];
  for (const file of listed.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name, size, modified } = file;
    if (!isWanted(name, settings)) continue;
    const read = files[name];
    if (read !== undefined && read[0] === size && read[1] === modified) known[name] = read;
    else if ('marker' in settings.whole) {
      if (names.has(`${name}${settings.whole.marker}`)) whole.push(file);
    } else {
      const seen = waiting[name];
      const isSame = seen !== undefined && seen[0] === size && seen[1] === modified;
      if (isSame && now - seen[2] >= settings.whole.stableSeconds * 1000) whole.push(file);
      else still[name] = isSame ? seen : [size, modified, now];
    }
  }
  return { whole, waiting: still, known };
}

interface FileContext {
  readonly settings: FileSettings;
  readonly cursor: Cursor;
  readonly context: ConnectorContext;
}

/** A file is copied here first: what is read is what was counted, and the other side is let go. */
async function* readFile(
  store: FileStore,
  { name, size, modified }: ListedFile,
  { settings, cursor, context }: FileContext,
): AsyncGenerator<{ readonly records: SourceBatch['records']; readonly after: Cursor }> {
  const copy = join(tmpdir(), `throughline-${randomUUID()}`);
  try {
    const hash = await copyTo(copy, store.read(name), name, context);
    context.usage.pages += 1;
    const { at: _, ...others } = cursor;
    const done: Cursor = {
      ...others,
      files: { ...cursor.files, [name]: [size, modified, hash] },
      hashes: [...cursor.hashes.filter((one) => one !== hash), hash].slice(-hashesKept),
    };
    if (cursor.hashes.includes(hash)) return yield { records: [], after: done };
    const { batch = batchDefault } = settings;
    let passed = cursor.at?.hash === hash ? cursor.at.records : 0;
    let [records, count]: [Json[], number] = [[], 0];
    for await (const record of recordsOf(copy, name, settings)) {
      count += 1;
      if (passed > 0) {
        passed -= 1;
        continue;
      }
      records.push(record);
      if (records.length < batch) continue;
      context.signal.throwIfAborted();
      yield { records, after: { ...others, at: { hash, records: count } } };
      records = [];
    }
    yield { records, after: done };
  } finally {
    await rm(copy, { force: true });
  }
}

async function copyTo(
  path: string,
  bytes: AsyncIterable<Buffer>,
  name: string,
  { signal, usage }: ConnectorContext,
): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  let written = 0;
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      written += chunk.length;
      if (written > bytesMax)
        throw new ConnectorError('answer-too-large', { place: name, detail: `${name} has more than ${bytesMax} bytes` });
      hash.update(chunk);
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  usage.bytes += written;
  return hash.digest('hex').slice(0, 32);
}

/** The records of a file, with the file and the line that they stand on (`$file`, `$line`). A row that cannot be read is a record that says so. */
async function* recordsOf(
  path: string,
  name: string,
  { format, delimiter, encoding, records: listAt }: FileSettings,
): AsyncGenerator<Json> {
  if (format === 'csv') {
    const options = { ...(delimiter === undefined ? {} : { delimiter }), ...(encoding === undefined ? {} : { encoding }) };
    for await (const { columns, rows, errors, broken } of readCsv(path, options)) {
      for (const { line, fields } of rows)
        yield { ...Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ''])), $file: name, $line: line };
      for (const { line, code, message } of errors) {
        if (broken) throw new ConnectorError('answer-invalid', { place: name, detail: `${name}: ${message}` });
        yield { $file: name, $line: line, $unreadable: `${code}: ${message}` };
      }
    }
    return;
  }
  const text = (await contentOf(path, name)).toString('utf8');
  if (format === 'json-lines') {
    for (const [index, line] of text.split('\n').entries())
      if (line.trim() !== '') yield placed(exactJson(line, `${name} line ${index + 1}`), name, index + 1);
    return;
  }
  const list = valueAt(exactJson(text, name), listAt ?? '');
  if (!Array.isArray(list))
    throw new ConnectorError('answer-invalid', { place: name, detail: `${name} has no list at “${listAt ?? ''}”` });
  for (const [index, record] of list.entries()) yield placed(record as Json, name, index + 1);
}

const placed = (record: Json, name: string, line: number): Json =>
  isJsonObject(record) ? { ...record, $file: name, $line: line } : { value: record, $file: name, $line: line };

async function contentOf(path: string, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > jsonBytesMax)
      throw new ConnectorError('answer-too-large', {
        place: name,
        detail: `JSON is held in memory: at most ${jsonBytesMax} bytes`,
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
