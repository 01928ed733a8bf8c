import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalQuantile, poissonAtLeast } from './distributions.ts';

const near = (found: number, wanted: number, within: number) =>
  assert.ok(Math.abs(found - wanted) <= within, `${found}, not ${wanted}`);

test('[I240] bounds are those of the tables: quantiles of the normal, tails of the Poisson distribution', () => {
  near(normalQuantile(0.975), 1.959_963_985, 1e-8);
  near(normalQuantile(0.01), -2.326_347_874, 1e-8);
  near(normalQuantile(0.5), 0, 1e-12);
  // 1 - e^-2 (1 + 2 + 2) = 0.3233...
  near(poissonAtLeast(3, 2), 0.323_323_58, 1e-7);
  near(poissonAtLeast(0, 5), 1, 0);
  near(poissonAtLeast(1100, 1000), 0.000_98, 0.000_2);
});
