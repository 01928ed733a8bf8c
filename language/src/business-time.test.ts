import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addBusinessDays, addOpenTime, businessDaysAfter, isBusinessDay, openBetween, weekdayOf } from './business-time.ts';
import { calendarOf, formatDay, parseDay } from './calendar.ts';
import { type CalendarDefinition, compileCalendar } from './index.ts';

const hour = 3_600_000;
const at = (text: string) => Date.parse(`${text}Z`);

const office: [string, string][] = [
  ['09:00', '13:00'],
  ['14:00', '18:00'],
];
const rome: CalendarDefinition = {
  timeZone: 'Europe/Rome',
  from: '2026-01-01',
  to: '2026-12-31',
  week: { monday: office, tuesday: office, wednesday: office, thursday: office, friday: [['09:00', '13:00']] },
  holidays: [
    { on: '2026-04-06', title: 'Easter Monday' },
    { on: '2026-05-01', title: 'Labour Day' },
    { on: '2026-05-02', title: 'a Saturday' },
    { on: '2026-12-24' },
    { on: '2027-01-06', title: 'beyond the end' },
  ],
  special: [
    { on: '2026-12-24', hours: [['09:00', '12:00']] },
    { on: '2026-05-09', hours: [['10:00', '12:00']] },
    { on: '2026-05-12', hours: [] },
  ],
};
const calendar = compileCalendar(rome);

test('[L210] business days are those on which the calendar has hours: of its week, but for holidays and special days; beyond its end, of its week', () => {
  const rows: readonly (readonly [day: string, isOpen: boolean])[] = [
    ['2026-04-03', true],
    ['2026-04-04', false],
    ['2026-04-06', false], // Easter Monday
    ['2026-05-01', false],
    ['2026-05-09', true], // a Saturday with hours of its own
    ['2026-05-12', false], // a Tuesday without any
    ['2026-12-24', true], // a holiday with special hours
    ['2026-12-25', true],
    ['2027-01-06', true], // beyond the end
    ['2027-01-09', false],
    ['2025-12-31', true],
    ['2150-01-01', true], // a Thursday
    ['1850-01-01', true], // a Tuesday
    ['1850-01-06', false],
  ];
  for (const [day, isOpen] of rows) assert.equal(isBusinessDay(calendar, parseDay(day)), isOpen, day);
  assert.deepEqual(
    [...(calendar.business?.holidays ?? [])].map(([day, title]) => [formatDay(day), title]),
    [
      ['2026-04-06', 'Easter Monday'],
      ['2026-05-01', 'Labour Day'],
    ],
  );
});

test('[L211] the n-th business day after a day, or before it; for 0 the day itself', () => {
  const rows: readonly (readonly [from: string, n: number, to: string])[] = [
    ['2026-04-02', 1, '2026-04-03'],
    ['2026-04-03', 1, '2026-04-07'], // over Easter Monday
    ['2026-04-04', 1, '2026-04-07'],
    ['2026-04-04', 0, '2026-04-04'],
    ['2026-04-07', -1, '2026-04-03'],
    ['2026-04-05', -1, '2026-04-03'],
    ['2026-05-07', 3, '2026-05-11'], // Friday, the open Saturday, Monday
    ['2026-12-31', 10, '2027-01-14'],
    ['2026-12-31', 521, '2028-12-29'],
    ['2027-01-14', -10, '2026-12-31'],
    ['1970-01-01', 5, '1970-01-08'],
    ['1970-01-01', -5, '1969-12-25'],
  ];
  for (const [from, n, to] of rows) assert.equal(formatDay(addBusinessDays(calendar, parseDay(from), n)), to, `${from} ${n}`);
});

