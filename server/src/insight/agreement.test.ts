import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  casesBehind,
  type LogReader,
  logReader,
  MetricRequestError,
  measure,
  metricSeries,
  originOf,
} from '@throughline/insight';
import type { MetricDefinition } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { buildDemoMonth, demoMonth } from '../../test/demo-month.ts';
import { listMetrics, metricContext } from '../metrics.ts';
import { attach, type Throughline } from '../throughline.ts';

let house: Throughline;

before(async () => {
  const { url, close } = await testDatabase(demoMonth, buildDemoMonth);
  house = attach({ url, env: {}, database: 'demo', release: close });
});
after(() => house.close());

/** What two readers say is the same where numbers differ in the last digits alone: sums of fractions depend on their order. */
function assertAgree(one: unknown, other: unknown, place: string): void {
  if (typeof one === 'number' && typeof other === 'number')
    assert.ok(Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one)), `${place}: ${one} and ${other}`);
  else if (Array.isArray(one) && Array.isArray(other)) {
    assert.equal(one.length, other.length, place);
    for (const [index, item] of one.entries()) assertAgree(item, other[index], `${place}/${index}`);
  } else if (one !== null && other !== null && typeof one === 'object' && typeof other === 'object') {
    assert.deepEqual(Object.keys(one), Object.keys(other), place);
    for (const [name, item] of Object.entries(one))
      assertAgree(item, (other as Record<string, unknown>)[name], `${place}/${name}`);
  } else assert.deepEqual(one, other, place);
}

/** A refusal is an answer, too. */
async function answer(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof MetricRequestError) return error.code;
    throw error;
  }
}

async function assertSame(ask: (reader: LogReader) => Promise<unknown>, place: string): Promise<void> {
  const expected = await answer(() => ask(logReader(house.pool)));
  assertAgree(await answer(() => ask(house.reader)), expected, place);
}

test('[S550] each metric of the packs is the same by the projection and by the log itself: whole, in parts, in a period, with its cases', async () => {
  const metrics = listMetrics();
  assert.ok(metrics.length > 10);
  for (const metric of metrics) {
    const context = await metricContext(house, metric);
    const request = { ...context, from: '2025-05-06', to: '2025-05-21' };
    await assertSame((reader) => measure(reader, metric, context), metric.id);
    await assertSame((reader) => measure(reader, metric, request), `${metric.id} in a period`);
    for (const by of metric.dimensions.slice(0, 2))
      await assertSame((reader) => measure(reader, metric, { ...context, by }), `${metric.id} by ${by}`);
    await assertSame((reader) => casesBehind(reader, metric, { ...context, limit: 50 }), `cases of ${metric.id}`);
  }
});

test('[S550] series and what broke are the same', async () => {
  const metrics: readonly MetricDefinition[] = listMetrics();
  for (const metric of metrics.slice(0, 12)) {
    const context = await metricContext(house, metric);
    await assertSame(async (reader) => {
      const series = await metricSeries(reader, metric, { ...context, grain: 'week', periods: 6 });
      return [series, await originOf(reader, metric, series, context)];
    }, `series of ${metric.id}`);
  }
});
