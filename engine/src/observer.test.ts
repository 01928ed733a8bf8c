import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DispatchResult } from './dispatch/submission.ts';
import { bench, closing, command, day, named, place, start } from './fixture.test.ts';
import { queueMax } from './lanes.ts';
import type { EngineEvent, Observer } from './observer.ts';

type Heard<K extends EngineEvent['kind']> = Extract<EngineEvent, { readonly kind: K }>;

interface Listening extends Observer {
  readonly heard: EngineEvent[];
  of<K extends EngineEvent['kind']>(kind: K): readonly Heard<K>[];
}

function listening(): Listening {
  const heard: EngineEvent[] = [];
  return {
    heard,
    event: (event) => heard.push(event),
    of: <K extends EngineEvent['kind']>(kind: K) => heard.filter((event): event is Heard<K> => event.kind === kind),
  };
}

const contact = 'planted-person@example.org';

test('[E320] an observer hears of batches, deadlines, messages, effects and what is set aside, and of no person', async (t) => {
  const observer = listening();
  const { engine, pool } = await closing(bench('virtual', { observer }), t);
  await engine.dispatch([
    place('A', { contact }),
    place('A'),
    command('A', 'ship'),
    command('A', 'remind'),
    place('Q', { dueOn: '2026-01-02' }),
  ]);
  const [batch] = observer.of('batch');
  assert.deepEqual([batch?.size, batch?.attempts], [5, 1]);
  assert.deepEqual(batch?.outcomes, { applied: 4, refused: 1 });
  const { id: caseId } = (await engine.findCase(named('A'))) ?? assert.fail();
  const { id: stuck } = (await engine.findCase(named('Q'))) ?? assert.fail();
  await pool.query('update throughline.case_ set version = 99 where id = $1', [stuck]);
  const sinks = { mail: { perform: async () => ({ outcome: 'refused', error: `550 ${contact}` }) as const } };
  await engine.travel(start + 10 * day, { sinks });
  assert.ok(observer.of('deadlines').length > 0);
  assert.deepEqual(
    observer.of('messages').map(({ messages }) => messages),
    [1],
  );
  const effects = observer.of('effect').map(({ milliseconds: _, kind: __, ...rest }) => rest);
  const mail = { effect: 'mail', destination: 'mail', caseId, attempt: 1, status: 'refused', trace: undefined };
  assert.deepEqual(
    effects.map(({ key: _, ...rest }) => rest),
    [mail],
  );
  assert.deepEqual(
    observer.of('quarantined').map((each) => [each.caseId, each.code]),
    [[stuck, 'flow-unknown']],
  );
  assert.ok(!JSON.stringify(observer.heard).includes('planted-person'));
});

test('[E321] of a batch that fails, is decided again, or finds no room, the observer hears why', async (t) => {
  const observer = listening();
  const { engine, pool, another } = await closing(bench('virtual', { observer }), t);
  const other = another();
  // Another bears the case while this batch waits for its turn at the same row.
  const client = await pool.connect();
  await client.query('begin');
  await other.dispatch([place('A')], { client });
  const waiting = engine.dispatch([place('A')]);
  for (;;) {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount === 1) break;
    await sleep(5);
  }
  await client.query('commit');
  client.release();
  assert.equal((await waiting)[0]?.outcome, 'refused');
  assert.deepEqual(
    observer.of('again').map(({ cause }) => cause),
    ['births'],
  );
  assert.equal(observer.of('batch').at(-1)?.attempts, 2);
  await pool.query('alter table throughline.event rename to elsewhere');
  await assert.rejects(engine.dispatch([place('B')]), { code: '42P01' });
  await pool.query('alter table throughline.elsewhere rename to event');
  assert.deepEqual(
    observer.of('batch-failed').map(({ size, error }) => [size, (error as { code?: string }).code]),
    [[1, '42P01']],
  );
  const all = Array.from({ length: queueMax }, () => engine.submit(place('C')));
  assert.equal(engine.waiting().command, queueMax);
  await assert.rejects(engine.submit(place('C')), { code: 'busy' });
  assert.deepEqual(observer.of('busy'), [{ kind: 'busy', class: 'command', waiting: queueMax }]);
  await Promise.all(all);
  assert.deepEqual(engine.waiting(), { command: 0, import: 0 });
});

test('[E322] what is submitted in a trace carries it to its effects, over messages, and to the sink', async (t) => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const ended: (DispatchResult | undefined)[] = [];
  const observer: Listening = {
    ...listening(),
    trace: ({ input }) =>
      'type' in input && input.type === 'recall' ? undefined : { traceparent, end: (result) => ended.push(result) },
  };
  const { engine, pool } = await closing(bench('virtual', { observer }), t);
  const [first] = await engine.dispatch([place('A', { contact })]);
  assert.deepEqual(ended, [first]);
  assert.deepEqual(
    await Promise.all([engine.submit(command('A', 'ship')), engine.submit(command('A', 'remind'))]),
    ended.slice(1),
  );
  assert.equal((await engine.submit(command('A', 'recall'))).outcome, 'applied');
  const seen: (string | undefined)[] = [];
  const perform = async ({ traceparent: given }: { readonly traceparent?: string }) => {
    seen.push(given);
    return { outcome: 'done' } as const;
  };
  await engine.settle({ sinks: { mail: { perform } } });
  assert.deepEqual(seen, [traceparent]);
  assert.deepEqual(
    observer.of('messages').flatMap(({ traces }) => traces),
    [traceparent],
  );
  const { rows } = await pool.query('select key, trace from throughline.effect order by seq');
  assert.deepEqual(
    rows.map(({ trace }) => trace),
    [traceparent, traceparent, null],
  );
});

test('[E323] gauges count what waits, up to 10,000, by indexes alone', async (t) => {
  const { engine, pool } = await closing(bench('virtual'), t);
  assert.deepEqual(await engine.gauges(), {
    ...{ lagMs: 0, due: 0, effects: [], oldestDueMs: [], openSweeps: 0, quarantined: 0, unanchored: 0, anchorLagMs: 0 },
  });
  await engine.dispatch([
    place('A', { dueOn: '2026-01-05' }),
    command('A', 'remind'),
    command('A', 'ship'),
    command('A', 'shout'),
  ]);
  await pool.query(`update throughline.clock set now = now + interval '7 days 2 hours'`);
  await pool.query(
    `update throughline.effect set status = 'dead', next_at = null, finished_at = now() where delivery = 'at-most-once'`,
  );
  await pool.query(
    `update throughline.effect set next_at = now() - interval '1 hour' where status = 'pending' and kind = 'mail'`,
  );
  const gauges = await engine.gauges();
  assert.equal(gauges.due, 1);
  assert.ok(gauges.lagMs > 0 && gauges.lagMs <= 9 * 3_600_000);
  assert.deepEqual(gauges.effects, [
    { kind: 'mail', status: 'pending', effects: 1 },
    { kind: 'message', status: 'pending', effects: 1 },
    { kind: 'mail', status: 'dead', effects: 1 },
  ]);
  const oldest = gauges.oldestDueMs.find(({ kind }) => kind === 'mail')?.milliseconds ?? 0;
  assert.ok(oldest >= 3_600_000);
});
