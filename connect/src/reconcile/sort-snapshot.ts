import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SnapshotRecord } from './snapshot.ts';

const inMemoryDefault = 50_000;

export interface SortOptions {
  /** An empty folder for what does not fit. Whoever made it removes it. */
  readonly folder: string;
  /** So many records are held at once. */
  readonly inMemory?: number;
}

/** A snapshot in the order of its keys, whatever its own: parts are sorted in memory, written to files, and merged (external merge sort). */
export async function* sortSnapshot<T extends SnapshotRecord>(
  records: AsyncIterable<T> | Iterable<T>,
  { folder, inMemory = inMemoryDefault }: SortOptions,
): AsyncGenerator<T> {
  const files: string[] = [];
  let held: T[] = [];
  for await (const record of records) {
    held.push(record);
    if (held.length < inMemory) continue;
    const file = join(folder, `part-${files.length}.jsonl`);
    await pipeline(Readable.from(linesOf(held.sort(byKey))), createWriteStream(file));
    files.push(file);
    held = [];
  }
  yield* merge([...files.map((file) => readPart<T>(file)), held.sort(byKey)[Symbol.iterator]()]);
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

const byKey = (a: SnapshotRecord, b: SnapshotRecord) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

type Part<T> = AsyncIterator<T> | Iterator<T>;

/** Of as many parts as there are the smallest first; of the same key the earlier part first, so that their order stays. */
async function* merge<T extends SnapshotRecord>(parts: readonly Part<T>[]): AsyncGenerator<T> {
  const heads = await Promise.all(parts.map((part) => part.next()));
  for (;;) {
    let at = -1;
    let least: T | undefined;
    for (const [index, head] of heads.entries()) {
      if (head.done === true || (least !== undefined && least.key <= head.value.key)) continue;
      at = index;
      least = head.value;
    }
    if (least === undefined) return;
    yield least;
    heads[at] = await (parts[at] as Part<T>).next();
  }
}

function* linesOf(records: readonly SnapshotRecord[]): Generator<string> {
  for (const { amount, ...rest } of records)
    yield `${JSON.stringify({ ...rest, digits: String(amount.digits), scale: amount.scale })}\n`;
}

async function* readPart<T extends SnapshotRecord>(file: string): AsyncGenerator<T> {
  for await (const line of linesIn(createReadStream(file, 'utf8'))) {
    const { digits, scale, ...rest } = JSON.parse(line) as { readonly digits: string; readonly scale: number };
    yield { ...rest, amount: { digits: BigInt(digits), scale } } as unknown as T;
  }
}

/** A line ends with a line feed and with nothing else: U+2028 and U+2029 stand in JSON as they are. */
async function* linesIn(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
