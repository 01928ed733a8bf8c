import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import type { Query, Queryable } from '../database.ts';
import { bench, closing, command, named, place } from '../fixture.test.ts';
import { claimEffects, readDueDestinations } from '../sql/claim-effects.ts';
import { attemptsMax, type EffectToPerform, type SinkOutcome } from './sink.ts';
import { steppedMachine, until } from './sinks.test.ts';

const reminders = (count: number, name = 'K') =>
  Array.from({ length: count }, (_, index) => [place(`${name}${index}`), command(`${name}${index}`, 'remind')]).flat();

test('[E182] a destination gets as many at a time as it has room for, whoever sends', async (t) => {
  const clock = steppedMachine();
  const { engine, another } = await closing(bench('virtual', { machine: clock.machine }), t);
  await engine.dispatch(reminders(23));
  clock.pass(60_000);
  const workers = [engine, another({ machine: clock.machine }), another({ machine: clock.machine })];
  let active = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const perform = async (): Promise<SinkOutcome> => {
    active += 1;
    most = Math.max(most, active);
    await new Promise<void>((resolve) => gates.push(resolve));
    active -= 1;
    return { outcome: 'done' };
  };
  let isOver = false;
  const runs = workers.map(async (worker) => {
    while (!isOver) await worker.runEffects({ sinks: { mail: { concurrency: 4, perform } } });
  });
  for (let ended = 0; ended < 23; ended += 1) {
    await until(() => gates.length > 0);
    gates.shift()?.();
  }
  isOver = true;
  await Promise.all(runs);
  assert.equal(most, 4);
  assert.deepEqual(await engine.effectCounts(), [{ kind: 'mail', status: 'done', effects: 23 }]);
});

test('[E183] nothing is sent to a destination that fails, but one probe after a while; and no attempt is counted meanwhile', async (t) => {
  const clock = steppedMachine();
  const { engine } = await closing(bench('virtual', { machine: clock.machine }), t);
  await engine.dispatch(reminders(9));
  clock.pass(60_000);
  let asked = 0;
  let isDown = true;
  const perform = async (): Promise<SinkOutcome> => {
    asked += 1;
    return isDown ? { outcome: 'retry', error: 'ECONNREFUSED' } : { outcome: 'done' };
  };
  const run = () => engine.runEffects({ sinks: { mail: { concurrency: 5, perform } } });
  const state = async () =>
    (await engine.destinations()).map(({ name, state, failures, inFlight }) => [name, state, failures, inFlight]);
  assert.equal(await run(), 5);
  assert.deepEqual(await state(), [['mail', 'open', 5, 0]]);
  assert.equal(await run(), 0, 'four were never tried, and wait');
  const attempts = async () =>
    (await Promise.all(Array.from({ length: 9 }, (_, index) => engine.effects(caseId(named(`K${index}`)))))).flat();
  assert.equal(
    (await attempts()).reduce((sum, effect) => sum + effect.attempts, 0),
    5,
  );
  clock.pass(5_001);
  assert.deepEqual(await state(), [['mail', 'half-open', 5, 0]]);
  assert.equal(await run(), 1);
  assert.deepEqual(await state(), [['mail', 'open', 6, 0]]);
  clock.pass(5_001);
  assert.equal(await run(), 0);
  isDown = false;
  clock.pass(5_001);
  assert.equal(await run(), 1);
  assert.deepEqual(await state(), [['mail', 'closed', 0, 0]]);
  clock.pass(60_000);
  while ((await run()) > 0) assert.ok(asked < 9 * attemptsMax);
  assert.deepEqual(await engine.effectCounts(), [{ kind: 'mail', status: 'done', effects: 9 }]);
  assert.equal(asked, 5 + 1 + 9);
});

test('[E184] a destination that does not answer holds up no other', async (t) => {
  const destinationOf = ({ payload }: { payload: { to?: unknown } }) =>
    String(payload.to).startsWith('slow') ? 'slow' : 'quick';
  const { engine } = await closing(bench('virtual', { destinationOf }), t);
  await engine.dispatch([...reminders(30, 'slow'), ...reminders(12, 'quick')]);
  const stuck: (() => void)[] = [];
  const performed: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const perform = async ({ payload }: EffectToPerform): Promise<SinkOutcome> => {
    if (String(payload.to).startsWith('slow')) await new Promise<void>((go) => stuck.push(go));
    else if (performed.push(String(payload.to)) === 12) resolve();
    return { outcome: 'done' };
  };
  const workers = engine.start({ sinks: { mail: { concurrency: 3, perform } } });
  await promise;
  assert.equal(stuck.length, 3);
  const stopped = workers.stop();
  for (const go of stuck) go();
  await stopped;
  const [quick, slow] = await engine.destinations();
  assert.deepEqual([quick?.name, quick?.inFlight, slow?.name, slow?.inFlight], ['quick', 0, 'slow', 0]);
});

test('[E184] what is done, waits for later or has no sink costs a claim nothing', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch(reminders(3));
  // As many as a database of some age has, and written as it would have them.
  await pool.query(`insert into throughline.effect (bucket, case_id, key, kind, seq, ordinal, payload, delivery, status, next_at, created_at, finished_at, destination)
    select e.bucket, e.case_id, 'old/' || n, case when n % 3 = 2 then 'fax' else 'mail' end, 1, n, '{}', 'at-least-once', case when n % 3 = 0 then 'done' else 'pending' end,
      case n % 3 when 0 then null when 1 then now() + interval '1 day' else now() - interval '1 day' end, now(), case when n % 3 = 0 then now() end,
      case when n % 3 = 2 then 'fax' else 'mail' end
    from (select * from throughline.effect limit 1) e, generate_series(1, 30000) n`);
  await pool.query('analyze throughline.effect');
  const plans: string[] = [];
  const explaining: Queryable = {
    async query<R>({ text, values }: Query) {
      const { rows } = await pool.query(`explain (analyze, costs off, timing off, summary off) ${text}`, values);
      plans.push(rows.map((row) => Object.values(row)[0]).join('\n'));
      return (await pool.query(text, values)) as unknown as { readonly rows: R[]; readonly rowCount: number | null };
    },
  };
  const due = await readDueDestinations(explaining, ['mail'], null);
  assert.deepEqual(due, [{ kind: 'mail', destination: 'mail', isNew: true }]);
  const from = [{ kind: 'mail', destination: 'mail', isNew: true, concurrency: 8, most: 8 }];
  await claimEffects(explaining, { from, worker: 'w', leaseMs: 1000, machineNow: null });
  const touched = plans.flatMap((plan) =>
    [...plan.matchAll(/Scan.* on effect.*\(actual rows=([\d.]+) loops=(\d+)\)/g)].map(
      ([, rows, loops]) => Number(rows) * Number(loops),
    ),
  );
  assert.ok(touched.length >= 4, plans.join('\n\n'));
  assert.ok(Math.max(...touched) <= 3, plans.join('\n\n'));
  assert.doesNotMatch(plans.join('\n'), /Seq Scan on effect|Rows Removed by Filter: \d{3,}/);
});
