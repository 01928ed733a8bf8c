import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DispatchResult, Submission } from './dispatch/submission.ts';
import { EngineBusyError } from './errors.ts';
import { bench, closing, command, outcomes, place } from './fixture.test.ts';
import { Lanes, queueCharactersMax, queueMax, type WorkClass } from './lanes.ts';

const done: DispatchResult = { outcome: 'ignored', caseId: '', reason: 'a test' };
const keyOf = ({ case: address }: Submission) => ('key' in address ? (address.key ?? '') : '');

/** Lanes whose batches go when the test lets them. */
function held(lanes = 1) {
  const batches: { readonly keys: readonly string[]; end(error?: Error): void }[] = [];
  const made = new Lanes(
    (submissions) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error === undefined ? resolve(submissions.map(() => done)) : reject(error));
        batches.push({ keys: submissions.map(keyOf), end });
      }),
    lanes,
  );
  /** Ends each batch as it comes, until nothing waits. */
  const finish = async () => {
    for (let next = 0; ; next += 1) {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      const batch = batches[next];
      if (batch === undefined) return;
      batch.end();
    }
  };
  return { lanes: made, batches, finish };
}

test('[E240] imports and commands take turns, and neither has more than half of the batches while both wait', async () => {
  const { lanes, batches, finish } = held();
  const all = [
    ...Array.from({ length: 600 }, (_, index) => lanes.submit(command(`I${index}`, 'ask'), { class: 'import' })),
    ...Array.from({ length: 1200 }, (_, index) => lanes.submit(command(`C${index}`, 'ask'))),
  ];
  assert.deepEqual([lanes.depth('command'), lanes.depth('import')], [1200, 600]);
  await finish();
  await Promise.all(all);
  assert.deepEqual(
    batches.map(({ keys }) => `${keys[0]?.[0]}${keys.length}`),
    ['C1000', 'I250', 'C200', 'I250', 'I100'],
  );
  assert.deepEqual([lanes.depth('command'), lanes.depth('import')], [0, 0]);
});

test('[E241] each class has its own bound, in number and in size, and who is turned away hears when to come again', async () => {
  const { lanes, finish } = held();
  const imports = Array.from({ length: queueMax }, (_, index) => lanes.submit(command(`I${index}`, 'ask'), { class: 'import' }));
  const busy = await lanes.submit(command('one-more', 'ask'), { class: 'import' }).then(
    () => undefined,
    (error) => error,
  );
  assert.ok(busy instanceof EngineBusyError);
  assert.equal(busy.code, 'busy');
  assert.ok(busy.retryAfter >= 1 && busy.retryAfter <= 60);
  const one = lanes.submit(command('C', 'ask'));
  const large = { note: 'x'.repeat(queueCharactersMax / 4) };
  const accepted = [1, 2, 3].map((nth) => lanes.submit(command(`L${nth}`, 'ask', large)));
  await assert.rejects(lanes.submit(command('L4', 'ask', large)), EngineBusyError);
  await finish();
  await Promise.all([...imports, one, ...accepted]);
  const again = lanes.submit(command('L4', 'ask', large));
  await finish();
  assert.deepEqual(await again, done);
});

test('[E242] whatever classes they come in, the submissions of a case go in the order in which they came', async () => {
  const asked = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom<WorkClass>('command', 'import')), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(asked, fc.integer({ min: 1, max: 3 }), async (submissions, count) => {
      const seen: number[] = [];
      const lanes = new Lanes(async (batch) => {
        for (const { input } of batch) seen.push(input.kind === 'deadline' ? 0 : Number(input.data['nth']));
        await new Promise(setImmediate);
        return batch.map(() => done);
      }, count);
      const answers: Promise<unknown>[] = [];
      for (const [nth, [key, workClass]] of submissions.entries()) {
        answers.push(lanes.submit(command(`K${key}`, 'ask', { nth }), { class: workClass }));
        if (nth % 7 === 6) await new Promise(setImmediate);
      }
      await Promise.all(answers);
      assert.equal(seen.length, submissions.length);
      for (const key of [0, 1, 2, 3]) {
        const ofCase = seen.filter((nth) => submissions[nth]?.[0] === key);
        assert.deepEqual(
          ofCase,
          ofCase.toSorted((a, b) => a - b),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test('[E243] what has not gone yet can be taken back; what has gone is answered', async () => {
  const { lanes, batches, finish } = held();
  const withdrawing = new AbortController();
  const gone = lanes.submit(command('A', 'ask'), { signal: withdrawing.signal });
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  const waits = lanes.submit(command('B', 'ask'), { signal: withdrawing.signal });
  const after = lanes.submit(command('C', 'ask'));
  withdrawing.abort(new Error('the caller has left'));
  await assert.rejects(waits, /the caller has left/);
  await assert.rejects(lanes.submit(command('D', 'ask'), { signal: withdrawing.signal }), /the caller has left/);
  await finish();
  assert.deepEqual([await gone, await after], [done, done]);
  assert.deepEqual(
    batches.map(({ keys }) => keys),
    [['A'], ['C']],
  );
  assert.equal(lanes.depth('command'), 0);
});

test('[E244] a batch that fails fails alone: those behind it go on', async () => {
  const { lanes, batches, finish } = held();
  const first = lanes.submit(command('A', 'ask'));
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  const second = lanes.submit(command('B', 'ask'));
  batches[0]?.end(new Error('Connection terminated'));
  await assert.rejects(first, /terminated/);
  batches.shift();
  await finish();
  assert.deepEqual(await second, done);
});

test('[E245] what the database refuses stands alone, and its neighbours of the same group are written', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await pool.query(`alter table throughline.event add constraint poison check (patch::text not like '%poison%')`);
  const keys = Array.from({ length: 40 }, (_, index) => `K${index}`);
  const results = await Promise.all(
    keys.map((key, index) => engine.submit(place(key, index === 17 ? { customer: 'poison' } : {}), { class: 'import' })),
  );
  assert.deepEqual(
    outcomes(results),
    keys.map((_, index) => (index === 17 ? 'failed data-error' : 'applied')),
  );
});
