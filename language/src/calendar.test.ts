import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { calendarOf, dayNumber, dayOf, formatDay, instantOf, offsetAt, parseDay } from './calendar.ts';

const utc = (text: string) => Date.parse(`${text}Z`);

test('[L34] a local time of day is the instant at which the clock on the wall shows it, also when clocks change', () => {
  const rows: readonly (readonly [zone: string, day: string, time: string, instant: string])[] = [
    ['UTC', '2026-03-29', '02:30', '2026-03-29T02:30'],
    ['Europe/Rome', '2026-03-28', '09:00', '2026-03-28T08:00'],
    ['Europe/Rome', '2026-03-29', '00:00', '2026-03-28T23:00'],
    ['Europe/Rome', '2026-03-29', '01:59', '2026-03-29T00:59'],
    // The clock goes from 02:00 to 03:00: 02:30 is taken after the gap.
    ['Europe/Rome', '2026-03-29', '02:30', '2026-03-29T01:30'],
    ['Europe/Rome', '2026-03-29', '03:00', '2026-03-29T01:00'],
    ['Europe/Rome', '2026-03-29', '09:00', '2026-03-29T07:00'],
    // The clock goes from 03:00 back to 02:00: 02:30 comes twice, and the first is taken.
    ['Europe/Rome', '2026-10-25', '02:30', '2026-10-25T00:30'],
    ['Europe/Rome', '2026-10-25', '03:00', '2026-10-25T02:00'],
    ['Europe/Rome', '2026-10-26', '00:00', '2026-10-25T23:00'],
    ['America/New_York', '2026-03-08', '09:00', '2026-03-08T13:00'],
    ['America/New_York', '2026-03-07', '09:00', '2026-03-07T14:00'],
    ['Australia/Lord_Howe', '2026-04-05', '09:00', '2026-04-04T22:30'],
    ['Asia/Kathmandu', '2026-01-01', '09:00', '2026-01-01T03:15'],
    ['Pacific/Apia', '2026-01-01', '00:00', '2025-12-31T11:00'],
    // Midnight itself is skipped.
    ['America/Havana', '2026-03-08', '00:00', '2026-03-08T05:00'],
  ];
  for (const [zone, day, time, instant] of rows) {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const found = instantOf(calendarOf(zone), parseDay(day), hours * 60 + minutes);
    assert.equal(new Date(found).toISOString(), new Date(utc(instant)).toISOString(), `${zone} ${day} ${time}`);
  }
});

test('[L34] a change of the clock that lasts only a week is not overlooked', () => {
  const offsets = (zone: string, day: string) => offsetAt(calendarOf(zone), utc(`${day}T12:00`));
  assert.deepEqual(
    [offsets('America/Recife', '2000-10-07'), offsets('America/Recife', '2000-10-10'), offsets('America/Recife', '2000-10-20')],
    [-180, -120, -180],
  );
  assert.equal(offsetAt(calendarOf('Asia/Gaza'), 2_234_304_000_000), 180); // found by the test below
});

test('[L34] what a calendar says of an instant is what IANA says of it', () => {
  const zones = [
    'UTC',
    'Europe/Rome',
    'America/Sao_Paulo',
    'Africa/Casablanca',
    'Asia/Gaza',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Cairo',
  ];
  const asks = new Map(
    zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })] as const),
  );
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2045, 0) }), (zone, instant) => {
      const name =
        asks
          .get(zone)
          ?.formatToParts(instant)
          .find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
      const expected = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
      assert.equal(offsetAt(calendarOf(zone), instant) + 0, expected + 0);
    }),
    { numRuns: 500 },
  );
});

test('[L34] the local day of the beginning of a day is that day, and of the instant before it the day before', () => {
  const calendar = calendarOf('Europe/Rome');
  for (let day = parseDay('2026-01-01'); day < parseDay('2027-01-01'); day += 1) {
    const midnight = instantOf(calendar, day, 0);
    assert.deepEqual([dayOf(calendar, midnight), dayOf(calendar, midnight - 1)], [day, day - 1], formatDay(day));
  }
});

test('[L34] a day is written YYYY-MM-DD and exists', () => {
  for (const day of ['2026-02-29', '2026-13-01', '2026-2-1', '26-02-01', '2026-02-01T00:00', 'tomorrow', ''])
    assert.throws(() => parseDay(day), /is no day/, day);
  assert.equal(formatDay(parseDay('2024-02-29')), '2024-02-29');
});

test('[L34] the number of a day is that of any calendar of the Gregorian kind', () => {
  for (let day = parseDay('0000-03-01'); day <= parseDay('9999-12-31'); day += 13)
    assert.equal(parseDay(new Date(day * 86_400_000).toISOString().slice(0, 10)), day);
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/),
    fc.stringMatching(/^20[0-9]{2}-[01][0-9]-[0-3][0-9]$/),
  );
  fc.assert(
    fc.property(text, (each) => {
      const millis = Date.parse(`${each}T00:00:00Z`);
      const isDay = /^\d{4}-\d\d-\d\d$/.test(each) && !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(each);
      assert.equal(dayNumber(each), isDay ? millis / 86_400_000 : undefined, each);
    }),
    { numRuns: 1000 },
  );
});
