import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { bench, closing, command, named, outcomes, place } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { leaseMs } from './perform-effects.ts';
import { attemptsMax, backoffMs, type EffectToPerform, type SinkOutcome, type Sinks } from './sink.ts';

function mail(answer: (effect: EffectToPerform) => SinkOutcome | Promise<SinkOutcome>): Sinks {
  return { mail: { perform: async (effect) => answer(effect) } };
}

/** A machine clock that stands where the test puts it, and never waits. */
function machine() {
  let now = Date.now();
  return {
    machine: { now: () => now, random: () => 1, wait: () => new Promise<void>(() => undefined) },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

/** A heartbeat that ends with its effect and never comes in between. */
const still = (_: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

const id = caseId(named('A'));

test('[E50] an effect is performed once, with a key that stays the same', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind'), command('A', 'remind')]);
  const seen: string[] = [];
  const sinks = mail(({ key, payload }) => {
    seen.push(`${key} to ${payload.to}`);
    return { outcome: 'done', result: { id: 7 } };
  });
  await engine.settle({ sinks });
  await engine.settle({ sinks });
  assert.equal(seen.length, 2);
  assert.equal(new Set(seen).size, 2);
  assert.ok(seen[0]?.endsWith('to A@example.org'));
  const effects = await engine.effects(id);
  assert.deepEqual(
    effects.map(({ status, attempts, result }) => [status, attempts, result?.id]),
    [
      ['done', 1, 7],
      ['done', 1, 7],
    ],
  );
});

test('[E51] an effect without a sink waits until there is one', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind')]);
  await engine.settle();
  assert.deepEqual(await engine.effectCounts(), [{ kind: 'mail', status: 'pending', effects: 1 }]);
  await engine.settle({ sinks: mail(() => ({ outcome: 'done' })) });
  assert.deepEqual(await engine.effectCounts(), [{ kind: 'mail', status: 'done', effects: 1 }]);
});

test('[E52] what failed is tried again later and later, then is dead, and the case hears of it', async (t) => {
  const clock = machine();
  const { engine } = await closing(bench('virtual', { machine: { ...clock.machine, wait: still } }), t);
  await engine.dispatch([place('A'), command('A', 'remind')]);
  let attempts = 0;
  const sinks = mail(() => {
    attempts += 1;
    return { outcome: 'retry', error: '451 come back' };
  });
  clock.pass(60_000);
  for (let index = 1; index < attemptsMax; index += 1) {
    await engine.runEffects({ sinks });
    assert.equal(attempts, index);
    clock.pass(backoffMs(index, () => 1) - 10);
    await engine.runEffects({ sinks });
    assert.equal(attempts, index, 'not before its time');
    clock.pass(20);
  }
  await engine.runEffects({ sinks });
  const [effect] = await engine.effects(id);
  assert.deepEqual([effect?.status, effect?.attempts, effect?.error], ['dead', attemptsMax, '451 come back']);
  const [exception] = await engine.children(id);
  assert.deepEqual([exception?.flow, exception?.data.kind], ['exception', 'effectFailed']);
});

test('[E53] refused: no second attempt, and the case hears of it', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind')]);
  await engine.settle({ sinks: mail(() => ({ outcome: 'refused', error: '550 no such user' })) });
  const [event] = (await engine.history(id)).filter(({ type }) => type === 'effect-failed');
  assert.deepEqual([event?.input?.outcome, event?.input?.error], ['refused', '550 no such user']);
  assert.deepEqual((await engine.effects(id))[0]?.status, 'refused');
});

test('[E54] a worker that died: sent again where that is allowed, else unknown', async (t) => {
  const clock = machine();
  const { engine, another } = await closing(bench('virtual', { machine: { ...clock.machine, wait: still } }), t);
  await engine.dispatch([place('A'), command('A', 'remind'), command('A', 'shout')]);
  clock.pass(60_000);
  const died = Promise.withResolvers<SinkOutcome>();
  const begun: string[] = [];
  const hanging = mail(({ key }) => {
    begun.push(key);
    return died.promise;
  });
  const dying = engine.runEffects({ sinks: hanging });
  while (begun.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const rescuer = another({ machine: { ...clock.machine, wait: still } });
  const sent: string[] = [];
  const sinks = mail(({ key }) => {
    sent.push(key);
    return { outcome: 'done' };
  });
  await rescuer.runEffects({ sinks });
  assert.deepEqual(sent, [], 'the lease holds');
  clock.pass(30_001);
  await rescuer.runEffects({ sinks });
  assert.deepEqual(
    (await rescuer.effects(id)).map(({ status }) => status),
    ['done', 'unknown'],
  );
  assert.equal(sent.length, 1);
  died.resolve({ outcome: 'refused', error: 'too late to say so' });
  await dying;
  assert.deepEqual(
    (await rescuer.effects(id)).map(({ status }) => status),
    ['done', 'unknown'],
    'who lost the lease ends nothing',
  );
  assert.equal((await rescuer.history(id)).filter(({ type }) => type === 'effect-failed').length, 1);
});

test('[E55] a long effect keeps its lease', async (t) => {
  const clock = machine();
  const beats: (() => void)[] = [];
  const beat = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (milliseconds === leaseMs / 3) beats.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const { engine, another, pool } = await closing(bench('virtual', { machine: { ...clock.machine, wait: beat } }), t);
  await engine.dispatch([place('A'), command('A', 'remind')]);
  clock.pass(60_000);
  const slow = Promise.withResolvers<SinkOutcome>();
  const performing = engine.runEffects({ sinks: mail(() => slow.promise) });
  const leaseUntil = async () => (await pool.query('select lease_until from throughline.effect')).rows[0]?.lease_until?.getTime();
  while (beats.length < 1) await new Promise((resolve) => setImmediate(resolve));
  const first = await leaseUntil();
  clock.pass(20_000);
  beats.shift()?.();
  while (beats.length < 1) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await leaseUntil(), first + 20_000);
  clock.pass(20_000);
  const taken = await another({ machine: { ...clock.machine, wait: still } }).runEffects({
    sinks: mail(() => ({ outcome: 'done' })),
  });
  assert.equal(taken, 0);
  slow.resolve({ outcome: 'done' });
  await performing;
  assert.equal((await engine.effects(id))[0]?.status, 'done');
});

