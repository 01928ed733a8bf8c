import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import type { Client, Database, Query, Queryable } from '../database.ts';
import { closing, day } from '../fixture.test.ts';
import { ask, begin, loanBench, monday, nameOf } from '../loans.test.ts';
import { verifyLog } from '../verify/verify-log.ts';

/* Clocks that change: of a machine that is set forward or back, and on the wall in March and October. */

const hour = 3_600_000;
const L = nameOf('loan', 'L');

/** A database whose clock can be set: the one statement that reads the time says another one. */
function settableClock(pool: { query: unknown; connect: unknown }): { readonly database: Database; shiftMs: number } {
  const clock = { shiftMs: 0, database: {} as Database };
  const shifted = (inner: Queryable) => ({
    async query<R>(query: Query) {
      const result = await inner.query<R & { now?: number }>(query);
      if (query.name !== 'throughline-read-moment') return result;
      return { ...result, rows: result.rows.map((row) => ({ ...row, now: Number(row.now) + clock.shiftMs })) };
    },
  });
  const inner = pool as unknown as Database;
  return Object.assign(clock, {
    database: {
      ...shifted(inner),
      async connect() {
        const client = await inner.connect();
        return { ...shifted(client), release: (error) => client.release(error) } satisfies Client;
      },
    },
  });
}

test('[E151] a real clock that is set forward, and back: nothing fires twice, nothing is lost, the log runs forward', async (t) => {
  const { pool, another } = await closing(loanBench('real'), t);
  const clock = settableClock(pool);
  const engine = another({ database: clock.database });
  const today = new Date(Math.floor((await engine.clock()).now / day) * day).toISOString().slice(0, 10);
  await engine.dispatch([begin('loan', 'L', { dueOn: today })]);
  const fired = async (key: string) =>
    (await engine.history(caseId(nameOf('loan', key)))).flatMap(({ type, outcome }) => (type === 'rung' ? [outcome.fired] : []));
  clock.shiftMs = 30 * day;
  await engine.settle();
  assert.deepEqual(await fired('L'), ['dunning/remind']);
  await engine.dispatch([begin('loan', 'M', { dueOn: today })]);
  clock.shiftMs = 0;
  await engine.settle();
  assert.deepEqual(await fired('L'), ['dunning/remind'], 'it was, and is not again');
  assert.deepEqual(await fired('M'), [], 'due in the time that was taken back');
  await engine.dispatch([ask('loan', 'L', 'shelve'), ask('loan', 'L', 'resume'), ask('loan', 'M', 'shelve')]);
  await engine.dispatch([ask('loan', 'M', 'resume')]);
  clock.shiftMs = 35 * day;
  await engine.settle();
  clock.shiftMs = 30 * day;
  await engine.settle();
  clock.shiftMs = 90 * day;
  await engine.settle();
  for (const key of ['L', 'M']) {
    assert.deepEqual(await fired(key), ['dunning/remind', 'dunning/call'], key);
    const recorded = (await engine.history(caseId(nameOf('loan', key)))).map(({ recordedAt }) => recordedAt);
    assert.deepEqual(
      recorded,
      recorded.toSorted((a, b) => a - b),
    );
  }
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E152] days keep the time on the wall over a change of clocks, hours pass', async (t) => {
  const { engine } = await closing(loanBench(), t);
  const by = { flow: 'loan', by: 'lea', reason: 'as agreed' };
  await engine.changeParameters({ ...by, values: { remindAfter: 7, callAfter: 400, answerWithin: 16 } });
  await engine.settle();
  await engine.travel(Date.parse('2026-03-27T08:00Z'));
  await engine.dispatch([begin('loan', 'spring', { dueOn: '2026-03-22' }), begin('visit', 'V', { dueOn: '2026-03-28' })]);
  await engine.travel(Date.parse('2026-03-31T00:00Z'));
  const recorded = async (flow: 'loan' | 'visit', key: string, name: string) =>
    (await engine.history(caseId(nameOf(flow, key)))).flatMap(({ type, outcome, recordedAt }) =>
      type === name || outcome.fired === name ? [new Date(recordedAt).toISOString()] : [],
    );
  // Summer time begins on Sunday, 29 March: nine o'clock is an hour earlier.
  assert.deepEqual(await recorded('loan', 'spring', 'dunning/remind'), ['2026-03-29T07:00:00.000Z']);
  // Two business days of eight hours: Friday from nine (eight in UTC), and Monday until five (three in UTC).
  assert.deepEqual(await recorded('loan', 'spring', 'overdue'), ['2026-03-30T15:00:00.000Z']);
  await engine.travel(Date.parse('2026-10-23T07:00Z'));
  await engine.dispatch([begin('loan', 'autumn', { dueOn: '2026-10-18' })]);
  await engine.travel(Date.parse('2026-10-28T00:00Z'));
  assert.deepEqual(await recorded('loan', 'autumn', 'dunning/remind'), ['2026-10-25T08:00:00.000Z']);
  assert.deepEqual(await recorded('loan', 'autumn', 'overdue'), ['2026-10-26T16:00:00.000Z']);
});

test('[E153] lag is how long the one that is longest due has waited, and each event says when it was due', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  assert.equal(await engine.lag(), 0);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-01-05' }), begin('loan', 'M', { dueOn: '2026-01-06' })]);
  assert.equal(await engine.lag(), 0);
  await pool.query(`update throughline.clock set now = '2026-01-27T11:00Z'`);
  assert.equal(await engine.lag(), 2 * day + 3 * hour);
  await engine.runDeadlines({ limit: 1 });
  assert.equal(await engine.lag(), day + 3 * hour);
  await engine.settle();
  assert.equal(await engine.lag(), 0);
  const late = (await engine.history(caseId(L))).at(-1);
  assert.equal(Number(late?.recordedAt) - Number(late?.outcome.due), 2 * day + 3 * hour);
});

test('[E154] a journey stops where a case is due, also by values that hold only from a day on the way', async (t) => {
  const { engine } = await closing(loanBench(), t);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-01-05' }), begin('loan', 'M', { dueOn: '2026-02-05' })]);
  const by = { flow: 'loan', by: 'lea', reason: 'as agreed' };
  await engine.changeParameters({ ...by, values: { remindAfter: 2 }, from: monday + 30 * day });
  await engine.changeParameters({ ...by, values: { remindAfter: 60 }, from: monday + 40 * day });
  await engine.changeParameters({ ...by, values: { remindAfter: 1 }, from: monday + 300 * day });
  const stops: string[] = [];
  await engine.travel(monday + 35 * day, { onProgress: ({ now }) => stops.push(new Date(now).toISOString().slice(0, 16)) });
  const due = ['2026-01-05T08:00', '2026-01-25T08:00', '2026-02-07T08:00', '2026-02-09T08:00'];
  assert.deepEqual(
    [...new Set(stops)].filter((stop) => due.includes(stop)),
    due,
  );
  const revisions = await Promise.all(
    ['L', 'M'].map(async (key) => {
      const fired = (await engine.history(caseId(nameOf('loan', key)))).find(({ outcome }) => outcome.fired === 'dunning/remind');
      return [fired?.context.parameters, new Date(fired?.recordedAt ?? 0).toISOString().slice(0, 16)];
    }),
  );
  assert.deepEqual(revisions, [
    [0, '2026-01-25T08:00'],
    [1, '2026-02-07T08:00'],
  ]);
});
