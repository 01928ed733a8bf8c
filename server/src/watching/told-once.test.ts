import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftOn } from './told-once.ts';

const dayMs = 86_400_000;
const weeks = (count: number, monday: string) =>
  Array.from({ length: count }, (_, nth) => ({
    from: new Date(Date.parse(monday) + nth * 7 * dayMs).toISOString().slice(0, 10),
  }));

test('[S598] what is told once has the day on which it left its bounds, as long as it stays out; what lasts for years, one day of each year', () => {
  const out =
    (...days: readonly string[]) =>
    ({ from }: { readonly from: string }) =>
      days.includes(from);
  const month = weeks(4, '2027-02-01');
  assert.equal(leftOn(month, out('2027-02-22')), '2027-02-22');
  assert.equal(leftOn(month, out('2027-02-15', '2027-02-22')), '2027-02-15');
  assert.equal(leftOn(month, out('2027-02-01', '2027-02-15', '2027-02-22')), '2027-02-15', 'it was back in between');
  const days = new Set(
    Array.from({ length: 54 }, (_, nth) => leftOn(weeks(53, weeks(54, '2027-01-04')[nth]?.from ?? ''), () => true)),
  );
  assert.deepEqual([...days], ['2028-01-03', '2029-01-01']);
});
