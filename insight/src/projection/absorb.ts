import { rm } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { bucketCount } from './columns.ts';
import { duckVersion } from './duck.ts';
import type { Manifest, Part } from './manifest.ts';
import type { PartFiles, Unnamed } from './parts.ts';
import { type LogPosition, readRemovals } from './position.ts';
import { type EventsAsked, readEvents } from './read-events.ts';

export interface Absorbing {
  readonly client: ClientBase;
  readonly files: PartFiles;
  /** Where the log stands, up to which it is taken in. */
  readonly position: LogPosition;
  /** What there is; absent: all is taken in. */
  readonly known: Manifest | undefined;
  /** How many events are new. */
  readonly events: number;
  readonly chunkEvents: number;
  readonly signal: AbortSignal;
  readonly onEvents: (events: number) => void;
  readonly onStep: (step: string) => void;
}

/** What the manifest is to say. */
export type Absorbed = Omit<Manifest, 'format' | 'dropped'>;

/**
 * Makes parts of what is new, and makes those anew from which cases went or in which they are called otherwise. Nothing that is read changes
 * before the manifest names the result.
 */
export async function absorb(asked: Absorbing): Promise<Absorbed> {
  const { files, known, position, onStep } = asked;
  const fresh = await newParts(asked);
  const { recordedAt, witness, renamed } = await files.summary(fresh);
  const old = known?.parts ?? [];
  const removed =
    old.length === 0 || known?.removed === position.removed ? [] : await readRemovals(asked.client, known?.settled ?? 0);
  const changed = old.length === 0 ? [] : [...new Set([...renamed, ...removed])];
  const kept: (Part | Unnamed)[] = [];
  if (changed.length === 0) kept.push(...old);
  else for (const part of old) kept.push((await files.without(part, changed)) ?? part);
  const again = old.length === 0 || renamed.length === 0 ? [] : await eventsAsPart(asked, { upto: known?.upto, cases: renamed });
  onStep('name');
  const parts: Part[] = [];
  for (const part of [...kept, ...again, ...fresh]) {
    if ('file' in part) {
      parts.push(part);
      continue;
    }
    if (part.events > 0) parts.push(await files.name(part));
    else await files.discard(part);
    onStep('named');
  }
  return {
    duck: await duckVersion(),
    ...{ log: position.log, upto: position.snapshot, seal: position.seal, removed: position.removed, settled: position.settled },
    recordedAt: later(known?.recordedAt ?? null, recordedAt),
    witness: witness ?? known?.witness ?? null,
    parts,
  };
}

/** Cases of some buckets at a time, so that no transaction lasts. */
async function newParts(asked: Absorbing): Promise<readonly Unnamed[]> {
  const { known, position, events, chunkEvents } = asked;
  const span = { after: known?.upto, upto: position.snapshot };
  const chunks = Math.min(bucketCount, Math.ceil(events / chunkEvents));
  const parts: Unnamed[] = [];
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const buckets = [Math.floor((chunk * bucketCount) / chunks), Math.floor(((chunk + 1) * bucketCount) / chunks)] as const;
    parts.push(...(await eventsAsPart(asked, chunks === 1 ? span : { ...span, buckets })));
  }
  return parts;
}

async function eventsAsPart(
  { client, files, signal, onEvents, onStep }: Absorbing,
  asked: EventsAsked,
): Promise<readonly Unnamed[]> {
  const draft = files.draft();
  onStep('read');
  try {
    const copied = await readEvents(client, asked, draft, { signal, onEvents });
    onStep('write');
    if (copied.rows > 0) return [await files.ofEvents(draft, copied.bytesMax)];
    return [];
  } finally {
    await rm(draft, { force: true });
  }
}

function later(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other > one) ? other : one;
}
