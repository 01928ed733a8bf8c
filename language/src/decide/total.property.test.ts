import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isBegun, turned } from '../../test/generated/laws.ts';
import { invoice } from '../../test/invoice-flow.ts';
import { order } from '../../test/order-flow.ts';
import { sameRules } from '../../test/same-rules.ts';
import { seedOf } from '../../test/seed.ts';
import {
  type Actor,
  applyPatch,
  builtInEvents,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  canonical,
  compileFlow,
  decide,
  type Input,
  type Json,
  type JsonObject,
  nextDueAt,
} from '../index.ts';
import type { Subject } from './draft.ts';

/* Any input, on cases in every state of two flows: one decision, whatever the order of keys, and nothing that was given is touched. */

const start = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;
const roles = [
  'billing',
  'collections',
  'collections-lead',
  'fulfilment',
  'finance-lead',
  'head-of-finance',
  'operator',
  'sales',
  'legal',
  'privacy',
];
const ann: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles };
const flows: readonly CompiledFlow[] = [invoice, order].map((each) => compileFlow(each));

const day = fc.integer({ min: 0, max: 90 }).map((n) => new Date(start + n * dayMs).toISOString().slice(0, 10));
const likely: fc.Arbitrary<JsonObject> = fc.record(
  {
    number: fc.constantFrom('N-1', 'N-2'),
    customer: fc.constantFrom('Nordwind', ''),
    currency: fc.constantFrom('EUR', 'XXX'),
    amount: fc.integer({ min: -5, max: 700 }),
    dueOn: day,
    paidOn: day,
    deliveryReference: fc.constantFrom<Json>('DR', null),
    of: fc.constantFrom('accept', 'dunning/legal', 'toString'),
    to: fc.constantFrom('ann', ''),
    text: fc.string(),
    state: fc.constantFrom('sent', 'paid', 'nowhere'),
    into: fc.constantFrom('case-b', 'N-1'),
    key: fc.constantFrom('N-1', 'N-2', '__proto__'),
    ladder: fc.constantFrom('dunning', 'toString'),
    rung: fc.constantFrom('remind', 'legal'),
    matter: fc.constantFrom('M-1', 'constructor'),
    effect: fc.constantFrom('e', 'f'),
    outcome: fc.constantFrom('done', 'refused', 'sent'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
const anyJson = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
const anyObject = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('amount', '__proto__', 'constructor')),
  anyJson,
) as fc.Arbitrary<JsonObject>;
/** What some event does take. */
const fitting: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({}),
  fc.record({ amount: fc.constantFrom(100, 400, 500), paidOn: day }),
  fc.record({ of: fc.constantFrom('accept', 'dunning/legal') }),
  fc.constantFrom<JsonObject>(
    { into: 'case-b' },
    { key: 'N-2' },
    { ladder: 'dunning', rung: 'remind' },
    { effect: 'e', outcome: 'done' },
    { to: 2 },
  ),
);
const data = fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 2, arbitrary: likely }, { weight: 2, arbitrary: anyObject });
const events = [
  ...new Set(
    flows.flatMap(({ definition }) => [
      ...Object.keys(definition.start),
      ...Object.values(definition.states).flatMap(({ on }) => Object.keys(on ?? {})),
    ]),
  ),
];
const type = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...events) },
  { weight: 3, arbitrary: fc.constantFrom(...builtInEvents) },
  { weight: 1, arbitrary: fc.string() },
);
const actor = fc.oneof(
  fc.constant(ann),
  fc.record({
    id: fc.string(),
    kind: fc.constantFrom<Actor['kind']>('person', 'automation', 'source', 'system'),
    principal: fc.string(),
    roles: fc.array(fc.oneof(fc.string(), fc.constantFrom(...roles)), { maxLength: 3 }),
  }),
);
const instant = fc.oneof(fc.integer({ min: start, max: start + 100 * dayMs }), fc.double(), fc.integer());
const input: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      type,
      data,
      actor,
      reason: fc.constantFrom('', 'because', '\u0000'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ kind: fc.constant('fact' as const), type, data, actor, occurredAt: instant },
      source: fc.record({ name: fc.string(), liveFrom: instant }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('message' as const), type, data, actor, occurredAt: instant }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'deadline' as const }) },
);

