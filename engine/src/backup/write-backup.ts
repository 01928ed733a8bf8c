import type { Millis } from '@throughline/language';
import { type Client, type Database, inTransaction, returnClient, takeClient } from '../database.ts';
import { EngineError } from '../errors.ts';
import { spanSettings } from '../seals/read-leaves.ts';
import { spanOf } from '../seals/seal-controls.ts';
import {
  dumpEffects,
  dumpEvents,
  dumpLinks,
  dumpNamedEffects,
  dumpReceipts,
  dumpRetired,
  dumpTable,
  type EffectText,
  type EventRowText,
  readLastRetention,
  readSchemaNumber,
} from '../sql/dump-rows.ts';
import { type LogPosition, logStart } from '../sql/read-log-page.ts';
import { readSeals, type StoredSeal } from '../sql/seals.ts';
import { LineFile, syncFolder } from './line-file.ts';
import { type BackupRun, backupFormat, chained, type Manifest, makeFolder, readManifest, writeManifest } from './manifest.ts';
import { readOpenEffects } from './open-effects.ts';
import { isTableName, stateTables } from './tables.ts';

export interface BackupRequest {
  /** Made where it is missing. What it holds already is not written again. */
  readonly folder: string;
  /** Tables beside the engine's, `schema.name`: all their rows, each time. */
  readonly tables?: readonly string[];
  /** The machine's time. */
  readonly now: Millis;
  readonly onProgress?: (progress: { readonly seal: number; readonly of: number; readonly events: number }) => void;
  readonly signal?: AbortSignal;
}

const eventsAtOnce = 5000;
const keysAtOnce = 1000;
/** So many events and seals go into one file; a seal is not cut. */
const fileEventsMax = 200_000;
const fileSealsMax = 1000;

/** Each page is a transaction of its own: none lasts long enough to keep the database from tidying up. */
const begin = `begin isolation level repeatable read read only; set local statement_timeout = '30s'; set local bytea_output = 'hex';
  set local timezone = 'UTC'; ${spanSettings}`;

/**
 * Copies what was sealed since the last run into a folder, beside writers: seals, their events, and receipts, effects and links of
 * those; then settings and tables of others as they stand, and what became of effects that had not ended. Files are complete before they
 * bear their names, and count once the manifest names them: broken off anywhere, the folder holds what it held before.
 *
 * @throws EngineError backup-unfit, backup-damaged, backup-running
 */
export async function backup(database: Database, request: BackupRequest): Promise<BackupRun> {
  const lock = await takeClient(database);
  let isKept = false;
  try {
    const { rows } = await lock.query<{ locked: boolean }>({ text: 'select pg_try_advisory_lock(7302118) as locked' });
    if (rows[0]?.locked !== true)
      throw new EngineError('backup-running', 'Another backup of this database is being made: wait until it is over');
    try {
      return await new Backup(database, request).run();
    } finally {
      isKept = await lock.query({ text: 'select pg_advisory_unlock(7302118)' }).then(
        () => true,
        () => false,
      );
    }
  } finally {
    returnClient(lock, !isKept);
  }
}

class Backup {
  readonly #database: Database;
  readonly #request: BackupRequest;
  /** Effects that had not ended when they were copied last. */
  #open = new Map<string, { readonly caseId: string; readonly key: string }>();
  #events = 0;

  constructor(database: Database, request: BackupRequest) {
    this.#database = database;
    this.#request = request;
  }

