import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { caseId } from '../case-id.ts';
import { createEngine } from '../engine.ts';
import { closing, day } from '../fixture.test.ts';
import { ask, begin, loanBench, monday, nameOf } from '../loans.test.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import { verifyLog } from '../verify/verify-log.ts';

const decided = { flow: 'loan', by: 'lea', reason: 'as agreed' };
const L = nameOf('loan', 'L');
const sooner = Date.parse('2026-01-08T08:00Z');
const later = Date.parse('2026-01-25T08:00Z');
const many = (count: number) => Array.from({ length: count }, (_, index) => begin('loan', `K${index}`, { dueOn: '2026-01-05' }));
const wakeUps = async ({ pool }: Pick<Awaited<ReturnType<typeof loanBench>>, 'pool'>) => {
  const { rows } = await pool.query<{ due: number; cases: number }>(
    `select extract(epoch from due_at)::float8 * 1000 as due, count(*)::int as cases from throughline.case_ group by 1 order by 1`,
  );
  return rows;
};

/** A stranger's transaction; what is not committed is undone, and the connection closed. */
async function stranger(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await work(client);
  } finally {
    client.release(true);
  }
}

test('[E145] cases born or moved by a transaction that had not seen the change are not missed', async (t) => {
  const { engine, pool, another } = await closing(loanBench(), t);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-06-01' })]);
  await stranger(pool, async (client) => {
    const submissions = [begin('loan', 'M', { dueOn: '2026-01-05' }), ask('loan', 'L', 'extend', { dueOn: '2026-01-05' })];
    const results = await another().dispatch(submissions, { client });
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['applied', 'applied'],
    );
    await engine.changeParameters({ ...decided, values: { remindAfter: 3 } });
    await engine.settle();
    const [waiting] = await engine.sweeps();
    assert.deepEqual([waiting?.progress, waiting?.lookedAt, waiting?.finishedAt], [0, 0, null]);
    await engine.dispatch([begin('loan', 'N', { dueOn: '2026-01-05' })]);
    await client.query('commit');
  });
  for (const [key, dueAt] of [
    ['L', later],
    ['M', later],
    ['N', sooner],
  ] as const)
    assert.equal((await engine.findCase(nameOf('loan', key)))?.dueAt, dueAt, key);
  await engine.settle();
  for (const key of ['L', 'M', 'N']) assert.equal((await engine.findCase(nameOf('loan', key)))?.dueAt, sooner, key);
  const [done] = await engine.sweeps();
  assert.deepEqual([done?.lookedAt, done?.lowered, done?.progress, done?.cause], [3, 2, 1, 'parameters 1 by lea: as agreed']);
});

test('[E145] a caller’s transaction that has written nothing yet when it dispatches counts from before it reads the settings', async (t) => {
  const { engine, pool, another } = await closing(loanBench(), t);
  await stranger(pool, async (client) => {
    // Nothing is written: the input is refused. The transaction has a number all the same, and the sweep waits for it.
    await another().dispatch([ask('loan', 'none', 'fine')], { client });
    await engine.changeParameters({ ...decided, values: { remindAfter: 3 } });
    await engine.settle();
    assert.equal((await engine.sweeps())[0]?.finishedAt, null);
  });
  // PostgreSQL counts the transactions of all its databases: one of its own, as a vacuum, may be older, too.
  for (let times = 0; times < 100 && (await engine.sweeps())[0]?.finishedAt === null; times++) {
    await engine.settle();
    await setTimeout(50);
  }
  assert.notEqual((await engine.sweeps())[0]?.finishedAt, null);
});

test('[E145] a journey waits for the sweep, so nothing that comes earlier is passed by', async (t) => {
  const waiting = { times: 0, end: async () => {} };
  const wait = async () => {
    waiting.times += 1;
    if (waiting.times === 3) await waiting.end();
  };
  const { engine, pool } = await closing(loanBench('virtual', { machine: { wait } }), t);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-01-05' })]);
  await stranger(pool, async (client) => {
    await client.query('select pg_current_xact_id()');
    waiting.end = async () => void (await client.query('commit'));
    await engine.changeParameters({ ...decided, values: { remindAfter: 3 } });
    await engine.travel(monday + 10 * day);
  });
  assert.equal(waiting.times, 3);
  const fired = (await engine.history(caseId(L))).at(-1);
  assert.deepEqual([fired?.outcome.fired, fired?.recordedAt], ['dunning/remind', sooner]);
});

