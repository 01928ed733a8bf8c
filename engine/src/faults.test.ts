import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultyPool } from '@throughline/testing';
import { persistently, tellUnderFaults } from '../test/faulty-story.ts';
import { caseId } from './case-id.ts';
import { createEngine } from './engine.ts';
import { bench, closing, day, named, place, start } from './fixture.test.ts';
import { verifyLog } from './verify/verify-log.ts';

/* Every third query fails here, in each mode others; each one, in each mode, does in the long tests. */
for (const [from, mode] of [
  [1, 'transient'],
  [2, 'lost-before'],
  [3, 'lost-after'],
] as const)
  test(`[E70] whichever query fails (${mode}), nothing accepted is lost and nothing happens twice`, (t) =>
    tellUnderFaults(t, mode, { from, step: 3 }));

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
