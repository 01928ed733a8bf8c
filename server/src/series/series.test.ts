import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { endOfStory, person, tellStory } from '../../test/small-company.ts';
import { showHome } from '../home/home.ts';
import { measuringEnds } from '../home/measuring.ts';
import { metricValues } from '../metric-answers.ts';
import { findMetric } from '../metrics.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { showScorecard } from '../scorecard/show-scorecard.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { formerDefinition, readMetricVersions, recordMetricVersions } from './metric-versions.ts';
import { showParts } from './show-parts.ts';
import { showSeries } from './show-series.ts';
import { showMetricSql } from './show-sql.ts';

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

  await t.test('[S592] what a metric is is told as a view, which the log can be asked with', async () => {
    const told = async (id: string) => asContract('GET /{database}/metrics/{metric}/sql', await showMetricSql(house, id));
    const { sql } = await told('invoice-error-rate');
    assert.match(sql ?? '', /create or replace view metrics\.invoice_error_rate as/);
    const client = await house.pool.connect();
    try {
      await client.query(`begin; create schema metrics; ${sql}`);
      const { rows } = await client.query('select value from metrics.invoice_error_rate where dimension is null');
      const { values } = await metricValues(house, 'invoice-error-rate', {}, seesAll);
      assert.equal(rows[0]?.['value'], values[0]?.value);
    } finally {
      await client.query('rollback');
      client.release();
    }
    await assert.rejects(told('nothing'), { code: 'metric-unknown' });
  });

  await t.test('[S589] what a change is made of adds up to it, and each part is what the metric is there', async () => {
    const [before, after] = [
      { from: '2026-03-01', to: '2026-04-01' },
      { from: '2026-04-01', to: '2026-05-01' },
    ];
    const periods = { againstFrom: before.from, againstTo: before.to, ...after };
    for (const id of ['invoice-error-rate', 'invoiced-amount', 'dso']) {
      const found = asContract('GET /{database}/metrics/{metric}/parts', await showParts(house, id, periods, context));
      assert.ok(found.choices.includes(found.by), id);
      const sum = found.parts.reduce((total, { change }) => total + (change ?? 0), 0);
      if (found.whole.change !== null) assert.ok(Math.abs(sum - found.whole.change) < 1e-6, `${id}: ${sum}`);
      const byEntity = await showParts(house, id, { ...periods, by: 'entity' }, context);
      assert.equal(byEntity.by, 'entity');
      const where = byEntity.currency === null ? [] : [`currency=${byEntity.currency}`];
      const { values } = await metricValues(house, id, { ...after, by: 'entity', where }, seesAll);
      if (id === 'invoice-error-rate')
        for (const part of byEntity.parts)
          assert.equal(part.after, values.find(({ segment }) => segment === part.id)?.value ?? null, part.title);
    }
    await assert.rejects(showParts(house, 'dso', { ...periods, by: 'weather' }, context), { code: 'metric-request' });
  });

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
    await measuringEnds(house);
    const { groups } = asContract('GET /{database}/scorecard', await showScorecard(house, context));
    const rows = groups.flatMap((group) => group.rows);
    assert.ok(rows.length >= 13);
    assert.deepEqual(
      groups.map(({ name }) => name),
      ['delivery', 'reliability', 'quality', 'governance', 'stakeholder-outcomes'],
    );
    for (const { name, rows: grouped } of groups)
      for (const { metric } of grouped) assert.equal(findMetric(metric.id).group, name);
    for (const id of ['exception-volume', 'invoice-error-rate', 'dso']) {
      const row = rows.find((one) => one.metric.id === id);
      const shown = await series(id, row === undefined ? {} : { grain: row.grain });
      const point = shown.series[0]?.points.filter(({ complete }) => complete).at(-1);
      assert.deepEqual([row?.value, row?.standing, row?.period.from], [point?.value, point?.standing, point?.from], id);
      assert.equal(row?.paired?.value, rows.find((one) => one.metric.id === row?.paired?.id)?.value);
    }
  });

  await t.test('[S593] the first page, the scorecard and the series say the same of a metric', async () => {
    const card = await showScorecard(house, context);
    await measuringEnds(house);
    const rows = card.groups.flatMap((group) => group.rows);
    const home = await showHome(house, { ...context, actor: person('helene.amrein') });
    assert.ok(home.metrics.length === 6);
    for (const tile of home.metrics) {
      const row = rows.find(({ metric }) => metric.id === tile.id);
      const of = ({ currency, grain, value, n, standing, change, broke }: typeof tile | NonNullable<typeof row>) => ({
        ...{ currency, grain, value, n, standing, change, broke },
      });
      assert.deepEqual(row && of(row), of(tile), tile.id);
      const shown = await series(tile.id, { grain: tile.grain });
      const point = shown.series[0]?.points.filter(({ complete }) => complete).at(-1);
      assert.deepEqual(
        [tile.value, tile.baseline, tile.limits?.upper, tile.series.at(-1)?.from],
        [point?.value, point?.expected?.value ?? null, point?.expected?.upper, point?.from],
      );
    }
    assert.deepEqual(home.broke.asOf, card.asOf);
  });

  await t.test('[S594] what somebody may not be told is named with what it needs, and a part by its entities', async () => {
    const hidden: Visible = {
      ...seesAll,
      cases: (flow) => (flow === 'invoice' ? ['somewhere'] : 'all'),
      column: (flow, field) => (flow === 'invoice' && field === 'amount' ? { needs: ['finance'] } : 'shown'),
    };
    await showScorecard(house, { ...context, visible: hidden });
    await measuringEnds(house);
    const card = asContract('GET /{database}/scorecard', await showScorecard(house, { ...context, visible: hidden }));
    const rows = card.groups.flatMap((group) => group.rows);
    assert.ok(card.withheld.some(({ id, needs }) => id === 'dso' && needs.includes('finance')));
    assert.equal(
      rows.find(({ metric }) => metric.id === 'dso'),
      undefined,
    );
    assert.deepEqual(rows.find(({ metric }) => metric.id === 'late-share')?.visibleEntities, ['somewhere']);
    assert.equal(rows.find(({ metric }) => metric.id === 'exception-volume')?.visibleEntities, undefined);
  });
});
