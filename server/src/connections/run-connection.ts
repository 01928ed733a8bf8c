import { hash } from 'node:crypto';
import type { ConnectionRun } from '@throughline/api';
import {
  type ConnectorContext,
  ConnectorError,
  driftOf,
  mergeShapes,
  nothingCounted,
  type RunCounts,
  runSource,
  ShapeReader,
} from '@throughline/connect';
import type { PoolClient } from 'pg';
import { ThroughlineError } from '../errors.ts';
import { problemOf } from '../http/problem.ts';
import { analyseTables } from '../sql/analyse-tables.ts';
import type { Throughline } from '../throughline.ts';
import {
  beginConnection,
  type ConnectionState,
  readState,
  storeCursor,
  storeEnd,
  storeLetters,
  storeNotices,
} from './connection-table.ts';
import type { SoundConnection } from './declarations.ts';
import { liveFromOf, machine, type Opened, openFor } from './open-connection.ts';
import { type Cause, type Counted, endRun, insertRun, type RunEnd, storeCounts } from './run-table.ts';

/*
 * One run a connection at a time, whichever server runs it: it holds a lock in the database on a connection of its own, and writes the place up to
 * which it has read by that very connection. So whoever has lost the lock cannot move the place any more.
 */

const lockClass = 7_302_140;
const minutesDefault = 60;
const skewTold = 30_000;

/**
 * The connection that holds the lock, or `undefined` where another run has it. Released with the connection, whatever happens.
 *
 * @param patienceMs how long it is waited for where nobody is told as running
 */