test('[E146] a sweep goes on where it was broken off, several workers share it, and each case is looked at once', async (t) => {
  const bench = await closing(loanBench(), t);
  const { engine, pool, another } = bench;
  await engine.dispatch(many(2600));
  await engine.changeParameters({ ...decided, values: { remindAfter: 3 } });
  // As a worker that is gone after its first step.
  const failing = { left: 3 };
  const broken = createEngine({
    database: {
      query: (query) => pool.query(query as never) as never,
      async connect() {
        failing.left -= 1;
        if (failing.left < 0) throw new Error('the connection is gone');
        return (await pool.connect()) as never;
      },
    },
  });
  await assert.rejects(broken.settle(), /gone/);
  const [half] = await engine.sweeps();
  assert.deepEqual([half?.lookedAt, half?.lowered, half?.finishedAt], [1500, 1500, null]);
  assert.ok(half !== undefined && half.progress > 0.4 && half.progress < 0.75, `${half?.progress}`);
  assert.deepEqual(await wakeUps(bench), [
    { due: sooner, cases: 1500 },
    { due: later, cases: 1100 },
  ]);
  await Promise.all([engine.settle(), another().settle(), another().settle()]);
  // A worker that meets another one at the sweep leaves it to that one.
  await engine.settle();
  assert.deepEqual(await wakeUps(bench), [{ due: sooner, cases: 2600 }]);
  const [done] = await engine.sweeps();
  assert.deepEqual([done?.lookedAt, done?.lowered, done?.progress], [2600, 2600, 1]);
});

test('[E146] it locks no case that need not change, waits for none in a batch, and comes back to those that were held', async (t) => {
  const bench = await closing(loanBench(), t);
  const { engine, pool, another } = bench;
  await engine.dispatch([
    ...many(30),
    begin('loan', 'far', { dueOn: '2026-12-01' }),
    begin('loan', 'L', { dueOn: '2026-01-05' }),
  ]);
  await engine.changeParameters({ ...decided, values: { remindAfter: 3 } });
  // The holder begins when the sweep has its horizon: so the sweep does not wait for it, and meets its locks.
  assert.equal(await postgresTransaction(pool).beginSweeps(), true);
  const settled: Promise<unknown>[] = [];
  await stranger(pool, async (client) => {
    const held = [caseId(L), caseId(nameOf('loan', 'far'))];
    await client.query('select 1 from throughline.case_ where id = any($1) for update', [held]);
    settled.push(another().settle());
    for (let waiting = 0; waiting === 0; ) {
      const { rows } = await pool.query(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      waiting = rows[0].waiting;
    }
    const lowered = await wakeUps(bench);
    assert.deepEqual(
      lowered.find(({ due }) => due === sooner),
      { due: sooner, cases: 30 },
    );
  });
  await Promise.all(settled);
  assert.equal((await engine.findCase(L))?.dueAt, sooner);
  assert.equal((await engine.sweeps())[0]?.progress, 1);
  assert.equal((await engine.findCase(nameOf('loan', 'far')))?.seq, 1);
});

test('[E146] a case that is moved while the sweep looks at it is right whoever comes first', async (t) => {
  const bench = await closing(loanBench(), t);
  const { engine, another } = bench;
  await engine.dispatch(many(600));
  for (const [round, remindAfter] of [10, 5, 3].entries()) {
    await engine.changeParameters({ ...decided, values: { remindAfter } });
    const dueOn = `2026-01-${10 + round}`;
    const moving = Array.from({ length: 6 }, (_, part) =>
      another().dispatch(
        Array.from({ length: 100 }, (_each, index) => ask('loan', `K${part * 100 + index}`, 'extend', { dueOn })),
      ),
    );
    await Promise.all([...moving, engine.settle(), another().settle()]);
    await engine.settle();
    assert.deepEqual(await wakeUps(bench), [{ due: Date.parse(`${dueOn}T08:00Z`) + remindAfter * day, cases: 600 }]);
  }
  assert.equal((await verifyLog(bench.pool)).found, 0);
});