function flowOf(name: string): CompiledFlow {
  const flow = flows.find((each) => each.name === name);
  assert.ok(flow);
  return flow;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const later = new Map(flows.map((flow) => [flow.name, compileFlow(flow.definition, 2)]));

/** What some built-in events read: an effect that failed, and the way to a version of the same rules. */
function beside(flow: CompiledFlow): Pick<Context, 'effect' | 'migration'> {
  const versions = { before: flow, after: later.get(flow.name) as CompiledFlow };
  return { effect: { key: 'e', kind: 'mail', status: 'dead' }, migration: { mapping: sameRules(flow), versions, isBack: false } };
}

const identity = ({ name }: CompiledFlow, key: string): Subject => frozen({ id: key, flow: name, entity: 'e', key });

const born: JsonObject = { number: 'N-1', customer: 'Nordwind', currency: 'EUR', amount: 500, dueOn: '2026-01-20' };

/** What the flow comes to by fitting steps: one case of each kind that they find. */
function casesOf(flow: CompiledFlow, seed: number): readonly Subject[] {
  const found = new Map<string, CaseRecord>();
  const first = Object.keys(flow.definition.start)[0] ?? '';
  const births = [born, { ...born, deliveryReference: 'DR' }];
  const step = fc.record({
    type: fc.constantFrom(...events, ...events, 'approve', 'merge', 'retract', 'erase', 'rekey', 'legal-hold', 'skip-rung'),
    data: fitting,
    id: fc.constantFrom('ann', 'bob'),
    days: fc.nat(12),
  });
  const lives = fc.sample(fc.tuple(fc.constantFrom(...births), fc.array(step, { maxLength: 10 })), { seed, numRuns: 600 });
  for (const [data, steps] of lives) {
    let subject: Subject = identity(flow, 'N-1');
    let now = start;
    const give = (input: Input) => {
      const decision = decide(flow, subject, input, { now });
      if (decision.kind !== 'applied') return;
      const { next } = decision;
      subject = next;
      const { pending = {}, ladders = {}, children = {} } = next.clocks;
      found.set([next.state, ...[pending, ladders, children].map((each) => Object.keys(each).length)].join(' '), frozen(next));
    };
    for (const { days, id, ...told } of [{ type: first, data, id: 'ann', days: 0 }, ...steps]) {
      now += days * dayMs;
      give({ kind: 'deadline' });
      give({ kind: 'command', ...told, actor: { ...ann, id, principal: id }, reason: 'because' });
    }
  }
  return [identity(flow, 'N-1'), ...found.values()];
}

test('[L321] [L40] any input on any case: one decision, whatever the order of keys, and what was given stays as it was', (context) => {
  const seed = seedOf(context);
  const subjects = flows.flatMap((flow) => casesOf(flow, seed));
  assert.ok(subjects.length >= 10, `only ${subjects.length} cases`);
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(fc.constantFrom(...subjects), input, instant, (subject, asked, now) => {
      const flow = flowOf(subject.flow);
      const context = frozen({ now, parameters: {} });
      const decision = decide(flow, subject, frozen(asked), { ...context, ...beside(flow) });
      kinds.set(decision.kind, (kinds.get(decision.kind) ?? 0) + 1);
      const again = decide(flow, turned(subject), turned(asked), { ...turned(context), ...beside(flow) });
      assert.equal(canonical(again as unknown as Json), canonical(decision as unknown as Json), 'twice the same');
      if (decision.kind !== 'applied' && decision.kind !== 'deviated') return;
      const { event, next, dueAt } = decision;
      const before: CaseRecord =
        'seq' in subject
          ? subject
          : { ...subject, version: event.version, state: '', seq: 0, data: {}, clocks: {}, enteredAt: 0 };
      assert.deepEqual(applyPatch(before, JSON.parse(JSON.stringify(event.patch))), next, 'the case is the fold of the patches');
      if (isBegun(next)) assert.deepEqual(flow.data.errors(next.data, next.clocks.erasedAt !== undefined), []);
      assert.equal(dueAt, nextDueAt(flow, next, context));
    }),
    { seed, numRuns: 10_000 },
  );
  assert.deepEqual([...kinds.keys()].sort(), ['applied', 'deviated', 'ignored', 'refused']);
});

test('[L322] in whatever order batches bring the inputs of different cases, each case comes out the same', (context) => {
  const step = fc.record({ of: fc.nat(2), input });
  fc.assert(
    fc.property(
      fc.constantFrom(...flows.map(({ name }) => name)),
      fc.array(step, { minLength: 2, maxLength: 12 }),
      fc.infiniteStream(fc.nat(2)),
      (name, steps, order) => {
        const flow = flowOf(name);
        const lists = [0, 1, 2].map((index) => steps.filter(({ of }) => of === index).map(({ input: each }) => each));
        const run = (inputs: readonly (readonly [number, Input])[]) => {
          const cases: Subject[] = [0, 1, 2].map((index) => identity(flow, `N-${index}`));
          const said: string[][] = [[], [], []];
          const first = Object.keys(flow.definition.start)[0] ?? '';
          const births = [0, 1, 2].map((index): readonly [number, Input] => [
            index,
            { kind: 'command', type: first, data: { ...born, number: `N-${index}` }, actor: ann },
          ]);
          for (const [index, each] of [...births, ...inputs]) {
            const decision = decide(flow, cases[index] as Subject, each, { now: start + 30 * dayMs });
            said[index]?.push(canonical(decision as unknown as Json));
            if (decision.kind === 'applied' || decision.kind === 'deviated') cases[index] = decision.next;
          }
          return { cases, said };
        };
        const oneByOne = lists.flatMap((list, index) => list.map((each) => [index, each] as const));
        const mixed = mix(lists, order);
        assert.equal(mixed.length, oneByOne.length);
        assert.deepEqual(run(mixed), run(oneByOne));
      },
    ),
    { seed: seedOf(context), numRuns: 1500 },
  );
});

/** One list of all, in which each keeps its own order. */
function mix(lists: readonly (readonly Input[])[], order: Iterator<number>): readonly (readonly [number, Input])[] {
  const left = lists.map((list) => [...list]);
  const found: (readonly [number, Input])[] = [];
  while (left.some((list) => list.length > 0)) {
    const wanted: number = order.next().value ?? 0;
    const index = left.findIndex((list, at) => list.length > 0 && at >= wanted);
    const taken = index === -1 ? left.findIndex((list) => list.length > 0) : index;
    const next = left[taken]?.shift();
    if (next !== undefined) found.push([taken, next]);
  }
  return found;
}
