import { type Import, problems } from '@throughline/api';
import type { ImportError, ImportReport } from '@throughline/connect';
import type { Pool, PoolClient } from 'pg';
import { ThroughlineError } from '../errors.ts';
import { forgetMeasured } from '../home/measuring.ts';
import { problemOf } from '../http/problem.ts';
import { importFile } from '../import-file.ts';
import type { Throughline } from '../throughline.ts';
import { storeFacts } from './import-facts.ts';
import {
  type Ending,
  endImport,
  insertImport,
  type Progress,
  readImport,
  readRunningImport,
  type StoredError,
  stopAbandoned,
  storeErrors,
  storeProgress,
} from './import-table.ts';
import { type ChosenUpload, shareOf } from './preview.ts';
import { rowError } from './row-error.ts';
import { importTarget, requireChoice } from './targets.ts';
import { checkTotals } from './totals-check.ts';
import { findUpload, removeUpload, tableOf, uploadFolder, uploadPath } from './uploads.ts';

/*
 * One import a company at a time, whichever server runs it: it holds a lock in the database for as long as it lives. Where it
 * has died, the lock is free, and whoever looks at the import next says that it has stopped. What it recorded stays; the same
 * file run again goes on, for the receipts know each fact.
 */

const importLock = 7_302_131;
export const errorsKept = 10_000;
const storedEveryMs = 2000;
const dayMs = 86_400_000;

interface Run {
  readonly begun: Import;
  readonly stop: AbortController;
  /** Resolves when it has ended and this is written. */
  readonly ended: Promise<void>;
  progress: Progress;
}

/** What this process runs, by database. */
const running = new WeakMap<Pool, Run>();

const nothingYet: Progress = { share: 0, rows: 0, cases: 0, events: 0, duplicates: 0, errors: 0, deviations: 0 };

export interface StartOptions {
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  /** Something was written. */
  readonly onChange: () => void;
}

/**
 * Begins to import an upload, and returns when it has begun.
 *
 * @throws ThroughlineError upload-unknown, flow-unknown, mapping-unfit, import-running
 */
export async function startImport(throughline: Throughline, request: ChosenUpload, options: StartOptions): Promise<Import> {
  const { pool } = throughline;
  const upload = await findUpload(uploadFolder(throughline), request.upload);
  const target = await importTarget(throughline, request.flow, request.choice);
  requireChoice(target, request.choice, upload);
  const client = await lockImports(pool);
  if (client === undefined) {
    throw new ThroughlineError('import-running', 'An import is running in this company', {
      place: (await readRunningImport(pool))?.id ?? 'import',
    });
  }
  let begun: Import;
  try {
    await stopAbandoned(client);
    const { source } = target.mappingOf(request.choice);
    begun = await insertImport(client, { ...request, upload: upload.id, progress: nothingYet, source, file: upload.name });
  } catch (error) {
    client.release(true);
    throw error;
  }
  const stop = new AbortController();
  const run: Run = { begun, stop, progress: nothingYet, ended: Promise.resolve() };
  const signal = AbortSignal.any([stop.signal, options.signal]);
  const work = runImport(throughline, { ...request, run, client, signal });
  const finished = finish(work, { run, client, signal }).then(() =>
    run.progress.events === 0 ? undefined : forgetMeasured(throughline),
  );
  const ended = finished.finally(() => {
    if (running.get(pool)?.begun.id === begun.id) running.delete(pool);
    options.onChange();
  });
  running.set(pool, Object.assign(run, { ended }));
  return begun;
}

/** The connection that holds the lock, or `undefined` where another does. Released with the connection, whatever happens. */
export async function lockImports(pool: Pool): Promise<PoolClient | undefined> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [importLock]);
    if (rows[0]?.locked === true) return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return undefined;
}

/** Lets go of the lock; the connection goes back as it was. */
export async function unlockImports(client: PoolClient): Promise<void> {
  await client.query('select pg_advisory_unlock($1)', [importLock]);
}

interface RunOptions extends ChosenUpload {
  readonly run: Run;
  readonly client: PoolClient;
  readonly signal: AbortSignal;
}

