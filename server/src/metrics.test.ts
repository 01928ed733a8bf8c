import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise, type Submission } from '@throughline/engine';
import { measure, metricSeries } from '@throughline/insight';
import type { Actor, JsonObject, MetricDefinition } from '@throughline/language';
import { orderToCash } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../test/open-house.ts';
import { deployPacks } from './flows.ts';
import { metricContext, showMetric } from './metrics.ts';
import type { Throughline } from './throughline.ts';

/* The numbers of a story small enough to count by hand, told to the engine. */

const empty = () => testDatabase('empty', () => Promise.resolve());
const bot: Actor = { id: 'bot', kind: 'automation', principal: 'bot', roles: [] };
const ann: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['billing', 'fulfilment', 'collections', 'order-desk'] };

/** History as a source tells it. */
async function tellFacts(
  house: Throughline,
  flow: string,
  facts: readonly (readonly [key: string, day: string, type: string, data?: JsonObject])[],
) {
  const source = await house.engine.source('books', { liveFrom: Date.UTC(2026, 0, 1) });
  const results = await house.engine.dispatch(
    facts.map(([key, day, type, data = {}]) => ({
      case: { flow, entity: 'one', key },
      input: {
        ...{ kind: 'fact', type, data, source, occurredAt: Date.parse(`${day}T00:00:00Z`) },
        actor: { id: 'books', kind: 'source', principal: 'books', roles: [] },
      },
    })),
  );
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    facts.map(() => 'applied'),
    JSON.stringify(results),
  );
}

const invoice = (number: string, amount: number, currency = 'EUR') => ({
  number,
  customer: 'Nord AG',
  currency,
  amount,
  dueOn: '2025-03-31',
});

test('[S36] five invoices: days sales outstanding in its three ways, counted by hand', async (t) => {
  const house = await openHouse(t, await empty());
  await deployPacks(house);
  // January sells 310.00, February 280.00, March 300.00 (100 + 200). Owed at the end of March: 280 - 80 of D-2, and 200 of D-4.
  await tellFacts(house, 'invoice', [
    ['D-1', '2025-01-10', 'create', invoice('D-1', 31_000)],
    ['D-1', '2025-01-10', 'send'],
    ['D-2', '2025-02-05', 'create', invoice('D-2', 28_000)],
    ['D-2', '2025-02-05', 'send'],
    ['D-1', '2025-02-09', 'pay', { amount: 31_000 }],
    ['D-2', '2025-02-20', 'pay', { amount: 8_000 }],
    ['D-3', '2025-03-03', 'create', invoice('D-3', 10_000)],
    ['D-3', '2025-03-03', 'send'],
    ['D-4', '2025-03-20', 'create', invoice('D-4', 20_000)],
    ['D-4', '2025-03-20', 'send'],
    ['D-3', '2025-03-23', 'pay', { amount: 10_000 }],
    ['D-5', '2025-04-02', 'create', invoice('D-5', 99_900)],
    ['D-5', '2025-04-02', 'send'],
    ['D-4', '2025-04-10', 'pay', { amount: 20_000 }],
  ]);
  const quarter = { from: '2025-01-01', to: '2025-04-01' };
  const value = async (id: string, period = quarter) => (await showMetric(house, { id, ...period })).value ?? Number.NaN;
  const near = (actual: number, wanted: number) => assert.ok(Math.abs(actual - wanted) < 1e-9, `${actual} is ${wanted}`);
  near(await value('dso'), (400 / 890) * 90);
  // 300 of the 400 are all of March; 100 of February's 280.
  near(await value('dso-count-back'), 31 + (100 / 280) * 28);
  // D-1 after 30 days, D-3 after 20.
  near(await value('dso-per-invoice'), (310 * 30 + 100 * 20) / 410);
  near(await value('days-to-settle'), 25);
  near(await value('invoiced-amount'), 890);
  // D-4 is paid ten days late, in April.
  near(await value('days-late', { from: '2025-04-01', to: '2025-05-01' }), 10);
  near(await value('late-share', { from: '2025-01-01', to: '2025-05-01' }), 1 / 3);
});

