import type { Retraction } from '@throughline/api';
import type { Actor } from '@throughline/language';
import type { Pool, PoolClient } from 'pg';
import { ThroughlineError } from '../errors.ts';
import { forgetMeasured } from '../home/measuring.ts';
import type { Throughline } from '../throughline.ts';
import { type CaseOfImport, readCasesOfImport, readNextCases } from './cases-of-import.ts';
import { lockImports, showImport, unlockImports } from './import-runs.ts';
import {
  insertKept,
  type Kept,
  type RetractionState,
  readKept,
  readOpenRetraction,
  readRetraction,
  writeRetraction,
} from './retraction-table.ts';

/*
 * An import is taken back by a recorded `retract` of each case that it alone brought about: nothing is deleted, and whoever reads the log sees it as if the file had
 * never been there. It goes from case to case in transactions of some hundred, each of which writes how far it has come: so it can be broken off anywhere, and goes
 * on where it stood.
 */

const casesAtOnce = 200;
const keptShown = 100;
const buckets = 4096;

interface Run {
  readonly id: string;
  readonly ended: Promise<void>;
}
const running = new WeakMap<Pool, Run>();

export interface RetractRequest {
  readonly import: string;
  readonly reason: string;
  readonly actor: Actor;
}

export interface RetractOptions {
  /** Aborted when the server stops: the next one goes on. */
  readonly signal: AbortSignal;
  /** Something was written. */
  readonly onChange: () => void;
}

/** What taking an import back would do, does, or has done. @throws ThroughlineError import-unknown */
export async function showRetraction({ pool }: Throughline, id: string): Promise<Retraction> {
  const found = await readRetraction(pool, id);
  if (found === undefined) throw unknown(id);
  const { flow, state, retractedAt } = found;
  if (state === null) return possible(flow, id, await readCasesOfImport(pool, id));
  const { kept, count } = await readKept(pool, id, keptShown);
  const { status, cases, facts, sent, after, failure } = state;
  const share = status === 'done' ? 1 : after === null ? 0 : after.bucket / buckets;
  const said = { import: id, flow, status, share, cases, facts, sent, kept, keptCount: count, failure };
  return { ...said, retractedAt: retractedAt?.toISOString() ?? null };
}

function unknown(id: string): ThroughlineError {
  return new ThroughlineError('import-unknown', `There is no import ${id}`, { place: 'import' });
}

function possible(flow: string, id: string, cases: readonly CaseOfImport[]): Retraction {
  const gone = cases.filter(({ why }) => why === null);
  const kept = keptOf(cases);
  return {
    ...{
      import: id,
      flow,
      status: 'possible',
      share: 0,
      cases: gone.length,
      facts: total(gone, 'facts'),
      sent: total(gone, 'sent'),
    },
    ...{ kept: kept.slice(0, keptShown), keptCount: kept.length, failure: null, retractedAt: null },
  };
}

function keptOf(cases: readonly CaseOfImport[]): Kept[] {
  return cases.flatMap(({ id, key, why }) => (why === null ? [] : [{ case: id, key, reason: why }]));
}

function total(cases: readonly CaseOfImport[], of: 'facts' | 'sent'): number {
  return cases.reduce((sum, one) => sum + one[of], 0);
}

/**
 * Begins to take an import back, and returns when it has begun. One that was begun goes on; one that is done is looked through again for cases that were left.
 *
 * @throws ThroughlineError import-unknown, import-running
 */
export async function startRetraction(
  throughline: Throughline,
  request: RetractRequest,
  options: RetractOptions,
): Promise<Retraction> {
  const { pool } = throughline;
  const { import: id, reason, actor } = request;
  const { status } = await showImport(throughline, id);
  const client = status === 'running' ? undefined : await lockImports(pool);
  if (client === undefined)
    throw new ThroughlineError('import-running', 'An import is running, or being taken back, in this company', {
      place: 'import',
    });
  try {
    const before = (await readRetraction(client, id))?.state;
    const begun: RetractionState =
      before === undefined || before === null
        ? { status: 'running', reason, actor, after: null, cases: 0, facts: 0, sent: 0, failure: null }
        : { ...before, status: 'running', reason, actor, after: before.status === 'done' ? null : before.after, failure: null };
    await writeRetraction(client, id, begun);
  } catch (error) {
    client.release(true);
    throw error;
  }
  begin(throughline, { id, client, options }).catch(() => undefined);
  return showRetraction(throughline, id);
}

