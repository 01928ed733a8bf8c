import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MetricDefinition, MetricFormula } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { assertClose, type BothReaders, bothReaders } from '../../test/both-readers.ts';
import { type FixtureCase, prepareLog } from '../../test/log-fixture.ts';
import { randomLogs, randomZones } from '../../test/random-log.ts';
import { measure } from '../metric/measure.ts';
import { metricSeries, type SeriesPeriod } from './metric-series.ts';
import { freezesAt, periodStart, periodsUntil } from './periods.ts';

const seed = 340;
const logs = randomLogs(seed, 4);
const now = '2026-02-10T09:00:00Z';

const metricOf = (flow: string, unit: MetricDefinition['unit'], formula: MetricFormula): MetricDefinition => ({
  ...{ id: 'm', title: 'M', description: 'M', owner: 'nobody', direction: 'down', dimensions: ['team'], freeze: { days: 10 } },
  ...{ flow, unit, formula },
});

const opened = { event: 'open' } as const;
const formulas: readonly (readonly [MetricDefinition['unit'], MetricFormula])[] = [
  ['count', { kind: 'cases', at: opened }],
  ['share', { kind: 'share', at: opened, that: [{ entered: 'working' }] }],
  ['days', { kind: 'duration', from: opened, to: { event: 'close' }, in: 'calendar-days', aggregate: 'median' }],
  ['count', { kind: 'events', any: [{ manual: true }] }],
];

/** Ten invoices in each of sixteen months, of which more are late from month to month; some of January are told of in March. */
const invoices: readonly FixtureCase[] = Array.from({ length: 160 }, (_, index): FixtureCase => {
  const month = Math.floor(index / 10);
  const day = new Date(Date.UTC(2024, 10 + month, 2 + (index % 10))).toISOString().slice(0, 10);
  const isTold = day.startsWith('2026-01') && index % 10 < 3;
  const recordedAt = isTold ? '2026-03-20T00:00:00Z' : `${day}T01:00:00Z`;
  const late = index % 10 < (month === 15 ? 9 : 2);
  const data = { late, team: index % 2 === 0 ? 'a' : 'b' };
  return { flow: 'bill', key: `B${index}`, events: [{ type: 'open', at: day, to: 'opened', data, recordedAt }] };
});

const lateShare: MetricDefinition = {
  ...metricOf('bill', 'share', { kind: 'share', at: opened, that: [{ field: 'late', equals: true }] }),
  target: { to: 0.3, warn: 0.5 },
};

describe(`series of metrics (seed ${seed})`, () => {
  let both: BothReaders;
  before(async () => {
    both = await bothReaders(await testDatabase('insight_log', prepareLog), [...logs.flat(), ...invoices]);
  });
  after(() => both.close());

  test('[I341] a frozen value is the metric over the log as it was at the freezing; it is restated where later ones say otherwise', async () => {
    let restated = 0;
    for (const [index] of logs.entries()) {
      const timeZone = randomZones[index] ?? 'UTC';
      for (const [unit, formula] of formulas) {
        const metric = metricOf(`thing-${index}`, unit, formula);
        const { lines } = await metricSeries(both.readers[1], metric, { timeZone, now, periods: 10 });
        for (const point of lines[0]?.points ?? []) {
          const { from, to, frozenAt } = point;
          assert.equal(frozenAt, point.complete && to < '2026-02' ? freezesAt(point, timeZone, 10) : null);
          if (frozenAt === null) continue;
          const [then, today] = [
            await asOf(metric, { from, to, timeZone }, frozenAt),
            await asOf(metric, { from, to, timeZone }, now),
          ];
          assertClose({ value: point.value, n: point.n }, then, `${from} of log ${index}`);
          assertClose(point.restated, then.value === today.value ? null : today, `${from} of log ${index}, now`);
          if (point.restated !== null) restated += 1;
        }
      }
    }
    assert.ok(restated > 10, `${restated} restated`);
  });

  /** In the other dialect, over nothing but what had been recorded. */
  async function asOf(metric: MetricDefinition, period: { from: string; to: string; timeZone: string }, instant: string) {
    const log = (cut: string) =>
      ({
        ...both.readers[0],
        query: (sql: string, params: readonly (string | number | null)[]) =>
          both.readers[0].query(sql.replaceAll('throughline.event_log', cut), params),
      }) as const;
    const cut = `(select * from throughline.event_log where recorded_at < '${instant}'::timestamptz) as cut`;
    const { value, n } = await measure(log(cut), metric, { ...period, now: instant });
    return { value, n };
  }

  test('[I340] periods are of the calendar, with what was expected, how they stand to the target, and none for what was not', async () => {
    const { grain, lines } = await metricSeries(both.readers[1], lateShare, {
      timeZone: 'UTC',
      now: '2026-03-25T08:00:00Z',
      periods: 18,
    });
    const points = lines[0]?.points ?? [];
    const at = (from: string) => points.find((point) => point.from === from) as SeriesPeriod;
    assert.deepEqual([grain, points.length, points.at(-1)?.from, points.at(-1)?.complete], ['month', 18, '2026-03-01', false]);
    // Before the log, and after its last case, there is nothing to have a share of.
    assert.deepEqual([at('2024-10-01').value, at('2026-03-01').value, at('2026-03-01').expected], [null, null, null]);
    assert.deepEqual([at('2025-06-01').value, at('2025-06-01').standing, at('2025-06-01').restated], [0.2, 'met', null]);
    const last = at('2026-02-01');
    assert.deepEqual([last.value, last.standing, last.n], [0.9, 'breach', 10]);
    assert.ok(last.expected !== null && last.expected.upper < 0.9 && last.expected.lower >= 0);
    // Three of January came after it was frozen: two of them late.
    const january = at('2026-01-01');
    assert.deepEqual([january.value, january.n, january.restated], [0, 7, { value: 0.2, n: 10 }]);
    assert.equal(january.frozenAt, '2026-02-11T00:00:00.000Z');
    const byTeam = await metricSeries(both.readers[1], lateShare, { timeZone: 'UTC', now, periods: 4, by: 'team' });
    assert.deepEqual(byTeam.lines.map(({ segment }) => segment).sort(), ['a', 'b']);
  });
});

test('[I342] days, weeks (from Monday), months and quarters end before the present one; a month of the zone', () => {
  const starts = (grain: 'day' | 'week' | 'month' | 'quarter') =>
    periodsUntil('2026-03-31T23:30:00Z', 'Europe/Berlin', grain, 3).map(({ from, to, complete }) => `${from} ${to} ${complete}`);
  assert.deepEqual(starts('day'), ['2026-03-30 2026-03-31 true', '2026-03-31 2026-04-01 true', '2026-04-01 2026-04-02 false']);
  assert.deepEqual(starts('week'), ['2026-03-16 2026-03-23 true', '2026-03-23 2026-03-30 true', '2026-03-30 2026-04-06 false']);
  assert.deepEqual(starts('month'), ['2026-02-01 2026-03-01 true', '2026-03-01 2026-04-01 true', '2026-04-01 2026-05-01 false']);
  assert.deepEqual(starts('quarter'), [
    '2025-10-01 2026-01-01 true',
    '2026-01-01 2026-04-01 true',
    '2026-04-01 2026-07-01 false',
  ]);
  assert.equal(periodStart('1969-12-31', 'week'), '1969-12-29');
  assert.equal(freezesAt({ from: '2026-03-01', to: '2026-04-01' }, 'Europe/Berlin', 5), '2026-04-05T22:00:00.000Z');
});
