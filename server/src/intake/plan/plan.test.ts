import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SeededRandom, seededRandom } from '@throughline/testing';
import { checkPlan } from './check-plan.ts';
import { makePlan } from './make-plan.ts';
import type { Candidate, PlanQuestion, Taken } from './question.ts';
import { loadSolver } from './solve.ts';

const work = (number: string, score: number, weeks: number, more: Partial<Candidate> = {}): Candidate => ({
  ...{ number, score, kind: 'grow', needs: [{ skill: 'systems', weeks }], duration: weeks, dependsOn: [] },
  ...more,
});
/** Two persons for thirteen weeks are 26 person-weeks; of these 65 % may grow: 16.9. */
const quarter: PlanQuestion = {
  ...{ weeks: 13, capacity: [{ skill: 'systems', daysPerWeek: 10 }], runShare: 35, done: [] },
  candidates: [
    work('REQ-01', 720, 6),
    work('REQ-02', 640, 3),
    work('REQ-03', 420, 2),
    work('REQ-04', 300, 5, { forced: 'override' }),
    work('REQ-05', 380, 4, { kind: 'run', forced: 'compliance', latest: 7 }),
    work('REQ-06', 680, 4, { dependsOn: ['REQ-01'] }),
    work('REQ-07', 500, 2),
    work('REQ-09', 660, 3, { kind: 'run' }),
    work('REQ-10', 180, 2),
    work('REQ-11', 340, 2, { kind: 'run' }),
  ],
};

test('[S860] the plan of a quarter is the best there is, and says what an override takes the place of', async () => {
  const made = makePlan(quarter, await loadSolver(10));
  // Run: 05, 09 and 11, 9 person-weeks, 1,380 points. Growing 16 at most: 04 takes 5, and of 11 the best are 01, 02 and 07 (1,860).
  assert.deepEqual(made.items.map(({ number }) => number).sort(), [
    'REQ-01',
    'REQ-02',
    'REQ-04',
    'REQ-05',
    'REQ-07',
    'REQ-09',
    'REQ-11',
  ]);
  assert.deepEqual([made.total, made.bound], [3540, 3540]);
  // With 10 there are 02, 03 and 07 beside it, instead of 01: 1,740.
  // Without 04 01, 06, 02 and 07 would be 2,540 in 15 person-weeks: 380 more than with it.
  assert.deepEqual(made.overrides, [{ number: 'REQ-04', displaces: ['REQ-06'], costs: 380 }]);
  assert.deepEqual(
    made.leftOut.map(({ number, displaces, costs }) => ({ number, displaces, costs })),
    [
      { number: 'REQ-03', displaces: ['REQ-07'], costs: 80 },
      { number: 'REQ-06', displaces: ['REQ-02', 'REQ-07'], costs: 460 },
      { number: 'REQ-10', displaces: ['REQ-01'], costs: 120 },
    ],
  );
  assert.deepEqual([checkPlan(quarter, made.items), made.unplaced], [[], []]);
  assert.deepEqual(makePlan(quarter, await loadSolver(10)), made, 'the same question has the same answer');
});

test('[S861] what a law wants is planned by its day whatever its score; what cannot be is named with the reason', async () => {
  const solve = await loadSolver(10);
  const late: PlanQuestion = {
    ...{ weeks: 4, capacity: [{ skill: 'systems', daysPerWeek: 5 }], runShare: 0, done: ['REQ-0'] },
    candidates: [
      work('A', 1, 2, { forced: 'compliance', latest: 1, dependsOn: ['REQ-0'] }),
      work('B', 1, 2, { forced: 'override', latest: 1 }),
      work('C', 900, 3),
      work('D', 900, 5),
      work('E', 900, 1, { needs: [{ skill: 'law', weeks: 1 }] }),
      work('F', 900, 1, { dependsOn: ['E'] }),
      work('G', 10, 1, { needs: [{ skill: 'systems', weeks: 2 }] }),
    ],
  };
  const made = makePlan(late, solve);
  assert.deepEqual(made.items, [{ number: 'A', week: 0 }]);
  assert.deepEqual(made.unplaced, ['B']);
  const why = Object.fromEntries(made.leftOut.map((one) => [one.number, one.why]));
  assert.deepEqual(why, {
    B: 'What has to be planned whatever its score leaves no room for it.',
    C: 'What has to be planned whatever its score leaves no room for it.',
    D: 'It takes 5 weeks, the plan has 4.',
    E: 'Nobody with the skill law is there.',
    F: 'It waits for E, which is neither done nor in this plan.',
    G: 'Even with nothing else there are not enough people for it: 10 days a week of systems.',
  });
  assert.deepEqual(checkPlan(late, made.items, made.unplaced), []);
});

test('[S862] the check of a plan finds what it breaks', () => {
  const faults = (items: readonly { number: string; week: number }[]) => checkPlan(quarter, items).join('; ');
  const forced = [
    { number: 'REQ-04', week: 0 },
    { number: 'REQ-05', week: 0 },
  ];
  assert.equal(faults(forced), '');
  assert.equal(faults(forced.slice(1)), 'REQ-04 has to be planned (override)');
  assert.equal(faults([forced[0] as never, { number: 'REQ-05', week: 5 }]), 'REQ-05 ends too late');
  assert.equal(faults([...forced, { number: 'REQ-07', week: 12 }]), 'REQ-07 is outside of the plan');
  assert.equal(faults([...forced, { number: 'REQ-07', week: 3 }]), 'Week 4 takes more of systems than there is');
  assert.equal(faults([...forced, { number: 'REQ-06', week: 6 }]), 'REQ-06 starts before REQ-01 is done');
  const grow = ['REQ-01', 'REQ-02', 'REQ-03', 'REQ-10'].map((number, index) => ({ number, week: [5, 5, 8, 10][index] ?? 0 }));
  assert.equal(faults([...forced, ...grow]), 'More of systems grows than is left beside run');
});

