import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { orderToCash } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { type BothReaders, bothReaders } from '../../test/both-readers.ts';
import { prepareLog } from '../../test/log-fixture.ts';
import { measure } from '../metric/measure.ts';
import { dbtMetric } from './dbt.ts';
import { exportMetrics } from './export-metrics.ts';
import { yaml } from './yaml.ts';

/** A view knows the present day by itself. */
const now = new Date().toISOString();

const invoices = Array.from({ length: 40 }, (_, index) => {
  const day = (later: number) => new Date(Date.UTC(2026, 0, 1 + index + later)).toISOString().slice(0, 10);
  const data = {
    ...{
      number: `I${index}`,
      currency: index % 5 === 0 ? 'CHF' : 'EUR',
      amount: 1000 * (index + 1),
      customer: `C${index % 3}`,
      dueOn: day(10),
    },
    ...{ country: index % 2 === 0 ? 'DE' : "Côte d'Ivoire" },
  };
  const sent = { type: 'send', at: day(1), to: index % 7 === 0 ? 'blocked' : 'sent', data: {} };
  const paid = { type: 'pay', at: day(5 + (index % 12)), to: 'paid', data: { paid: data.amount }, manual: index % 4 === 0 };
  return {
    flow: 'invoice',
    key: `I${index}`,
    events: [{ type: 'create', at: day(0), to: 'created', data }, sent, ...(index < 30 ? [paid] : [])],
  };
});

describe('metrics as SQL and for dbt', () => {
  let both: BothReaders;
  before(async () => {
    both = await bothReaders(await testDatabase('insight_log', prepareLog), invoices);
  });
  after(() => both.close());
  const { metrics } = orderToCash;
  const { files, leftOut } = exportMetrics(metrics);

  test('[I343] each view says what the metric is, whole and by each dimension, on PostgreSQL and DuckDB', async () => {
    assert.deepEqual(
      leftOut.filter(({ form }) => form === 'sql'),
      [],
    );
    for (const metric of metrics) {
      const text = files[`sql/${metric.id.replaceAll('-', '_')}.sql`] ?? '';
      const query = text.slice(text.indexOf(' as\n') + 4).replace(/;\s*$/, '');
      for (const reader of both.readers) {
        const rows = await reader.query(query, []);
        for (const by of [undefined, ...metric.dimensions.slice(0, 1)]) {
          const result = await measure(reader, metric, by === undefined ? { now } : { now, by });
          const found = rows.filter((row) => row['dimension'] === (by ?? null));
          const n = found.reduce((sum, row) => sum + Number(row['n']), 0);
          assert.equal(
            n,
            by === undefined ? result.n : (result.by ?? []).reduce((sum, row) => sum + row.n, 0),
            `${metric.id} ${by}`,
          );
          if (by !== undefined || result.value === null || metric.unit === 'money') continue;
          assert.ok(Math.abs(Number(found[0]?.['value'] ?? 0) - result.value) < 1e-9, `${metric.id}: ${found[0]?.['value']}`);
        }
      }
    }
  });

  test('[I344] what a semantic model makes of its rows is the metric; what cannot be said there is named', async () => {
    const [reader] = both.readers;
    let compared = 0;
    for (const metric of metrics.filter(({ unit }) => unit !== 'money')) {
      const made = dbtMetric(metric);
      if ('why' in made) continue;
      const { measures } = made.semanticModel as { measures: readonly { name: string; agg: string; expr: string }[] };
      const sums = measures.map(({ expr, agg }) =>
        agg === 'sum' ? `sum(${expr})` : `percentile_cont(0.5) within group (order by ${expr})`,
      );
      const [row] = await reader.query(
        `select (${sums.join(')::double precision / nullif((')}${sums.length > 1 ? '), 0' : ''})::double precision as value from (${made.sql}) as model`,
        [],
      );
      const { value, by } = await measure(reader, metric, { now });
      if (value === null || by !== undefined) continue;
      assert.ok(Math.abs(Number(row?.['value']) - value) < 1e-9, `${metric.id}: ${row?.['value']} is ${value}`);
      compared += 1;
    }
    assert.ok(compared >= 3, `${compared} compared`);
    assert.deepEqual(leftOut.map(({ metric }) => metric).sort(), [
      ...[
        'aged-exceptions',
        'collection-effectiveness',
        'dso',
        'dso-count-back',
        'dso-per-invoice',
        'escalation-lag',
        'escalations-to-legal',
      ],
      ...['exception-rate', 'manual-intervention-rate', 'manual-interventions', 'open-exceptions', 'overdue-amount'],
    ]);
  });

  test('[I345] YAML is read as it was meant', () => {
    assert.equal(
      yaml({ version: 2, list: [{ name: 'a', empty: [], deep: { text: 'x: "y"\n#z' } }, 'b'] }),
      'version: 2\nlist:\n  - name: "a"\n    empty: []\n    deep:\n      text: "x: \\"y\\"\\n#z"\n  - "b"\n',
    );
  });
});
