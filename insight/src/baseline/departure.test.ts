import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { formatDay, type MetricDefinition, type MetricFormula, parseDay } from '@throughline/language';
import { type SeededRandom, seededRandom, type TestDatabase, testDatabase } from '@throughline/testing';
import { type FixtureCase, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { measure } from '../metric/measure.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { metricSeries } from '../series/metric-series.ts';
import { type Departure, departureOf, type Origin, originOf, type Verdict } from './departure.ts';
import { measureSeries, windowsUntil } from './series.ts';

const now = '2026-11-01T06:00:00Z';
const timeZone = 'Europe/Berlin';
const end = '2026-11-01';
const allDays = 17 * 28;

let database: TestDatabase;
let reader: LogReader;

const metric = (flow: string, more: Partial<MetricDefinition> = {}): MetricDefinition => ({
  id: flow,
  title: flow,
  description: flow,
  owner: 'lead',
  unit: 'share',
  direction: 'down',
  flow,
  formula: { kind: 'share', at: { born: true }, that: [{ event: 'fail' }] },
  dimensions: ['kind', 'country'],
  ...more,
});
const counted = (flow: string): MetricDefinition =>
  metric(flow, { unit: 'count', formula: { kind: 'cases', at: { born: true }, where: [{ event: 'fail' }] } });

interface Habits {
  readonly perDay: number;
  readonly failRate: (day: number, kind: string) => number;
  readonly days?: number;
}

/** Cases day by day up to the end, each of a kind and a country; day 0 is the first. */
function things(flow: string, random: SeededRandom, { perDay, failRate, days = allDays }: Habits): readonly FixtureCase[] {
  return Array.from({ length: days }, (_, day) => day).flatMap((day) =>
    Array.from({ length: perDay }, (_, index): FixtureCase => {
      const kind = random.pick(['a', 'b', 'c', 'd']);
      const at = formatDay(parseDay(end) - days + day);
      const born = { type: 'create', at: `${at}T09:00:00Z`, to: 'open', data: { kind, country: random.pick(['IT', 'FR']) } };
      const failed = { type: 'fail', at: `${at}T10:00:00Z`, to: 'failed' };
      return { flow, key: `${day}/${index}`, events: random.chance(failRate(day, kind)) ? [born, failed] : [born] };
    }),
  );
}

/** Bills, sent and paid in two currencies, for all that can be measured. */
function bills(random: SeededRandom): readonly FixtureCase[] {
  return Array.from({ length: 150 }, (_, index): FixtureCase => {
    const day = parseDay('2026-06-01') + random.integer(0, 140);
    const at = (later: number) => formatDay(day + later);
    const amount = random.integer(100, 9_000);
    const paidLater = random.integer(2, 60);
    const data = {
      amount,
      paid: 0,
      currency: random.pick(['EUR', 'GBP']),
      dueOn: at(30),
      country: random.pick(['IT', 'FR', 'UK']),
    };
    return {
      flow: 'bill',
      key: `B-${index}`,
      events: [
        { type: 'create', at: at(0), to: 'created', data, manual: random.chance(0.2) },
        { type: 'send', at: at(1), to: 'sent', manual: random.chance(0.5) },
        ...(random.chance(0.7) ? [{ type: 'pay', at: at(paidLater), to: 'paid', data: { paid: amount } }] : []),
      ],
    };
  });
}

const looked = async (one: MetricDefinition, more: { readonly where?: Readonly<Record<string, string>> } = {}) => {
  const request = { now, timeZone, periods: 14, ...more };
  const series = await metricSeries(reader, one, request);
  return { ...departureOf(one, series), ...(await originOf(reader, one, series, request)) } satisfies Departure & Origin;
};

describe('metrics beside what was expected of them', () => {
  before(async () => {
    database = await testDatabase('insight_log', prepareLog);
    reader = logReader(database.pool);
    const random = seededRandom(7);
    await writeLog(database.pool, [
      ...things('stepped', random, { perDay: 6, failRate: (day, kind) => (kind === 'b' && day >= allDays - 40 ? 0.8 : 0.05) }),
      ...things('counted', random, { perDay: 12, failRate: (day, kind) => (kind === 'c' && day >= allDays - 24 ? 1 : 0.2) }),
      ...things('risen', random, { perDay: 6, failRate: (day) => (day >= allDays - 100 ? 0.6 : 0.1) }),
      ...things('young', random, { perDay: 4, days: 100, failRate: () => 0.1 }),
      ...things('still', random, { perDay: 4, failRate: () => 0.15 }),
      ...bills(random),
    ]);
  });
  after(() => database.close());

  test('[I61] a step in a share is found, with its week and the part that it comes from', async () => {
    const found = await looked(metric('stepped'));
    assert.deepEqual([found.verdict, found.broke], ['worse', true]);
    assert.ok(found.excess > 0 && (found.change ?? 0) > 0);
    assertWithinAWeek(found.since, formatDay(parseDay(end) - 40));
    const { part } = found;
    assert.deepEqual([part?.dimension, part?.value], ['kind', 'b']);
    assert.ok((part?.share ?? 0) > 0.8 && (part?.after ?? 0) > 0.6 && (part?.before ?? 1) < 0.1, JSON.stringify(part));
  });

  test('[I61] a step in a count is found too', async () => {
    const found = await looked(counted('counted'));
    assert.ok(found.broke);
    assertWithinAWeek(found.since, formatDay(parseDay(end) - 24));
    assert.deepEqual([found.part?.dimension, found.part?.value], ['kind', 'c']);
    const { share = 0, before: earlier = 0, after: later = 0 } = found.part ?? {};
    assert.ok(share > 0.6 && share < 1.4, `nearly all of it: ${share}`);
    assert.ok((later ?? 0) > 3 * (earlier ?? 0));
  });

  test('[I61] what rose everywhere has no part that stands out; after three months it is still broken', async () => {
    const found = await looked(metric('risen'));
    assert.ok(found.broke);
    assertWithinAWeek(found.since, formatDay(parseDay(end) - 100));
    assert.equal(found.part, undefined);
  });

  test('[I63] what nothing is expected of, and what has no data, is not judged; what stays as it was did not break', async () => {
    const none: Departure = { verdict: 'too-few', broke: false, change: null, excess: 0 };
    assert.deepEqual(await looked(metric('young')), none);
    assert.deepEqual(await looked(metric('nothing')), none);
    assert.deepEqual([(await looked(metric('still'))).verdict], ['within']);
  });

  test('[I64] it may be asked of some cases alone', async () => {
    const ofKind = async (kind: string) => (await looked(metric('stepped'), { where: { kind } })).broke;
    assert.deepEqual([await ofKind('b'), await ofKind('a')], [true, false]);
    await assert.rejects(looked(metric('stepped'), { where: { colour: 'red' } }), { code: 'unknown-dimension' });
  });

  test('[I64] which way is bad, the metric says; a range without width is left by any difference', () => {
    const point = { from: '2026-10-01', to: '2026-11-01', complete: true, n: 9, standing: null, frozenAt: null, restated: null };
    const verdict = (direction: MetricDefinition['direction'], value: number, upper = 12): Verdict => {
      const expected = { value: 10, lower: 20 - upper, upper };
      const points = [
        { ...point, value, expected },
        { ...point, value: 99, expected: null, complete: false },
      ];
      return departureOf({ direction }, { grain: 'month', lines: [{ segment: null, currency: null, points }] }).verdict;
    };
    assert.deepEqual([verdict('down', 13), verdict('up', 13), verdict('band', 13)], ['worse', 'better', 'worse']);
    assert.deepEqual([verdict('down', 7), verdict('up', 7), verdict('band', 7)], ['better', 'worse', 'worse']);
    assert.deepEqual([verdict('down', 12), verdict('down', 10, 10), verdict('down', 10.5, 10)], ['within', 'within', 'worse']);
  });

  const sent = { enters: 'sent' };
  const settled = { enters: 'paid' };
  const dso = { kind: 'days-sales-outstanding', amount: 'amount', paid: 'paid', sold: sent, settled } as const;
  const formulas: readonly MetricFormula[] = [
    { kind: 'share', at: settled, that: [{ later: settled, than: { day: 'dueOn' } }] },
    { kind: 'share', at: { day: 'dueOn' }, that: [{ event: 'pay' }] },
    { kind: 'duration', from: sent, to: settled, in: 'calendar-days', aggregate: 'median' },
    { kind: 'duration', from: sent, to: settled, in: 'elapsed-hours', aggregate: 'mean', weight: 'amount' },
    { kind: 'cases', at: sent },
    { kind: 'cases', at: sent, per: 100 },
    { kind: 'events', any: [{ manual: true }], per: 100, where: [{ event: 'pay' }] },
    { kind: 'events', any: [{ type: 'pay' }] },
    { kind: 'sum', field: 'amount', at: sent },
    { kind: 'balance', from: sent, to: settled },
    {
      kind: 'ratio',
      of: [
        { kind: 'balance', from: sent, to: settled, when: 'start' },
        { kind: 'cases', at: sent },
      ],
      over: { kind: 'balance', from: sent, to: settled, when: 'average' },
    },
    { ...dso, method: 'balance' },
    { ...dso, method: 'count-back' },
    { ...dso, method: 'per-invoice' },
  ];
  for (const formula of formulas) {
    const name = `${formula.kind} ${'method' in formula ? formula.method : ''} ${'per' in formula ? 'per 100' : ''}`;
    test(`[I65] several windows at once are what each is by itself: ${name}`, async () => {
      const unit = formula.kind === 'sum' ? 'money' : formula.kind === 'duration' ? 'days' : 'count';
      const one = metric('bill', { formula, unit, dimensions: ['country', 'dueOn'] });
      const windows = windowsUntil('2026-10-01', 5, 28);
      const measured = await measureSeries(reader, one, { windows, by: ['country', 'entity'], now, timeZone });
      for (const [index, window] of windows.entries()) {
        for (const [level, by] of [
          [1, 'country'],
          [2, 'entity'],
        ] as const) {
          const { by: segments = [] } = await measure(reader, one, { ...window, by, now, timeZone });
          const own = measured.filter((each) => each.window === index && each.level === level);
          assert.deepEqual(
            own.map(({ segment, value, n }) => ({ segment, value, n })),
            segments.map(({ segment, value, n }) => ({ segment, value, n })),
          );
        }
      }
      assert.ok(
        measured.some(({ value }) => value !== null && value > 0),
        'there was something to measure',
      );
    });
  }
});

function assertWithinAWeek(found: string | undefined, planted: string): void {
  assert.ok(found !== undefined);
  const off = Math.abs(parseDay(found) - parseDay(planted));
  assert.ok(off <= 7, `${found} is ${off} days from ${planted}`);
}
