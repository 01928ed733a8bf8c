import { rm, stat } from 'node:fs/promises';
import type { Pool, PoolClient } from 'pg';
import type { Freshness } from '../reader/log-reader.ts';
import { type Absorbed, absorb } from './absorb.ts';
import { countsPredicate, keptColumnList, keptColumns, logColumnList, logColumns } from './columns.ts';
import { partsToMerge } from './compaction.ts';
import { type Duck, type DuckOptions, duckVersion, openDuck } from './duck.ts';
import { makeFolder, sweepFolder } from './files.ts';
import { type HeldLog, holdLog } from './held-log.ts';
import { lockFolder, unlockFolder } from './lock.ts';
import { type Manifest, type Part, readManifest, writeManifest } from './manifest.ts';
import { PartFiles } from './parts.ts';
import { countSpan, hasWitness, isBefore, type LogPosition, readPosition } from './position.ts';
import { caseTotalsSql, filesOf, sumColumns, sumViews } from './sums.ts';

export interface ProjectionOptions extends DuckOptions {
  /** More events than these are fetched in the background: answers say meanwhile how many are missing. Default 300,000: some seconds. */
  readonly waitEventsMax?: number;
  /** How many events are fetched in one transaction. Default 500,000. */
  readonly chunkEvents?: number;
  /** What went wrong in the background; the next read tries again. */
  readonly onError?: (error: unknown) => void;
  /** Told before each step that leaves something on the disk; for tests, which end the writer there. */
  readonly onStep?: (step: string) => void;
}

/** Events that are in it already, and how many there will be. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface ProjectionStatus extends Freshness {
  readonly events: number;
  readonly parts: number;
  readonly bytes: number;
  /** While it is built. */
  readonly building: Progress | null;
}

const waitEventsDefault = 300_000;
const chunkEventsDefault = 500_000;
/** Reads of another process may still be at a file for so long after it was dropped. */
const dropGraceMs = 60_000;
/** Merging more than this is left to the background. */
const mergeEventsMax = 200_000;
const lockPatienceMs = 5_000;
const rebuildPatienceMs = 600_000;
const countMax = 1_000_000_000;

interface Absorb {
  /** Everything, whatever there is. */
  readonly anew?: boolean;
  readonly patienceMs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

interface Known {
  readonly manifest: Manifest;
  readonly text: string;
}

/**
 * The log as sorted files, which DuckDB reads. It follows the log by snapshots of transactions, so it misses no event and has none twice, in
 * whatever order transactions commit; and it holds nothing that cannot be made anew from the log.
 */
export class Projection {
  readonly #pool: Pool;
  readonly #folder: string;
  readonly #options: ProjectionOptions;
  readonly #closing = new AbortController();
  readonly #pins = new Map<symbol, ReadonlySet<string>>();
  #duck: Promise<Duck> | undefined;
  #known: Known | undefined;
  /** What the view shows: the text of a manifest. */
  #shown: string | undefined;
  #showing: Promise<void> = Promise.resolve();
  /** Where the log stood when nothing was missing, and of which manifest. */
  #quiet: string | undefined;
  #isProved = false;
  #isSwept = false;
  #running: Promise<Freshness> | undefined;
  #waiting: Promise<Freshness> | undefined;
  #build: Promise<void> | undefined;
  #merge: Promise<void> | undefined;
  #progress: Progress = { done: 0, total: 0 };

  /** The folder is made when something is first written. The pool stays the caller's. */
  constructor(pool: Pool, folder: string, options: ProjectionOptions = {}) {
    this.#pool = pool;
    this.#folder = folder;
    this.#options = options;
  }

  /**
   * Takes in what was committed before the call, unless it is too much to wait for; then it goes on in the background. Calls that come
   * while one is at work share the next.
   */
  catchUp(): Promise<Freshness> {
    this.#waiting ??= this.#inTurn(this.#running);
    return this.#waiting;
  }

  async #inTurn(before: Promise<unknown> | undefined): Promise<Freshness> {
    await before?.catch(() => undefined);
    this.#running = this.#waiting;
    this.#waiting = undefined;
    this.#closing.signal.throwIfAborted();
    return this.#withClient((client) => this.#advance(client));
  }

