import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defects } from '../test/simulation/defects.ts';
import { effectDefects } from '../test/simulation/effect-defects.ts';
import { seedsUntilFound, simulateMany } from './simulated.test.ts';

// Seeds that nobody has seen before: another part of them each time `SEED` says so.
const from = Number(process.env['SEED'] ?? 1_000);
const count = Number(process.env['RUNS'] ?? 3_000);

test('[E261] thousands of simulated histories', async (t) => {
  const { breaches, told } = await simulateMany({ from, count });
  t.diagnostic(told);
  assert.deepEqual(breaches, []);
});

test('[E261] thousands of simulated histories of flows made at random', async (t) => {
  const { breaches, told } = await simulateMany({ from, count: Math.ceil(count / 3), isGenerated: true });
  t.diagnostic(told);
  assert.deepEqual(breaches, []);
});

test('[E263] each defect is found by some seed', async (t) => {
  for (const [name, defect] of Object.entries({ ...defects, ...effectDefects })) {
    const found = await seedsUntilFound(defect, 1_500);
    assert.ok(found !== undefined, name);
    t.diagnostic(`${name}: seed ${found.seed}: ${found.breach.slice(0, 160)}`);
  }
});
