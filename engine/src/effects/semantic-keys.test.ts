import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flakyReceiver } from '@throughline/testing';
import { caseId } from '../case-id.ts';
import { bench, closing, command, day, named, place, start } from '../fixture.test.ts';
import { receiverSink } from './sinks.test.ts';

const id = caseId(named('A'));

/** What a case has gone through: three reminders of one kind, a ladder's rung, a message. */
async function story(t: Parameters<typeof closing>[1]) {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([
    place('A', { dueOn: '2026-01-05' }),
    command('A', 'remind'),
    command('A', 'remind'),
    command('A', 'shout'),
  ]);
  await engine.travel(start + 8 * day);
  await engine.dispatch([command('A', 'remind'), command('A', 'ship')]);
  return engine;
}

test('[E192] an effect is named by what it means: the case, and which time of which transition, or the rung of which episode', async (t) => {
  const engine = await story(t);
  assert.deepEqual(
    (await engine.effects(id)).map(({ key }) => key),
    [
      'event:remind:1:mail:0',
      'event:remind:2:mail:0',
      'event:shout:1:mail:0',
      'rung:dunning:1:first:mail:0',
      'event:remind:3:mail:0',
      'event:ship:1:open:0',
    ],
  );
});

test('[E192] a database that is restored and goes the same way asks for the same by the same keys', async (t) => {
  const receiver = await flakyReceiver({ behave: () => 'does', isIdempotent: true });
  t.after(() => receiver.close());
  for (const engine of [await story(t), await story(t)]) await engine.settle({ sinks: receiverSink(receiver) });
  assert.deepEqual([...receiver.deeds.values()], [1, 1, 1, 1, 1]);
  assert.deepEqual([...receiver.asked.values()], [2, 2, 2, 2, 2]);
});
