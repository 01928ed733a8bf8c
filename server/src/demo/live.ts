import { batchSettings, type Sinks } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { type Numbered, recordWork } from './build-record.ts';
import { lookAfterSystems, runIntegrations } from './integrations.ts';
import { dayMs } from './move.ts';
import { type MovesRequest, movesAt, requireAccepted, workingHours } from './simulate.ts';

const noonMs = dayMs / 2;
const weekDays = 7;
const isMonday = (now: Millis) => new Date(now).getUTCDay() === 1;

export interface Progress {
  readonly from: Millis;
  /** The company's time. */
  readonly now: Millis;
  readonly to: Millis;
}

export interface LiveRequest {
  readonly seed: number;
  /** The last instant at which the company has worked; 0 before the first. */
  readonly workedAt: Millis;
  /** The numbers given out until then. */
  readonly numbered: Numbered;
  /** After this instant somebody looks on, and takes part. */
  readonly visitedAfter: Millis;
  /** Where the time passes from; the progress is told from here. */
  readonly from: Millis;
  readonly to: Millis;
  readonly sinks: Sinks;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Lets the company live up to an instant: the engine travels from working hour to working hour, and at each of them people,
 * customers and programs do what they then do. Interrupted anywhere, it goes on as if it had not been.
 */
export async function liveUntil(throughline: Throughline, request: LiveRequest): Promise<void> {
  const { engine } = throughline;
  const { workedAt, from, to, sinks, onProgress, signal } = request;
  let { numbered } = request;
  const options = { sinks, ...(signal === undefined ? {} : { signal }) };
  // Hours that were passed over without the company (by somebody who moved the clock) are over.
  for (const now of workingHours(Math.max(workedAt, from - 1), to)) {
    signal?.throwIfAborted();
    await engine.travel(now, options);
    // At fixed hours, so that it does not matter where somebody stops; before the visitor comes, runs are told once, requests are looked at on Mondays, and the catalogue on the first of a month.
    const isMorning = now % dayMs < noonMs;
    if (isMorning && now > request.visitedAfter) await runIntegrations(throughline, request.seed);
    else if (isMorning && isMonday(now))
      await lookAfterSystems(throughline, { now, catalogue: new Date(now).getUTCDate() <= weekDays });
    numbered = await workAt(throughline, { ...request, numbered, now });
    onProgress?.({ from, now, to });
  }
  await engine.travel(to, options);
  onProgress?.({ from, now: to, to });
}

/** What is asked and the note that it was asked are one transaction. Returns the numbers given out since the beginning. */
async function workAt(throughline: Throughline, request: MovesRequest): Promise<Numbered> {
  const { engine, pool } = throughline;
  const { now, visitedAfter } = request;
  const { submissions, numbered } = await movesAt(throughline, request);
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query(`begin; ${batchSettings}`);
    const results = await engine.dispatch(submissions, { client });
    // A visitor may have done beforehand what somebody wanted to do, or changed the rules: then it is refused, and that is all.
    if (now <= visitedAfter) requireAccepted(submissions, results);
    await recordWork(client, now, numbered);
    await client.query('commit');
    broken = false;
    return numbered;
  } finally {
    // A broken transaction goes with its connection.
    client.release(broken);
  }
}

/** One at a time builds the demo or moves its time. */
export async function withDemoLock<T>({ pool }: Pick<Throughline, 'pool'>, work: () => Promise<T>): Promise<T> {
  const lock = await pool.connect();
  try {
    const { rows } = await lock.query<{ locked: boolean }>('select pg_try_advisory_lock(7302120) as locked');
    if (rows[0]?.locked !== true) {
      throw new ThroughlineError('demo-in-use', 'Somebody else is building the demo or moving its time');
    }
    return await work();
  } finally {
    // Closing the connection gives the lock back where asking for it fails.
    await lock.query('select pg_advisory_unlock(7302120)').catch(() => undefined);
    lock.release(true);
  }
}
