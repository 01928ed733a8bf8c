import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import type { Sinks } from '../effects/sink.ts';
import { bench, closing, command, day, named, outcomes, place, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';

const mails: string[] = [];
const sinks: Sinks = {
  mail: {
    async perform({ key }) {
      mails.push(key);
      return { outcome: 'done' };
    },
  },
};

test('[E40] travelling fires each rung once, at its own time', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  mails.length = 0;
  await engine.dispatch([place('A', { dueOn: '2026-01-10' }), place('B', { dueOn: '2026-02-10' })]);
  const seen: number[] = [];
  await engine.travel(start + 60 * day, { sinks, onProgress: ({ now }) => seen.push(now) });
  const history = await engine.history(caseId(named('A')));
  assert.deepEqual(
    history.map(({ type, outcome, recordedAt }) => [type, outcome.fired, new Date(recordedAt).toISOString()]),
    [
      ['place', undefined, '2026-01-05T08:00:00.000Z'],
      ['rung', 'dunning/first', '2026-01-17T09:00:00.000Z'],
      ['rung', 'dunning/second', '2026-01-24T09:00:00.000Z'],
    ],
  );
  assert.equal(mails.length, 2);
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  assert.equal((await engine.clock()).now, start + 60 * day);
  await engine.settle({ sinks });
  assert.equal((await engine.history(caseId(named('A')))).length, 3);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E41] the clock runs forward only, one journey at a time, and never on a real database', async (t) => {
  const { engine, pool, another } = await closing(bench(), t);
  await assert.rejects(engine.travel(start - 1), { code: 'clock-runs-forward' });
  const lock = await pool.connect();
  await lock.query('select pg_advisory_lock(7302117)');
  await assert.rejects(another().travel(start + day), { code: 'travel-in-progress' });
  lock.release(true);
  const real = await closing(bench('real'), t);
  await assert.rejects(real.engine.travel(start + 1000 * day), { code: 'clock-is-real' });
});

test('[E42] a journey can be broken off and taken up again', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch(Array.from({ length: 9 }, (_, index) => place(`K${index}`, { dueOn: `2026-01-1${index}` })));
  const stop = new AbortController();
  const travelling = engine.travel(start + 90 * day, {
    signal: stop.signal,
    onProgress: ({ deadlines }) => deadlines >= 5 && stop.abort(),
  });
  await assert.rejects(travelling, { name: 'AbortError' });
  const { now } = await engine.clock();
  assert.ok(now > start && now < start + 90 * day);
  await engine.travel(start + 90 * day);
  for (let index = 0; index < 9; index += 1) {
    const fired = (await engine.history(caseId(named(`K${index}`)))).map(({ outcome }) => outcome.fired).filter(Boolean);
    assert.deepEqual(fired, ['dunning/first', 'dunning/second']);
  }
});

test('[E43] two workers fire what is due once', async (t) => {
  const { engine, another, pool } = await closing(bench(), t);
  await engine.dispatch(Array.from({ length: 50 }, (_, index) => place(`K${index}`, { dueOn: '2026-01-10' })));
  await pool.query(`update throughline.clock set now = now + interval '40 days'`);
  await Promise.all([engine.settle(), another().settle(), another().settle()]);
  const { rows } = await pool.query(
    `select case_id, count(*)::int as n from throughline.event where type = 'rung' group by case_id`,
  );
  assert.deepEqual([...new Set(rows.map(({ n }) => n))], [1]);
  assert.equal(rows.length, 50);
});

test('[E44] a case whose deadline cannot be worked off is set aside, and does not hold up the others', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A', { dueOn: '2026-01-10' }), place('B', { dueOn: '2026-01-10' })]);
  await pool.query(`update throughline.case_ set version = 99 where id = $1`, [caseId(named('A'))]);
  await engine.travel(start + 30 * day);
  const [aside, ...more] = await engine.quarantine();
  assert.deepEqual(more, []);
  assert.equal(aside?.caseId, caseId(named('A')));
  assert.match(aside?.reason ?? '', /flow-unknown/);
  assert.equal((await engine.findCase(named('A')))?.dueAt, null);
  assert.equal((await engine.findCase(named('B')))?.seq, 3);
});

test('[E45] a wake-up that comes too early puts itself right without an event', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A', { dueOn: '2026-01-10' })]);
  const before = await engine.findCase(named('A'));
  await pool.query(`update throughline.case_ set due_at = '2026-01-01'`);
  assert.equal(await engine.runDeadlines(), 1);
  assert.deepEqual(await engine.findCase(named('A')), before);
  assert.equal(await engine.runDeadlines(), 0);
});

test('[E46] workers in the background do what is due and stop when told', async (t) => {
  const { engine } = await closing(bench('real'), t);
  const done = Promise.withResolvers<void>();
  const workers = engine.start({
    sinks: {
      mail: {
        async perform() {
          done.resolve();
          return { outcome: 'done' };
        },
      },
    },
    pollMs: 3_600_000,
    onError: (error) => done.reject(error),
  });
  assert.deepEqual(outcomes(await engine.dispatch([place('A'), command('A', 'remind')])), ['applied', 'applied']);
  await done.promise;
  await workers.stop();
  const [effect] = await engine.effects(caseId(named('A')));
  assert.equal(effect?.status, 'done');
});

test('[E47] single submissions are committed in groups and answered each', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const results = await Promise.all(Array.from({ length: 300 }, (_, index) => engine.submit(place(`K${index % 100}`))));
  assert.equal(results.filter(({ outcome }) => outcome === 'applied').length, 100);
  assert.equal(results.filter(({ outcome }) => outcome === 'refused').length, 200);
  const { rows } = await pool.query('select count(distinct xmin::text)::int as commits from throughline.event');
  assert.ok(rows[0].commits <= 10, `${rows[0].commits} commits`);
  await engine.idle();
});

test('[E48] too many waiting submissions are turned away, and those accepted are dealt with', async (t) => {
  const { engine } = await closing(bench(), t);
  const all = await Promise.allSettled(Array.from({ length: 10_050 }, () => engine.submit(command('A', 'ask'))));
  const turnedAway = all.filter((result) => result.status === 'rejected');
  assert.equal(turnedAway.length, 50);
  assert.equal(turnedAway[0]?.reason.code, 'busy');
  assert.equal((await engine.submit(place('A'))).outcome, 'applied');
});
