import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Behaviour, flakyReceiver } from '@throughline/testing';
import { caseId } from '../case-id.ts';
import { bench, closing, command, named, place } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { attemptsMax } from './sink.ts';
import { receiverSink, steppedMachine, until } from './sinks.test.ts';

/*
 * Each effect meets a receiver that treats it badly the first time it is asked, and well from then on. What became of each is counted at the
 * receiver: how often it really was done.
 */

interface Expected {
  readonly status: string;
  readonly deeds: number;
}

const done = (deeds: number): Expected => ({ status: 'done', deeds });
const unknown = (deeds: number): Expected => ({ status: 'unknown', deeds });
const refused: Expected = { status: 'refused', deeds: 0 };

/** Where it can be looked up; where it cannot and may be repeated; where it cannot and may not. */
const table: readonly (readonly [first: Behaviour, lookedUp: Expected, repeated: Expected, once: Expected])[] = [
  ['does', done(1), done(1), done(1)],
  ['does-late', done(1), done(2), unknown(1)],
  ['does-silently', done(1), done(2), unknown(1)],
  ['does-500', done(1), done(2), unknown(1)],
  ['does-garbage', done(1), done(2), unknown(1)],
  ['does-wrong-key', done(1), done(2), unknown(1)],
  ['does-cut', done(1), done(2), unknown(1)],
  ['leaves-silently', done(1), done(1), unknown(0)],
  ['leaves-500', done(1), done(1), unknown(0)],
  ['leaves-garbage', done(1), done(1), unknown(0)],
  ['leaves-cut', done(1), done(1), unknown(0)],
  ['refuses', refused, refused, refused],
  ['unavailable', done(1), done(1), done(1)],
  ['underway', done(1), done(2), unknown(1)],
];
const silent: readonly Behaviour[] = ['does-late', 'does-silently', 'leaves-silently', 'underway'];

for (const [canLookUp, isIdempotent] of [
  [true, false],
  [false, false],
  [false, true],
] as const) {
  const title = `${canLookUp ? 'with' : 'without'} look-up, ${isIdempotent ? 'knowing keys again' : 'doing what it is asked'}`;
  test(`[E191] a receiver that answers late, twice, never, wrongly or after the deed, ${title}: every outcome is right`, async (t) => {
    const clock = steppedMachine();
    // Each case goes to a destination of its own, so that no circuit opens.
    const destinationOf = ({ payload }: { payload: { to?: unknown } }) => String(payload.to);
    const { engine, pool } = await closing(bench('virtual', { machine: clock.machine, destinationOf }), t);
    const behaviours = new Map(
      table.flatMap(([first]) => ['remind', 'shout'].map((type) => [caseId(named(`${first} ${type}`)), first])),
    );
    const receiver = await flakyReceiver({
      isIdempotent,
      behave: (key, time) => (time === 1 ? (behaviours.get(key.slice(0, 36)) ?? 'does') : 'does'),
      lookUp: (_, time) => (time === 1 ? 'cut' : 'tells'),
    });
    t.after(() => receiver.close());
    for (const [first] of table)
      await engine.dispatch(
        ['remind', 'shout'].flatMap((type) => [place(`${first} ${type}`), command(`${first} ${type}`, type)]),
      );
    clock.pass(60_000);
    const sinks = receiverSink(receiver, { canLookUp });
    const first = engine.runEffects({ sinks });
    await receiver.whenAsked(2 * table.length);
    await until(() => clock.waiting() === 2 * silent.length);
    clock.timeOut();
    await first;
    for (let round = 2; round <= attemptsMax + 1; round += 1) {
      clock.pass(6 * 3_600_000);
      await engine.runEffects({ sinks });
      if (round === 4) receiver.release();
    }
    for (const [behaviour, lookedUp, repeated, once] of table)
      for (const [type, without] of [
        ['remind', repeated],
        ['shout', once],
      ] as const) {
        const name = `${behaviour} ${type}`;
        const expected = canLookUp ? lookedUp : without;
        const [effect] = await engine.effects(caseId(named(name)));
        const key = `${caseId(named(name))}/${effect?.key}`;
        const most = isIdempotent ? Math.min(1, expected.deeds) : expected.deeds;
        assert.deepEqual([name, effect?.status, receiver.deeds.get(key) ?? 0], [name, expected.status, most]);
        const told = (await engine.history(caseId(named(name)))).filter((event) => event.type === 'effect-failed').length;
        assert.equal(told, expected.status === 'done' ? 0 : 1, name);
      }
    assert.equal((await verifyLog(pool)).found, 0);
  });
}

