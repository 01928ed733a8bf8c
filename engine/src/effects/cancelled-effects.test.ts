import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { bench, closing, command, day, named, place, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { LookUpOutcome, SinkOutcome } from './sink.ts';
import { steppedMachine, until } from './sinks.test.ts';

const id = caseId(named('A'));

/** An order whose first reminder waits to be sent. */
async function reminded(t: Parameters<typeof closing>[1], machine = steppedMachine()) {
  const opened = await closing(bench('virtual', { machine: machine.machine }), t);
  await opened.engine.dispatch([place('A', { dueOn: '2026-01-05' })]);
  await opened.engine.travel(start + 8 * day);
  machine.pass(60_000);
  const statuses = async () => (await opened.engine.effects(id)).map(({ status }) => status);
  assert.deepEqual(await statuses(), ['pending']);
  return { ...opened, ...machine, statuses };
}

const pay = command('A', 'pay', { amount: 100 });

test('[E185] a reminder that waits is not sent once the case is paid', async (t) => {
  const { engine, pool, statuses } = await reminded(t);
  await engine.dispatch([pay]);
  assert.deepEqual(await statuses(), ['cancelled']);
  await engine.settle({ sinks: { mail: { perform: () => assert.fail('It was sent') } } });
  assert.equal((await verifyLog(pool)).found, 0);
});

const ways: readonly (readonly [said: SinkOutcome, found: LookUpOutcome | undefined, first: string])[] = [
  [{ outcome: 'done' }, undefined, 'done'],
  [{ outcome: 'refused', error: '550' }, undefined, 'refused'],
  [{ outcome: 'retry', error: '451' }, undefined, 'cancelled'],
  [{ outcome: 'unknown', error: 'cut' }, undefined, 'unknown'],
];
for (const [said, , status] of ways)
  test(`[E185] one that is under way is left to its worker, and not begun again: ${said.outcome}`, async (t) => {
    const { engine, statuses, pass } = await reminded(t);
    const answer = Promise.withResolvers<SinkOutcome>();
    let begun = 0;
    const perform = () => {
      begun += 1;
      return answer.promise;
    };
    const running = engine.runEffects({ sinks: { mail: { perform } } });
    await until(() => begun === 1);
    await engine.dispatch([pay]);
    assert.deepEqual(await statuses(), ['pending']);
    answer.resolve(said);
    await running;
    assert.deepEqual(await statuses(), [status]);
    pass(7 * 3_600_000);
    assert.equal(await engine.runEffects({ sinks: { mail: { perform } } }), 0);
    assert.equal((await engine.history(id)).filter(({ type }) => type === 'effect-failed').length, 0, 'nobody need know');
  });

for (const [found, status] of [
  [{ outcome: 'done' }, 'done'],
  [{ outcome: 'not-done' }, 'cancelled'],
  [{ outcome: 'unknown', error: '?' }, 'unknown'],
  [undefined, 'unknown'],
] as const)
  test(`[E185] one whose worker is gone is looked up at most: ${found?.outcome ?? 'cannot be'}`, async (t) => {
    const { engine, another, machine, statuses, pass, waiting, timeOut } = await reminded(t);
    const dying = engine.runEffects({ sinks: { mail: { perform: () => new Promise<never>(() => undefined) } } });
    await until(() => waiting() === 1);
    await engine.dispatch([pay]);
    pass(30_001);
    const perform = () => assert.fail('It was sent');
    const sink = found === undefined ? { perform } : { perform, lookUp: async () => found };
    assert.equal(await another({ machine }).runEffects({ sinks: { mail: sink } }), 1);
    assert.deepEqual(await statuses(), [status]);
    timeOut();
    await dying;
    assert.deepEqual(await statuses(), [status]);
  });
