import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nullClasses, plantedClasses, type WorldClass } from './classes.ts';
import { isRightByOracle, rivalsOf } from './rivals.ts';
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

test('[B9] the bounds are those of Wilson', () => {
  assert.deepEqual(
    wilson(9, 10).map((bound) => bound.toFixed(3)),
    ['0.596', '0.982'],
  );
  assert.deepEqual(wilson(0, 1_000)[0], 0);
});
