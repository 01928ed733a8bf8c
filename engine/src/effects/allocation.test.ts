import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createEngine } from '../engine.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { allIsAllocated, allocateWithFaults, bills, issue, ledger, pay, payments } from './ledger.test.ts';

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

test('[E190] wherever it is interrupted, what was reserved is confirmed, once', (t) =>
  allocateWithFaults(t, { step: 17, modes: ['lost-after'] }));

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