test('[E180] what a worker left behind is looked up before it is sent again, also where it may be done at most once', async (t) => {
  const clock = steppedMachine();
  const { engine, another } = await closing(bench('virtual', { machine: clock.machine }), t);
  const receiver = await flakyReceiver({ behave: (_, time) => (time === 1 ? 'does-silently' : 'does') });
  t.after(() => receiver.close());
  await engine.dispatch([place('A'), command('A', 'remind'), command('A', 'shout')]);
  clock.pass(60_000);
  const sinks = receiverSink(receiver, { canLookUp: true });
  const dying = engine.runEffects({ sinks });
  await receiver.whenAsked(2);
  clock.pass(30_001);
  await another({ machine: clock.machine }).runEffects({ sinks });
  const effects = await engine.effects(caseId(named('A')));
  assert.deepEqual(
    effects.map(({ status, attempts }) => [status, attempts]),
    [
      ['done', 2],
      ['done', 2],
    ],
  );
  assert.deepEqual([...receiver.deeds.values()], [1, 1]);
  clock.timeOut();
  await dying;
  assert.deepEqual(await engine.effects(caseId(named('A'))), effects, 'who lost the lease ends nothing');
});

test('[E181] who does not stop when the time is over is left to itself, and its place is free', async (t) => {
  const clock = steppedMachine();
  const { engine } = await closing(bench('virtual', { machine: clock.machine }), t);
  await engine.dispatch([place('A'), command('A', 'remind'), place('B'), command('B', 'remind')]);
  clock.pass(60_000);
  const signals: AbortSignal[] = [];
  const deaf = {
    mail: {
      concurrency: 1,
      perform: (_: unknown, signal: AbortSignal) => {
        signals.push(signal);
        return new Promise<never>(() => undefined);
      },
    },
  };
  const first = engine.runEffects({ sinks: deaf });
  await until(() => clock.waiting() === 1);
  assert.equal(await engine.runEffects({ sinks: deaf }), 0, 'one at a time');
  clock.timeOut();
  assert.equal(await first, 1);
  assert.equal(signals[0]?.aborted, true);
  const sinks = { mail: { concurrency: 1, perform: async () => ({ outcome: 'done' }) as const } };
  assert.equal(await engine.runEffects({ sinks }), 1);
  const all = [...(await engine.effects(caseId(named('A')))), ...(await engine.effects(caseId(named('B'))))];
  assert.deepEqual(all.map(({ status, error }) => [status, error]).toSorted(), [
    ['done', null],
    ['pending', 'No answer within 60 s'],
  ]);
});

test('[E181] who stops when told to says what came of it', async (t) => {
  const clock = steppedMachine();
  const { engine } = await closing(bench('virtual', { machine: clock.machine }), t);
  await engine.dispatch([place('A'), command('A', 'remind')]);
  clock.pass(60_000);
  const perform = (_: unknown, signal: AbortSignal) =>
    new Promise<{ outcome: 'refused'; error: string }>((resolve) =>
      signal.addEventListener('abort', () => resolve({ outcome: 'refused', error: 'Never began' })),
    );
  const running = engine.runEffects({ sinks: { mail: { perform } } });
  await until(() => clock.waiting() === 1);
  clock.timeOut();
  await running;
  assert.deepEqual(
    (await engine.effects(caseId(named('A')))).map(({ status, error }) => [status, error]),
    [['refused', 'Never began']],
  );
});

test('[E181] who has lost the lease is told to stop', async (t) => {
  const clock = steppedMachine();
  const { engine, another } = await closing(bench('virtual', { machine: clock.machine }), t);
  await engine.dispatch([place('A'), command('A', 'remind')]);
  clock.pass(60_000);
  const stopped: unknown[] = [];
  const slow = (_: unknown, signal: AbortSignal) =>
    new Promise<{ outcome: 'done' }>((resolve) =>
      signal.addEventListener('abort', () => {
        stopped.push((signal.reason as Error).message);
        resolve({ outcome: 'done' });
      }),
    );
  const running = engine.runEffects({ sinks: { mail: { perform: slow } } });
  await until(() => clock.waiting() === 1);
  // It stood still for so long that another has taken the effect.
  clock.pass(30_001);
  const refusing = { mail: { perform: async () => ({ outcome: 'refused', error: 'Never' }) as const } };
  await another({ machine: clock.machine }).runEffects({ sinks: refusing });
  assert.ok(clock.beat() > 0);
  await running;
  assert.deepEqual(stopped, ['The lease was lost']);
  assert.equal((await engine.effects(caseId(named('A'))))[0]?.status, 'refused', 'and what it says then is not heard');
});
