import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween, periodsOf, periodsUntil } from './periods.ts';

test('[K630] a period is held against as long just before it; without one, twelve weeks', () => {
  assert.deepEqual(periodsOf('2026-10-12', '2027-01-10'), {
    ...{ from: '2026-10-12', to: '2027-01-10' },
    ...{ againstFrom: '2026-07-14', againstTo: '2026-10-12' },
  });
  assert.deepEqual(periodsOf('2026-10-01', '2026-11-01'), {
    ...{ from: '2026-10-01', to: '2026-11-01' },
    ...{ againstFrom: '2026-09-01', againstTo: '2026-10-01' },
  });
  assert.equal(periodsOf('2026-01-01', '2026-04-01').againstFrom, '2025-10-01');
  const { from, to, againstFrom, againstTo } = periodsUntil('2027-01-11');
  assert.equal(daysBetween(from, to), 84);
  assert.equal(daysBetween(againstFrom, againstTo), 84);
  assert.equal(againstTo, from);
});

test('[K630] where it is known since when it is unusual, the period begins there, within 28 days and half a year', () => {
  assert.equal(periodsUntil('2027-01-11', '2026-10-12').from, '2026-10-12');
  assert.equal(periodsUntil('2027-01-11', '2027-01-08').from, '2026-12-14');
  assert.equal(daysBetween(periodsUntil('2027-01-11', '2025-01-01').from, '2027-01-11'), 182);
});
