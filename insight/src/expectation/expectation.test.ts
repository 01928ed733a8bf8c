import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type SeededRandom, seededRandom } from '@throughline/testing';
import { alertsOf, type WatchedSeries } from './alerts.ts';
import { expectationOf, type SeriesKind, type SeriesPoint } from './expectation.ts';

type Make = (random: SeededRandom, index: number) => SeriesPoint;

const normal = (random: SeededRandom) => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
function poisson(random: SeededRandom, mean: number): number {
  let [count, chance] = [0, Math.exp(-mean)];
  for (let left = random.next() - chance; left > 0 && count < 1_000; left -= chance) {
    count += 1;
    chance *= mean / count;
  }
  return count;
}
const hits = (random: SeededRandom, size: number, share: number) =>
  Array.from({ length: size }, () => Number(random.chance(share))).reduce((sum, hit) => sum + hit, 0);

const measured =
  (level: (index: number) => number): Make =>
  (random, index) => ({ value: level(index) + normal(random), n: 50 });
const counted =
  (mean: number): Make =>
  (random) => ({ value: poisson(random, mean), n: 0 });
const shared =
  (n: number, share: number): Make =>
  (random) => ({ value: hits(random, n, share) / n, n });
const points = (random: SeededRandom, length: number, make: Make) => Array.from({ length }, (_, index) => make(random, index));
const flat = (length: number, value: number, n = 50): readonly SeriesPoint[] => Array.from({ length }, () => ({ value, n }));
const last = (series: readonly SeriesPoint[], kind: SeriesKind, season?: number) =>
  expectationOf(series, { kind, ...(season === undefined ? {} : { season }) }).at(-1);

describe('expectation', () => {
  const still: readonly (readonly [string, SeriesKind, Make, number?])[] = [
    ['a measure', 'measure', measured(() => 10)],
    ['a measure with a season', 'measure', measured((index) => 10 + 3 * Math.sin((index / 12) * 2 * Math.PI)), 12],
    ['a measure asked for a season that it has not', 'measure', measured(() => 10), 12],
    ['a measure that grows', 'measure', measured((index) => 10 + index / 5)],
    ['a count of one in ten periods', 'count', counted(0.1)],
    ['a count of one', 'count', counted(1)],
    ['a count of thirty', 'count', counted(30)],
    ['a share of few', 'share', shared(20, 0.05)],
    ['a share of many', 'share', shared(150, 0.3)],
  ];
  for (const [name, kind, make, season] of still) {
    test(`[I220] where nothing changes, at most 6 of 1,000 points lie outside of three standard deviations: ${name}`, () => {
      let [judged, outside] = [0, 0];
      for (let seed = 1; seed <= 30; seed += 1) {
        const series = points(seededRandom(seed), 60, make);
        for (const [index, expectation] of expectationOf(series, {
          kind,
          ...(season === undefined ? {} : { season }),
        }).entries()) {
          const value = series[index]?.value ?? 0;
          if (expectation === null) continue;
          judged += 1;
          if (value < expectation.lower - 1e-9 || value > expectation.upper + 1e-9) outside += 1;
        }
      }
      assert.ok(judged > 1_500 && outside / judged <= 0.006, `${outside} of ${judged}`);
    });
  }

  test('[I221] what changed is outside: a measure, a count and a share that doubled, a season that failed to come', () => {
    const random = seededRandom(3);
    const jumped = (make: Make, kind: SeriesKind, value: number, n: number) =>
      last([...points(random, 20, make), { value, n }], kind)?.p ?? 1;
    assert.ok(
      jumped(
        measured(() => 10),
        'measure',
        20,
        50,
      ) < 1e-4,
    );
    assert.ok(jumped(counted(20), 'count', 50, 0) < 1e-3);
    assert.ok(jumped(shared(200, 0.1), 'share', 0.25, 200) < 1e-3);
    const seasonal = points(
      random,
      48,
      measured((index) => 50 + 20 * Math.sin((index / 12) * 2 * Math.PI)),
    );
    const peak = [
      ...points(
        random,
        51,
        measured((index) => 50 + 20 * Math.sin((index / 12) * 2 * Math.PI)),
      ),
      { value: 50, n: 50 },
    ];
    assert.ok((last(peak, 'measure', 12)?.upper ?? 0) < 90 && (last(peak, 'measure', 12)?.p ?? 1) < 1e-3);
    assert.ok(Math.abs((last([...seasonal, { value: 50, n: 1 }], 'measure', 12)?.level ?? 0) - 50) < 3);
  });

  test('[I222] a fault in the past is no part of what is expected', () => {
    const random = seededRandom(6);
    const faulty = points(
      random,
      30,
      measured(() => 10),
    ).map((point, index) => (index > 20 && index < 24 ? { ...point, value: 500 } : point));
    const { expected = 0, upper = 0 } = last([...faulty, { value: 10, n: 50 }], 'measure') ?? {};
    assert.ok(Math.abs(expected - 10) < 1 && upper < 20, `${expected} ${upper}`);
  });

  test('[I222] a fault that lasts is not taken for what is usual before it has lasted for half of the time', () => {
    const random = seededRandom(8);
    const usual = points(random, 12, shared(150, 0.1));
    const bad = points(random, 4, shared(150, 0.5));
    const { upper = 1, expected = 1 } = last([...usual, ...bad], 'share') ?? {};
    assert.ok(upper < 0.3 && Math.abs(expected - 0.1) < 0.03, `${expected} ${upper}`);
  });

  test('[I223] a number that never was anything but zero, or the same, is no ground for an alarm at the first other one', () => {
    const zeros = flat(20, 0);
    assert.ok((last([...zeros, { value: 1, n: 0 }], 'count')?.p ?? 0) > 0.01);
    assert.ok((last([...zeros, { value: 5, n: 0 }], 'count')?.p ?? 1) < 0.001);
    assert.ok((last([...zeros, { value: 1 / 50, n: 50 }], 'share')?.p ?? 0) > 0.01);
    assert.ok((last([...zeros, { value: 0.2, n: 50 }], 'share')?.p ?? 1) < 0.001);
    assert.equal(last([...zeros, { value: 3, n: 50 }], 'measure')?.p, 1 / 21);
    assert.equal(last([...flat(20, 7.1), { value: 7.1, n: 50 }], 'measure')?.p, 1);
    assert.equal(last([...flat(20, 0), { value: 0, n: 0 }], 'count')?.p, 1);
  });

  test('[I224] few points before, or none, are expected to be nothing; a gap is no zero', () => {
    assert.deepEqual(expectationOf(flat(6, 3), { kind: 'count' }), Array(6).fill(null));
    assert.deepEqual(expectationOf([], { kind: 'share' }), []);
    const gaps = points(seededRandom(1), 20, counted(30)).flatMap((point) => [point, { value: null, n: 0 }]);
    assert.equal(last(gaps, 'count')?.p, 1);
    assert.ok((last(gaps, 'count')?.expected ?? 0) > 25);
    for (const kind of ['count', 'share', 'measure'] as const)
      for (const expectation of expectationOf([...gaps, ...flat(5, 0, 0), ...flat(5, 1, 0)], { kind }))
        assert.ok(
          expectation === null ||
            [expectation.lower, expectation.upper, expectation.p, expectation.expected].every(Number.isFinite),
        );
  });

  test('[I225] the same points give the same answer, and what comes later does not change it', () => {
    const series = points(
      seededRandom(2),
      80,
      measured((index) => 10 + (index % 7)),
    );
    const all = expectationOf(series, { kind: 'measure', season: 7 });
    assert.deepEqual(expectationOf(series, { kind: 'measure', season: 7 }), all);
    assert.deepEqual(expectationOf(series.slice(0, 50), { kind: 'measure', season: 7 }), all.slice(0, 50));
  });
});

