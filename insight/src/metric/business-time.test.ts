import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  addBusinessDays,
  businessDaysAfter,
  type Calendar,
  compileCalendar,
  dayOf,
  defineCalendar,
  instantOf,
  type MetricDefinition,
  type MetricFormula,
  openBetween,
} from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { assertClose, type BothReaders, bothReaders } from '../../test/both-readers.ts';
import { prepareLog } from '../../test/log-fixture.ts';
import { firstOf, knownCases, type NaiveCase } from '../../test/naive-metric.ts';
import { randomLogs } from '../../test/random-log.ts';
import { casesBehind } from './cases-behind.ts';

const seed = 1150;
const log = randomLogs(seed, 14).flatMap((cases, index) =>
  cases.map((one) => ({ ...one, flow: 'job', key: `${one.key}-${index}` })),
);

const hours = [
  ['08:00', '12:30'],
  ['13:15', '18:00'],
] as const;
/** With a lunch break, a short Friday and a shift that ends at midnight, across changes of the clocks. */
const office = (timeZone: string, on: string): Calendar =>
  compileCalendar(
    defineCalendar({
      ...{ timeZone, from: '2024-01-01', to: '2027-12-31', holidays: [{ on }, { month: 12, day: 25 }] },
      week: {
        ...{ monday: hours, tuesday: hours, wednesday: hours, thursday: hours },
        ...{ friday: [['08:00', '14:00']], saturday: [['22:00', '24:00']] },
      },
    }),
  );
const calendars = {
  default: office('Europe/Berlin', '2025-05-01'),
  entities: { south: office('America/New_York', '2025-07-04') },
};
const calendarFor = ({ entity }: NaiveCase) => (entity === 'south' ? calendars.entities.south : calendars.default);

const openBoth = (calendar: Calendar, from: number, to: number) =>
  (to >= from ? openBetween(calendar, from, to) : -openBetween(calendar, to, from)) / 3_600_000;
const daysBoth = (calendar: Calendar, from: number, to: number) => {
  const [start, end] = [dayOf(calendar, from), dayOf(calendar, to)];
  return end >= start ? businessDaysAfter(calendar, start, end) : -businessDaysAfter(calendar, end, start);
};
const later = (calendar: Calendar, from: number, count: number) => {
  const day = dayOf(calendar, from);
  return instantOf(calendar, addBusinessDays(calendar, day, count), (from - instantOf(calendar, day, 0)) / 60_000);
};

const between = { kind: 'duration', from: { event: 'open' }, to: { event: 'work' }, aggregate: 'mean' } as const;
type Row = readonly [name: string, formula: MetricFormula, one: (calendar: Calendar, from: number, to: number) => number];
const rows: readonly Row[] = [
  ['business hours', { ...between, in: 'business-hours' }, openBoth],
  ['business days', { ...between, in: 'business-days' }, daysBoth],
  ...[3, -2].map(
    (count): Row => [
      `${count} business days later`,
      { ...between, in: 'elapsed-hours', to: { after: { event: 'open' }, businessDays: count }, where: [{ event: 'work' }] },
      (calendar, from) => (later(calendar, from, count) - from) / 3_600_000,
    ],
  ),
];

describe(`business time over random logs (seed ${seed})`, () => {
  let both: BothReaders;
  before(async () => {
    both = await bothReaders(await testDatabase('insight_log', prepareLog), log);
  });
  after(() => both.close());

  const metricOf = (formula: MetricFormula): MetricDefinition => ({
    ...{ id: 'm', title: 'M', description: 'M', owner: 'nobody', unit: 'hours', direction: 'down', dimensions: [] },
    ...{ flow: 'job', formula },
  });

  for (const [name, formula, one] of rows)
    test(`[I143] ${name}: case by case what the language says, in calendars of two entities`, async () => {
      const expected = knownCases(log)
        .flatMap((single) => {
          const [from, to] = [firstOf(single, 'open'), firstOf(single, 'work')];
          return from === undefined || to === undefined ? [] : [one(calendarFor(single), from, to)];
        })
        .toSorted((a, b) => a - b);
      assert.ok(expected.length > 20 && new Set(expected).size > 1);
      for (const reader of both.readers) {
        const { cases } = await casesBehind(reader, metricOf(formula), { calendars, limit: 10_000 });
        assertClose(
          cases.map(({ value }) => value).toSorted((a, b) => a - b),
          expected,
          name,
        );
      }
    });

  test('[I143] without calendars business time is refused', async () => {
    await assert.rejects(casesBehind(both.readers[0], metricOf({ ...between, in: 'business-days' })), {
      code: 'needs-calendars',
    });
  });
});
