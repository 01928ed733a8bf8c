import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricDefinition } from '@throughline/language';
import { seededRandom } from '@throughline/testing';
import { judgeLatest } from './judge.ts';
import { processLimits, stepAt } from './process-limits.ts';
import type { Point } from './series.ts';

const share: MetricDefinition = {
  id: 'wrong',
  title: 'Wrong',
  description: 'Share of wrong ones',
  owner: 'lead',
  unit: 'share',
  direction: 'down',
  flow: 'thing',
  formula: { kind: 'share', at: { born: true }, that: [{ event: 'fail' }] },
  dimensions: [],
};
const count: MetricDefinition = { ...share, id: 'count', unit: 'count', formula: { kind: 'cases', at: { born: true } } };
const point = (value: number | null, n: number): Point => ({ from: '2026-01-01', to: '2026-01-29', value, n });

test('[I60] limits are the mean ± 2.66 × the mean moving range, and never narrower than three standard errors of chance', () => {
  const limits = processLimits([10, 12, 11, 13, 10, 12, 11, 9], 0);
  assert.equal(limits.mean, 11);
  assert.equal(limits.range, 13 / 7);
  assert.equal(limits.upper, 11 + 2.66 * (13 / 7));
  assert.equal(limits.lower, 11 - 2.66 * (13 / 7));
  const steady = processLimits([100, 100, 100, 100], 10);
  assert.equal(Math.round(steady.upper), 130);
  assert.equal(Math.round(steady.lower), 70);
});

test('[I61] what broke months ago is not taken for normal as it goes on, until it has lasted for as many windows', () => {
  const good = [0.05, 0.06, 0.04, 0.05, 0.06, 0.05, 0.04, 0.05];
  const after = (bad: number) =>
    judgeLatest(
      share,
      [...good, ...Array(bad).fill(0.25)].slice(-17).map((v) => point(v, 100)),
      8,
    ).said;
  for (const bad of [1, 4, 9]) {
    assert.equal(after(bad).verdict, 'worse', `${bad} windows`);
    assert.equal(after(bad).baseline?.toFixed(3), '0.050');
  }
  assert.equal(after(16).verdict, 'within');
});

test('[I61] which way is bad, the metric says', () => {
  const values = [...Array(8).fill(50), 120].map((value) => point(value, value));
  assert.equal(judgeLatest(count, values, 8).said.verdict, 'worse');
  assert.equal(judgeLatest({ ...count, direction: 'up' }, values, 8).said.verdict, 'better');
  assert.equal(judgeLatest({ ...count, direction: 'band' }, values, 8).said.verdict, 'worse');
  const fallen = [...Array(8).fill(50), 3].map((value) => point(value, value));
  assert.equal(judgeLatest({ ...count, direction: 'up' }, fallen, 8).said.verdict, 'worse', 'few are the news');
});

test('[I63] with few cases or few windows nothing is judged', () => {
  const verdict = (points: readonly Point[]) => judgeLatest(share, points, 8).said;
  assert.deepEqual(verdict([...Array(8).fill(point(0.1, 100)), point(0.9, 19)]), {
    baseline: null,
    change: null,
    limits: null,
    verdict: 'too-few',
    excess: 0,
  });
  assert.equal(verdict([...Array(8).fill(point(0.1, 10)), point(0.9, 30)]).verdict, 'too-few');
  assert.equal(verdict([...Array(3).fill(point(0.1, 100)), point(0.9, 100)]).verdict, 'too-few');
  assert.equal(verdict([...Array(4).fill(point(0.1, 100)), point(0.9, 100)]).verdict, 'worse');
  assert.equal(verdict([...Array(8).fill(point(0.1, 100)), point(null, 0)]).verdict, 'too-few');
  assert.equal(verdict([]).verdict, 'too-few');
});

for (const { what, metric, of, most } of [
  { what: 'a share of 100 cases', metric: share, of: (hits: number) => point(hits / 100, 100), most: 0.006 },
  { what: 'a count that varies more than chance', metric: count, of: (hits: number) => point(hits * 3, hits * 3), most: 0.018 },
])
  test(`[I62] ${what}, in which nothing changed, is said to have broken at most ${most * 1000} times of 1,000`, () => {
    const random = seededRandom(1);
    const runs = 4_000;
    let alarms = 0;
    for (let run = 0; run < runs; run += 1) {
      const points = Array.from({ length: 17 }, () => {
        let hits = 0;
        for (let each = 0; each < 100; each += 1) if (random.chance(0.2)) hits += 1;
        return of(hits);
      });
      if (judgeLatest(metric, points, 8).said.verdict === 'worse') alarms += 1;
    }
    assert.ok(alarms / runs <= most, `${alarms} of ${runs}`);
    assert.ok(alarms > 0, 'limits that nothing ever crosses say nothing');
  });

test('[I61] a step lies where two levels fit best, and only a step for the worse is one', () => {
  const values = [5, 6, 5, 4, 5, 9, 10, 9, 11].map((value) => ({ value, weight: 1 }));
  assert.equal(
    stepAt(values, (after, before) => after > before),
    5,
  );
  assert.equal(
    stepAt(
      [5, 5, 5, 5, 3, 3].map((value) => ({ value, weight: 1 })),
      (after, before) => after > before,
    ),
    undefined,
  );
});

test('[I61] a count of some 8 a week that doubled three to nine weeks ago: its week or the one beside it is found 19 times of 20', () => {
  const random = seededRandom(2);
  const runs = 1_000;
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const after = random.integer(3, 9);
    const series = Array.from({ length: 16 + after }, (_, week) => {
      let value = 0;
      for (let each = 0; each < 42; each += 1) if (random.chance(week < 16 ? 0.2 : 0.4)) value += 1;
      return { value, weight: 1 };
    });
    const at = stepAt(series, (later, earlier) => later > earlier);
    if (at !== undefined && Math.abs(at - 16) <= 1) found += 1;
  }
  assert.ok(found / runs >= 0.95, `${found} of ${runs}`);
});
