import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MetricDefinition, MetricFormula } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { type BothReaders, bothReaders } from '../../test/both-readers.ts';
import { prepareLog } from '../../test/log-fixture.ts';
import {
  fieldOf,
  firstOf,
  isWithin,
  knownCases,
  localDay,
  meanOf,
  type NaiveCase,
  type NaiveRequest,
  quantile,
  startOf,
  stateAt,
  sumOf,
  wholeNumber,
} from '../../test/naive-metric.ts';
import { randomLogs, randomZones } from '../../test/random-log.ts';

const seed = 1130;
const logs = randomLogs(seed, 6);

type Naive = (cases: readonly NaiveCase[], request: NaiveRequest) => number | null;
type Row = readonly [name: string, unit: MetricDefinition['unit'], formula: MetricFormula, naive: Naive];

const opened = { event: 'open' } as const;
const closed = { event: 'close' } as const;
const closing = (cases: readonly NaiveCase[], request: NaiveRequest) =>
  cases.flatMap((one) => {
    const [from, to] = [firstOf(one, 'open'), firstOf(one, 'close')];
    return from !== undefined && isWithin(to, request) ? [{ one, from, to }] : [];
  });
const openAt = (cases: readonly NaiveCase[], ms: number) =>
  cases.filter((one) => (firstOf(one, 'open') ?? Infinity) < ms && stateAt(one, ms) !== 'closed');
const owed = (one: NaiveCase, ms: number) =>
  (wholeNumber(fieldOf(one, 'amount', ms)) ?? 0) -
  (wholeNumber(fieldOf(one, 'amount', ms)) === undefined ? 0 : (wholeNumber(fieldOf(one, 'paid', ms)) ?? 0));
const elapsed = { kind: 'duration', from: opened, to: closed, in: 'elapsed-hours' } as const;
const scored = (cases: readonly NaiveCase[], request: NaiveRequest) =>
  cases
    .filter((one) => isWithin(firstOf(one, 'open'), request))
    .flatMap((one) => (typeof fieldOf(one, 'score') === 'number' ? [fieldOf(one, 'score') as number] : []));
const standing = { kind: 'balance', from: opened, to: { enters: 'closed' } } as const;

