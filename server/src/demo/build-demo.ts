import { batchSettings } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { deployPacks } from '../flows.ts';
import { analyseTables } from '../sql/analyse-tables.ts';
import { initialiseVirtual, type Throughline } from '../throughline.ts';
import {
  type BuildRecord,
  edition,
  emptyDemo,
  insertBuildRecord,
  readBuildRecord,
  recordFinish,
  recordWork,
} from './build-record.ts';
import { firstDay, monthsMax } from './company.ts';
import { endOf, movesAt, requireAccepted, simulatedMail, workingHours } from './simulate.ts';

export interface DemoRequest {
  /** Another seed is another company. Default 42. */
  readonly seed?: number;
  /** 1 to 18. Default 18. */
  readonly months?: number;
  /** Builds it anew even if it is there. */
  readonly rebuild?: boolean;
  /** `now` is the company's time. */
  readonly onProgress?: (progress: { readonly from: Millis; readonly now: Millis; readonly to: Millis }) => void;
  readonly signal?: AbortSignal;
}

export interface Demo {
  readonly seed: number;
  readonly months: number;
  /** `false`: it was there. */
  readonly isNew: boolean;
}

export const defaultSeed = 42;

/**
 * Halden Components, a simulated company, run by the engine itself from a seed under a virtual clock. What is there already is
 * not built again; what was interrupted goes on where it stopped, and ends as if it had not been.
 */
export async function buildDemo(throughline: Throughline, request: DemoRequest = {}): Promise<Demo> {
  const { pool } = throughline;
  const lock = await pool.connect();
  try {
    const { rows } = await lock.query<{ locked: boolean }>('select pg_try_advisory_lock(7302120) as locked');
    if (rows[0]?.locked !== true) throw new ThroughlineError('demo-in-use', 'Another process is building the demo');
    return await buildLocked(throughline, request);
  } finally {
    // Closing the connection gives the lock back where asking for it fails.
    await lock.query('select pg_advisory_unlock(7302120)').catch(() => undefined);
    lock.release(true);
  }
}

async function buildLocked(throughline: Throughline, request: DemoRequest): Promise<Demo> {
  const { pool } = throughline;
  const found = await readBuildRecord(pool);
  const isUsable = found !== undefined && request.rebuild !== true && isAsWanted(found, request);
  if (isUsable && found.finished) return { seed: Number(found.seed), months: found.months, isNew: false };
  const { seed = defaultSeed, months = monthsMax } = isUsable ? { seed: Number(found.seed), months: found.months } : request;
  if (!isUsable) {
    await emptyDemo(pool);
    await insertBuildRecord(pool, { seed, months });
  }
  await initialiseVirtual(throughline, firstDay);
  await deployPacks(throughline);
  await liveThrough(throughline, { ...request, seed, months }, isUsable ? Number(found.workedAt) : 0);
  await recordFinish(pool);
  await analyseTables(pool);
  return { seed, months, isNew: true };
}

/** Without a wish for one, any seed and length will do. */
function isAsWanted({ seed, months, edition: built }: BuildRecord, wanted: DemoRequest): boolean {
  return built === edition && (wanted.seed ?? Number(seed)) === Number(seed) && (wanted.months ?? months) === months;
}

async function liveThrough(
  throughline: Throughline,
  { seed, months, onProgress, signal }: DemoRequest & { readonly seed: number; readonly months: number },
  workedAt: Millis,
): Promise<void> {
  const { engine } = throughline;
  const to = endOf(months);
  const sinks = { mail: simulatedMail };
  const options = { sinks, ...(signal === undefined ? {} : { signal }) };
  for (const now of workingHours(months)) {
    if (now <= workedAt) continue;
    signal?.throwIfAborted();
    await engine.travel(now, options);
    await workAt(throughline, seed, now);
    onProgress?.({ from: firstDay, now, to });
  }
  await engine.travel(to, options);
}

/** What is asked and the note that it was asked are one transaction. */
async function workAt(throughline: Throughline, seed: number, now: Millis): Promise<void> {
  const { engine, pool } = throughline;
  const submissions = await movesAt(throughline, seed, now);
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query(`begin; ${batchSettings}`);
    requireAccepted(submissions, await engine.dispatch(submissions, { client }));
    await recordWork(client, now);
    await client.query('commit');
    broken = false;
  } finally {
    // A broken transaction goes with its connection.
    client.release(broken);
  }
}
