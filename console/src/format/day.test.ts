import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  dayOf,
  daysFromNow,
  formatDay,
  formatDayLong,
  formatDue,
  formatDuration,
  formatExact,
  formatMoment,
  formatPast,
  formatSpan,
  instantOfLocal,
  localOfInstant,
} from './day.ts';

// Monday 11 January 2027, 08:40 in Berlin.
const now = Date.parse('2027-01-11T07:40:00Z');
const english = { locale: 'en-GB', timeZone: 'Europe/Berlin', now };
const german = { ...english, locale: 'de-DE' };

describe('dates', () => {
  const dues: readonly [at: string, late: boolean, expected: string][] = [
    ['2027-01-11T16:00:00Z', false, 'today'],
    ['2027-01-11', false, 'today'],
    ['2027-01-12', false, 'tomorrow'],
    ['2027-01-13', false, 'in 2 d'],
    ['2027-01-17', false, 'in 6 d'],
    ['2027-01-18', false, '18 Jan'],
    ['2028-01-18', false, '18 Jan 2028'],
    ['2027-01-08', true, '3 d late'],
    ['2026-12-08', true, '34 d late'],
    ['2027-01-11T05:00:00Z', true, '2 h late'],
    ['2026-12-08', false, '8 Dec 2026'],
    // 23:30 UTC is the next day in Berlin.
    ['2027-01-12T23:30:00Z', false, 'in 2 d'],
  ];
  for (const [at, late, expected] of dues) {
    test(`[K100] due ${at}${late ? ', late' : ''}: ${expected}`, () => assert.equal(formatDue(at, late, english), expected));
  }

  test('[K100] what has been is counted for a week, then dated', () => {
    const said = ['2027-01-11', '2027-01-10', '2027-01-06', '2027-01-04', '2026-12-31'].map((at) => formatPast(at, english));
    assert.deepEqual(said, ['today', 'yesterday', '5 d ago', '4 Jan', '31 Dec 2026']);
  });

  test('[K101] days are written by the locale, with the year where it is another', () => {
    assert.equal(formatDay('2027-01-18', german), '18. Jan.');
    assert.equal(formatDay('2026-01-18', german), '18. Jan. 2026');
    assert.equal(formatDayLong('2027-10-12', english), '12 October');
    assert.equal(formatMoment('2027-01-04T09:12:00Z', english), '4 Jan 10:12');
    assert.equal(formatMoment('2027-01-04', english), '4 Jan');
  });

  test('[K102] a day stays the same day in every zone; an instant is the day of the zone', () => {
    for (const timeZone of ['Pacific/Auckland', 'America/Los_Angeles', 'UTC']) {
      assert.equal(formatDay('2027-01-18', { ...english, timeZone }), '18 Jan');
      assert.equal(dayOf('2027-01-18', timeZone), '2027-01-18');
    }
    assert.equal(dayOf('2027-01-18T23:30:00Z', 'Europe/Berlin'), '2027-01-19');
    // Over the change to summer time there are still 7 days between two Sundays.
    const before = Date.parse('2027-03-21T12:00:00Z');
    assert.equal(daysFromNow('2027-03-28T12:00:00Z', { ...english, now: before }), 7);
  });

  test('[K103] the exact instant has seconds and the zone', () => {
    const exact = formatExact('2027-01-18T09:00:05Z', english);
    assert.match(exact, /Mon,? 18 Jan 2027.* 10:00:05 CET \(Europe\/Berlin\)/);
    assert.equal(formatExact('2027-01-18', english), '18 Jan 2027');
  });

  const durations: readonly [ms: number, long: string, short: string][] = [
    [32 * 86_400_000, '32 days', '32 d'],
    [86_400_000, '1 day', '1 d'],
    [5 * 3_600_000, '5 hours', '5 h'],
    [3_600_000, '1 hour', '1 h'],
    [180_000, '3 min', '3 min'],
    [400, '0 s', '0 s'],
  ];
  for (const [ms, long, short] of durations) {
    test(`[K104] ${ms} ms is ${long}`, () => assert.deepEqual([formatDuration(ms), formatDuration(ms, 'short')], [long, short]));
  }

  test('[K106] a span agrees with the dates beside it; below a day it is a duration', () => {
    // 18 Dec, 16:40 to 11 Jan, 08:40: 23.7 times 24 hours, and 24 days on the calendar.
    assert.equal(formatSpan('2026-12-18T15:40:00Z', now, 'Europe/Berlin'), '24 days');
    assert.equal(formatSpan('2027-01-10T21:00:00Z', now, 'Europe/Berlin'), '10 hours');
    assert.equal(formatSpan('2027-01-08', '2027-01-11', 'Europe/Berlin', 'short'), '3 d');
    assert.equal(formatSpan(now, '2027-01-08', 'Europe/Berlin'), '0 s');
  });

  test('[K105] local time becomes an instant and back, over both changes of clocks', () => {
    for (const [local, instant] of [
      ['2027-01-11T08:40', '2027-01-11T07:40:00.000Z'],
      ['2027-07-11T08:40', '2027-07-11T06:40:00.000Z'],
      ['2027-03-28T01:59', '2027-03-28T00:59:00.000Z'],
      ['2027-03-28T03:00', '2027-03-28T01:00:00.000Z'],
      ['2027-10-31T04:00', '2027-10-31T03:00:00.000Z'],
    ] as const) {
      const at = instantOfLocal(local, 'Europe/Berlin');
      assert.equal(new Date(at ?? Number.NaN).toISOString(), instant);
      assert.equal(localOfInstant(at ?? Number.NaN, 'Europe/Berlin'), local);
    }
    assert.equal(instantOfLocal('2027-13-40T08:40', 'Europe/Berlin'), undefined);
    assert.equal(instantOfLocal('tomorrow', 'Europe/Berlin'), undefined);
  });
});
