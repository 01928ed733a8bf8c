import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { invoice } from '../test/invoice-flow.ts';
import type { Json, JsonObject } from './json.ts';
import { checkParameterChange, type ParameterRevision, type ParameterTimeline, parametersAt } from './parameter-values.ts';

const revision = (n: number, from: number, values: JsonObject): ParameterRevision => ({
  revision: n,
  from,
  values,
  by: 'ann',
  reason: 'so',
});
const defaults = { reminderAfter: 7, financeAfter: 14, salesAfter: 30, legalAfter: 45 };

test('[L298] parameters in force are the defaults, changed by what has taken effect; what is to come is told, each set whole', () => {
  const timeline = [
    revision(2, 300, { financeAfter: 10 }),
    revision(1, 100, { financeAfter: 12, salesAfter: 20 }),
    revision(3, 200, { salesAfter: null }),
  ];
  assert.deepEqual(parametersAt(invoice, [], 0), { parameters: defaults, parameterRevision: 0, scheduled: [] });
  assert.deepEqual(parametersAt(invoice, timeline, 99).parameterRevision, 0);
  assert.deepEqual(parametersAt(invoice, timeline, 150), {
    parameters: { ...defaults, financeAfter: 12, salesAfter: 20 },
    parameterRevision: 1,
    scheduled: [
      { from: 200, parameters: { ...defaults, financeAfter: 12 } },
      { from: 300, parameters: { ...defaults, financeAfter: 10 } },
    ],
  });
  assert.deepEqual(parametersAt(invoice, timeline, 300).parameterRevision, 2);
});

test('[L298] what a version does not declare or does not take has no effect on it', () => {
  const timeline = [revision(1, 0, { financeAfter: 61, salesAfter: '20', gone: 1, legalAfter: 90 })];
  assert.deepEqual(parametersAt(invoice, timeline, 1).parameters, { ...defaults, legalAfter: 90 });
});

const names = ['reminderAfter', 'financeAfter', 'salesAfter', 'legalAfter', 'unknown'];
const value: fc.Arbitrary<Json> = fc.oneof(fc.integer({ min: -2, max: 100 }), fc.constantFrom<Json>(null, '7', true, 1.5));
const timelines: fc.Arbitrary<ParameterTimeline> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.dictionary(fc.constantFrom(...names), value)), { maxLength: 8 })
  .map((list) => list.map(([from, values], index) => revision(index + 1, from, values)));

test('[L298] what is scheduled comes to be so, whatever the order of the timeline, and always within the bounds', () => {
  fc.assert(
    fc.property(timelines, fc.integer({ min: -1, max: 21 }), fc.func(fc.integer()), (timeline, now, order) => {
      const found = parametersAt(invoice, timeline, now);
      const shuffled = timeline.toSorted((a, b) => order(a.revision) - order(b.revision));
      assert.deepEqual(parametersAt(invoice, shuffled, now), found);
      // Another way to the same: instant by instant, name by name.
      for (const name of Object.keys(defaults)) {
        const { from = 0, to = 0, default: usual } = invoice.parameters?.[name] ?? {};
        const valid = (one: Json | undefined) =>
          one === null || (Number.isInteger(one) && Number(one) >= from && Number(one) <= to);
        for (const [at, parameters] of [
          [now, found.parameters],
          ...found.scheduled.map((one) => [one.from, one.parameters]),
        ] as const) {
          let last: ParameterRevision | undefined;
          for (const one of timeline)
            if (one.from <= (at as number) && valid(one.values[name]) && (last === undefined || one.from >= last.from))
              last = one;
          assert.equal((parameters as JsonObject)[name], last?.values[name] ?? usual);
        }
      }
      for (const { from, parameters } of found.scheduled) {
        assert.ok(from > now);
        assert.deepEqual(parametersAt(invoice, timeline, from).parameters, parameters);
      }
    }),
    { numRuns: 500 },
  );
});

test('[L299] a change is judged before it is decided', () => {
  const now = Date.UTC(2026, 0, 5);
  const judge = (
    values: JsonObject,
    more: { from?: number; roles?: readonly string[]; allowPast?: boolean; timeline?: ParameterTimeline } = {},
  ) => {
    const { from = now, timeline = [], ...options } = more;
    const change = { from, values, by: 'ann', reason: 'slower customers' };
    return checkParameterChange(invoice, change, { timeline, now, ...options }).map(
      ({ code, path, severity }) => `${severity} ${code} ${path}`,
    );
  };
  assert.deepEqual(judge({ financeAfter: 12 }), []);
  assert.deepEqual(judge({ financeAfter: 12 }, { roles: ['collections-lead'] }), []);
  assert.deepEqual(judge({ financeAfter: 61 }), ['error parameter-value-invalid /values/financeAfter']);
  assert.deepEqual(judge({ financeAfter: '12' }), ['error parameter-value-invalid /values/financeAfter']);
  const limited = { type: 'money', default: 100, owner: 'finance-lead', from: 0, to: 120_000 } as const;
  const flow = { ...invoice, parameters: { ...invoice.parameters, limited } };
  const tooMuch = { from: now, values: { limited: 120_001 }, by: 'ann', reason: 'more' };
  assert.deepEqual(
    checkParameterChange(flow, tooMuch, { timeline: [], now }).map(({ message, witness }) => [message, ...witness]),
    [['expected an amount from 0.00 to 1,200.00, found 1,200.01', 'type money, from 0.00, to 1,200.00']],
  );
  assert.deepEqual(judge({ financeAftr: 12 }), ['error parameter-unknown /values/financeAftr']);
  assert.deepEqual(judge({ constructor: 12 }), ['error parameter-unknown /values/constructor']);
  assert.deepEqual(judge({ financeAfter: 12 }, { roles: ['sales'] }), ['error parameter-change-not-owned /values/financeAfter']);
  assert.deepEqual(judge({ financeAfter: 12 }, { from: now - 1 }), ['error parameter-change-past /from']);
  assert.deepEqual(judge({ financeAfter: 12 }, { from: now - 1, allowPast: true }), []);
  assert.deepEqual(judge({ financeAfter: 14 }), ['warning parameter-change-empty /values']);
  const timeline = [revision(1, now - 5, { financeAfter: 12 })];
  assert.deepEqual(judge({ financeAfter: 14 }, { timeline }), []);
  assert.deepEqual(judge({ financeAfter: null }, { timeline }), []);
  // The flow would have its rungs in another order.
  assert.deepEqual(judge({ financeAfter: 40 }), ['warning rungs-not-ascending /values']);
});
