import { hash } from 'node:crypto';
import type { RunsTaken, RunToTake } from '@throughline/api';
import type { Millis } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { type NewFailure, type Settlement, settleRecords, writeFailures } from './failure-table.ts';
import type { Registered } from './register.ts';
import { type StoredRun, writeRuns } from './run-table.ts';

type Told = RunToTake;
type Rejected = RunsTaken['rejected'][number];

/** What is told so much after it happened is history: it stands in the run log and in the days, and alarms nobody. */
export const historyMs = 30 * 86_400_000;
/** Clocks over there may be a little ahead. */
const aheadMs = 86_400_000;

/** Where a run came from: its place in what was sent. */
export interface Sent {
  readonly line: number;
  readonly run: Told;
}

/**
 * Writes runs of one integration, each id once: the same words again change nothing, other words are the later ones. What failed is written with it, and what
 * it says of records that had failed before.
 */
export async function takeRuns(
  { pool, engine }: Pick<Throughline, 'pool' | 'engine'>,
  of: Registered,
  { sent, toldBy }: { readonly sent: readonly Sent[]; readonly toldBy: string },
): Promise<RunsTaken> {
  const { now } = await engine.clock();
  const rejected: Rejected[] = [];
  const last = new Map<string, { readonly told: Told; readonly stored: StoredRun }>();
  let known = 0;
  for (const { line, run } of sent) {
    const fault = faultOf(run, now);
    if (fault !== undefined) {
      rejected.push({ line, code: 'request-invalid', message: fault });
      continue;
    }
    // Told twice in one go: the later word counts.
    if (last.has(run.run)) known += 1;
    last.set(run.run, { told: run, stored: storedOf(run) });
  }
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('begin');
    const runs = [...last.values()];
    const written = await writeRuns(
      client,
      of.name,
      runs.map(({ stored }) => stored),
      toldBy,
    );
    const fresh = runs.filter(({ stored }) => written.has(stored.run));
    await writeFailures(
      client,
      of.name,
      fresh.flatMap(({ told, stored }) => failuresOf(of, told, stored, now)),
    );
    await settleRecords(
      client,
      of.name,
      fresh.flatMap(({ told, stored }) => settlementsOf(told, stored)),
    );
    await client.query('commit');
    broken = false;
    const changed = [...written.values()].filter((how) => how === 'changed').length;
    const taken = written.size - changed;
    return { taken, changed, known: known + runs.length - written.size, rejected, rejectedCount: rejected.length };
  } finally {
    // A broken transaction goes with its connection.
    client.release(broken);
  }
}

function faultOf({ startedAt, endedAt, status, records = 0, recordsFailed = 0 }: Told, now: Millis): string | undefined {
  const started = Date.parse(startedAt);
  if (Number.isNaN(started)) return '/startedAt is no instant';
  if (started > now + aheadMs) return '/startedAt is in the future';
  if (endedAt !== undefined && !(Date.parse(endedAt) >= started)) return '/endedAt is before /startedAt';
  if (status === 'running' && endedAt !== undefined) return '/endedAt is given, and /status is running';
  if (recordsFailed > records) return '/recordsFailed is more than /records';
  return undefined;
}

function storedOf(told: Told): StoredRun {
  const { run, scheduledAt, startedAt, endedAt, status, records = 0, errorClass, message, failures = [] } = told;
  const recordsFailed = told.recordsFailed ?? Math.min(records, new Set(failures.map(({ record }) => record)).size);
  return {
    ...{ run, status, records, recordsFailed, errorClass, message, startedAt: Date.parse(startedAt) },
    scheduledAt: scheduledAt === undefined ? undefined : Date.parse(scheduledAt),
    endedAt: endedAt === undefined ? undefined : Date.parse(endedAt),
    digest: hash('sha256', JSON.stringify(Object.entries(told).sort(([a], [b]) => (a < b ? -1 : 1)))),
  };
}

/** What did not go as it should: record by record where it says so, else the run as a whole; and a volume outside of what is declared. */
function failuresOf(of: Registered, told: Told, stored: StoredRun, now: Millis): readonly NewFailure[] {
  const { run, status, startedAt: begun, records, errorClass } = stored;
  const failure = (one: Omit<NewFailure, 'run' | 'isHistory'>): NewFailure => ({
    ...one,
    run,
    isHistory: one.at < now - historyMs,
  });
  const listed = (told.failures ?? []).map(({ record, at, outcome, errorClass: kind, amount }) =>
    failure({
      ...{ record, outcome, errorClass: kind, at: at === undefined ? begun : Date.parse(at) },
      ...(amount === undefined ? {} : { amount: { currency: amount.currency, units: amount.amount } }),
    }),
  );
  const went = status === 'failed' || status === 'partial';
  const whole =
    went && listed.length === 0
      ? [failure({ record: run, at: begun, outcome: 'failed', errorClass: errorClass ?? 'unspecified' })]
      : [];
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = of;
  const isStrange = (status === 'success' || status === 'partial') && (records < atLeast || records > atMost);
  const strange = isStrange
    ? [failure({ record: run, at: begun, outcome: 'volume', errorClass: records < atLeast ? 'volume-low' : 'volume-high' })]
    : [];
  return [...listed, ...whole, ...strange];
}

function settlementsOf({ settled = [] }: Told, { run, endedAt, startedAt }: StoredRun): readonly Settlement[] {
  return settled.map(({ record, as }) => ({ record, as, at: endedAt ?? startedAt, proof: `run ${run}` }));
}