test('[E56] a sink that throws leaves it unknown whether it did anything', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind'), command('A', 'shout')]);
  const sinks = mail(() => Promise.reject(new Error('socket hang up')));
  await engine.runEffects({ sinks });
  assert.deepEqual(
    (await engine.effects(id)).map(({ status, error }) => [status, error]),
    [
      ['pending', 'socket hang up'],
      ['unknown', 'socket hang up'],
    ],
  );
});

test('[E57] a message reaches the other case once, and names its cause', async (t) => {
  const { engine, another, pool } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'ship')]);
  await Promise.all([engine.settle(), another().settle()]);
  const parcel = caseId(named('A', 'parcel'));
  const history = await engine.history(parcel);
  assert.deepEqual(
    history.map(({ type, cause }) => [type, cause]),
    [['pack', { case: id, seq: 2 }]],
  );
  assert.deepEqual(await engine.links(id), [{ direction: 'out', name: 'parcel', other: parcel }]);
  assert.deepEqual(await engine.links(parcel), [{ direction: 'in', name: 'parcel', other: id }]);
  assert.equal((await engine.effects(id))[0]?.status, 'done');
  // After a restore the effect may be pending again: the receipt of the other case holds.
  await pool.query(`update throughline.effect set status = 'pending', next_at = now(), finished_at = null`);
  await engine.settle();
  assert.equal((await engine.history(parcel)).length, 1);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E57] messages of a case arrive in its order, also where the later transaction began first', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A')]);
  const early = await pool.connect();
  try {
    await early.query('begin; select now()');
    await engine.dispatch([command('A', 'ship')]);
    await engine.dispatch([command('A', 'recall')], { client: early });
    await early.query('commit');
  } finally {
    early.release();
  }
  await engine.settle();
  assert.deepEqual(
    (await engine.history(caseId(named('A', 'parcel')))).map(({ type }) => type),
    ['pack', 'back'],
  );
});

test('[E58] a message that is refused comes back to its sender, as the exception that it named', async (t) => {
  const { engine } = await closing(bench(), t);
  assert.deepEqual(outcomes(await engine.dispatch([place('A'), command('A', 'recall')])), ['applied', 'applied']);
  await engine.settle();
  const [effect] = await engine.effects(id);
  assert.equal(effect?.status, 'refused');
  assert.match(effect?.error ?? '', /case-not-born/);
  assert.deepEqual(
    (await engine.children(id)).map(({ data }) => data.kind),
    ['lost'],
  );
});

test('[E59] a message whose data the database refuses is refused alone', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await pool.query(
    `alter table throughline.case_data add constraint poison check (parent is not null or key <> 'P' or data->>'contact' is not null)`,
  );
  await engine.dispatch([place('A'), command('A', 'ship'), place('P'), command('P', 'ship'), place('B'), command('B', 'ship')]);
  await engine.settle();
  assert.deepEqual(
    (await engine.list({ flow: 'parcel' })).cases.map(({ key }) => key),
    ['A', 'B'],
  );
  assert.equal((await engine.effects(caseId(named('P'))))[0]?.status, 'refused');
  assert.deepEqual(
    (await engine.children(caseId(named('P')))).map(({ data }) => data.kind),
    ['lost'],
  );
});

test('[E12] [E58] what a sink says of a personal address stays out of the open part of the log', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind')]);
  const sinks = mail(({ payload }) => ({ outcome: 'refused', error: `550 no such user ${payload.to}` }));
  await engine.settle({ sinks });
  assert.deepEqual((await engine.history(id)).at(-1)?.input?.error, '550 no such user A@example.org');
  const { rows } = await pool.query(`select count(*)::int as n from throughline.event_log l where l::text like '%example.org%'`);
  assert.equal(rows[0].n, 0);
  assert.equal((await verifyLog(pool)).found, 0);
});
