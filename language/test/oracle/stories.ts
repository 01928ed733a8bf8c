import fc from 'fast-check';
import { type FlowPlan, type LadderPlan, type Length, type RungPlan, segments, states, type Unit } from './plan.ts';
import { dayMs, dayText, stepMs } from './wall-clock.ts';

/** What happens to a case; all lengths in half hours. */
export type Happening = { readonly wait: number } & (
  | { readonly kind: 'move'; readonly to: string }
  /** A fact that is learned so much later than it happened: it counts in full, or (`fill`) only where it is not older than the state. */
  | { readonly kind: 'learn'; readonly to: string; readonly late: number; readonly counts: 'full' | 'fill' }
  | { readonly kind: 'settle' | 'reopen'; readonly late: number }
  /** The field that a ladder counts from, days after the story began; `null`: it is taken away. */
  | { readonly kind: 'amend'; readonly field: 'due' | 'at'; readonly to: number | null }
  /** What chooses between the lengths of a rung; `null`: it is taken away. */
  | { readonly kind: 'turn'; readonly to: string | null }
  | { readonly kind: 'note' }
  /** The lengths of the parameters from so much later on; announced now. */
  | { readonly kind: 'tune'; readonly in: number; readonly amounts: readonly number[] }
  /** Nobody looks while this waits. */
  | { readonly kind: 'outage' }
  /** The clock is set. */
  | { readonly kind: 'clock'; readonly by: number }
);

export interface Story {
  /** The day on which it begins. */
  readonly zero: string;
  readonly due: number | null;
  readonly at: number | null;
  /** Where it is history: how long before the source was live the case was born, and how long before now that was. */
  readonly live: { readonly born: number; readonly since: number } | null;
  readonly happenings: readonly Happening[];
}

const unit = fc.constantFrom<Unit>('days', 'hours', 'businessDays', 'businessHours');
const most: Readonly<Record<Unit, number>> = { days: 12, hours: 60, businessDays: 8, businessHours: 40 };
const length: fc.Arbitrary<Length> = unit.chain((each) =>
  fc.record({ unit: fc.constant(each), amount: fc.integer({ min: 0, max: most[each] }) }),
);
const rung = (name: string, parameters: number, targets: readonly string[]): fc.Arbitrary<RungPlan> =>
  fc
    .record({
      after: fc.nat(parameters - 1),
      bySegment: fc.option(
        fc.record({ key: fc.nat(parameters - 1), public: fc.nat(parameters - 1) }, { requiredKeys: ['key'] }),
        { freq: 2 },
      ),
      again: fc.option(fc.record({ every: length, atMost: fc.integer({ min: 2, max: 4 }) }), { freq: 3 }),
      to: fc.option(fc.constantFrom(...targets), { freq: 5 }),
    })
    .map(({ after, bySegment, again, to }) => ({
      name,
      after,
      ...(bySegment === null ? {} : { bySegment }),
      ...again,
      ...(to === null || targets.length === 0 ? {} : { to }),
    }));

const ladder = (name: string, parameters: number): fc.Arbitrary<LadderPlan> =>
  fc
    .record({
      roles: fc.tuple(...states.map((state) => fc.constantFrom(...fits(state)))),
      rungs: fc.integer({ min: 1, max: 3 }),
    })
    .chain(({ roles, rungs }) => {
      const those = (role: string) => states.filter((_, index) => roles[index] === role);
      const during = those('during').length === 0 ? ['open'] : those('during');
      const targets = [...states, 'done'].filter((state) => !during.includes(state));
      return fc.record({
        name: fc.constant(name),
        anchor: fc.constantFrom('entered' as const, 'due' as const, 'at' as const),
        during: fc.constant(during),
        pauseWhile: fc.constant(those('pause').filter((state) => !during.includes(state))),
        stops: fc.boolean(),
        at: fc.constantFrom(540, 540, 0, 1050, 1410),
        catchUp: fc.constantFrom('latest' as const, 'each' as const),
        rungs: fc.tuple(...Array.from({ length: rungs }, (_, index) => rung(`r${index}`, parameters, targets))),
      });
    });

function fits(state: string): readonly string[] {
  if (state === 'open') return ['during'];
  if (state === 'held') return ['pause'];
  return ['during', 'pause', 'none'];
}

const office = [[540, 1020]] as const;
const weeks = fc.constantFrom<FlowPlan['week']>(
  [office, office, office, office, office, [], []],
  [
    [
      [480, 720],
      [780, 1080],
    ],
    office,
    office,
    office,
    [[480, 840]],
    [],
    [],
  ],
  [office, [], office, [], [], [[0, 1440]], [[0, 180]]],
  [[[0, 1440]], [[0, 1440]], [[0, 1440]], [[0, 1440]], [[0, 1440]], [[0, 1440]], [[0, 1440]]],
  [
    [],
    [],
    [],
    [],
    [],
    [],
    [
      [120, 150],
      [180, 240],
    ],
  ],
);
const zones = ['Europe/Rome', 'America/New_York', 'UTC', 'Australia/Lord_Howe', 'Asia/Kolkata'] as const;
/** Before the clocks of these zones change, and at the end of what the calendar says. */
const zeros = ['2026-01-05', '2026-03-06', '2026-03-26', '2026-04-02', '2026-10-01', '2026-10-22', '2026-12-20'] as const;
const holiday = fc
  .tuple(fc.constantFrom(...zeros), fc.integer({ min: 0, max: 20 }))
  .map(([zero, after]) => dayText(Date.parse(zero) / dayMs + after))
  .filter((day) => day.startsWith('2026'));

