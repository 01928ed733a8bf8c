import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@throughline/testing';
import { stepAt } from './step.ts';

test('[I61] a step lies where two levels fit best, and only a step for the worse is one', () => {
  const values = [5, 6, 5, 4, 5, 9, 10, 9, 11].map((value) => ({ value, weight: 1 }));
  assert.equal(
    stepAt(values, (after, before) => after > before),
    5,
  );
  assert.equal(
    stepAt(
      [5, 5, 5, 5, 3, 3].map((value) => ({ value, weight: 1 })),
      (after, before) => after > before,
    ),
    undefined,
  );
});

test('[I61] a count of some 8 a week that doubled three to nine weeks ago: its week or the one beside it is found 19 times of 20', () => {
  const random = seededRandom(2);
  const runs = 1_000;
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const after = random.integer(3, 9);
    const series = Array.from({ length: 16 + after }, (_, week) => {
      let value = 0;
      for (let each = 0; each < 42; each += 1) if (random.chance(week < 16 ? 0.2 : 0.4)) value += 1;
      return { value, weight: 1 };
    });
    const at = stepAt(series, (later, earlier) => later > earlier);
    if (at !== undefined && Math.abs(at - 16) <= 1) found += 1;
  }
  assert.ok(found / runs >= 0.95, `${found} of ${runs}`);
});