test('[S36] amounts in several currencies stand side by side', async (t) => {
  const house = await openHouse(t, await empty());
  await deployPacks(house);
  await tellFacts(house, 'invoice', [
    ['E-1', '2025-01-10', 'create', invoice('E-1', 31_000)],
    ['E-1', '2025-01-10', 'send'],
    ['Y-1', '2025-01-11', 'create', invoice('Y-1', 31_000, 'JPY')],
    ['Y-1', '2025-01-11', 'send'],
  ]);
  assert.deepEqual(await showMetric(house, { id: 'invoiced-amount' }), {
    ...{ id: 'invoiced-amount', unit: 'money', value: null, n: 2, dimension: 'currency' },
    by: [
      { segment: 'EUR', value: 310, n: 1, currency: 'EUR' },
      { segment: 'JPY', value: 31_000, n: 1, currency: 'JPY' },
    ],
  });
  assert.partialDeepStrictEqual(await showMetric(house, { id: 'invoiced-amount', where: { currency: 'JPY' } }), {
    value: 31_000,
    n: 1,
  });
});

test('[S36] where nothing has happened a metric has no value, and says so', async (t) => {
  const house = await openHouse(t, await empty());
  for (const id of [
    'days-to-settle',
    'dso',
    'dso-count-back',
    'late-share',
    'delivery-success',
    'manual-intervention-rate',
    'invoiced-amount',
  ])
    assert.partialDeepStrictEqual(await showMetric(house, { id }), { value: null, n: 0 }, id);
  for (const id of ['exception-volume', 'manual-interventions'])
    assert.partialDeepStrictEqual(
      await showMetric(house, { id, by: id === 'exception-volume' ? 'kind' : 'customer' }),
      { value: null, n: 0, by: [] },
      id,
    );
});

test('[S36] deliveries, exceptions, errors and work by hand of a week, counted by hand', async (t) => {
  const database = await empty();
  await initialise(database.pool, { mode: 'virtual', now: Date.UTC(2026, 0, 5, 8) });
  const house = await openHouse(t, database, 'demo');
  await deployPacks(house);
  const tell = async (flow: string, key: string, type: string, data: JsonObject = {}, actor = bot, reason?: string) => {
    const submission: Submission = {
      case: { flow, entity: 'one', key },
      input: { kind: 'command', type, data, actor, ...(reason === undefined ? {} : { reason }) },
    };
    const result = await house.engine.submit(submission);
    assert.equal(result.outcome, 'applied', `${flow} ${key} ${type}: ${JSON.stringify(result)}`);
  };
  const plan = (number: string, dueOn: string) =>
    tell('delivery', number, 'plan', { number, customer: 'Nord AG', currency: 'EUR', amount: 1000, dueOn });
  const deliver = async (number: string) => {
    await tell('delivery', number, 'ship');
    await tell('delivery', number, 'deliver', { deliveredOn: '2026-01-05' });
  };
  // Due: A is confirmed at once, B in part and then wholly, C could not be delivered; D is due in a week.
  for (const number of ['A', 'B', 'C']) await plan(number, '2026-01-05');
  await plan('D', '2026-01-12');
  await deliver('A');
  await tell('delivery', 'A', 'confirm', { reference: 'DR-A' });
  await deliver('B');
  await tell('delivery', 'B', 'confirm', { amount: 400, reference: 'DR-B' });
  await tell('delivery', 'B', 'confirm', {}, ann);
  await tell('delivery', 'C', 'ship');
  await tell('delivery', 'C', 'fail');
  const delivered = { value: 1 / 3, n: 3 };
  assert.partialDeepStrictEqual(await showMetric(house, { id: 'delivery-success' }), delivered);
  assert.partialDeepStrictEqual(
    await showMetric(house, { id: 'delivery-success', from: '2026-01-01', to: '2026-02-01' }),
    delivered,
  );
  const exceptions = await showMetric(house, { id: 'exception-volume', by: 'kind' });
  assert.equal(exceptions.value, 2);
  assert.deepEqual(
    exceptions.by?.map(({ segment, value }) => [segment, value]),
    [
      ['deliveryFailed', 1],
      ['shortDelivery', 1],
    ],
  );
  // Of two invoices one waits for its reference; the other is sent by hand, as an automation would have done.
  const create = (number: string, more: JsonObject) =>
    tell('invoice', number, 'create', {
      ...{ number, customer: 'Nord AG', currency: 'EUR', amount: 1000, dueOn: '2026-02-05', contact: 'ap@nord.example' },
      ...more,
    });
  await create('I-1', { deliveryReference: 'DR-A', delivery: 'A' });
  await create('I-2', { delivery: 'X' });
  await tell('invoice', 'I-2', 'send');
  assert.partialDeepStrictEqual(await showMetric(house, { id: 'invoice-error-rate' }), { value: 1 / 2, n: 2 });
  assert.partialDeepStrictEqual(await showMetric(house, { id: 'exception-volume', where: { ofFlow: 'invoice' } }), { value: 1 });
  assert.partialDeepStrictEqual(await showMetric(house, { id: 'manual-interventions' }), { value: 0, n: 0 });
  await tell('invoice', 'I-1', 'send', {}, ann);
  assert.partialDeepStrictEqual(await showMetric(house, { id: 'manual-interventions' }), { value: 1, n: 1 });
  // One intervention on four deliveries and two invoices.
  assert.partialDeepStrictEqual(await showMetric(house, { id: 'manual-intervention-rate' }), { value: 100 / 6, n: 6 });
});

