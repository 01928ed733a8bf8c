import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { roundedTo } from './sentence.ts';

test('[I245] parts that are rounded sum to the whole, and each lies within one of what it was', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -50, max: 200, noNaN: true }), { minLength: 1, maxLength: 6 }), (values) => {
      const total = Math.round(values.reduce((sum, each) => sum + each, 0)) + 0;
      const rounded = roundedTo(total, values);
      assert.equal(
        rounded.reduce((sum, each) => sum + each, 0),
        total,
      );
      for (const [index, each] of rounded.entries())
        assert.ok(Math.abs(each - (values[index] ?? 0)) <= 1, `${values} ${rounded}`);
    }),
  );
});
