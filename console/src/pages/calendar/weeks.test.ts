import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CalendarEntry } from '@throughline/api';
import { entriesOn, monthBeside, weeksOf } from './weeks.ts';

test('[X170] a month is shown in whole weeks from Monday on, its neighbours across the year', () => {
  assert.deepEqual(
    weeksOf('2026-02').map((week) => [week[0], week[6]]),
    [
      ['2026-01-26', '2026-02-01'],
      ['2026-02-02', '2026-02-08'],
      ['2026-02-09', '2026-02-15'],
      ['2026-02-16', '2026-02-22'],
      ['2026-02-23', '2026-03-01'],
    ],
  );
  assert.deepEqual([monthBeside('2026-12', 1), monthBeside('2026-01', -1)], ['2027-01', '2025-12']);
});

test('[X170] whole days are on these days for every reader; what has a time is on the days of the reader’s zone, and ends before midnight', () => {
  const entry: CalendarEntry = {
    ...{ kind: 'freeze' as const, caseId: null, key: 'close', title: 'Close', state: null, isOver: false },
    ...{ systems: [], flows: [], owner: null, from: '2026-03-02T00:00:00.000Z', to: '2026-03-04T00:00:00.000Z' },
    days: { from: '2026-03-02', to: '2026-03-03' },
  };
  const on = (shown: CalendarEntry, timeZone: string) =>
    ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'].map((day) => entriesOn(day, [shown], timeZone).length);
  assert.deepEqual(on(entry, 'America/New_York'), [0, 1, 1, 0]);
  assert.deepEqual(on({ ...entry, days: null }, 'UTC'), [0, 1, 1, 0]);
  assert.deepEqual(on({ ...entry, days: null }, 'America/New_York'), [1, 1, 1, 0]);
});
