import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultSchedules } from './simulated.test.ts';

test('[E264] on PostgreSQL, whatever fails when: nothing is lost, and nothing happens twice', async (t) => {
  const { breaches, faults } = await faultSchedules({ from: 1, count: 6 });
  t.diagnostic(`${faults} faults`);
  assert.deepEqual(breaches, []);
  assert.ok(faults > 5);
});
