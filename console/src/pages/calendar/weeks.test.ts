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

test('[X170] what ends at midnight is not on the day that begins then', () => {
  const entry: CalendarEntry = {
    ...{ kind: 'freeze' as const, caseId: null, key: 'close', title: 'Close', state: null, isOver: false },
    ...{ systems: [], flows: [], owner: null, from: '2026-03-02T00:00:00.000Z', to: '2026-03-04T00:00:00.000Z' },
  };
  const on = (day: string) => entriesOn(day, [entry]).length;
  assert.deepEqual(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'].map(on), [0, 1, 1, 0]);
});
