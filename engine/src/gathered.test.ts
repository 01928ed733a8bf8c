import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathered } from './gathered.ts';

test('[E250] what is asked for while a question is on its way goes with the next, and is answered as of after the asking', async () => {
  const questions: (readonly string[])[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  let value = 0;
  const ask = gathered(async (keys: readonly string[]) => {
    questions.push(keys);
    const seen = value;
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    return keys.map((key) => `${key}${seen}`);
  }, 3);
  const first = [ask('a'), ask('b'), ask('a')];
  await Promise.resolve().then(() => undefined);
  value = 1;
  const later = ['a', 'c', 'd', 'e'].map((key) => ask(key));
  gates[0]?.resolve();
  assert.deepEqual(await Promise.all(first), ['a0', 'b0', 'a0']);
  gates[1]?.resolve();
  assert.deepEqual(await Promise.all(later.slice(0, 3)), ['a1', 'c1', 'd1']);
  gates[2]?.resolve();
  assert.equal(await later[3], 'e1');
  assert.deepEqual(questions, [['a', 'b'], ['a', 'c', 'd'], ['e']]);
});

test('[E250] a question that fails fails for those who asked it, and the next is asked all the same', async () => {
  let times = 0;
  const ask = gathered(async (keys: readonly string[]) => {
    times += 1;
    if (times === 1) throw new Error('away');
    return keys;
  }, 10);
  const answers = await Promise.allSettled([ask('a'), ask('b')]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(await ask('c'), 'c');
});
