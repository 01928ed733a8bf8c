import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMetric, exceptionFlow } from '@throughline/language';
import { orderToCash } from './pack.ts';

for (const metric of orderToCash.metrics) {
  test(`[I2] ${metric.id} speaks of events, states and fields that its flows have`, () => {
    assert.deepEqual(checkMetric(metric, [...orderToCash.flows, exceptionFlow]), []);
  });
}

test('[I2] ids are unique, and each metric is paired with another one of the pack', () => {
  const ids = orderToCash.metrics.map((metric) => metric.id);
  assert.equal(new Set(ids).size, ids.length);
  for (const metric of orderToCash.metrics)
    assert.ok(metric.paired !== metric.id && ids.includes(metric.paired ?? ''), metric.id);
});
