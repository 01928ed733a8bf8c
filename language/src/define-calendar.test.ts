import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarOf } from './calendar.ts';
import { type CalendarDefinition, compileCalendar, type DayRule, defineCalendar, type WindowRule } from './index.ts';

const week = { monday: [['09:00', '17:00']], tuesday: [['09:00', '17:00']], wednesday: [['09:00', '17:00']] } as const;
const rules = { timeZone: 'Europe/Rome', from: '2025-01-01', to: '2027-12-31', week };

test('[L215] rules of holidays are written out as days', () => {
  const rows: readonly (readonly [rule: DayRule, days: readonly string[]])[] = [
    [{ on: '2026-06-02' }, ['2026-06-02']],
    [{ month: 12, day: 25 }, ['2025-12-25', '2026-12-25', '2027-12-25']],
    [{ month: 2, day: 29 }, []],
    [{ easter: 0 }, ['2025-04-20', '2026-04-05', '2027-03-28']],
    [{ easter: 1 }, ['2025-04-21', '2026-04-06', '2027-03-29']],
    [{ easter: -2 }, ['2025-04-18', '2026-04-03', '2027-03-26']],
    [{ month: 5, weekday: 'monday', nth: -1 }, ['2025-05-26', '2026-05-25', '2027-05-31']],
    [{ month: 11, weekday: 'thursday', nth: 4 }, ['2025-11-27', '2026-11-26', '2027-11-25']],
    [{ month: 2, weekday: 'sunday', nth: 5 }, []],
  ];
  for (const [rule, days] of rows) {
    const { holidays = [] } = defineCalendar({ ...rules, holidays: [{ ...rule, title: 'Rest' }] });
    assert.deepEqual(
      holidays.map(({ on }) => on),
      days,
      JSON.stringify(rule),
    );
    assert.ok(holidays.every(({ title }) => title === 'Rest'));
  }
  const easter = defineCalendar({ ...rules, from: '1940-01-01', to: '2040-12-31', holidays: [{ easter: 0 }] });
  const known = ['1943-04-25', '1954-04-18', '1961-04-02', '1981-04-19', '2000-04-23', '2008-03-23', '2024-03-31', '2038-04-25'];
  const found = new Set(easter.holidays?.map(({ on }) => on));
  assert.equal(found.size, 101);
  assert.deepEqual(
    known.filter((day) => !found.has(day)),
    [],
  );
  assert.throws(() => defineCalendar({ ...rules, holidays: [{ month: 13, day: 1 }] }), /no day 1 of month 13/);
});

test('[L215] windows are written out: as given, by days of the year, by business days of the month', () => {
  const windows = (rule: WindowRule, from = '2026-01-01', to = '2026-04-30') =>
    defineCalendar({ ...rules, from, to, holidays: [{ easter: 1 }], windows: { close: rule } }).windows.close.map((each) =>
      Object.values(each),
    );
  assert.deepEqual(windows({ from: '2026-02-03', to: '2026-02-05' }), [['2026-02-03', '2026-02-05']]);
  assert.deepEqual(windows({ from: { month: 12, day: 20 }, to: { month: 1, day: 6 } }), [['2025-12-20', '2026-01-06']]);
  // Open from Monday to Wednesday.
  assert.deepEqual(windows({ businessDays: { from: -1, to: 2 } }), [
    ['2025-12-31', '2026-01-06'],
    ['2026-01-28', '2026-02-03'],
    ['2026-02-25', '2026-03-03'],
    ['2026-03-31', '2026-04-07'], // the 1st, and after Easter Monday the 7th
    ['2026-04-29', '2026-05-05'],
  ]);
  assert.deepEqual(windows({ businessDays: { from: 1, to: 2 }, months: [4] }), [['2026-04-01', '2026-04-07']]);
  assert.deepEqual(windows({ businessDays: { from: -2, to: -1 }, months: [1, 3] }), [
    ['2026-01-27', '2026-01-28'],
    ['2026-03-30', '2026-03-31'],
  ]);
  assert.throws(() => windows({ businessDays: { from: 0, to: 1 } }), /no business day number 0/);
});

test('[L215] what is written is plain data that compiles without asking for the time zone', () => {
  const written = defineCalendar({
    ...rules,
    special: [{ month: 12, day: 24, hours: [['09:00', '12:00']] }],
    windows: { freeze: [{ from: '2026-12-20', to: '2027-01-02' }], close: { businessDays: { from: -1, to: 1 }, months: [6] } },
  });
  assert.deepEqual(JSON.parse(JSON.stringify(written)), written);
  const unknown: CalendarDefinition = { ...written, timeZone: 'no zone that anybody knows' };
  const { from, offsetMinutes } = compileCalendar(unknown);
  assert.deepEqual(
    { from, offsetMinutes },
    { from: calendarOf('Europe/Rome').from, offsetMinutes: calendarOf('Europe/Rome').offsetMinutes },
  );
  assert.deepEqual(written.special, [
    { on: '2025-12-24', hours: [['09:00', '12:00']] },
    { on: '2026-12-24', hours: [['09:00', '12:00']] },
    { on: '2027-12-24', hours: [['09:00', '12:00']] },
  ]);
  // A window that is not there is a type error.
  // @ts-expect-error
  assert.equal(written.windows.nothing, undefined);
});
