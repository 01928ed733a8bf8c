import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@throughline/language';
import fc from 'fast-check';
import { caseId } from '../case-id.ts';
import { bench, closing, day, erp, person, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { Submission } from './submission.ts';

interface Step {
  readonly key: string;
  readonly kind: 'command' | 'fact' | 'deadline';
  readonly type: string;
  readonly at: number;
  readonly amount: number;
  readonly receipt: string | null;
  /** A batch ends behind it. */
  readonly cut: boolean;
}

const types = [
  'place',
  'place',
  'place',
  'pay',
  'short',
  'restock',
  'ask',
  'remind',
  'ship',
  'recall',
  'close',
  'comment',
  'nonsense',
];
const step: fc.Arbitrary<Step> = fc.record({
  key: fc.constantFrom('A', 'B', 'C'),
  kind: fc.constantFrom('command', 'command', 'fact', 'fact', 'deadline'),
  type: fc.constantFrom(...types),
  at: fc.integer({ min: -40, max: 0 }),
  amount: fc.integer({ min: 0, max: 200 }),
  receipt: fc.option(fc.constantFrom('1', '2', '3')),
  cut: fc.boolean(),
});

function dataOf(type: string, key: string, amount: number): JsonObject {
  if (type === 'place') return { number: key, contact: `${key}@example.org`, amount: 100, dueOn: '2025-12-20' };
  if (type === 'pay') return { amount };
  return type === 'comment' ? { text: 'x' } : {};
}

function submissionOf({ key, kind, type, at, amount, receipt }: Step, entity: string): Submission {
  const data = dataOf(type, key, amount);
  const source = { name: 'erp', liveFrom: start - 20 * day };
  const base = {
    case: { flow: 'order', entity, key },
    ...(receipt === null ? {} : { receipt: { source: 'erp', key: receipt } }),
  };
  if (kind === 'deadline') return { ...base, input: { kind } };
  if (kind === 'command') return { ...base, input: { kind, type, data, actor: person } };
  return { ...base, input: { kind, type, data, actor: erp, source, occurredAt: start + at * day } };
}

function batches(steps: readonly Step[]): Step[][] {
  const all: Step[][] = [[]];
  for (const each of steps) {
    all.at(-1)?.push(each);
    if (each.cut) all.push([]);
  }
  return all;
}

test('[E35] however inputs are cut into batches, the same comes of them, and the log folds to the cases', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  let runs = 0;
  const told = async (entity: string) => {
    const cases = await Promise.all(
      ['A', 'B', 'C'].map(async (key) => {
        const id = caseId({ flow: 'order', entity, key });
        const [found, history, children, effects] = await Promise.all([
          engine.readCase(id),
          engine.history(id, { limit: 1000 }),
          engine.children(id),
          engine.effects(id),
        ]);
        return [
          found && [found.state, found.data, found.clocks, found.dueAt],
          history.map(({ type, kind, from, to, input, patch, outcome, occurredAt, deviation }) => [
            type,
            kind,
            from,
            to,
            input,
            patch,
            outcome,
            occurredAt,
            deviation,
          ]),
          children.map(({ key: child, state, data }) => [child, state, data]),
          effects.map(({ key: effect, kind, seq }) => [effect, kind, seq]),
        ];
      }),
    );
    return JSON.parse(JSON.stringify(cases).replaceAll(entity, 'ENTITY')) as unknown;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
      runs += 1;
      for (const batch of batches(steps)) await engine.dispatch(batch.map((each) => submissionOf(each, `cut${runs}`)));
      const outcomes: string[] = [];
      for (const each of steps)
        outcomes.push(...(await engine.dispatch([submissionOf(each, `one${runs}`)])).map(({ outcome }) => outcome));
      await engine.dispatch(steps.map((each) => submissionOf(each, `all${runs}`)));
      const one = await told(`one${runs}`);
      assert.deepEqual(await told(`cut${runs}`), one);
      assert.deepEqual(await told(`all${runs}`), one);
    }),
    { numRuns: 40 },
  );
  const verdict = await verifyLog(pool);
  assert.deepEqual(verdict.findings, []);
  assert.ok(verdict.events > 500);
});
