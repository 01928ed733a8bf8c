import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type FaultMode, faultyPool } from '@throughline/testing';
import { caseId } from '../src/case-id.ts';
import type { Database } from '../src/database.ts';
import type { Sinks } from '../src/effects/sink.ts';
import { createEngine } from '../src/engine.ts';
import { bench, closing, command, fact, named, place } from '../src/fixture.test.ts';
import { verifyLog } from '../src/verify/verify-log.ts';

/*
 * A whole story runs with its n-th query failing, until it runs through untouched. Whoever gets an error does what a client does:
 * asks again, under the same receipt.
 */

const triesMax = 5;

export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= triesMax) throw error;
    }
  }
}

async function story(database: Database, key: string, performed: string[]): Promise<void> {
  const engine = createEngine({ database });
  const sinks: Sinks = {
    mail: {
      async perform({ idempotencyKey }) {
        performed.push(idempotencyKey);
        return { outcome: 'done' };
      },
    },
  };
  const source = await persistently(() => engine.source('erp', { liveFrom: 0 }));
  const signed = (submission: ReturnType<typeof command>, receipt: string) => ({
    ...submission,
    receipt: { source: 'erp', key: receipt },
  });
  const submissions = [
    signed(place(key), 'place'),
    signed(command(key, 'short'), 'short'),
    fact(source, key, 'close', { receipt: 'close' }),
    signed(command(key, 'restock'), 'restock'),
    signed(command(key, 'remind'), 'remind'),
    signed(command(key, 'ship'), 'ship'),
  ];
  await persistently(() => engine.dispatch(submissions.slice(0, 3)));
  await persistently(() => engine.dispatch(submissions));
  await persistently(() => engine.settle({ sinks }));
  await persistently(() => engine.submit(signed(command(key, 'recall'), 'recall')));
  await persistently(() => engine.settle({ sinks }));
}

const expected = ['place', 'short', 'close', 'restock', 'remind', 'ship', 'recall'];

/** The queries that fail: from the n-th on, each so many. */
export interface Strikes {
  readonly from: number;
  readonly step: number;
}

export async function tellUnderFaults(t: TestContext, mode: FaultMode, { from, step }: Strikes): Promise<void> {
  const { pool, engine } = await closing(bench(), t);
  for (let failAt = from; ; failAt += step) {
    const key = `${mode}/${failAt}`;
    const fault = faultyPool(pool, { failAt, mode });
    const performed: string[] = [];
    await story(fault.pool, key, performed);
    // An effect that was under way when the connection went comes up again when its lease has run out.
    const events = await engine.history(caseId(named(key)));
    assert.deepEqual(
      events.map(({ type }) => type),
      expected,
      `failing query ${failAt}`,
    );
    assert.deepEqual(
      (await engine.history(caseId(named(key, 'parcel')))).map(({ type }) => type),
      ['pack', 'back'],
      `failing query ${failAt}`,
    );
    assert.equal(new Set(performed).size, performed.length, `failing query ${failAt}`);
    if (!fault.struck()) break;
  }
  assert.deepEqual((await verifyLog(pool)).findings, []);
}
