import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { mine } from './mine.ts';
import type { MinedEvent } from './miner.ts';

const at = (caseId: string, activity: string, hours: number): MinedEvent => ({
  caseId,
  activity,
  at: Date.UTC(2026, 0, 1) + hours * 3_600_000,
});
const hour = 3_600_000;

test('[I30] counts, ways, directly-follows, starts and ends of a log small enough to count by hand', async () => {
  const report = await mine([
    at('1', 'open', 0),
    at('1', 'work', 2),
    at('1', 'work', 3),
    at('1', 'close', 10),
    at('2', 'open', 0),
    at('2', 'work', 4),
    at('2', 'close', 5),
    at('3', 'open', 1),
    at('3', 'work', 2),
    at('3', 'close', 4),
  ]);
  assert.deepEqual(
    { ...report, caseDuration: undefined },
    {
      cases: 3,
      events: 10,
      activities: 3,
      variants: 2,
      edges: 3,
      activityCounts: { work: 4, open: 3, close: 3 },
      topVariants: [
        { count: 2, activities: ['open', 'work', 'close'], share: 2 / 3 },
        { count: 1, activities: ['open', 'work', 'work', 'close'], share: 1 / 3 },
      ],
      directlyFollows: [
        { from: 'open', to: 'work', count: 3, meanMs: (7 / 3) * hour, medianMs: 2 * hour },
        { from: 'work', to: 'close', count: 3, meanMs: (10 / 3) * hour, medianMs: 2 * hour },
        { from: 'work', to: 'work', count: 1, meanMs: hour, medianMs: hour },
      ],
      starts: { open: 3 },
      ends: { close: 3 },
      rework: [{ activity: 'work', selfLoops: 1, repeats: 1, cases: 1 }],
      caseDuration: undefined,
      unordered: 0,
      exact: true,
      first: '2026-01-01T00:00:00.000Z',
      last: '2026-01-01T10:00:00.000Z',
    },
  );
  assert.equal(report.caseDuration?.medianMs, 5 * hour);
  assert.equal(report.caseDuration?.p75Ms, 7.5 * hour);
});

test('[I30] an empty log has an empty report', async () => {
  const report = await mine([]);
  assert.deepEqual([report.cases, report.events, report.variants, report.caseDuration, report.first], [0, 0, 0, null, null]);
});

test('[I31] the order of the log counts, not the times; steps back in time are told', async () => {
  const report = await mine([at('1', 'a', 5), at('1', 'b', 3), { caseId: '2', activity: 'a', at: Number.NaN }, at('2', 'b', 1)]);
  assert.equal(report.unordered, 1);
  assert.deepEqual(report.directlyFollows, [{ from: 'a', to: 'b', count: 2, meanMs: -2 * hour, medianMs: -2 * hour }]);
});

test('[I31] names that objects know already are names like any other', async () => {
  const report = await mine([at('1', '__proto__', 0), at('1', 'constructor', 1)]);
  assert.deepEqual(Object.entries(report.activityCounts), [
    ['__proto__', 1],
    ['constructor', 1],
  ]);
});

test('[I32] past the room for kept ways variants are still counted exactly', async () => {
  const events: MinedEvent[] = [];
  for (let index = 0; index < 300; index += 1) {
    for (let step = 0; step < 40; step += 1)
      events.push(at(String(index), ((index % 50) >> (step % 6)) % 2 === 0 ? 'a' : 'b', step));
  }
  const whole = await mine(events, { top: 100 });
  const tight = await mine(events, { top: 100, limits: { keptActivitiesMax: 120 } });
  assert.equal(whole.variants, 50);
  assert.equal(tight.variants, 50);
  assert.deepEqual(
    tight.topVariants.map((variant) => variant.count),
    whole.topVariants.map((variant) => variant.count),
  );
  assert.equal(tight.topVariants.filter((variant) => variant.activities !== null).length, 3);
});

test('[I32] a log past a limit is refused with the limit, never cut', async () => {
  const many = Array.from({ length: 5 }, (_, index) => at('1', `step ${index}`, index));
  await assert.rejects(mine(many, { limits: { activitiesMax: 4 } }), { code: 'mining-limit', limit: 'activities' });
  await assert.rejects(mine(many, { limits: { edgesMax: 3 } }), { code: 'mining-limit', limit: 'edges' });
  await assert.rejects(mine(many, { limits: { caseEventsMax: 4 } }), { code: 'mining-limit', limit: 'events of a case' });
  const ways = [at('1', 'a', 0), at('2', 'b', 0)];
  await assert.rejects(mine(ways, { limits: { variantsMax: 1 } }), { code: 'mining-limit', limit: 'variants' });
});

test('[I31] a log whose cases do not stand together is refused, naming the case', async () => {
  await assert.rejects(mine([at('1', 'a', 0), at('2', 'a', 1), at('1', 'b', 2)]), { code: 'case-split', message: /"1"/ });
});

const traces = fc.array(
  fc.array(fc.record({ activity: fc.constantFrom('a', 'b', 'c', 'd'), at: fc.integer({ min: 0, max: 10_000_000 }) }), {
    minLength: 1,
    maxLength: 12,
  }),
  { maxLength: 40 },
);

test('[I30] equals a naive count, event by event or in batches', async () => {
  await fc.assert(
    fc.asyncProperty(traces, fc.integer({ min: 1, max: 7 }), async (log, size) => {
      const events = log.flatMap((trace, index) => trace.map((event) => ({ caseId: `case ${index}`, ...event })));
      const batches = Array.from({ length: Math.ceil(events.length / size) }, (_, nth) =>
        events.slice(nth * size, (nth + 1) * size),
      );
      const report = await mine(events, { top: 1000 });
      assert.deepEqual(await mine(batches, { top: 1000 }), report);
      const ways = tally(log.map((trace) => trace.map((event) => event.activity).join('>')));
      assert.deepEqual(tallied(report.topVariants.map((variant) => [variant.activities?.join('>') ?? '', variant.count])), ways);
      const pairs = log.flatMap((trace) =>
        trace
          .slice(1)
          .map((event, nth) => [`${trace[nth]?.activity}>${event.activity}`, event.at - (trace[nth]?.at ?? 0)] as const),
      );
      assert.deepEqual(
        tallied(report.directlyFollows.map((edge) => [`${edge.from}>${edge.to}`, edge.count])),
        tally(pairs.map(([pair]) => pair)),
      );
      for (const edge of report.directlyFollows) {
        const gaps = pairs.filter(([pair]) => pair === `${edge.from}>${edge.to}`).map(([, gap]) => gap);
        assert.equal(edge.medianMs, median(gaps));
        assert.ok(Math.abs((edge.meanMs ?? 0) - gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length) < 1e-6);
      }
      assert.deepEqual(tallied(Object.entries(report.starts)), tally(log.map((trace) => trace[0]?.activity ?? '')));
      assert.deepEqual(tallied(Object.entries(report.ends)), tally(log.map((trace) => trace.at(-1)?.activity ?? '')));
      const repeats = log.reduce((sum, trace) => sum + trace.length - new Set(trace.map((event) => event.activity)).size, 0);
      assert.equal(
        report.rework.reduce((sum, entry) => sum + entry.repeats, 0),
        repeats,
      );
    }),
  );
});

function tally(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return tallied([...counts]);
}

function tallied(entries: readonly (readonly [string, number])[]): [string, number][] {
  return entries.map(([name, count]): [string, number] => [name, count]).sort(([a], [b]) => (a < b ? -1 : 1));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? 0;
  return low + ((sorted[Math.ceil(middle)] ?? 0) - low) * (middle - Math.floor(middle));
}