describe('alerts', () => {
  const kinds = ['count', 'share', 'measure'] as const;
  const house = (random: SeededRandom, size: number): WatchedSeries[] =>
    Array.from({ length: size }, (_, index) => {
      const kind = kinds[index % 3] as SeriesKind;
      const make = kind === 'count' ? counted(1 + index) : kind === 'share' ? shared(60, 0.1) : measured(() => index);
      return { id: `s${index}`, metric: `m${index}`, kind, points: points(random, 20, make) };
    });

  test('[I226] of 100 periods of a house with 30 series in which nothing changed, at most 8 have an alert', () => {
    const alarmed = Array.from({ length: 100 }, (_, seed) => alertsOf(house(seededRandom(seed), 30))).filter(
      ({ length }) => length > 0,
    );
    assert.ok(alarmed.length <= 8, String(alarmed.length));
  });

  test('[I227] what belongs to one metric, or used to move together, is one alert; what does not is another', () => {
    const random = seededRandom(4);
    const moved = points(
      random,
      30,
      measured(() => 100),
    );
    const follows = moved.map(({ value, n }) => ({ value: (value ?? 0) * 3 + normal(random) / 2, n }));
    const end = (series: readonly SeriesPoint[], value: number) => [...series, { value, n: 50 }];
    const alerts = alertsOf([
      ...house(random, 9).map((each) => ({ ...each, points: each.points.slice(0, 19) })),
      { id: 'days', metric: 'days', kind: 'measure', points: end(moved, 130) },
      {
        id: 'days of IT',
        metric: 'days',
        kind: 'measure',
        points: end(
          points(
            random,
            30,
            measured(() => 80),
          ),
          120,
        ),
      },
      { id: 'money', metric: 'money', kind: 'measure', points: end(follows, 390) },
      { id: 'faults', metric: 'faults', kind: 'count', points: end(points(random, 30, counted(12)), 60) },
    ]);
    const members = alerts.map((alert) => alert.members.map(({ id }) => id).sort());
    assert.deepEqual(members.sort(), [['days', 'days of IT', 'money'], ['faults']]);
    assert.ok(alerts.every(({ lead, members: [first] }) => lead === first && lead.moved === 'up' && lead.falseDiscovery <= 0.05));
  });
});
