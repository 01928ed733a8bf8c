import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow } from '@throughline/language';
import keptSeeds from '../test/failing-seeds.json' with { type: 'json' };
import { defects } from '../test/simulation/defects.ts';
import { effectDefects } from '../test/simulation/effect-defects.ts';
import { asker, stock } from '../test/simulation/flows.ts';
import { seedsUntilFound, simulateMany } from './simulated.test.ts';

test('the flows that talk have no errors', () => {
  for (const flow of [asker, stock])
    assert.deepEqual(
      checkFlow(flow).filter(({ severity }) => severity === 'error'),
      [],
    );
});

test('[E261] simulated histories: nothing is lost, and nothing happens twice', async (t) => {
  const { breaches, told } = await simulateMany({ from: 1, count: 120 });
  t.diagnostic(told);
  assert.deepEqual(breaches, []);
});

test('[E261] seeds at which something was once found', async () => {
  for (const from of keptSeeds) assert.deepEqual((await simulateMany({ from, count: 1 })).breaches, []);
});

test('[E261] histories of flows made at random', async () => {
  assert.deepEqual((await simulateMany({ from: 1, count: 40, isGenerated: true })).breaches, []);
});

test('[E261] the same seed is the same history', async () => {
  const [first, second] = [await simulateMany({ from: 7, count: 2 }), await simulateMany({ from: 7, count: 2 })];
  assert.equal(first.told, second.told);
});

const quick = [
  'cases are not locked',
  'data is read before the lock is given',
  'a birth that came second is not noticed',
  'events stay though their transaction is taken back',
  'receipts are written after the commit',
  'effects are forgotten',
];

test('[E263] defects are found by some seed', async (t) => {
  for (const [name, defect] of Object.entries({ ...defects, ...effectDefects })) {
    if (!quick.includes(name)) continue;
    const found = await seedsUntilFound(defect, 100);
    assert.ok(found !== undefined, name);
    t.diagnostic(`${name}: seed ${found.seed}: ${found.breach.slice(0, 160)}`);
  }
});
