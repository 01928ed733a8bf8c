import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type LoadedEvent, openFileLog } from './file-log.ts';
import { mine } from './mine.ts';
import type { MiningReport } from './report.ts';

/* Random logs, mined, and counted once more as one would by hand. Times may stand still or go back: the order given is kept. */

interface Step {
  readonly activity: string;
  readonly at: number;
  readonly actor: string;
  readonly deviation: boolean;
}
type Log = readonly (readonly Step[])[];

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);
const step = fc.record({
  activity: fc.constantFrom('a', 'b', 'c', "d'e"),
  at: fc.integer({ min: 0, max: 500 }).map((hours) => start + hours * hour),
  actor: fc.constantFrom('ann', 'bob'),
  deviation: fc.boolean(),
});
const logs: fc.Arbitrary<Log> = fc.array(fc.array(step, { minLength: 1, maxLength: 7 }), { minLength: 1, maxLength: 25 });

async function mined(log: Log): Promise<MiningReport> {
  // Cases lie apart in what is loaded: round by round, an event of each.
  const rounds = Array.from({ length: 7 }, (_, round) =>
    log.flatMap((steps, index): LoadedEvent[] => {
      const found = steps[round];
      if (found === undefined) return [];
      const worth = { data: { amount: (index + 1) * 100, currency: index % 2 === 0 ? 'EUR' : 'JPY' } };
      return [{ caseId: `case ${index}`, stateFrom: round === 0 ? null : 'open', ...found, ...(round === 0 ? worth : {}) }];
    }),
  );
  const file = await openFileLog(
    (async function* () {
      yield* rounds;
    })(),
  );
  try {
    return await mine(
      file,
      { flow: 'log' },
      { top: 500, handoversBy: 'actor', amount: { amount: 'amount', currency: 'currency' } },
    );
  } finally {
    await file.close();
  }
}

