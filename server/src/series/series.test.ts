import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { endOfStory, tellStory } from '../../test/small-company.ts';
import { keptSettled } from '../flows/kept.ts';
import { metricValues } from '../metric-answers.ts';
import { findMetric } from '../metrics.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { showScorecard } from '../scorecard/show-scorecard.ts';
import { seesAll } from '../visible/visible.ts';
import { formerDefinition, readMetricVersions, recordMetricVersions } from './metric-versions.ts';
import { showSeries } from './show-series.ts';

test('series and scorecard', async (t) => {
  const house = await openHouse(t, await testDatabase('small_company', tellStory), 'demo');
  await migrateServer(house.pool);
  await recordMetricVersions(house);
  const context = { visible: seesAll, now: endOfStory };
  const series = async (id: string, asked: Parameters<typeof showSeries>[2] = {}) =>
    asContract('GET /{database}/metrics/{metric}/series', await showSeries(house, id, asked, context));

  await t.test(
    '[S585] each period of a series is the metric of that period, and each annotation opens what it is of',
    async () => {
      const { series: lines, grain, definitions, asOf } = await series('invoiced-amount', { periods: 4 });
      assert.deepEqual([grain, definitions.length, asOf.behind], ['month', 1, 0]);
      assert.deepEqual(
        lines.map(({ currency }) => currency),
        ['EUR', 'JPY'],
      );
      for (const { currency, points } of lines)
        for (const { from, to, value } of points) {
          const whole = await metricValues(house, 'invoiced-amount', { from, to }, seesAll);
          assert.equal(value, whole.values.find((one) => one.currency === currency)?.value ?? null, `${currency} ${from}`);
        }
      const { annotations } = await series('invoice-error-rate');
      for (const { kind, case: of } of annotations) if (kind === 'release' || kind === 'incident') assert.notEqual(of, null);
      await assert.rejects(series('late-share', { by: 'weather' }), { code: 'metric-request', place: 'by' });
    },
  );

  await t.test(
    '[S586] a definition is recorded when it changes, older ones are kept, and the series says where it did',
    async () => {
      const metric = findMetric('late-share');
      await recordMetricVersions(house);
      assert.equal((await readMetricVersions(house.pool, metric.id)).length, 1);
      await house.engine.travel(endOfStory + 86_400_000);
      const changed = { ...metric, formula: findMetric('invoice-error-rate').formula };
      await recordMetricVersions(house, [{ name: 'order-to-cash', metrics: [changed] }]);
      const versions = await readMetricVersions(house.pool, metric.id);
      assert.deepEqual(
        versions.map(({ version, definition, by }) => [version, definition.formula, by]),
        [
          [1, metric.formula, 'pack/order-to-cash'],
          [2, changed.formula, 'pack/order-to-cash'],
        ],
      );
      const former = await formerDefinition(house.pool, metric.id, { after: endOfStory, before: endOfStory + 2 * 86_400_000 });
      assert.deepEqual([former?.metric.formula, former?.at], [metric.formula, endOfStory + 86_400_000]);
      assert.equal(await formerDefinition(house.pool, metric.id, { after: 0, before: endOfStory }), undefined);
      const { annotations, definitions } = await series(metric.id);
      assert.equal(definitions.length, 2);
      assert.deepEqual(
        annotations.filter(({ kind }) => kind === 'definition').map(({ key }) => key),
        ['late-share/2'],
      );
    },
  );

  await t.test('[S587] the scorecard has each metric with its latest period that is over, as its series has it', async () => {
    await showScorecard(house, context);
    await keptSettled(house);
    const { groups } = asContract('GET /{database}/scorecard', await showScorecard(house, context));
    const rows = groups.flatMap((group) => group.rows);
    assert.ok(rows.length >= 13);
    for (const id of ['exception-volume', 'invoice-error-rate', 'dso']) {
      const row = rows.find((one) => one.metric.id === id);
      const point = (await series(id)).series[0]?.points.filter(({ complete }) => complete).at(-1);
      assert.deepEqual([row?.value, row?.standing, row?.period.from], [point?.value, point?.standing, point?.from], id);
      assert.equal(row?.paired?.value, rows.find((one) => one.metric.id === row?.paired?.id)?.value);
    }
  });
});
