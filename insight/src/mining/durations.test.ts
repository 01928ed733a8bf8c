import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Durations, sketchAccuracy } from './durations.ts';

const values = fc.array(fc.integer({ min: -100_000_000, max: 1_000_000_000_000 }), { minLength: 1, maxLength: 300 });

test('[I33] quantiles are exact while the budget lasts', () => {
  fc.assert(
    fc.property(values, (list) => {
      const durations = new Durations({ left: 1_000 });
      for (const value of list) durations.add(value);
      const sorted = [...list].sort((a, b) => a - b);
      assert.equal(durations.exact, true);
      assert.equal(durations.quantile(0), sorted[0]);
      assert.equal(durations.quantile(1), sorted.at(-1));
      if (list.length % 2 === 1) assert.equal(durations.quantile(0.5), sorted[(list.length - 1) / 2]);
    }),
  );
});

test('[I33] past the budget a quantile is within half a percent of a true value, and the mean is exact', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, fraction) => {
      const budget = { left: 8 };
      const durations = new Durations(budget);
      for (const value of list) durations.add(value);
      const sorted = [...list].sort((a, b) => a - b);
      const truth = sorted[Math.floor(fraction * (list.length - 1))] ?? 0;
      if (durations.exact) return;
      assert.equal(budget.left, 8, 'what was kept is given back');
      assert.ok(Math.abs(durations.quantile(fraction) - truth) <= Math.abs(truth) * sketchAccuracy * 1.000001 + 1);
      assert.ok(Math.abs(durations.mean() - list.reduce((sum, value) => sum + value, 0) / list.length) < 1);
    }),
  );
});