export async function lockConnection(
  { pool }: Pick<Throughline, 'pool'>,
  id: string,
  patienceMs = 0,
): Promise<PoolClient | undefined> {
  const client = await pool.connect();
  try {
    if (await takeLock(client, id, patienceMs)) return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return undefined;
}

const lockLookMs = 20;
const lockPatienceMs = 5000;

/** A run is told as ended before its lock is let go: whoever has seen it end, and asks for the next, waits for that. */
async function takeLock(client: PoolClient, id: string, patienceMs: number): Promise<boolean> {
  const begun = performance.now();
  for (;;) {
    const { rows } = await client.query<{ locked: boolean; running: boolean }>(
      `select pg_try_advisory_lock($1, $2) as locked,
        exists (select from throughline_server.connection_run where connection = $3 and status = 'running') as running`,
      [lockClass, lockOf(id), id],
    );
    const [found] = rows;
    if (found?.locked === true) return true;
    if (found?.running === true || performance.now() - begun >= patienceMs) return false;
    await machine.wait(lockLookMs, new AbortController().signal);
  }
}

export async function unlockConnection(client: PoolClient, id: string): Promise<void> {
  let broken = true;
  try {
    await client.query('select pg_advisory_unlock($1, $2)', [lockClass, lockOf(id)]);
    broken = false;
  } catch {
    // The lock goes with the connection.
  } finally {
    client.release(broken);
  }
}

const lockOf = (id: string) => Number.parseInt(hash('sha256', id).slice(0, 8), 16) | 0;

export interface RunOptions {
  readonly cause: Cause;
  /** Stops it between two batches; what was recorded stays. */
  readonly signal: AbortSignal;
  /** Something was written. */
  readonly onChange?: () => void;
  /** Has begun: the run is in the log. */
  readonly onBegun?: (run: ConnectionRun) => void;
}

/**
 * Reads a connection from its place on, once, and says how it went: what the other side did wrong is in the run, and only faults of ours are thrown.
 *
 * @throws ThroughlineError connection-running, connection-invalid (the mapping does not fit its flow), flow-unknown
 */
export async function runConnection(
  throughline: Throughline,
  sound: SoundConnection,
  options: RunOptions,
): Promise<ConnectionRun> {
  const { declaration } = sound;
  const { id } = declaration;
  const client = await lockConnection(throughline, id, lockPatienceMs);
  if (client === undefined)
    throw new ThroughlineError('connection-running', `The connection ${id} is being read just now`, { place: 'connection' });
  try {
    const state = await readState(client, id);
    const minutes = AbortSignal.timeout((declaration.budget?.minutesPerRun ?? minutesDefault) * 60_000);
    const signal = AbortSignal.any([options.signal, minutes]);
    const liveFrom = await liveFromOf(throughline, declaration, state);
    const opened = await openFor(throughline, sound, { signal, liveFrom });
    await beginConnection(client, id, liveFrom);
    const run = await insertRun(client, id, options.cause);
    options.onBegun?.(run);
    try {
      return await read(throughline, { client, run, state, opened, minutes, stopped: options.signal });
    } finally {
      opened.close();
      options.onChange?.();
    }
  } finally {
    await unlockConnection(client, id);
  }
}

interface Reading {
  readonly client: PoolClient;
  readonly run: ConnectionRun;
  readonly state: ConnectionState;
  readonly opened: Opened;
  readonly minutes: AbortSignal;
  readonly stopped: AbortSignal;
}

async function read(throughline: Throughline, { client, run, state, opened, minutes, stopped }: Reading): Promise<ConnectionRun> {
  const { context, source, mapper, write, declaration } = opened;
  const { id, budget } = declaration;
  const counts = nothingCounted();
  const shapes = new ShapeReader();
  const counted = () => countedOf(counts, context);
  let end: RunEnd = { status: 'done', failure: null };
  let failed: { readonly pauseMs: number } | undefined;
  try {
    if (source === undefined)
      throw new ConnectorError('declaration-invalid', { place: 'kind', detail: 'it is not read: it is delivered to' });
    await runSource({
      ...{ source, mapper, context, counts, cursor: state.cursor },
      ...(budget?.recordsPerRun === undefined ? {} : { recordsMax: budget.recordsPerRun }),
      ports: {
        write,
        see: (records) => shapes.see(records),
        bury: (letters) => storeLetters(client, id, letters),
        async keep(cursor) {
          await storeCursor(client, id, cursor);
          await storeCounts(client, run.id, counted());
        },
      },
    });
  } catch (error) {
    if (stopped.aborted) end = { status: 'stopped', failure: null };
    else if (minutes.aborted)
      end = { status: 'failed', failure: failureOf(new ConnectorError('budget-spent', { detail: 'its minutes are over' })) };
    else {
      end = { status: 'failed', failure: failureOf(error, context) };
      failed = { pauseMs: pauseAfter(error, state.failures) };
    }
  }
  const shape = shapes.shape();
  const drift = driftOf(state.shape, shape);
  await storeNotices(client, id, [...drift, ...skewNotice(context.usage.skewMs)]);
  await storeEnd(client, id, { shape: shape.records === 0 ? undefined : mergeShapes(state.shape, shape, drift), failed });
  if (counts.facts > 1000) await analyseTables(throughline.pool);
  return endRun(client, run.id, end, counted());
}

function countedOf(counts: RunCounts, { usage }: ConnectorContext): Counted {
  const { requests, pages, bytes, retries, skewMs } = usage;
  return { ...counts, requests, pages, bytes, retries, skewMs: skewMs === undefined ? null : Math.round(skewMs) };
}

/** Clocks that agree within half a minute change no order that matters. */
function skewNotice(skewMs: number | undefined) {
  if (skewMs === undefined || Math.abs(skewMs) < skewTold) return [];
  const seconds = Math.round(skewMs / 1000);
  return [
    { code: 'clock-skew', path: '', before: 'our clock', after: `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}` },
  ];
}

export function failureOf(error: unknown, context?: ConnectorContext): NonNullable<ConnectionRun['failure']> {
  const hide = (text: string) => (context === undefined ? text : context.secrets.hide(text)).slice(0, 500);
  if (error instanceof ConnectorError) {
    const { code, message, action, mayPass, place } = error;
    return { code, message: hide(message), action, place: place === undefined ? null : hide(place), again: mayPass };
  }
  const { code } = problemOf(error);
  // A fault of ours: what it says is for whoever runs the server.
  const message = code === 'internal' ? 'Something went wrong here that should not have' : hide((error as Error).message);
  return { code, message, action: 'See the log of the server.', place: null, again: true };
}

const pauseMsFirst = 15_000;
const pauseMsMax = 3_600_000;

/** What may pass is tried again soon, then less and less often; what somebody must mend, not for an hour unless they ask. */
function pauseAfter(error: unknown, failures: number): number {
  if (error instanceof ConnectorError) {
    if (error.code === 'budget-spent') return 0;
    if (error.retryAfterMs !== undefined) return error.retryAfterMs;
    if (!error.mayPass) return pauseMsMax;
  }
  return Math.min(pauseMsMax, pauseMsFirst * 2 ** Math.min(failures, 12));
}