test('[L212] business hours pass while the business is open; a length is over at the first instant by which it has passed', () => {
  const rows: readonly (readonly [from: string, hours: number, to: string])[] = [
    ['2026-03-02T08:00', 4, '2026-03-02T12:00'], // 09:00 to 13:00 in Rome
    ['2026-03-02T08:00', 5, '2026-03-02T14:00'],
    ['2026-03-02T12:30', 1, '2026-03-02T14:00'],
    ['2026-03-02T12:30', 0, '2026-03-02T12:30'],
    ['2026-02-28T12:00', 8, '2026-03-02T17:00'],
    ['2026-03-06T11:00', 2, '2026-03-09T09:00'], // Friday closes at one
    ['2026-03-27T11:00', 2, '2026-03-30T08:00'], // and on Monday it is summer
    ['2026-04-03T10:00', 2, '2026-04-07T08:00'],
    ['2026-12-31T16:00', 36, '2027-01-07T16:00'],
    ['2026-03-09T09:00', -2, '2026-03-06T11:00'],
    ['2026-03-02T14:00', -1, '2026-03-02T13:00'],
    ['2150-01-01T00:00', 8, '2150-01-01T17:00'],
  ];
  for (const [from, hours, to] of rows)
    assert.equal(new Date(addOpenTime(calendar, at(from), hours * hour)).toISOString().slice(0, 16), to, `${from} ${hours}`);
  assert.equal(openBetween(calendar, at('2026-03-06T11:00'), at('2026-03-09T09:00')), 2 * hour);
  assert.equal(openBetween(calendar, at('2026-03-09T09:00'), at('2026-03-06T11:00')), 0);
});

test('[L212] open all day, a day on which the clock changes has 23 or 25 hours', () => {
  const always: CalendarDefinition['week'][keyof CalendarDefinition['week']] = [['00:00', '24:00']];
  const week = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, always]),
  );
  const open = compileCalendar({ timeZone: 'Europe/Rome', from: '2026-01-01', to: '2026-12-31', week });
  const [march, april, october, november] = ['2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26'].map((day) =>
    at(`${day}T00:00`),
  ) as [number, number, number, number];
  assert.equal(openBetween(open, march - hour, april - 2 * hour), 23 * hour);
  assert.equal(openBetween(open, october - 2 * hour, november - hour), 25 * hour);
  // Nothing is counted twice and nothing is lost: what is always open passes as time does, also where midnight itself is skipped.
  for (const timeZone of ['Europe/Rome', 'America/Havana', 'Australia/Lord_Howe', 'Pacific/Apia']) {
    const zone = compileCalendar({ timeZone, from: '2011-12-01', to: '2026-12-31', week });
    for (const start of [at('2011-12-25T05:00'), at('2025-01-01T00:00'), at('2099-12-25T00:00')])
      assert.equal(openBetween(zone, start, start + 400 * 24 * hour), 400 * 24 * hour, `${timeZone} ${start}`);
  }
});

test('[L212] an hour that the clock skips is not counted, nor the same hour twice', () => {
  const night = compileCalendar({
    timeZone: 'Europe/Rome',
    from: '2026-01-01',
    to: '2026-12-31',
    week: {},
    special: [
      {
        on: '2026-03-29',
        hours: [
          ['01:00', '02:30'],
          ['03:00', '05:00'],
        ],
      },
      { on: '2026-10-25', hours: [['01:00', '04:00']] },
    ],
  });
  assert.equal(openBetween(night, at('2026-03-28T00:00'), at('2026-03-30T00:00')), 3 * hour);
  assert.equal(openBetween(night, at('2026-10-24T00:00'), at('2026-10-26T00:00')), 4 * hour);
});

test('[L213] a calendar that is never open comes to no end', () => {
  const closed = compileCalendar({ timeZone: 'UTC', from: '2026-01-01', to: '2026-01-31', week: {} });
  const once = compileCalendar({
    ...{ timeZone: 'UTC', from: '2026-01-01', to: '2026-01-31', week: { sunday: [] } },
    special: [{ on: '2026-01-10', hours: [['10:00', '11:00']] }],
  });
  const day = parseDay('2026-01-05');
  assert.deepEqual([addBusinessDays(closed, day, 1), addBusinessDays(closed, day, -1)], [Infinity, -Infinity]);
  assert.equal(addOpenTime(closed, at('2026-01-05T00:00'), 1), Infinity);
  assert.deepEqual([addBusinessDays(once, day, 1), addBusinessDays(once, day, 2)], [parseDay('2026-01-10'), Infinity]);
  assert.equal(addOpenTime(once, at('2026-01-05T00:00'), hour), at('2026-01-10T11:00'));
  assert.equal(addOpenTime(once, at('2026-01-05T00:00'), hour + 1), Infinity);
  // A time zone alone knows of no business.
  assert.equal(addBusinessDays(calendarOf('UTC'), day, 1), Infinity);
  assert.equal(isBusinessDay(calendarOf('UTC'), day), false);
});

