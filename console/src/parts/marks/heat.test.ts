import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heatOf } from './heat.ts';

test('[K120] a ladder of any length goes from the first heat to the last', () => {
  const ladder = (of: number) => Array.from({ length: of + 1 }, (_, step) => heatOf(step, of));
  assert.deepEqual(ladder(4), [1, 2, 3, 4, 5]);
  assert.deepEqual(ladder(2), [1, 3, 5]);
  assert.deepEqual(ladder(1), [1, 5]);
  assert.deepEqual(ladder(8), [1, 2, 2, 3, 3, 4, 4, 5, 5]);
  assert.deepEqual([heatOf(0, 0), heatOf(9, 4), heatOf(-1, 4)], [1, 5, 1]);
});
