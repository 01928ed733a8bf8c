import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReconciliationRun } from '@throughline/api';
import { type Break, type ReconciliationDeclaration, reconcile, type UnreadRecord } from '@throughline/connect';
import type { PoolClient } from 'pg';
import { failureOf, lockConnection, unlockConnection } from '../connections/run-connection.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { agreeOnRest, storeBreaks } from './break-table.ts';
import { endRun, insertRun } from './run-table.ts';
import { readSnapshot } from './snapshots.ts';
import { tellCases } from './tell-cases.ts';

export interface ReconcileRunOptions {
  readonly cause: ReconciliationRun['cause'];
  readonly signal: AbortSignal;
}

const unreadShown = 100;
const breaksAtOnce = 500;

/**
 * Holds the two snapshots against each other once, and brings each break to its case. What a broken comparison found counts as nothing; in one that
 * could not read every record no break is over. What the other side did wrong stands in the run.
 *
 * @throws ThroughlineError reconciliation-running
 */
export async function runReconciliation(
  throughline: Throughline,
  declaration: ReconciliationDeclaration,
  options: ReconcileRunOptions,
): Promise<ReconciliationRun> {
  const { id } = declaration;
  const lock = `reconciliation ${id}`;
  const client = await takeTurn(throughline, id, lock);
  if (client === undefined)
    throw new ThroughlineError('reconciliation-running', `${id} is being compared just now`, { place: 'reconciliation' });
  try {
    const run = await insertRun(client, id, options.cause);
    const folder = await mkdtemp(join(tmpdir(), 'throughline-reconcile-'));
    try {
      const found = await compare(throughline, client, { declaration, run: run.id, folder, signal: options.signal });
      const refused = await tellCases(throughline, declaration);
      return await endRun(client, run.id, { status: 'done', found: { ...found, refused: refused.slice(0, 100) }, failure: null });
    } catch (error) {
      const status = options.signal.aborted ? 'stopped' : 'failed';
      return await endRun(client, run.id, { status, found: null, failure: status === 'failed' ? failureOf(error) : null });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await unlockConnection(client, lock);
  }
}

const lookMs = 20;
const patienceMs = 5000;

/** A comparison is told as ended before its lock is let go: whoever has seen it end, and asks for the next, waits for that. */
async function takeTurn(throughline: Throughline, id: string, lock: string): Promise<PoolClient | undefined> {
  const begun = performance.now();
  for (;;) {
    const client = await lockConnection(throughline, lock);
    if (client !== undefined || performance.now() - begun >= patienceMs) return client;
    const { rows } = await throughline.pool.query(
      `select 1 from throughline_server.reconciliation_run where reconciliation = $1 and status = 'running' limit 1`,
      [id],
    );
    if (rows.length > 0) return undefined;
    await wait(lookMs);
  }
}

interface Comparing {
  readonly declaration: ReconciliationDeclaration;
  readonly run: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

async function compare(throughline: Throughline, client: PoolClient, { declaration, run, folder, signal }: Comparing) {
  const unread: UnreadRecord[] = [];
  let unreadCount = 0;
  const onUnread = (record: UnreadRecord) => {
    unreadCount += 1;
    if (unread.length < unreadShown) unread.push(record);
  };
  const snapshot = async (side: 'left' | 'right') => {
    const own = await mkdtemp(join(folder, side));
    return readSnapshot(throughline, { declaration, side, folder: own, signal, onUnread });
  };
  let held: Break[] = [];
  const flush = async () => {
    await storeBreaks(client, declaration.id, run, held);
    held = [];
  };
  const { now } = await throughline.engine.clock();
  await client.query('begin');
  try {
    const found = await reconcile(await snapshot('left'), await snapshot('right'), declaration, {
      asOf: now,
      async onBreak(one) {
        held.push(one);
        if (held.length >= breaksAtOnce) await flush();
      },
    });
    await flush();
    if (unreadCount === 0) await agreeOnRest(client, declaration.id, run);
    await client.query('commit');
    return { ...found, totals: [...found.totals], unread, unreadCount };
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