const durations = [1, 2, 3, 4] as const;
const some = (random: SeededRandom, weeks: number, index: number): Candidate => {
  const at = (max: number) => random.integer(0, max - 1);
  const duration = durations[at(4)] ?? 1;
  const earliest = at(4) === 0 ? at(weeks) : undefined;
  const latest = at(4) === 0 ? at(weeks) : undefined;
  const forced = ([undefined, 'compliance', 'override'] as const)[Math.max(0, at(14) - 11)];
  return {
    ...{ number: `R${index}`, score: at(1000), kind: at(2) === 0 ? 'run' : 'grow', duration },
    needs: ['a', 'b'].slice(0, 1 + at(2)).map((skill) => ({ skill, weeks: 1 + at(4) })),
    dependsOn: index > 0 && at(3) === 0 ? [`R${at(index)}`] : [],
    ...(earliest === undefined ? {} : { earliest }),
    ...(latest === undefined ? {} : { latest }),
    ...(forced === undefined ? {} : { forced }),
  };
};

function takenAtRandom(random: SeededRandom, weeks: number): Taken {
  const days = Array.from({ length: weeks }, () => random.integer(0, 6));
  return { skill: 'a', days, grow: random.integer(0, 5 * weeks) };
}

/** Tries every way there is to plan them; `undefined` where what has to be planned cannot be. */
function bestByTrying({ weeks, capacity, runShare, candidates, taken = [] }: PlanQuestion): number | undefined {
  // Twelfths of a day: every duration here divides them.
  const left = new Map(capacity.map(({ skill, daysPerWeek }) => [skill, Array.from({ length: weeks }, () => daysPerWeek * 12)]));
  const grows = new Map(capacity.map(({ skill, daysPerWeek }) => [skill, daysPerWeek * weeks * (100 - runShare)]));
  for (const { skill, days, grow } of taken) {
    left.set(
      skill,
      (left.get(skill) ?? []).map((day, week) => Math.max(0, day - 12 * (days[week] ?? 0))),
    );
    grows.set(skill, Math.max(0, (grows.get(skill) ?? 0) - 100 * grow));
  }
  const ends = new Map<string, number>();
  let best: number | undefined;
  const book = (one: Candidate, week: number, sign: 1 | -1) => {
    for (const { skill, weeks: need } of one.needs) {
      const days = left.get(skill) ?? [];
      for (let at = week; at < week + one.duration; at += 1) days[at] = (days[at] ?? 0) - (sign * need * 60) / one.duration;
      if (one.kind === 'grow') grows.set(skill, (grows.get(skill) ?? 0) - sign * need * 500);
    }
  };
  const isWithin = () =>
    [...left.values()].every((days) => days.every((day) => day >= 0)) && [...grows.values()].every((rest) => rest >= 0);
  const go = (index: number, sum: number) => {
    const one = candidates[index];
    if (one === undefined) {
      best = Math.max(best ?? 0, sum);
      return;
    }
    if (one.forced === undefined) go(index + 1, sum);
    const ready = Math.max(0, ...one.dependsOn.map((before) => ends.get(before) ?? Number.POSITIVE_INFINITY));
    for (
      let week = Math.max(ready, one.earliest ?? 0);
      week + one.duration - 1 <= Math.min(weeks - 1, one.latest ?? weeks);
      week += 1
    ) {
      book(one, week, 1);
      ends.set(one.number, week + one.duration);
      if (isWithin()) go(index + 1, sum + one.score);
      ends.delete(one.number);
      book(one, week, -1);
    }
  };
  go(0, 0);
  return best;
}

test('[S863] on 100 random questions that can be answered, the plan keeps to everything and has the highest score that trying every way finds', async () => {
  const solve = await loadSolver(10);
  let feasible = 0;
  for (let seed = 1; feasible < 100; seed += 1) {
    const random = seededRandom(seed);
    const weeks = random.integer(3, 6);
    const question: PlanQuestion = {
      ...{ weeks, runShare: 10 * random.integer(0, 5), done: [] },
      capacity: ['a', 'b'].map((skill) => ({ skill, daysPerWeek: random.integer(5, 12) })),
      candidates: Array.from({ length: random.integer(3, 6) }, (_, index) => some(random, weeks, index)),
      ...(random.integer(0, 2) === 0 ? { taken: [takenAtRandom(random, weeks)] } : {}),
    };
    const made = makePlan(question, solve);
    assert.deepEqual(checkPlan(question, made.items, made.unplaced), [], `seed ${seed}`);
    const best = bestByTrying(question);
    assert.equal(made.unplaced.length > 0, best === undefined, `seed ${seed}: what has to be planned`);
    if (best === undefined) continue;
    feasible += 1;
    assert.equal(made.total, best, `seed ${seed}`);
    assert.equal(made.bound, best, `seed ${seed}`);
  }
});