const rows: readonly Row[] = [
  [
    'mean hours',
    'hours',
    { ...elapsed, aggregate: 'mean' },
    (cases, request) => meanOf(closing(cases, request).map(({ from, to }) => (to - from) / 3_600_000)),
  ],
  [
    'p90 of hours',
    'hours',
    { ...elapsed, aggregate: 'p90' },
    (cases, request) =>
      quantile(
        closing(cases, request).map(({ from, to }) => (to - from) / 3_600_000),
        0.9,
      ),
  ],
  [
    'mean calendar days',
    'days',
    { ...elapsed, in: 'calendar-days', aggregate: 'mean' },
    (cases, request) =>
      meanOf(closing(cases, request).map(({ from, to }) => localDay(to, request.timeZone) - localDay(from, request.timeZone))),
  ],
  [
    'share',
    'share',
    { kind: 'share', at: opened, that: [{ entered: 'working' }] },
    (cases, request) =>
      meanOf(
        cases
          .filter((one) => isWithin(firstOf(one, 'open'), request))
          .map(({ events }) => (events.some(({ to, from }) => to === 'working' && from !== 'working') ? 1 : 0)),
      ),
  ],
  [
    'cases',
    'count',
    { kind: 'cases', at: opened },
    (cases, request) => cases.filter((one) => isWithin(firstOf(one, 'open'), request)).length,
  ],
  [
    'events',
    'count',
    { kind: 'events', any: [{ manual: true }] },
    (cases, request) =>
      sumOf(cases.map(({ events }) => events.filter(({ manual, ms }) => manual && isWithin(ms, request)).length)),
  ],
  [
    'sum',
    'money',
    { kind: 'sum', field: 'amount', at: opened },
    (cases, request) => {
      const amounts = cases
        .filter((one) => isWithin(firstOf(one, 'open'), request) && fieldOf(one, 'currency') === 'EUR')
        .flatMap((one) => wholeNumber(fieldOf(one, 'amount')) ?? []);
      return amounts.length === 0 ? null : sumOf(amounts) / 100;
    },
  ],
  [
    'mean number',
    'number',
    { kind: 'number', field: 'score', at: opened, aggregate: 'mean' },
    (cases, request) => meanOf(scored(cases, request)),
  ],
  [
    'median number',
    'number',
    { kind: 'number', field: 'score', at: opened, aggregate: 'median' },
    (cases, request) => quantile(scored(cases, request), 0.5),
  ],
  ['open', 'count', standing, (cases, request) => openAt(cases, startOf(request.to, request.timeZone)).length],
  [
    'open amount',
    'money',
    { ...standing, amount: 'amount', less: ['paid'] },
    (cases, request) => {
      const end = startOf(request.to, request.timeZone);
      const amounts = openAt(cases, end)
        .map((one) => owed(one, end))
        .filter((amount) => amount !== 0);
      return amounts.length === 0 ? null : sumOf(amounts) / 100;
    },
  ],
  [
    'different users',
    'count',
    { kind: 'distinct', field: 'user', at: opened },
    (cases, request) =>
      new Set(cases.filter((one) => isWithin(firstOf(one, 'open'), request)).flatMap((one) => fieldOf(one, 'user') ?? [])).size,
  ],
  [
    'ratio',
    'number',
    { kind: 'ratio', of: { kind: 'events', any: [{ type: 'work' }] }, over: { ...standing, when: 'average' }, per: 100 },
    (cases, request) => {
      const [start, end] = [startOf(request.from, request.timeZone), startOf(request.to, request.timeZone)];
      const over = (openAt(cases, start).length + openAt(cases, end).length) / 2;
      const worked = sumOf(
        cases.map(({ events }) => events.filter(({ type, ms }) => type === 'work' && isWithin(ms, request)).length),
      );
      return over === 0 ? null : (100 * worked) / over;
    },
  ],
];

const metricOf = (flow: string, unit: MetricDefinition['unit'], formula: MetricFormula): MetricDefinition => ({
  ...{ id: 'm', title: 'M', description: 'M', owner: 'nobody', direction: 'down', dimensions: ['team'] },
  ...{ flow, unit, formula },
});

const periods = [
  { from: '2025-03-01', to: '2025-06-01' },
  { from: '2025-06-01', to: '2025-12-15' },
] as const;

describe(`metrics over random logs (seed ${seed})`, () => {
  let both: BothReaders;
  before(async () => {
    both = await bothReaders(await testDatabase('insight_log', prepareLog), logs.flat());
  });
  after(() => both.close());

  for (const [name, unit, formula, naive] of rows)
    test(`[I140] ${name}: what a computation by hand gives, in any time zone, as known at any time`, async () => {
      for (const [index, log] of logs.entries()) {
        const timeZone = randomZones[index % randomZones.length] ?? 'UTC';
        const knownAt = index % 3 === 0 ? '2025-07-01T00:00:00Z' : undefined;
        const request = { timeZone, ...periods[index % 2] } as NaiveRequest;
        const expected = naive(knownCases(log, knownAt), request);
        const metric = metricOf(`thing-${index}`, unit, formula);
        const asked = {
          ...request,
          ...(knownAt === undefined ? {} : { knownAt }),
          ...(unit === 'money' ? { where: { currency: 'EUR' } } : {}),
        };
        const { value } = await both.measure(metric, asked);
        if (expected === null || value === null) assert.equal(value, expected, `log ${index}`);
        else
          assert.ok(
            Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
            `log ${index}: ${value} is ${expected}`,
          );
      }
    });
});