/** Goes on with what a server that is no more had begun; resolves when there is nothing left to do. */
export async function resumeRetraction(throughline: Throughline, options: RetractOptions): Promise<void> {
  const id = await readOpenRetraction(throughline.pool);
  if (id === undefined || options.signal.aborted) return;
  const client = await lockImports(throughline.pool);
  if (client === undefined) return;
  await begin(throughline, { id, client, options });
}

/** Resolves when a retraction that runs here has ended, and says how it stands. @throws ThroughlineError import-unknown */
export async function retractionEnded(throughline: Throughline, id: string): Promise<Retraction> {
  const run = running.get(throughline.pool);
  if (run?.id === id) await run.ended;
  return showRetraction(throughline, id);
}

interface Work {
  readonly id: string;
  /** Holds the lock of imports. */
  readonly client: PoolClient;
  readonly options: RetractOptions;
}

function begin(throughline: Throughline, work: Work): Promise<void> {
  const { pool } = throughline;
  const ended = runRetraction(throughline, work).finally(() => {
    if (running.get(pool)?.ended === ended) running.delete(pool);
    work.options.onChange();
  });
  running.set(pool, { id: work.id, ended });
  return ended;
}

async function runRetraction(throughline: Throughline, { id, client, options }: Work): Promise<void> {
  let broken = true;
  try {
    for (let isMore = true; isMore && !options.signal.aborted; ) {
      isMore = await takeBackSome(throughline, client, id);
      options.onChange();
    }
    await unlockImports(client);
    broken = false;
  } catch (error) {
    await fail(throughline, id, options.signal.aborted ? undefined : error);
  } finally {
    client.release(broken);
  }
  await forgetMeasured(throughline);
}

/** Said by a connection of its own: the other may be what failed. Where even that fails, it is still running, and goes on with the next start. */
async function fail({ pool }: Throughline, id: string, error: unknown): Promise<void> {
  if (error === undefined) return;
  const state = (await readRetraction(pool, id).catch(() => undefined))?.state;
  if (state === null || state === undefined) return;
  const failure = error instanceof Error ? error.message : String(error);
  await writeRetraction(pool, id, { ...state, status: 'failed', failure: failure.slice(0, 2000) }).catch(() => undefined);
}

/** One transaction: the next cases are judged, taken back or noted, and how far it has come is written. `false`: that was all. */
async function takeBackSome({ engine }: Throughline, client: PoolClient, id: string): Promise<boolean> {
  await client.query('begin');
  try {
    const state = (await readRetraction(client, id))?.state;
    if (state === null || state === undefined) throw unknown(id);
    const { reason, actor } = state;
    const next = await readNextCases(client, id, state.after, casesAtOnce);
    const cases =
      next.length === 0
        ? []
        : await readCasesOfImport(
            client,
            id,
            next.map((one) => one.id),
          );
    const meant = cases.filter(({ why }) => why === null);
    const results = await engine.dispatch(
      meant.map((one) => ({
        case: { id: one.id },
        input: { kind: 'command', type: 'retract', data: {}, actor, reason: `Import taken back: ${reason}`, ifSeq: one.seq },
      })),
      { client },
    );
    const refused = new Map<string, string>();
    for (const [index, result] of results.entries())
      if (result.outcome === 'refused' || result.outcome === 'failed')
        refused.set(meant[index]?.id ?? '', result.refusal?.message ?? 'It was refused');
    const gone = meant.filter((one) => !refused.has(one.id));
    await insertKept(client, id, keptOf(cases.map((one) => ({ ...one, why: refused.get(one.id) ?? one.why }))));
    const isMore = next.length === casesAtOnce;
    await writeRetraction(client, id, {
      ...state,
      ...(isMore ? {} : { status: 'done' as const }),
      ...{ after: next.at(-1) ?? state.after, cases: state.cases + gone.length },
      ...{ facts: state.facts + total(gone, 'facts'), sent: state.sent + total(gone, 'sent') },
    });
    await client.query('commit');
    return isMore;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
