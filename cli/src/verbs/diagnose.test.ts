import assert from 'node:assert/strict';
import { test } from 'node:test';
import { periodOf } from './diagnose.ts';

test('[X58] a period is a year, a quarter, a month, a day, or from one to another, both included', () => {
  assert.deepEqual(periodOf('2026'), { from: '2026-01-01', to: '2027-01-01' });
  assert.deepEqual(periodOf('2026-Q4'), { from: '2026-10-01', to: '2027-01-01' });
  assert.deepEqual(periodOf('2026-12'), { from: '2026-12-01', to: '2027-01-01' });
  assert.deepEqual(periodOf('2028-02-28..2028-02-29'), { from: '2028-02-28', to: '2028-03-01' });
  assert.deepEqual(periodOf('2026-08..2026-Q4'), { from: '2026-08-01', to: '2027-01-01' });
  for (const wrong of [
    '',
    '26-10',
    '2026-13',
    '2026-02-30',
    '2026-Q5',
    '2026-10..2026-08',
    '2026-01..2026-02..2026-03',
    'October',
  ])
    assert.throws(() => periodOf(wrong), /Expected 2026/, wrong);
});