test('[L214] what is no calendar cannot be compiled, and says why', () => {
  const rows: readonly (readonly [change: Partial<CalendarDefinition>, message: RegExp])[] = [
    [{ from: '2027-01-01' }, /ends \(2026-12-31\) before it begins \(2027-01-01\)/],
    [{ from: '2026-02-30' }, /no day/],
    [{ to: '2300-01-01' }, /between 1900 and 2199/],
    [{ week: { monday: [['13:00', '09:00']] } }, /hours of monday are not in order: 13:00 to 09:00/],
    [
      {
        special: [
          {
            on: '2026-03-03',
            hours: [
              ['09:00', '12:00'],
              ['11:00', '13:00'],
            ],
          },
        ],
      },
      /hours of 2026-03-03/,
    ],
    [{ windows: { close: [{ from: '2026-02-02', to: '2026-02-01' }] } }, /window close ends/],
    [{ timeZone: 'Europe/Atlantis' }, /Atlantis/],
    [{ offsets: [[0, 10_000]] }, /at most a day/],
  ];
  for (const [change, message] of rows) assert.throws(() => compileCalendar({ ...rome, ...change }), message);
});

const time = fc.integer({ min: 0, max: 96 }).map((quarter) => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
});
const hours = fc.uniqueArray(time, { maxLength: 6 }).map((times) => {
  const sorted = times.sort();
  return sorted.flatMap((from, index): [string, string][] =>
    index % 2 === 0 && sorted[index + 1] !== undefined ? [[from, sorted[index + 1] as string]] : [],
  );
});
const dayIn2026 = fc.integer({ min: 0, max: 364 }).map((n) => formatDay(parseDay('2026-01-01') + n));
const anyCalendar = fc
  .record({
    timeZone: fc.constantFrom('UTC', 'Europe/Rome', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
    monday: hours,
    thursday: hours,
    sunday: hours,
    holidays: fc.array(dayIn2026, { maxLength: 20 }),
    special: fc.array(fc.record({ on: dayIn2026, hours }), { maxLength: 10 }),
  })
  .map(({ timeZone, monday, thursday, sunday, holidays, special }) =>
    compileCalendar({
      ...{ timeZone, from: '2026-01-01', to: '2026-12-31', week: { monday, thursday, sunday } },
      holidays: holidays.map((on) => ({ on })),
      special,
    }),
  );
const anyDay = fc.integer({ min: parseDay('2025-06-01'), max: parseDay('2028-01-01') });
const anyInstant = fc.integer({ min: at('2025-06-01T00:00'), max: at('2028-01-01T00:00') });

test('[L211] adding and counting business days undo each other, and a sum is the sum of its parts', () => {
  fc.assert(
    fc.property(anyCalendar, anyDay, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (each, day, n, m) => {
      const to = addBusinessDays(each, day, n);
      if (to === Infinity) return assert.equal(each.business?.openDays.weekSum, 0);
      assert.ok(to > day && isBusinessDay(each, to));
      assert.equal(businessDaysAfter(each, day, to), n);
      assert.equal(addBusinessDays(each, to, m), addBusinessDays(each, day, n + m));
      const first = addBusinessDays(each, day, 1);
      assert.equal(addBusinessDays(each, to, 1 - n), first);
      assert.ok(first - day <= 7 || businessDaysAfter(each, day, first - 1) === 0);
    }),
    { numRuns: 500 },
  );
});

test('[L212] adding and measuring open time undo each other, and a sum is the sum of its parts', () => {
  const length = fc.integer({ min: 1, max: 500 * 4 }).map((quarters) => (quarters * hour) / 4);
  fc.assert(
    fc.property(anyCalendar, anyInstant, length, length, (each, from, a, b) => {
      const to = addOpenTime(each, from, a);
      if (to === Infinity) return assert.equal(each.business?.openMinutes.weekSum, 0);
      assert.ok(to >= from + a);
      assert.equal(openBetween(each, from, to), a);
      assert.equal(openBetween(each, from, to - 1), a - 1, 'the first such instant');
      assert.equal(addOpenTime(each, to, b), addOpenTime(each, from, a + b));
      const back = addOpenTime(each, to, -a);
      assert.ok(back >= from);
      assert.equal(openBetween(each, back, to), a);
      assert.equal(openBetween(each, from, back), 0);
    }),
    { numRuns: 500 },
  );
});

test('[L210] a weekday is that of the day', () => {
  assert.deepEqual(
    ['2026-11-22', '1970-01-01', '1969-12-29', '1900-01-01'].map((day) => weekdayOf(parseDay(day))),
    [6, 3, 0, 0],
  );
});
