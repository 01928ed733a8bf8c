import fc from 'fast-check';

/* What is chosen at random of a flow; `definition.ts` writes it as a definition. Numbers point into lists that are shorter: modulo. */

export interface TransitionPlan {
  readonly guard: number | undefined;
  readonly to: number | undefined;
  readonly does: readonly Deed[];
  readonly by: 'person' | 'automation' | 'either';
  readonly roles: boolean;
  readonly reason: boolean;
  readonly approval: ApprovalPlan | undefined;
  readonly newRound: boolean;
  readonly closed: boolean;
  readonly pick: number;
}

export interface ApprovalPlan {
  readonly quorum: number;
  readonly limited: boolean;
  readonly not: number;
}

const deeds = ['set', 'raise', 'resolve', 'task', 'mail', 'send', 'open', 'openChild', 'openEach', 'link'] as const;
export type Deed = (typeof deeds)[number];

export interface StatePlan {
  readonly owner: number;
  readonly within: number | undefined;
  readonly on: readonly { readonly event: number; readonly list: readonly TransitionPlan[] }[];
}

export interface RungPlan {
  readonly after: number;
  readonly every: number | undefined;
  readonly to: number | undefined;
  readonly approval: ApprovalPlan | undefined;
  readonly does: readonly Deed[];
  readonly pick: number;
}

export interface LadderPlan {
  readonly anchor: number;
  readonly during: readonly number[];
  readonly pauseWhile: readonly number[];
  readonly stops: boolean;
  readonly each: boolean;
  readonly rungs: readonly RungPlan[];
}

export interface FlowPlan {
  readonly states: readonly StatePlan[];
  readonly isCancelled: boolean;
  readonly calendar: number | undefined;
  readonly births: readonly TransitionPlan[];
  readonly lands: Readonly<Record<'pay' | 'settle' | 'arrive', number>>;
  readonly late: readonly boolean[];
  readonly blocks: boolean;
  readonly ownKinds: boolean;
  readonly children: { readonly ended: boolean; readonly end: boolean } | undefined;
  readonly expected: number | undefined;
  readonly ladders: readonly LadderPlan[];
}

const chance = (percent: number) => fc.integer({ min: 0, max: 99 }).map((drawn) => drawn >= 100 - percent);
const sometimes = <T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 100 - percent, arbitrary: fc.constant(undefined) }, { weight: percent, arbitrary });
const some = fc.nat(99);

const approval = fc.record({ quorum: fc.integer({ min: 1, max: 2 }), limited: chance(40), not: fc.nat(2) });
const does = fc.uniqueArray(fc.constantFrom(...deeds), { maxLength: 3 });
const transition: fc.Arbitrary<TransitionPlan> = fc.record({
  guard: sometimes(40, some),
  to: sometimes(60, some),
  does,
  by: fc.constantFrom('either', 'either', 'either', 'either', 'person', 'automation'),
  roles: chance(20),
  reason: chance(10),
  approval: sometimes(30, approval),
  newRound: chance(15),
  closed: chance(15),
  pick: some,
});

const state: fc.Arbitrary<StatePlan> = fc.record({
  owner: some,
  within: sometimes(50, some),
  on: fc.uniqueArray(fc.record({ event: fc.nat(8), list: fc.array(transition, { minLength: 1, maxLength: 3 }) }), {
    selector: ({ event }) => event,
    minLength: 3,
    maxLength: 6,
  }),
});

const rung: fc.Arbitrary<RungPlan> = fc.record({
  after: some,
  every: sometimes(30, some),
  to: sometimes(35, some),
  approval: sometimes(35, approval),
  does: fc.uniqueArray(fc.constantFrom(...deeds, 'set', 'set', 'set'), { maxLength: 2 }),
  pick: some,
});

const ladder: fc.Arbitrary<LadderPlan> = fc.record({
  anchor: fc.nat(3),
  during: fc.uniqueArray(fc.nat(3), { minLength: 2, maxLength: 4 }),
  pauseWhile: fc.uniqueArray(fc.nat(3), { maxLength: 1 }),
  stops: chance(50),
  each: chance(30),
  rungs: fc.array(rung, { minLength: 1, maxLength: 3 }),
});

/** Flows of two to six states. */
export const flowPlan: fc.Arbitrary<FlowPlan> = fc.record({
  states: fc.array(state, { minLength: 1, maxLength: 4 }),
  isCancelled: fc.boolean(),
  calendar: sometimes(65, some),
  births: fc.array(transition, { maxLength: 1 }),
  lands: fc.record({ pay: fc.nat(4), settle: fc.nat(4), arrive: fc.nat(4) }),
  late: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  blocks: fc.boolean(),
  ownKinds: fc.boolean(),
  children: sometimes(75, fc.record({ ended: chance(80), end: chance(80) })),
  expected: sometimes(50, some),
  ladders: fc.array(ladder, { minLength: 1, maxLength: 2 }),
});