function counted(keys: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

/** Between its two neighbours in proportion. */
function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = fraction * (sorted.length - 1);
  const [low = 0, high = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return low + (high - low) * (rank - Math.floor(rank));
}

const near = (actual: number | null | undefined, expected: number) =>
  assert.ok(
    Math.abs((actual ?? Number.NaN) - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );

const pairs = (log: Log) =>
  log.flatMap((steps, index) =>
    steps.slice(1).map((to, before) => {
      const from = steps[before] as Step;
      return { index, from, to, key: `${from.activity}>${to.activity}`, gap: to.at - from.at };
    }),
  );
const lengthOf = (steps: readonly Step[]) => (steps.at(-1) as Step).at - (steps[0] as Step).at;

test('[I300] all views of random logs are those of a naive count', async () => {
  await fc.assert(
    fc.asyncProperty(logs, async (log) => {
      const report = await mined(log);
      const names = log.map((steps) => steps.map(({ activity }) => activity));
      assert.deepEqual(
        [report.cases, report.events, report.unordered],
        [log.length, log.flat().length, pairs(log).filter(({ gap }) => gap < 0).length],
      );
      assert.deepEqual(
        Object.fromEntries(report.directlyFollows.map(({ from, to, count }) => [`${from}>${to}`, count])),
        counted(pairs(log).map(({ key }) => key)),
      );
      for (const edge of report.directlyFollows) {
        const gaps = pairs(log).flatMap(({ key, gap }) => (key === `${edge.from}>${edge.to}` ? [gap] : []));
        near(edge.medianMs, quantile(gaps, 0.5));
        near(edge.p90Ms, quantile(gaps, 0.9));
        near(
          edge.totalMs,
          gaps.reduce((sum, gap) => sum + gap, 0),
        );
      }
      assert.deepEqual(
        Object.fromEntries(report.topVariants.map(({ activities, count }) => [activities?.join('>'), count])),
        counted(names.map((one) => one.join('>'))),
      );
      const named = (of: 'count' | 'starts' | 'ends' | 'cases' | 'repeats' | 'selfLoops') =>
        Object.fromEntries(report.steps.filter((one) => one[of] > 0).map((one) => [one.activity, one[of]]));
      assert.deepEqual(named('count'), counted(names.flat()));
      assert.deepEqual(named('starts'), counted(names.map(([first = '']) => first)));
      assert.deepEqual(named('ends'), counted(names.map((one) => one.at(-1) ?? '')));
      assert.deepEqual(named('cases'), counted(names.flatMap((one) => [...new Set(one)])));
      assert.deepEqual(named('repeats'), counted(names.flatMap((one) => one.filter((name, at) => one.indexOf(name) < at))));
      assert.deepEqual(named('selfLoops'), counted(names.flatMap((one) => one.filter((name, at) => one[at - 1] === name))));
      near(report.caseDuration?.medianMs, quantile(log.map(lengthOf), 0.5));
      near(report.caseDuration?.p95Ms, quantile(log.map(lengthOf), 0.95));
    }),
    { numRuns: 25 },
  );
});

test('[I301] handovers, money of bottlenecks and deviations of random logs are those of a naive count', async () => {
  await fc.assert(
    fc.asyncProperty(logs, async (log) => {
      const report = await mined(log);
      const handed = pairs(log).filter(({ from, to }) => from.actor !== to.actor);
      assert.deepEqual(
        Object.fromEntries(report.handovers.map(({ from, to, count }) => [`${from}>${to}`, count])),
        counted(handed.map(({ from, to }) => `${from.actor}>${to.actor}`)),
      );
      for (const { from, to, money } of report.bottlenecks) {
        const waits = pairs(log).filter(({ key }) => key === `${from}>${to}`);
        for (const [rest, currency] of ['EUR', 'JPY'].entries()) {
          const found = money.find((one) => one.currency === currency);
          const mine = waits.filter(({ index }) => index % 2 === rest);
          near(
            found?.amount ?? 0,
            [...new Set(mine.map(({ index }) => index))].reduce((sum, index) => sum + (index + 1) * 100, 0),
          );
          near(
            found?.amountDays ?? 0,
            mine.reduce((sum, { index, gap }) => sum + ((index + 1) * 100 * gap) / (24 * hour), 0),
          );
        }
      }
      const deviating = log.filter((steps) => steps.some(({ deviation }) => deviation));
      const { conformance } = report;
      assert.deepEqual(
        [conformance.deviations, conformance.cases, conformance.conformingCases],
        [log.flat().filter(({ deviation }) => deviation).length, deviating.length, log.length - deviating.length],
      );
      assert.equal(
        conformance.types.reduce((sum, { count }) => sum + count, 0),
        conformance.deviations,
      );
    }),
    { numRuns: 25 },
  );
});

test('[I302] a log without times is counted, and no length is told of it', async () => {
  const steps = ['a', 'b'].map((activity) => ({ activity, at: Number.NaN, actor: 'ann', deviation: false }));
  const report = await mined([steps]);
  assert.deepEqual([report.cases, report.edges, report.caseDuration, report.first], [1, 1, null, null]);
  assert.deepEqual([report.directlyFollows[0]?.medianMs, report.bottlenecks], [null, []]);
});

test('[I302] an empty log is nothing', async () => {
  const report = await mined([]);
  assert.deepEqual([report.cases, report.events, report.variants, report.edges, report.caseDuration], [0, 0, 0, 0, null]);
});

test('[I305] of a field the last value counts, as a number or a text; null takes it away', async () => {
  const told: readonly (readonly Readonly<Record<string, unknown>>[])[] = [
    [
      { amount: 900, customer: 'Süd' },
      { amount: '100', customer: 'Nord "AG"' },
    ],
    [{ amount: '7', customer: 'Nord "AG"' }, { amount: 20 }],
    [
      { amount: 1_000, customer: 'Nord "AG"' },
      { amount: null, customer: null },
    ],
  ];
  const events = told.flatMap((ofCase, index) =>
    ofCase.map((data, place): LoadedEvent => ({ caseId: `${index}`, activity: `${place}`, at: start + place * hour, data })),
  );
  const file = await openFileLog(
    (async function* () {
      yield events;
    })(),
  );
  try {
    const amounts = async (where: Readonly<Record<string, string>>) => {
      const { cases, bottlenecks } = await mine(file, { flow: 'log', where }, { amount: { amount: 'amount' } });
      return [cases, bottlenecks.map(({ money }) => money.map(({ amount }) => amount))];
    };
    assert.deepEqual(await amounts({}), [3, [[120]]]);
    assert.deepEqual(await amounts({ customer: 'Nord "AG"' }), [2, [[120]]]);
    assert.deepEqual(await amounts({ customer: 'Süd' }), [0, []]);
  } finally {
    await file.close();
  }
});
