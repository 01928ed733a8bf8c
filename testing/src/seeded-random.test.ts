import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './seeded-random.ts';

test('[T2] a seed repeats, another seed differs', () => {
  const draw = (seed: number): number[] => Array.from({ length: 20 }, seededRandom(seed).next);
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

test('[T2] numbers stay in their bounds, reach them, and spread evenly', () => {
  const random = seededRandom(1);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 6000; draw += 1) {
    const face = random.integer(1, 6);
    counts.set(face, (counts.get(face) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), [1, 2, 3, 4, 5, 6]);
  for (const count of counts.values()) assert.ok(count > 850 && count < 1150, `${count} of 6000`);
});

test('[T2] a shuffled list holds the same things, and the given one is untouched', () => {
  const list = [1, 2, 3, 4, 5, 6, 7, 8];
  const shuffled = seededRandom(3).shuffled(list);
  assert.notDeepEqual(shuffled, list);
  assert.deepEqual(shuffled.sort(), list);
  assert.throws(() => seededRandom(3).pick([]), RangeError);
});
