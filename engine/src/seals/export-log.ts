import { hash } from 'node:crypto';
import { type Client, type Database, inTransaction } from '../database.ts';
import { type LoggedEvent, type LogPosition, logStart } from '../sql/read-log-page.ts';
import { readInstant } from '../sql/read-moment.ts';
import { readLastSeal, readSeals, type StoredSeal } from '../sql/seals.ts';
import { endLine, eventLine, exportFormat, exportVersion, headerLine, retiredLine, sealLine } from './export-line.ts';
import { readRetiredPage, readSpanPage, spanSettings } from './read-leaves.ts';
import { sealStart } from './seal.ts';
import type { Span } from './span.ts';

export interface ExportOptions {
  /** Leaves out what is personal: its commitments stand for it. Default false. */
  readonly withoutPersonal?: boolean;
  readonly onProgress?: (progress: { readonly events: number; readonly seals: number; readonly of: number }) => void;
  readonly signal?: AbortSignal;
}

const eventsAtOnce = 1000;
const begin = `begin isolation level repeatable read read only; ${spanSettings}`;

/**
 * The log up to its last seal as the lines of an export, each with its line feed. Reads in short transactions: a seal's events never
 * change, but that parts are erased and events retired, and then they verify all the same.
 */
export async function* exportLog(database: Database, options: ExportOptions = {}): AsyncGenerator<string> {
  const { withoutPersonal = false, onProgress, signal } = options;
  const last = await readLastSeal(database);
  const header = headerLine({
    format: exportFormat,
    version: exportVersion,
    exportedAt: (await readInstant(database)).now,
    personal: !withoutPersonal,
    seals: last?.number ?? 0,
  });
  yield `${header}\n`;
  const count = { seals: 0, events: 0, retired: 0 };
  let before: StoredSeal | undefined;
  while ((before?.number ?? 0) < (last?.number ?? 0)) {
    for (const seal of await readSeals(database, { after: before?.number ?? 0 })) {
      if (seal.number > (last?.number ?? 0)) break;
      yield `${sealLine(seal)}\n`;
      count.seals += 1;
      const span = { upto: seal.upto, ...(before === undefined ? {} : { after: before.upto }) };
      for await (const page of sealPages(database, span, seal.number)) {
        signal?.throwIfAborted();
        let text = '';
        for (const leaf of page) {
          if ('retired' in leaf) count.retired += 1;
          count.events += 1;
          text += `${lineOf(leaf, withoutPersonal)}\n`;
        }
        yield text;
        onProgress?.({ events: count.events, seals: seal.number, of: last?.number ?? 0 });
      }
      before = seal;
    }
  }
  yield `${endLine({ ...count, header: hash('sha256', header), seal: before?.hash ?? sealStart })}\n`;
}

type Leaf = LoggedEvent | (LogPosition & { readonly retired: string });

function lineOf(leaf: Leaf, withoutPersonal: boolean): string {
  if ('retired' in leaf) return retiredLine(leaf, leaf.retired);
  return eventLine(withoutPersonal ? { ...leaf, personal: null, personalSalt: null } : leaf);
}

/** The leaves of a seal in pages, events and what was retired of them in one order. */
async function* sealPages(database: Database, span: Span, seal: number): AsyncGenerator<readonly Leaf[]> {
  let after: LogPosition = logStart;
  for (;;) {
    const page = await inTransaction(database, (client) => readPage(client, { span, seal, after }), begin);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last;
  }
}

async function readPage(
  client: Client,
  { span, seal, after }: { readonly span: Span; readonly seal: number; readonly after: LogPosition },
): Promise<readonly Leaf[]> {
  const events = await readSpanPage(client, span, { after, limit: eventsAtOnce });
  const retired = await readRetiredPage(client, seal, { after, limit: eventsAtOnce });
  if (retired.length === 0) return events;
  // Past the end of a page that is full, the other kind must wait for its next page.
  return [...events, ...retired].sort(byPosition).slice(0, eventsAtOnce);
}

export function byPosition(a: LogPosition, b: LogPosition): number {
  if (a.bucket !== b.bucket) return a.bucket - b.bucket;
  if (a.caseId !== b.caseId) return a.caseId < b.caseId ? -1 : 1;
  return a.seq - b.seq;
}
