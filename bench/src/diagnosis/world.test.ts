import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nullClasses, plantedClasses, type WorldClass } from './classes.ts';
import { casesOf, forecastWorldOf } from './riskloc-world.ts';
import { isRightByOracle, rivalsOf } from './rivals.ts';
import { requireHard } from './rows.ts';
import { judge, wilson } from './score.ts';
import { worldOf } from './world.ts';

const small = (world: WorldClass): WorldClass => ({ ...world, before: 4_000, after: 2_000 });

test('[B9] the same seed draws the same world, another one another; what is planted is as large as the class says', () => {
  for (const world of [...plantedClasses, ...nullClasses].map(small)) {
    const { table, causes, chance, addedBy } = worldOf(world, 3);
    assert.deepEqual(worldOf(world, 3).table, table);
    assert.notDeepEqual(worldOf(world, 4).table.affected, table.affected);
    assert.deepEqual(
      causes.map(({ size }) => size),
      world.causes,
    );
    const usual = chance.subarray(world.before).reduce((sum, each) => sum + each, 0);
    const added = addedBy.reduce((sum, each) => sum + each, 0);
    assert.ok(added <= (world.added[1] / (1 - world.added[1])) * usual + 1e-9, world.name);
    assert.equal(table.attributes.length, world.cardinalities.length - (world.unrecorded ? world.causes.length : 0));
  }
});

test('[B9] who stands beside is no straw man: the oracle is right where causes are plain, and the others answer', () => {
  const [one] = plantedClasses as [WorldClass];
  const drawn = [1, 2, 3, 4].map((seed) => worldOf(small(one), seed));
  assert.ok(drawn.every(isRightByOracle));
  for (const { table } of drawn) assert.ok(rivalsOf(table).riskRatio !== undefined);
  const tally = judge(small(one), 1, true);
  assert.deepEqual([tally.worlds, tally.ours, tally.oracle], [1, 1, 1]);
});

test('[B9] worlds in which ratios alone name more than half of single attributes fail the run', () => {
  assert.throws(() => requireHard({ riskRatio: 151, worlds: 300 }), /151 of 300/);
  requireHard({ riskRatio: 150, worlds: 300 });
});

test('[B9] the bounds are those of Wilson', () => {
  assert.deepEqual(
    wilson(9, 10).map((bound) => bound.toFixed(3)),
    ['0.596', '0.982'],
  );
  assert.deepEqual(wilson(0, 1_000)[0], 0);
});

test('[B9] forecasts as cases: as many units after as there are more, and what was planted is missing before', () => {
  for (const seed of [5, 7]) {
    const world = forecastWorldOf(seed);
    const { attributes, after, affected, size } = casesOf(world);
    const units = [0, 0];
    for (let row = 0; row < size; row += 1)
      units[after[row] as 0 | 1] = (units[after[row] as 0 | 1] as number) + (affected[row] as number);
    const all = [world.forecast, world.real].map((values) => values.reduce((sum, value) => sum + value, 0)).sort((a, b) => a - b);
    assert.ok(Math.abs((units[0] as number) / (units[1] as number) - (all[0] as number) / (all[1] as number)) < 0.02);
    const [truth = ''] = world.truths.filter((name) => !name.includes('&'));
    const [name, value] = truth.split('=');
    const column = attributes.find((attribute) => attribute.name === name);
    const code = column?.values.indexOf(value ?? '');
    const inside = [0, 0];
    for (let row = 0; row < size; row += 1)
      if (column?.codes[row] === code)
        inside[after[row] as 0 | 1] = (inside[after[row] as 0 | 1] as number) + (affected[row] as number);
    assert.ok((inside[0] as number) < 0.9 * (inside[1] as number), `${truth}: ${inside}`);
  }
});
