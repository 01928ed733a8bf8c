import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../test/contract.ts';
import { openHouse } from '../test/open-house.ts';
import { tellStory } from '../test/small-company.ts';
import type { CompanyContext } from './http/handler.ts';
import { homeCsv, homeHandlers } from './http/handlers/home.ts';
import { allMetricCases, metricCases, metricValues } from './metric-answers.ts';
import { showMetric } from './metrics.ts';
import type { Throughline } from './throughline.ts';
import { seesAll } from './visible/visible.ts';

async function smallCompany(t: TestContext): Promise<Throughline> {
  return await openHouse(t, await testDatabase('small_company', tellStory), 'demo');
}

test('[S320] [S595] a metric is answered whole, each currency by itself, or by a dimension; what is asked wrongly is told by its place', async (t) => {
  const house = await smallCompany(t);
  const values = async (id: string, asked: Parameters<typeof metricValues>[2] = {}) =>
    asContract('GET /{database}/metrics/{metric}', await metricValues(house, id, asked, seesAll));

  const { metric, values: whole } = await values('invoiced-amount');
  assert.deepEqual([metric.id, metric.owner], ['invoiced-amount', { role: 'head-of-finance', title: 'Head of finance' }]);
  // Three invoices of 1,000.00 were sent in euros, one of 250,000 in yen, which have no minor unit.
  assert.deepEqual(whole, [
    { segment: null, title: null, currency: 'EUR', value: 3000, n: 3 },
    { segment: null, title: null, currency: 'JPY', value: 250_000, n: 1 },
  ]);
  const { values: exceptions } = await values('exception-volume', { by: 'kind', where: ['ofFlow=invoice'] });
  const { by } = await showMetric(house, { id: 'exception-volume', by: 'kind', where: { ofFlow: 'invoice' } });
  assert.deepEqual(
    exceptions.map(({ segment, value }) => [segment, value]),
    by?.map(({ segment, value }) => [segment, value]),
  );
  assert.ok(exceptions.length > 1);
  // What a value is called is beside it.
  for (const { segment, title } of exceptions)
    assert.ok(title !== null && title !== segment && /^[A-Z]/.test(title), `${segment}: ${title}`);
  const stages = await values('exception-volume', { by: 'ofFlow' });
  assert.equal(stages.values.find(({ segment }) => segment === 'invoice')?.title, 'Invoice');
  assert.deepEqual((await values('invoiced-amount', { from: '2030-01-01' })).values, [
    { segment: null, title: null, currency: null, value: null, n: 0 },
  ]);

  const from = '2026-03-01';
  assert.deepEqual(
    [
      (await values('late-share')).period,
      (await values('late-share', { from })).period,
      (await values('dso')).period?.to?.slice(0, 10),
    ],
    [null, { from }, '2026-05-19'],
  );

  for (const [asked, place] of [
    [{ where: ['customer'] }, 'where[0]'],
    [{ where: ['customer=Nordwind', 'customer=Brenner'] }, 'where[1]'],
    [{ where: ['weather=fine'] }, 'where[0]'],
    [{ by: 'weather' }, 'by'],
    [{ from: 'yesterday' }, 'from'],
    [{ from: '2026-02-01', to: '2026-01-01' }, 'to'],
  ] as const)
    await assert.rejects(metricValues(house, 'late-share', asked, seesAll), { code: 'metric-request', place });
  await assert.rejects(metricValues(house, 'nothing', {}, seesAll), { code: 'metric-unknown' });
});

test('[S321] the cases behind a value come in pages that join up, and as lines of a file', async (t) => {
  const house = await smallCompany(t);
  const found: string[] = [];
  let after: string | undefined;
  do {
    const asked = { where: ['currency=EUR'], limit: 2, ...(after === undefined ? {} : { after }) };
    const page = asContract(
      'GET /{database}/metrics/{metric}/cases',
      await metricCases(house, 'invoiced-amount', asked, seesAll),
    );
    assert.ok(page.items.length <= 2);
    found.push(...page.items.map(({ key, value, currency }) => `${key} ${value} ${currency}`));
    after = page.next;
  } while (after !== undefined);
  assert.deepEqual(found.sort(), ['I-1 100000 EUR', 'I-2 100000 EUR', 'I-4 100000 EUR']);
  assert.equal((await Array.fromAsync(allMetricCases(house, 'invoiced-amount', {}, seesAll))).length, 4);
  await assert.rejects(metricCases(house, 'invoiced-amount', { limit: 2, after: 'x' }, seesAll), { code: 'cursor-invalid' });

  const context = { throughline: house, visible: seesAll } as unknown as CompanyContext;
  const request = {
    params: { database: 'demo', metric: 'invoiced-amount' },
    query: {},
    body: undefined,
    upload: house as never,
  } as const;
  const lines = await Array.fromAsync(homeCsv['GET /{database}/metrics/{metric}'](request, context));
  assert.deepEqual(lines, [
    ['segment', 'currency', 'value', 'n'],
    [null, 'EUR', 3000, 3],
    [null, 'JPY', 250_000, 1],
  ]);
  assert.equal((await Array.fromAsync(homeCsv['GET /{database}/metrics/{metric}/cases'](request, context))).length, 5);
  const listing = { ...request, params: { database: 'demo' }, query: undefined } as const;
  const list = await homeHandlers['GET /{database}/metrics'](listing, context);
  assert.ok(asContract('GET /{database}/metrics', list.body).items.length > 10);
});