test('[S596] business hours are those of the calendar that the entity of a case has in the flow in force', async (t) => {
  const house = await openHouse(t, await empty());
  await deployPacks(house);
  // From Thursday 2 October 2025, 20:00 UTC, to Monday, 16:00 UTC; Friday is a holiday in Germany.
  const hours = {
    DE: 10,
    US: 2 + 10 + 4,
    'a unit without a calendar of its own': 10 + 8,
  };
  const source = await house.engine.source('books', { liveFrom: Date.UTC(2026, 0, 1) });
  const actor: Actor = { id: 'books', kind: 'source', principal: 'books', roles: [] };
  for (const [index, entity] of Object.keys(hours).entries()) {
    const key = `B-${index}`;
    const tell = (type: string, at: string, data: JsonObject = {}): Submission => ({
      case: { flow: 'invoice', entity, key },
      input: { kind: 'fact', type, data, source, occurredAt: Date.parse(at), actor },
    });
    const results = await house.engine.dispatch([
      tell('create', '2025-10-01T09:00:00Z', invoice(key, 10_000)),
      tell('send', '2025-10-02T20:00:00Z'),
      tell('pay', '2025-10-06T16:00:00Z', { amount: 10_000 }),
    ]);
    assert.ok(results.every(({ outcome }) => outcome === 'applied'));
  }
  const metric: MetricDefinition = {
    ...{ id: 'hours-to-pay', title: 'Hours to pay', description: 'In business hours', owner: 'billing', unit: 'hours' },
    ...{ direction: 'down', flow: 'invoice', dimensions: [] },
    formula: {
      ...{ kind: 'duration', from: { enters: 'sent' }, to: { enters: ['paid', 'closed'] }, in: 'business-hours' },
      aggregate: 'mean',
    },
  };
  const context = await metricContext(house, metric);
  const { by = [] } = await measure(house.reader, metric, { ...context, by: 'entity' });
  assert.deepEqual(Object.fromEntries(by.map(({ segment, value }) => [segment, value])), hours);
  const { lines } = await metricSeries(house.reader, metric, {
    ...context,
    now: '2025-11-02T00:00:00Z',
    periods: 2,
    by: 'entity',
  });
  for (const { segment, points } of lines) assert.equal(points[0]?.value, hours[segment as keyof typeof hours]);
  assert.equal(lines.length, 3);
  // Germany closes at noon from now on.
  const noon = [['08:00', '12:00']] as const;
  const week = { monday: noon, tuesday: noon, wednesday: noon, thursday: noon, friday: noon };
  const { germany } = orderToCash.flows.find(({ name }) => name === 'invoice')?.calendars ?? {};
  assert.ok(germany !== undefined);
  await house.engine.changeCalendar({
    ...{ flow: 'invoice', name: 'germany', by: 'ann', reason: 'Shorter days' },
    definition: { ...germany, week: week as unknown as typeof germany.week },
  });
  const later = await measure(house.reader, metric, { ...(await metricContext(house, metric)), by: 'entity' });
  assert.equal(later.by?.find(({ segment }) => segment === 'DE')?.value, 4);
});
