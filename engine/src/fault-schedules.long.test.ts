import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultSchedules } from './simulated.test.ts';

const from = Number(process.env['SEED'] ?? 1_000);
const count = Number(process.env['RUNS'] ?? 300);

test('[E264] on PostgreSQL, hundreds of schedules of faults', async (t) => {
  const { breaches, faults } = await faultSchedules({ from, count });
  t.diagnostic(`${count} schedules, ${faults} faults`);
  assert.deepEqual(breaches, []);
});