async function runImport(
  throughline: Throughline,
  { upload, flow, choice, run, client, signal }: RunOptions,
): Promise<ImportReport> {
  const target = await importTarget(throughline, flow, choice);
  const { now } = await throughline.engine.clock();
  let [found, storedAt, storing] = [0, performance.now(), Promise.resolve()];
  // One statement after the other: they share the connection.
  const store = (write: () => Promise<void>) => {
    storing = storing.then(write);
    storing.catch(() => undefined);
    return storing;
  };
  const folder = uploadFolder(throughline);
  const read = { file: uploadPath(folder, upload), table: tableOf(await findUpload(folder, upload), choice.table) };
  const mapping = target.mappingOf(choice);
  const report = await importFile(throughline, {
    ...{ ...read, mapping, latest: now + dayMs, signal },
    onWrite: (batch) => store(() => storeFacts(client, run.begun.id, batch)),
    stopwatch: () => performance.now(),
    onErrors: (errors) => {
      const kept = numbered(errors, found).slice(0, Math.max(0, errorsKept - found));
      found += errors.length;
      run.progress = { ...run.progress, errors: found };
      return kept.length === 0 ? undefined : store(() => storeErrors(client, run.begun.id, kept));
    },
    onProgress: (progress) => {
      const { rows, cases, events, duplicates, deviations } = progress;
      run.progress = { rows, cases, events, duplicates, deviations, errors: found, share: shareOf(progress) };
      if (performance.now() - storedAt < storedEveryMs) return;
      storedAt = performance.now();
      void store(() => storeProgress(client, run.begun.id, run.progress));
    },
  });
  await storing;
  // While the file is there: what it says by itself is held against what is in the log now.
  await checkTotals(client, { id: run.begun.id, ...read, mapping, signal });
  return report;
}

function numbered(errors: readonly ImportError[], from: number): readonly StoredError[] {
  return errors.map((error, index) => ({ ...rowError(error), number: from + index }));
}

/** Writes how an import ended. Where even that fails, the lock says it: it is free. */
async function finish(
  work: Promise<ImportReport>,
  { run, client, signal }: { readonly run: Run; readonly client: PoolClient; readonly signal: AbortSignal },
): Promise<void> {
  const ending = await work.then(endingOf, (error: unknown) => failureOf(error, signal));
  const progress = ending.status === 'done' ? { ...run.progress, share: 1 } : run.progress;
  let broken = true;
  try {
    await endImport(client, run.begun.id, ending, progress);
    await unlockImports(client);
    broken = false;
  } catch {
    // The next look finds the lock free and the import unfinished.
  } finally {
    client.release(broken);
  }
}

function endingOf({ complete, errors }: ImportReport): Ending {
  const last = errors.at(-1);
  if (complete || last === undefined) return { status: 'done', failure: null };
  // The file itself ended the reading: what came before is imported.
  return { status: 'failed', failure: { code: last.code, message: last.message, action: last.action } };
}

function failureOf(error: unknown, signal: AbortSignal): Ending {
  // A server that stops also closes the connections under it: whatever that leads to, it was stopped.
  if (signal.aborted) return { status: 'stopped', failure: null };
  const { code, message } = problemOf(error);
  return { status: 'failed', failure: { code, message, action: problems[code].action } };
}

/** How an import stands. @throws ThroughlineError import-unknown */
export async function showImport({ pool }: Throughline, id: string): Promise<Import> {
  const run = running.get(pool);
  if (run?.begun.id === id) return { ...run.begun, ...run.progress };
  const found = await readImport(pool, id);
  if (found === undefined) throw new ThroughlineError('import-unknown', `There is no import ${id}`, { place: 'import' });
  if (found.status !== 'running') return found;
  const client = await lockImports(pool);
  if (client === undefined) return (await readImport(pool, id)) ?? found;
  let broken = true;
  try {
    await stopAbandoned(client);
    await unlockImports(client);
    broken = false;
  } finally {
    client.release(broken);
  }
  return (await readImport(pool, id)) ?? found;
}

/** How an import that runs here has ended; of another, how it stands. @throws ThroughlineError import-unknown */
export async function importEnded(throughline: Throughline, id: string): Promise<Import> {
  const run = running.get(throughline.pool);
  if (run?.begun.id === id) await run.ended;
  return showImport(throughline, id);
}

/** Stops an import that runs here, and returns when it has stopped. @throws ThroughlineError import-unknown, import-running */
export async function stopImport(throughline: Throughline, id: string): Promise<Import> {
  const run = running.get(throughline.pool);
  if (run?.begun.id === id) {
    run.stop.abort();
    await run.ended;
  }
  const found = await showImport(throughline, id);
  if (found.status !== 'running') return found;
  throw new ThroughlineError('import-running', 'Another server runs this import: stop it there', { place: 'import' });
}

/** Throws an upload away, unless it is being imported. @throws ThroughlineError upload-unknown, import-running */
export async function discardUpload(throughline: Throughline, id: string): Promise<void> {
  const folder = uploadFolder(throughline);
  await findUpload(folder, id);
  const current = await readRunningImport(throughline.pool);
  const now = current === undefined ? undefined : await showImport(throughline, current.id);
  if (now?.status === 'running' && now.upload === id) {
    throw new ThroughlineError('import-running', 'The file is being imported', { place: 'upload' });
  }
  await removeUpload(folder, id);
}