  /** Makes it anew from the log. What there was is read until the new one is whole. */
  async rebuild(onProgress?: (progress: Progress) => void): Promise<Freshness> {
    await this.#running?.catch(() => undefined);
    await this.#build?.catch(() => undefined);
    await this.#withClient((client) =>
      this.#absorb(client, { anew: true, patienceMs: rebuildPatienceMs, ...(onProgress === undefined ? {} : { onProgress }) }),
    );
    return this.catchUp();
  }

  async status(): Promise<ProjectionStatus> {
    const freshness = await this.#withClient((client) => this.#standing(client));
    const parts = this.#known?.manifest.parts ?? [];
    const files = parts.flatMap(({ file }) => filesOf(file));
    const sizes = await Promise.all(files.map((file) => stat(`${this.#folder}/${file}`).then(({ size }) => size)));
    return {
      ...freshness,
      events: eventsOf(parts),
      parts: parts.length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      building: this.#build === undefined ? null : this.#progress,
    };
  }

  /** DuckDB, whose view shows the projection as it is. Until it is let go, none of its files goes. */
  async pin(): Promise<{ readonly duck: Duck; release(): void }> {
    const duck = await this.#open();
    const mark = Symbol('pin');
    await this.#show(duck);
    this.#pins.set(mark, new Set(this.#known?.manifest.parts.map(({ file }) => file)));
    return { duck, release: () => void this.#pins.delete(mark) };
  }

  /** Works with the log as it now stands, for as long as it takes. What comes meanwhile is not in it. */
  async hold<T>(work: (held: HeldLog) => Promise<T>): Promise<T> {
    await this.catchUp();
    await this.#build;
    const known = async () => {
      this.forget();
      await this.catchUp();
      return this.#known?.manifest;
    };
    return await holdLog({ duck: await this.#open(), folder: this.#folder, known }, work);
  }

  /** What it knows of its files is read again: another process may have put others in their places. */
  forget(): void {
    this.#known = undefined;
    this.#quiet = undefined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([this.#waiting, this.#running, this.#build, this.#merge]);
    await this.#showing.catch(() => undefined);
    await (await this.#duck?.catch(() => undefined))?.close();
  }

  async #advance(client: PoolClient): Promise<Freshness> {
    const position = await readPosition(client);
    const known = await this.#load(client, position);
    const place = JSON.stringify([position.snapshot, position.removed, known?.text]);
    const fresh = { seal: position.seal, recordedAt: known?.manifest.recordedAt ?? null, behind: 0 };
    if (place === this.#quiet) return fresh;
    if (this.#build !== undefined) return this.#partly(known);
    const behind = await countSpan(client, { after: known?.manifest.upto, upto: position.snapshot }, this.#waitMax + 1);
    if (behind > this.#waitMax) return this.#inBackground(client, known, position);
    if (behind === 0 && position.removed === (known?.manifest.removed ?? position.removed)) {
      this.#quiet = place;
      return fresh;
    }
    if (await this.#absorb(client))
      return { seal: position.seal, recordedAt: this.#known?.manifest.recordedAt ?? null, behind: 0 };
    return this.#standing(client);
  }

  get #waitMax(): number {
    return this.#options.waitEventsMax ?? waitEventsDefault;
  }

  /** How it stands, without taking anything in. */
  async #standing(client: PoolClient): Promise<Freshness> {
    const position = await readPosition(client);
    const known = await this.#load(client, position);
    const behind = await countSpan(client, { after: known?.manifest.upto, upto: position.snapshot }, countMax);
    const seal = behind === 0 ? position.seal : (known?.manifest.seal ?? null);
    return { seal, recordedAt: known?.manifest.recordedAt ?? null, behind };
  }

  #partly(known: Known | undefined): Freshness {
    const { done, total } = this.#progress;
    return {
      seal: known?.manifest.seal ?? null,
      recordedAt: known?.manifest.recordedAt ?? null,
      behind: Math.max(1, total - done),
    };
  }

  async #inBackground(client: PoolClient, known: Known | undefined, position: LogPosition): Promise<Freshness> {
    const total = await countSpan(client, { after: known?.manifest.upto, upto: position.snapshot }, countMax);
    this.#progress = { done: 0, total };
    this.#build = this.#withClient(async (own) => {
      await this.#absorb(own, { patienceMs: lockPatienceMs });
    })
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#options.onError?.(error);
      })
      .finally(() => {
        this.#build = undefined;
      });
    return { seal: known?.manifest.seal ?? null, recordedAt: known?.manifest.recordedAt ?? null, behind: total };
  }

  /** What the folder has of this log; `undefined`: nothing that can be used. */
  async #load(client: PoolClient, position: LogPosition): Promise<Known | undefined> {
    const found = await readManifest(this.#folder, await duckVersion());
    if (found !== undefined && found.text === this.#known?.text && found.manifest.log === position.log) return this.#known;
    this.#known = found !== undefined && (await this.#isOf(client, position, found.manifest)) ? found : undefined;
    if (this.#known === undefined) this.#isSwept = false;
    return this.#known;
  }

  async #isOf(client: PoolClient, position: LogPosition, manifest: Manifest): Promise<boolean> {
    const { log, upto, witness, removed, parts } = manifest;
    if (log !== position.log || isBefore(position.snapshot, upto)) return false;
    if (!(await this.#hasAll(parts))) return false;
    // An event that retention may have removed proves nothing.
    if (this.#isProved || witness === null || removed !== position.removed) return true;
    this.#isProved = await hasWitness(client, witness);
    return this.#isProved;
  }

  async #hasAll(parts: readonly Part[]): Promise<boolean> {
    const files = parts.flatMap(({ file }) => filesOf(file));
    const found = await Promise.all(files.map((file) => stat(`${this.#folder}/${file}`).catch(() => undefined)));
    return found.every((one) => one !== undefined);
  }

  /** Takes in what is missing, as the only writer. `false`: another writes, and it has not ended in time. */
  async #absorb(client: PoolClient, { anew = false, patienceMs = lockPatienceMs, onProgress }: Absorb = {}): Promise<boolean> {
    await makeFolder(this.#folder);
    if (!(await lockFolder(client, this.#folder, patienceMs))) return false;
    const position = await readPosition(client);
    const known = await this.#load(client, position);
    if (!this.#isSwept) await sweepFolder(this.#folder, namesOf(known));
    this.#isSwept = true;
    const behind = await countSpan(client, { after: anew ? undefined : known?.manifest.upto, upto: position.snapshot }, countMax);
    this.#progress = { done: 0, total: behind };
    const absorbed = await absorb({
      ...{ client, position, known: anew ? undefined : known?.manifest, events: behind },
      files: new PartFiles(this.#folder, await this.#open()),
      chunkEvents: this.#options.chunkEvents ?? chunkEventsDefault,
      signal: this.#closing.signal,
      onEvents: (events) => {
        this.#progress = { ...this.#progress, done: this.#progress.done + events };
        onProgress?.(this.#progress);
      },
      onStep: (step) => this.#options.onStep?.(step),
    });
    await this.#write(absorbed, known?.manifest);
    await this.#mergeSmall();
    await unlockFolder(client, this.#folder);
    this.#mergeLarge();
    return true;
  }

  /** The caller holds the lock. */
  async #write(next: Absorbed, before: Manifest | undefined): Promise<void> {
    const now = Date.now();
    const kept = new Set(next.parts.map(({ file }) => file));
    const waiting = [
      ...(before?.dropped ?? []),
      ...(before?.parts ?? []).filter(({ file }) => !kept.has(file)).map(({ file }) => ({ file, at: now })),
    ];
    const pinned = new Set([...this.#pins.values()].flatMap((files) => [...files]));
    const isOver = ({ file, at }: { file: string; at: number }) => now - at >= dropGraceMs && !pinned.has(file);
    this.#options.onStep?.('manifest');
    await writeManifest(this.#folder, { ...next, dropped: waiting.filter((one) => !isOver(one)) });
    this.#options.onStep?.('dropped');
    for (const file of waiting.filter(isOver).flatMap((one) => filesOf(one.file)))
      await rm(`${this.#folder}/${file}`, { force: true });
    this.#known = await readManifest(this.#folder, next.duck);
    this.#isProved = true;
  }

  /** The caller holds the lock. */
  async #mergeSmall(): Promise<void> {
    for (;;) {
      const { manifest } = this.#known ?? {};
      const parts = partsToMerge(manifest?.parts ?? []);
      if (manifest === undefined || parts.length === 0 || eventsOf(parts) > mergeEventsMax) return;
      const files = new PartFiles(this.#folder, await this.#open());
      this.#options.onStep?.('merge');
      const merged = await files.merged(parts);
      this.#options.onStep?.('merged');
      await this.#write({ ...manifest, parts: replaced(manifest.parts, parts, await files.name(merged)) }, manifest);
    }
  }

  /** Large parts are merged beside all else; only putting the result in their place needs the lock. */
  #mergeLarge(): void {
    const parts = partsToMerge(this.#known?.manifest.parts ?? []);
    if (parts.length === 0 || this.#merge !== undefined) return;
    this.#merge = this.#mergeBeside(parts)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#options.onError?.(error);
      })
      .finally(() => {
        this.#merge = undefined;
      });
  }

  async #mergeBeside(parts: readonly Part[]): Promise<void> {
    const { duck, release } = await this.pin();
    try {
      const files = new PartFiles(this.#folder, duck);
      const merged = await files.merged(parts);
      await this.#withClient(async (client) => {
        if (this.#closing.signal.aborted || !(await lockFolder(client, this.#folder, lockPatienceMs)))
          return files.discard(merged);
        const now = await readManifest(this.#folder, await duckVersion());
        const there = new Set(now?.manifest.parts.map(({ file }) => file));
        if (now === undefined || !parts.every(({ file }) => there.has(file))) await files.discard(merged);
        else
          await this.#write(
            { ...now.manifest, parts: replaced(now.manifest.parts, parts, await files.name(merged)) },
            now.manifest,
          );
        await unlockFolder(client, this.#folder);
      });
    } finally {
      release();
    }
  }

  #open(): Promise<Duck> {
    if (this.#duck === undefined) {
      this.#duck = makeFolder(this.#folder).then(() => openDuck(this.#folder, this.#options));
      this.#duck.catch(() => {
        this.#duck = undefined;
      });
    }
    return this.#duck;
  }

  /** One after the other: the view shows the manifest that is known at the end. */
  #show(duck: Duck): Promise<void> {
    this.#showing = this.#showing
      .catch(() => undefined)
      .then(async () => {
        const known = this.#known;
        const text = known?.text ?? '';
        if (text === this.#shown) return;
        await duck.together(viewsSql(new PartFiles(this.#folder, duck), known?.manifest.parts ?? []));
        this.#shown = text;
      });
    return this.#showing;
  }

  /** A connection that was left in a lock or a transaction goes, and they with it. */
  async #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken = true;
    try {
      const result = await work(client);
      broken = false;
      return result;
    } finally {
      client.release(broken);
    }
  }
}

/** The log and its sums. */
function viewsSql(files: PartFiles, parts: readonly Part[]): readonly string[] {
  const view = (name: string, columns: Readonly<Record<string, string>>, select: () => string) => {
    const nothing = Object.entries(columns).map(([column, type]) => `null::${type} as ${column}`);
    return `create or replace view ${name} as ${parts.length > 0 ? select() : `select ${nothing.join(', ')} where false`}`;
  };
  const counted = parts.some(({ retracted }) => retracted > 0) ? ` where ${countsPredicate}` : '';
  return [
    view('throughline.event_history', keptColumns, () => `select ${keptColumnList} from ${files.source(parts)}`),
    view('throughline.event_log', logColumns, () => `select ${logColumnList} from ${files.source(parts)}${counted}`),
    view(sumViews.cases, sumColumns.cases, () => caseTotalsSql((some) => files.sums(some, 'cases'), parts)),
    view(sumViews.edges, sumColumns.edges, () => `select * from ${files.sums(parts, 'edges')}`),
    view(sumViews.hands, sumColumns.hands, () => `select * from ${files.sums(parts, 'hands')}`),
  ];
}

function eventsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { events }) => sum + events, 0);
}

function namesOf(known: Known | undefined): ReadonlySet<string> {
  const { parts = [], dropped = [] } = known?.manifest ?? {};
  return new Set([...parts, ...dropped].flatMap(({ file }) => filesOf(file)));
}

function replaced(parts: readonly Part[], merged: readonly Part[], by: Part): readonly Part[] {
  const gone = new Set(merged.map(({ file }) => file));
  return [...parts.filter(({ file }) => !gone.has(file)), by];
}
