import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { faultyPool } from '@throughline/testing';
import fc from 'fast-check';
import { createEngine, type Engine } from '../engine.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { bills, issue, ledger, pay, payments, types } from './ledger.test.ts';

async function allIsAllocated(engine: Engine, total: number, numbers: readonly (readonly [string, number])[]): Promise<void> {
  const data = (await engine.findCase(bills('B')))?.data as { reserved: number; confirmed: number };
  assert.ok(data.reserved <= total, `${data.reserved} of ${total} are reserved`);
  assert.equal(data.confirmed, data.reserved);
  let settled = 0;
  for (const [number, part] of numbers) {
    const state = (await engine.findCase(payments(number)))?.state;
    assert.ok(state === 'settled' || state === 'returned', `${number} is ${state}`);
    if (state === 'settled') settled += part;
  }
  assert.equal(settled, data.confirmed);
}

/** What a client does: asks again, under the same receipt. */
async function persistently(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries >= 5) throw error;
    }
  }
}

/** The n-th query fails, for n = 1, 1 + step, ... until a run comes through untouched. */
export async function allocateWithFaults(t: Pick<TestContext, 'after'>, step: number): Promise<void> {
  const parts = [
    ['P', 60],
    ['Q', 60],
    ['R', 40],
  ] as const;
  const { pool, engine: calm } = await ledger(t);
  for (const mode of ['lost-after', 'lost-before', 'transient'] as const)
    for (let failAt = 1; ; failAt += step) {
      const fault = faultyPool(pool, { failAt, mode });
      const engine = createEngine({ database: fault.pool });
      await persistently(() => engine.dispatch([issue('B', 100), ...parts.map(([number, part]) => pay(number, 'B', part))]));
      await persistently(() => engine.settle());
      await calm.settle();
      await allIsAllocated(calm, 100, parts);
      // Which of the two comes first is not said; what is left is the third's.
      const heard = await Promise.all(parts.map(([number]) => types(calm, payments(number))));
      const settled = ['pay', 'reserved', 'confirmed'];
      assert.deepEqual(heard.slice(0, 2).toSorted(), [['pay', 'refused'], settled], `${mode} at ${failAt}`);
      assert.deepEqual(heard[2], settled, `${mode} at ${failAt}`);
      assert.equal((await verifyLog(pool)).found, 0);
      if (!fault.struck()) break;
      for (const table of ['case_', 'case_data', 'event', 'receipt', 'effect', 'link', 'list_field'])
        await pool.query(`delete from throughline.${table}`);
    }
}

test('[E190] however many pay at once, no more is reserved than there is, and what is reserved is confirmed', async (t) => {
  const { engine, pool } = await ledger(t);
  await engine.dispatch([issue('B', 300)]);
  const parts = Array.from({ length: 36 }, (_, index) => [`P${index}`, 5 + ((index * 7) % 23)] as const);
  const workers = [engine, createEngine({ database: pool }), createEngine({ database: pool })];
  await Promise.all(
    workers.map(async (worker, place) => {
      for (const [number, part] of parts.filter((_, index) => index % workers.length === place)) {
        await worker.dispatch([pay(number, 'B', part)]);
        await worker.settle();
      }
    }),
  );
  await engine.settle();
  await allIsAllocated(engine, 300, parts);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E190] wherever it is interrupted, what was reserved is confirmed, once', (t) => allocateWithFaults(t, 17));

test('[E190] for any amounts, in any order, what is confirmed is what the settled payments sum up to', async (t) => {
  const { engine } = await ledger(t);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 150 }),
      async (parts, total) => {
        run += 1;
        const numbers = parts.map((part, index) => [`${run}/${index}`, part] as const);
        await engine.dispatch([issue(`${run}`, total), ...numbers.map(([number, part]) => pay(number, `${run}`, part))]);
        await engine.settle();
        const states = await Promise.all(numbers.map(async ([number]) => (await engine.findCase(payments(number)))?.state));
        const settled = parts.filter((_, index) => states[index] === 'settled').reduce((all, part) => all + part, 0);
        assert.equal((await engine.findCase(bills(`${run}`)))?.data.confirmed, settled);
        assert.ok(settled <= total);
        // Nobody is turned down who would have had room in the end.
        for (const [index, state] of states.entries()) if (state === 'returned') assert.ok((parts[index] ?? 0) + settled > total);
      },
    ),
    { numRuns: 8 },
  );
});
