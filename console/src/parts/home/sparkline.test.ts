import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { riskLabel } from './risk-rows.ts';
import { sparkPath, sparkScale } from './sparkline-path.ts';

const box = { width: 100, height: 40, inset: 0 };

describe('sparklines', () => {
  test('[K170] the line fits its box, with the limits in sight', () => {
    const scale = sparkScale([10, 20], [0, undefined, 30], box);
    assert.ok(scale.from < 0 && scale.to > 30);
    assert.ok(scale.y(30) > 0 && scale.y(0) < 40);
    assert.deepEqual([scale.x(0), scale.x(1)], [0, 100]);
  });

  test('[K171] a missing value is a gap, never zero', () => {
    const scale = sparkScale([1, null, 3, 4, null, 5], [], box);
    const path = sparkPath([1, null, 3, 4, null, 5], scale);
    assert.equal(path.match(/M/g)?.length, 3);
    assert.equal(path.match(/h0/g)?.length, 2);
    assert.doesNotMatch(path, /NaN/);
  });

  test('[K171] no value at all, one value, and a value that never changes have a legal path', () => {
    for (const values of [[], [null, null], [5], [7, 7, 7], [0, 0]]) {
      const scale = sparkScale(values, [], box);
      assert.doesNotMatch(sparkPath(values, scale), /NaN|Infinity/);
      for (const value of values) if (value !== null) assert.equal(Math.round(scale.y(value)), 20);
    }
  });
});

describe('money at risk', () => {
  test('[K172] the days of a rung are written as they are counted; before the first stand the days up to it', () => {
    const afters = [null, '7 days', '14 days', '2 business days'];
    assert.deepEqual(
      afters.map((after, index) => riskLabel(after, afters[index + 1] ?? null)),
      ['1–6', '+7', '+14', '2 business days'],
    );
    assert.equal(riskLabel('10 days for key, 5 days for public, else 7 days (by Segment)', null), '+5–10');
    assert.equal(riskLabel(null, '10 days for key, else 7 days (by Segment)'), '1–6');
    assert.equal(riskLabel(null, '1 day'), '');
    assert.equal(riskLabel(null, '2 days'), '1');
  });
});
