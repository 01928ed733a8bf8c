import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderToCash } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { whatBroke } from '../home/broke.ts';
import { measuredLately, measuringEnds } from '../home/measuring.ts';
import { showDemo } from '../show-demo.ts';
import { seesAll } from '../visible/visible.ts';
import { buildDemo } from './build-demo.ts';
import { demoSummary } from './summary.ts';

const inHundreds = (count: number) => Math.floor(count / 100) * 100;

test('[S47] when the visitor comes there is work on all desks, the summary has counted right, and Home tells what is planted', async (t) => {
  const house = await openHouse(t, await testDatabase('empty', () => Promise.resolve()), 'demo');
  await buildDemo(house);
  const { cases, events, approvals, rungs, now } = await showDemo(house);
  const counts = await house.engine.counts();
  const count = (flow: string, ...states: readonly string[]) =>
    counts
      .filter((row) => row.flow === flow && (states.length === 0 || states.includes(row.state)))
      .reduce((sum, row) => sum + row.cases, 0);
  const built = { invoices: inHundreds(count('invoice')), cases: inHundreds(cases), events: inHundreds(events) };
  assert.partialDeepStrictEqual(demoSummary(), built);

  const open = count('invoice', 'blocked', 'sent', 'partially_paid', 'promised', 'disputed', 'legal');
  assert.ok(open >= 80 && open <= 150, `${open} invoices open`);
  assert.ok(count('invoice', 'blocked') > 0 && count('invoice', 'disputed', 'promised') > 3);
  assert.ok(approvals >= 5 && approvals <= 12, `${approvals} approvals`);
  assert.deepEqual([...new Set(rungs.map(({ currency }) => currency))], ['EUR', 'GBP', 'USD']);
  assert.deepEqual([...new Set(rungs.map(({ rung }) => String(rung)))].sort(), ['finance', 'legal', 'null', 'remind', 'sales']);

  const { rows } = await house.pool.query<{ entity: string; share: number; overdue: number }>(
    `select d.entity, (count(*) / sum(count(*)) over ())::float8 as share,
        (count(*) filter (where c.state not in ('closed', 'paid', 'credited', 'void', 'written_off') and d.data->>'dueOn' < '2026-11-01'))::float8 as overdue
      from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id where c.flow = 'invoice'
      group by 1 order by 2 desc`,
  );
  const overdue = rows.reduce((sum, row) => sum + row.overdue, 0);
  assert.ok(overdue >= 30 && overdue <= 70 && rows.every((row) => row.overdue > 2), `${overdue} overdue`);
  for (const [index, wanted] of [0.7, 0.18, 0.12].entries()) assert.ok(Math.abs((rows[index]?.share ?? 0) - wanted) < 0.03);

  const { home, metrics } = orderToCash;
  const shown = metrics.filter(({ id }) => home?.metrics.includes(id));
  const ask = () => measuredLately(house, shown, { now, timeZone: 'UTC', visible: seesAll });
  await ask();
  await measuringEnds(house);
  const measured = await ask();
  const broke = [...(measured?.metrics ?? [])]
    .filter(([, each]) => each.broke)
    .sort(([, a], [, b]) => b.excess - a.excess)
    .map(([id, { since, part }]) => [id, since, part?.dimension, part?.value]);
  assert.deepEqual(broke, [
    ['invoice-error-rate', '2026-09-20', 'carrier', 'Rheintal Logistik'],
    ['exception-volume', '2026-09-13', 'kind', 'missingDeliveryReference'],
  ]);
  const told = await whatBroke(house, shown, measured, seesAll);
  assert.deepEqual([told.metric?.id, told.changeBefore?.key], ['invoice-error-rate', 'R-17']);
});