  async run(): Promise<BackupRun> {
    const { folder, tables = [], now } = this.#request;
    for (const table of tables)
      if (!isTableName(table)) throw new EngineError('backup-unfit', `Expected schema.table, not "${table}"`);
    await makeFolder(folder);
    const manifest = await readManifest(folder);
    const before = manifest?.runs.at(-1);
    const newest = await this.#newest(manifest);
    const number = (before?.number ?? 0) + 1;
    this.#open = before === undefined ? new Map() : await readOpenEffects(folder, before);
    const state = new LineFile(folder, 'state');
    try {
      await this.#lookAtOpenEffects(state);
      const files = await this.#copySeals(before?.last.seal ?? 0, newest.number);
      const retentions = await this.#copyState(state, before?.retentions ?? 0);
      const run = chained({
        number,
        at: now,
        schema: await this.#read((client) => readSchemaNumber(client)),
        ...(files.length === 0 ? {} : { seals: { from: (before?.last.seal ?? 0) + 1, to: newest.number } }),
        last: { seal: newest.number, hash: newest.hash },
        events: this.#events,
        retentions,
        state: await state.close(`state-${number}.ndjson.gz`),
        files,
        previous: before?.hash ?? '',
      });
      await syncFolder(folder);
      const source = manifest?.source ?? (await this.#first()).hash;
      await writeManifest(folder, { format: backupFormat, source, runs: [...(manifest?.runs ?? []), run] });
      return run;
    } catch (error) {
      await state.abandon();
      throw error;
    }
  }

  /** The last seal; that of the folder must be one of this log. */
  async #newest(manifest: Manifest | undefined): Promise<StoredSeal> {
    const known = manifest?.runs.at(-1)?.last;
    const seals = await this.#read((client) => readSeals(client, { after: (known?.seal ?? 1) - 1, limit: 1 }));
    const [first] = seals;
    if (first === undefined && known === undefined)
      throw new EngineError('backup-unfit', 'A backup follows seals, and no seal has been made yet: seal the log first');
    if (known !== undefined && first?.hash !== known.hash)
      throw new EngineError(
        'backup-unfit',
        `The folder ends with seal ${known.seal} of another log than this database: give another folder`,
      );
    let newest = first as StoredSeal;
    for (;;) {
      const next: readonly StoredSeal[] = await readSeals(this.#database, { after: newest.number, limit: 1000 });
      if (next.length === 0) return newest;
      newest = next.at(-1) as StoredSeal;
    }
  }

  async #first(): Promise<StoredSeal> {
    return (await readSeals(this.#database, { limit: 1 }))[0] as StoredSeal;
  }

  #read<T>(work: (client: Client) => Promise<T>): Promise<T> {
    this.#request.signal?.throwIfAborted();
    return inTransaction(this.#database, work, begin);
  }

  /** Those that were open in the folder are looked at before newer copies of some are made. */
  async #lookAtOpenEffects(state: LineFile): Promise<void> {
    const keys = [...this.#open.values()];
    for (let from = 0; from < keys.length; from += keysAtOnce) {
      const asked = keys.slice(from, from + keysAtOnce);
      const found = await this.#read((client) => dumpNamedEffects(client, asked));
      for (const effect of asked) this.#open.delete(nameOf(effect));
      this.#note(found);
      for (const { row } of found) await state.write(`{"effectNow":${row}}`);
    }
  }

  #note(effects: readonly EffectText[]): void {
    for (const { caseId, key, isOpen } of effects) {
      if (isOpen) this.#open.set(nameOf({ caseId, key }), { caseId, key });
      else this.#open.delete(nameOf({ caseId, key }));
    }
  }

  async #copySeals(after: number, upto: number): Promise<BackupRun['files']> {
    const { folder } = this.#request;
    const files: BackupRun['files'][number][] = [];
    for (let from = after + 1; from <= upto; ) {
      const file = new LineFile(folder, 'seal');
      try {
        let last = from - 1;
        const filled = this.#events + fileEventsMax;
        while (last < upto && last - from + 1 < fileSealsMax && this.#events < filled) {
          last += 1;
          await this.#copySeal(file, last, upto);
        }
        files.push(await file.close(`seal-${from}-${last}.ndjson.gz`));
        from = last + 1;
      } catch (error) {
        await file.abandon();
        throw error;
      }
    }
    return files;
  }

  async #copySeal(file: LineFile, number: number, of: number): Promise<void> {
    const [seal] = await this.#read((client) => readSeals(client, { after: number - 1, limit: 1 }));
    const span = await this.#read((client) => spanOf(client, number));
    if (seal === undefined || span === undefined) throw new EngineError('backup-unfit', `Seal ${number} is gone`);
    const { upto: _, ...said } = seal;
    await file.write(`{"seal":${JSON.stringify(said)}}`);
    for (let after: LogPosition = logStart; ; ) {
      const from = after;
      const page = await this.#read(async (client) => {
        const events = await dumpEvents(client, span, { after: from, limit: eventsAtOnce });
        return { events, lines: await this.#linesOf(client, events) };
      });
      for (const line of page.lines) await file.write(line);
      this.#events += page.events.length;
      this.#request.onProgress?.({ seal: number, of, events: this.#events });
      const last = page.events.at(-1);
      if (last === undefined || page.events.length < eventsAtOnce) break;
      after = last;
    }
    // Behind the events: what was retired meanwhile stands in one of both.
    for (let after: LogPosition = logStart; ; ) {
      const from = after;
      const retired = await this.#read((client) => dumpRetired(client, number, from, eventsAtOnce));
      for (const { row } of retired) await file.write(`{"retired":${row}}`);
      const last = retired.at(-1);
      if (last === undefined || retired.length < eventsAtOnce) break;
      after = last;
    }
  }

  async #linesOf(client: Client, events: readonly EventRowText[]): Promise<readonly string[]> {
    if (events.length === 0) return [];
    const receipts = await dumpReceipts(client, events);
    const effects = await dumpEffects(client, events);
    const named = await dumpNamedEffects(
      client,
      events.flatMap(({ caseId, named: key }) => (key === null ? [] : [{ caseId, key }])),
    );
    this.#note([...effects, ...named]);
    return [
      ...events.map(({ row }) => `{"event":${row}}`),
      ...receipts.map(({ row }) => `{"receipt":${row}}`),
      ...effects.map(({ row }) => `{"effect":${row}}`),
      ...named.map(({ row }) => `{"effectNow":${row}}`),
      ...(await dumpLinks(client, [...new Set(events.map(({ caseId }) => caseId))])).map((row) => `{"link":${row}}`),
    ];
  }

  /** After the events: what they refer to is there. Returns up to which removal the folder knows what was retired. */
  async #copyState(state: LineFile, knownRetentions: number): Promise<number> {
    const retentions = await this.#read((client) => readLastRetention(client));
    const copy = (table: string, before: string, where?: string) =>
      this.#read(async (client) => {
        for await (const rows of dumpTable(client, table, where)) for (const row of rows) await state.write(`{${before}:${row}}`);
      });
    await copy('throughline.retired_event', '"retired"', `retention > ${knownRetentions}`);
    for (const table of [...stateTables, ...(this.#request.tables ?? [])]) await copy(table, `"table":"${table}","row"`);
    for (const open of this.#open.values()) await state.write(JSON.stringify({ open }));
    return retentions;
  }
}

function nameOf({ caseId, key }: { readonly caseId: string; readonly key: string }): string {
  return `${caseId}/${key}`;
}
