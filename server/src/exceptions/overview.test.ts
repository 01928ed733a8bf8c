import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ExceptionOverview } from '@throughline/api';
import { seededRandom, testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { lateNow, tellLateStory } from '../../test/late-company.ts';
import { entity } from '../../test/small-company.ts';
import { caseTotals } from '../cases/case-list.ts';
import { caseRows } from '../cases/case-row.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { attach, type Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { worthOf } from '../work/pending-approvals.ts';
import { exceptionLines } from './exception-lines.ts';
import { type ExceptionQuestion, exceptionOverview } from './overview.ts';

let house: Throughline;
before(async () => {
  const { url, close } = await testDatabase('late_company', (address) => tellLateStory(address, seededRandom(11)));
  house = attach({ url, env: {}, database: 'demo', release: close });
});
after(() => house.close());

const overview = async (question: ExceptionQuestion = {}, visible: Visible = seesAll): Promise<ExceptionOverview> =>
  asContract('GET /{database}/exceptions', await exceptionOverview(house, { visible, now: lateNow }, question));
const listed = async (where: readonly string[]) =>
  (await caseTotals(house, { flow: 'exception', open: true, where }, seesAll)).cases;

test('[S536] each number of the exceptions is how many their list has, by kind, stage, age and owner, also where narrowed', async () => {
  for (const question of [
    {},
    { owner: 'collections' },
    { stage: 'invoice', late: true },
    { stream: 'order-to-cash', severity: 'medium' as const },
  ]) {
    const shown = await overview(question);
    assert.ok(shown.open > 0, JSON.stringify(question));
    assert.equal(
      shown.open,
      shown.buckets.reduce((sum, { open }) => sum + open, 0),
    );
    for (const { where, open, stages, ages, untimed } of shown.buckets) {
      assert.equal(await listed(where), open);
      for (const [index, { where: ofStage }] of shown.stages.entries())
        assert.equal(await listed([...where, ...ofStage]), stages[index]?.open, String(ofStage));
      for (const [index, { where: ofAge }] of shown.ages.entries())
        assert.equal(await listed([...where, ...ofAge]), ages[index], String(ofAge));
      assert.equal(open, untimed + ages.reduce((sum, count) => sum + count, 0));
    }
    for (const { where, open, late } of shown.owners) {
      assert.equal(await listed(where), open);
      assert.equal(await listed([...where, `dueAt<${shown.now}`]), late);
    }
  }
});

test('[S537] the money at stake is what their cases have open, each case once, each currency by itself', async () => {
  const { rows } = await house.pool.query<{ parent: string }>(
    `select distinct d.parent from throughline.case_ c join throughline.case_data d on d.id = c.id
      where c.flow = 'exception' and c.state = 'open' and d.data->>'stage' = 'invoice'`,
  );
  const owners = await house.engine.readCases(rows.map(({ parent }) => parent));
  const flowOf = await loadFlows(house, owners);
  const worth = (await caseRows(house, owners, { now: lateNow, visible: seesAll })).map((row, index) => {
    const owner = owners[index];
    assert.ok(owner !== undefined);
    return worthOf(flowOf(owner), row, owner.data);
  });
  const { amounts, withheld } = await overview({ stage: 'invoice' });
  for (const { amount, currency } of amounts) {
    const sum = worth.reduce((total, money) => total + (money?.currency === currency ? money.amount : 0), 0);
    assert.ok(sum > 0);
    assert.equal(amount, sum, String(currency));
  }
  assert.ok(amounts.length > 1 && !withheld);
  const kept = await overview({}, { ...seesAll, column: () => ({ needs: ['finance'] }) });
  assert.deepEqual([kept.amounts, kept.withheld, kept.open > 0], [[], true, true]);
});

test('[S538] weeks say how many exceptions came and went, as the log has them; narrowed, only those', async () => {
  const { trend } = await overview();
  const { rows } = await house.pool.query(
    `select type, extract(epoch from recorded_at)::float8 * 1000 as at from throughline.event where flow = 'exception'`,
  );
  for (const { from, to, opened, closed } of trend) {
    const within = rows.filter(({ at }) => at >= Date.parse(from) && at < Date.parse(to));
    assert.equal(opened, within.filter(({ type }) => type === 'open').length);
    assert.equal(closed, within.filter(({ type }) => type === 'resolve' || type === 'close').length);
  }
  assert.ok(trend.length === 12 && trend.some(({ opened }) => opened > 0) && trend.some(({ closed }) => closed > 0));
  const openedOf = async (question: ExceptionQuestion) =>
    (await overview(question)).trend.reduce((sum, { opened }) => sum + opened, 0);
  const ofInvoices = await openedOf({ stage: 'invoice' });
  assert.ok(ofInvoices > 0 && ofInvoices <= (await openedOf({})) && (await openedOf({ stage: 'nowhere' })) === 0);
});

test('[S539] what may not be seen is not counted; the files have a line a row and currency', async () => {
  const blind = await overview({}, { ...seesAll, flows: () => [{ flow: 'nothing' }] });
  assert.deepEqual([blind.open, blind.cases, blind.buckets, blind.amounts], [0, 0, [], []]);
  assert.ok(blind.trend.every(({ opened, closed }) => opened === 0 && closed === 0));
  const elsewhere = await overview({}, { ...seesAll, flows: () => [{ flow: 'invoice', entities: ['elsewhere'] }] });
  assert.equal(elsewhere.open, 0);
  const here = await overview({}, { ...seesAll, flows: () => [{ flow: 'invoice', entities: [entity] }] });
  assert.ok(here.open > 0);
  const shown = await overview();
  const lines = [...exceptionLines(shown)];
  const linesOf = (rows: readonly { readonly amounts: readonly unknown[] }[]) =>
    rows.reduce((sum, { amounts }) => sum + Math.max(1, amounts.length), 0);
  assert.equal(lines.length, 1 + linesOf(shown.buckets));
  const [head, ...owners] = exceptionLines(shown, 'owners');
  assert.equal(owners.length, linesOf(shown.owners));
  assert.ok(owners.every((line) => line.length === head?.length));
  assert.deepEqual(
    [...exceptionLines(shown, 'trend')].slice(1),
    shown.trend.map(({ from, to, opened, closed }) => [from, to, opened, closed]),
  );
});
