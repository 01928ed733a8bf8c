import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FaultMode, faultyPool } from '@throughline/testing';
import { caseId } from './case-id.ts';
import type { Database } from './database.ts';
import type { Sinks } from './effects/sink.ts';
import { createEngine } from './engine.ts';
import { bench, closing, command, day, fact, named, place, start } from './fixture.test.ts';
import { verifyLog } from './verify/verify-log.ts';

/*
 * A whole story runs with its n-th query failing, for n = 1, 2, ... until it runs through untouched. Whoever gets an error does
 * what a client does: asks again, under the same receipt.
 */

const triesMax = 5;

async function persistently<T>(work: () => Promise<T>): Promise<T> {
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

for (const mode of ['transient', 'lost-before', 'lost-after'] as const satisfies readonly FaultMode[]) {
  test(`[E70] whichever query fails (${mode}), nothing accepted is lost and nothing happens twice`, async (t) => {
    const { pool, engine } = await closing(bench(), t);
    for (let failAt = 1; ; failAt += 1) {
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
  });
}

test('[E71] a journey that is interrupted anywhere arrives all the same', async (t) => {
  const { pool, engine } = await closing(bench(), t);
  let to = start;
  for (let failAt = 1; ; failAt += 3) {
    const key = `K${failAt}`;
    const dueOn = new Date(to + 3 * day).toISOString().slice(0, 10);
    await engine.dispatch([place(key, { dueOn })]);
    to += 40 * day;
    const fault = faultyPool(pool, { failAt, mode: 'lost-after' });
    const travelling = createEngine({ database: fault.pool });
    await persistently(() => travelling.travel(to));
    const fired = (await engine.history(caseId(named(key)))).map(({ outcome }) => outcome.fired).filter(Boolean);
    assert.deepEqual(fired, ['dunning/first', 'dunning/second'], `failing query ${failAt}`);
    if (!fault.struck()) break;
  }
  assert.deepEqual((await verifyLog(pool)).findings, []);
});
