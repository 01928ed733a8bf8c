import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { definitionOf } from '../../test/generated/definition.ts';
import { keptSeeds } from '../../test/generated/kept-seeds.ts';
import {
  actsAsSaid,
  canBeShown,
  isNextCase,
  isOneDecision,
  isSplit,
  movesForAReason,
  wakesInTime,
} from '../../test/generated/laws.ts';
import { flowPlan } from '../../test/generated/plan.ts';
import { note, noteDecision, type Reached, wanted } from '../../test/generated/reached.ts';
import { begun, inputOf, type Step, step } from '../../test/generated/steps.ts';
import { contextAt, type Decided, frozen, type History, walk } from '../../test/generated/walk.ts';
import { seedOf } from '../../test/seed.ts';
import { type CompiledFlow, canonical, checkFlow, compileFlow, decide, type Json, type Subject } from '../index.ts';

/* Histories of flows that were themselves made at random: what is promised of `decide` holds for whatever anybody declares. */

const flowCount = 90;
const hourMs = 3_600_000;
const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['clerk', 'lead'] } as const;

const history: fc.Arbitrary<History> = fc.record({
  entity: fc.constantFrom('south', 'south', 'north'),
  revisions: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 2 }).chain((days) =>
    fc
      .array(fc.record({ wait: fc.integer({ min: 1, max: 30 }), pause: fc.integer({ min: 1, max: 300 }), cap: fc.nat(900) }), {
        ...{ minLength: days.length, maxLength: days.length },
      })
      .map((values) =>
        [...days]
          .sort((a, b) => a - b)
          .map((day, index) => ({ from: begun + day * 24 * hourMs, parameters: values[index] ?? {} })),
      ),
  ),
  steps: fc.array(step, { minLength: 3, maxLength: 10, size: 'max' }),
});

function flowsOf(seed: number, count: number): readonly CompiledFlow[] {
  return fc.sample(flowPlan, { numRuns: count, seed }).map((plan) => compileFlow(frozen(definitionOf(plan))));
}

function judge(flow: CompiledFlow, told: History, reached: Reached): void {
  const keys = new Set<string>();
  const fired = new Set<string>();
  walk(flow, 'N-1', told, (decided) => {
    noteDecision(reached, flow, decided);
    isOneDecision(flow, decided);
    const { decision, context, step } = decided;
    if (!('next' in decision)) return;
    isNextCase(flow, decided, decision);
    if (isSplit(flow, decision)) note(reached, 'personal part');
    const [stayed, moved] = movesForAReason(flow, decided, decision);
    note(reached, 'deadline stayed', stayed);
    note(reached, 'deadline moved', moved);
    if (step.picks[0] % 5 === 0 && wakesInTime(flow, told, context, decision)) note(reached, 'woken');
    if (step.picks[1] % 6 === 0) for (const what of actsAsSaid(flow, decision.next, actor, context)) note(reached, what);
    if (step.picks[2] % 8 === 0) canBeShown(flow, decision.next, context);
    for (const { key } of decision.effects) assert.ok(!keys.has(key) && keys.add(key), `${key} is the key of one effect`);
    const rung = rungFired(decided);
    if (rung !== undefined) assert.ok(!fired.has(rung) && fired.add(rung), `${rung} fires once`);
  });
}

const promised = (flows: readonly CompiledFlow[], reached: Reached) =>
  fc.property(fc.nat(flows.length - 1), history, (index, told) => judge(flows[index] as CompiledFlow, told, reached));

/** The rung that fired, with its episode. */
function rungFired({ before, decision }: Decided): string | undefined {
  if (!('next' in decision) || !('clocks' in before)) return undefined;
  const { fired } = decision.event.outcome;
  const episode = before.clocks.ladders?.[fired?.split('/')[0] ?? '']?.episode ?? 1;
  return fired === undefined ? undefined : `${fired} in episode ${episode}`;
}

test('[L323] flows made at random, and histories of whatever comes: what is promised of decide holds', (context) => {
  const seed = seedOf(context);
  const flows = flowsOf(seed, flowCount);
  const reached: Reached = new Map();
  fc.assert(promised(flows, reached), { seed, numRuns: 10_000 });
  const counts = [...reached].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => `${what} ${count}`);
  context.diagnostic(`reached: ${counts.join(', ')}`);
  assert.deepEqual(
    wanted.filter((what) => !reached.has(what)),
    [],
    'each was reached',
  );
});

test('[L323] histories that once broke a promise keep it', () => {
  for (const { seed, path } of keptSeeds)
    fc.assert(promised(flowsOf(seed, flowCount), new Map()), { seed, path, endOnFailure: true, numRuns: 1 });
});

test('[L324] in whatever order the steps of different cases are decided, each case comes out the same', (context) => {
  const seed = seedOf(context);
  const flows = flowsOf(seed, 30);
  const index = fc.nat(flows.length - 1);
  const turns = fc.array(fc.record({ of: fc.nat(2), step }), { minLength: 4, maxLength: 16, size: 'max' });
  fc.assert(
    fc.property(index, turns, fc.array(fc.nat(2), { minLength: 48, maxLength: 48 }), (at, steps, order) => {
      const lists = [0, 1, 2].map((each) => steps.filter(({ of }) => of === each));
      const oneByOne = lists.flat();
      const mixed = mix(lists, order);
      assert.equal(mixed.length, oneByOne.length);
      assert.deepEqual(decideAll(flows[at] as CompiledFlow, mixed), decideAll(flows[at] as CompiledFlow, oneByOne));
    }),
    { seed, numRuns: 1000 },
  );
});

interface Turn {
  readonly of: number;
  readonly step: Step;
}

/** Each case has its own clock, so that what a step asks does not depend on the others'. */
function decideAll(flow: CompiledFlow, turns: readonly Turn[]): readonly Json[] {
  const lives = [0, 1, 2].map((each) => {
    const subject = frozen({ id: `${each}`, flow: flow.name, entity: 'south', key: `N-${each}` });
    return { subject: subject as Subject, now: begun, said: [] as string[] };
  });
  for (const { of, step } of turns) {
    const life = lives[of] as (typeof lives)[number];
    life.now += step.gap;
    const input = inputOf(flow, life.subject, step, life.now);
    const decision = decide(flow, life.subject, input, contextAt({ revisions: [] }, life.now));
    life.said.push(canonical(decision as unknown as Json));
    if ('next' in decision) life.subject = frozen(decision.next);
  }
  return lives.map(({ subject, said }) => [subject as unknown as Json, said]);
}

/** One list of all, in which each keeps its own order. */
function mix(lists: readonly (readonly Turn[])[], order: readonly number[]): readonly Turn[] {
  const left = lists.map((list) => [...list]);
  const drawn = order.flatMap((each) => left[each]?.shift() ?? []);
  return [...drawn, ...left.flat()];
}

test('[L323] what is made at random is a flow: of the form that is published, and no name leads nowhere', (context) => {
  const plans = fc.sample(flowPlan, { numRuns: 10, seed: seedOf(context) });
  const found = plans.flatMap((plan) => checkFlow(definitionOf(plan)));
  const broken = found.filter(({ code }) => /-unknown$|-invalid$|^expression-type$|^data-|^calendar-/.test(code));
  assert.deepEqual(
    broken.map(({ code, path }) => `${code} ${path}`),
    [],
  );
});