export const flowPlan: fc.Arbitrary<FlowPlan> = fc.integer({ min: 1, max: 3 }).chain((parameters) =>
  fc.record({
    timeZone: fc.constantFrom(...zones),
    week: weeks,
    holidays: fc.uniqueArray(holiday, { maxLength: 8 }).map((days) => days.sort()),
    parameters: fc.tuple(...Array.from({ length: parameters }, () => length)),
    within: fc.record({ state: fc.constantFrom(...states), length }),
    ladders: fc
      .integer({ min: 1, max: 2 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => ladder(`l${index}`, parameters)))),
  }),
);

const halfHours = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 60 }),
  fc.integer({ min: 0, max: 12 }).map((days) => days * (dayMs / stepMs)),
);
const late = fc.oneof(fc.constant(0), halfHours);
const target = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...states) }, { weight: 1, arbitrary: fc.constant('done') });
const is = <T extends string>(kind: T) => fc.constant(kind);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ wait: halfHours, kind: is('move'), to: target }) },
  {
    weight: 5,
    arbitrary: fc.record({
      wait: halfHours,
      kind: is('learn'),
      to: target,
      late,
      counts: fc.constantFrom('full', 'full', 'fill'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ wait: halfHours, kind: fc.constantFrom('settle', 'reopen'), late }) },
  {
    weight: 2,
    arbitrary: fc.record({
      wait: halfHours,
      kind: is('amend'),
      field: fc.constantFrom('due', 'at'),
      to: fc.option(fc.integer({ min: -10, max: 40 }), { freq: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ wait: halfHours, kind: is('turn'), to: fc.option(fc.constantFrom(...segments), { freq: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ wait: halfHours, kind: is('note') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      wait: halfHours,
      kind: is('tune'),
      in: halfHours,
      amounts: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ wait: halfHours, kind: is('outage') }) },
  { weight: 1, arbitrary: fc.record({ wait: halfHours, kind: is('clock'), by: fc.integer({ min: -100, max: 100 }) }) },
) as fc.Arbitrary<Happening>;

export const storyOf = (longest: number): fc.Arbitrary<Story> =>
  fc.record({
    zero: fc.constantFrom(...zeros),
    due: fc.option(fc.integer({ min: -10, max: 15 }), { freq: 5 }),
    at: fc.option(fc.integer({ min: -300, max: 500 }), { freq: 5 }),
    live: fc.option(fc.record({ born: fc.integer({ min: 1, max: 500 }), since: fc.nat(200) }), { freq: 3 }).map((given) =>
      // Half of the stories have no history.
      given !== null && given.born % 2 === 0 ? given : null,
    ),
    happenings: fc.array(happening, { minLength: 1, maxLength: longest }),
  });

/** Whole days only, and ladders that only run or do not: so that what is learned late often touches what has fired. */
export const latePlan: fc.Arbitrary<FlowPlan> = fc
  .record({
    lengths: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 }),
    stops: fc.boolean(),
    anchor: fc.constantFrom('at' as const, 'entered' as const),
    catchUp: fc.constantFrom('latest' as const, 'each' as const),
  })
  .map(({ lengths, ...rest }) => ({
    ...{ timeZone: 'UTC', week: [], holidays: [], within: { state: 'away', length: { unit: 'days', amount: 9 } } },
    parameters: lengths.map((amount) => ({ unit: 'hours', amount: amount * 24 })),
    ladders: [
      {
        ...{ ...rest, name: 'l0', during: ['open', 'asked'], pauseWhile: ['held', 'disputed'], at: 0 },
        rungs: lengths.map((_, index) => ({ name: `r${index}`, after: index })),
      },
    ],
  }));

const wholeDays = (most: number) => fc.integer({ min: 0, max: most }).map((days) => days * (dayMs / stepMs));
const learned = { wait: wholeDays(2), late: wholeDays(4) };
export const lateStory: fc.Arbitrary<Story> = fc.record({
  ...{ zero: fc.constant('2026-01-05'), due: fc.constant(null), at: fc.constantFrom(0, 48), live: fc.constant(null) },
  happenings: fc.array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          ...learned,
          kind: is('learn'),
          to: fc.constantFrom(...states),
          counts: fc.constant('full' as const),
        }),
      },
      { weight: 2, arbitrary: fc.record({ ...learned, kind: fc.constantFrom('settle' as const, 'reopen' as const) }) },
    ),
    { minLength: 2, maxLength: 7 },
  ),
});
