import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { inTransaction } from '../database.ts';
import { bench, closing, day, place } from '../fixture.test.ts';
import { ask, begin, loanBench, monday, nameOf } from '../loans.test.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import { verifyLog } from '../verify/verify-log.ts';

/* Several workers, and many cases that are due. */

const dueInOrder = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    begin('visit', `V${index}`, { dueOn: new Date(monday + (1 + (index % 28)) * day).toISOString().slice(0, 10) }),
  );

test('[E147] workers claim different cases, those longest due first, and wait for nobody', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  await engine.dispatch(dueInOrder(28));
  const now = monday + 60 * day;
  const all = await postgresTransaction(pool).readDueCases(now, 100);
  assert.equal(all.length, 28);
  const [second = ''] = all.slice(1);
  await inTransaction(pool, async (holder) => {
    await postgresTransaction(holder).lockCases([second]);
    await inTransaction(pool, async (one) => {
      const first = await postgresTransaction(one).claimDueCases(now, 10);
      assert.deepEqual(first, [all[0], ...all.slice(2, 11)]);
      await inTransaction(pool, async (other) => {
        assert.deepEqual(await postgresTransaction(other).claimDueCases(now, 10), all.slice(11, 21));
      });
      await inTransaction(pool, async (other) => {
        assert.deepEqual(await postgresTransaction(other).claimDueCases(now, 100), all.slice(11), 'what was left is free again');
      });
    });
  });
});

test('[E147] an owned case is claimed by its root, and left alone while somebody holds that', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-01-05' })]);
  await engine.travel(monday + 400 * day);
  const [child] = await engine.children(caseId(nameOf('loan', 'L')));
  assert.ok(child);
  await pool.query('update throughline.case_ set due_at = null');
  await pool.query(`update throughline.case_ set due_at = '2026-02-01' where id = $1`, [child.id]);
  await inTransaction(pool, async (one) => {
    await postgresTransaction(one).lockCases([caseId(nameOf('loan', 'L'))]);
    await inTransaction(pool, async (other) => {
      assert.deepEqual(await postgresTransaction(other).claimDueCases(monday + 900 * day, 10), []);
    });
  });
  await inTransaction(pool, async (one) => {
    assert.deepEqual(await postgresTransaction(one).claimDueCases(monday + 900 * day, 10), [child.id]);
    await inTransaction(pool, async (other) => {
      const { rows } = await other.query({
        text: 'select 1 from throughline.case_ where id = $1 for update skip locked',
        values: [caseId(nameOf('loan', 'L'))],
      });
      assert.deepEqual(rows, [], 'its root is locked');
    });
  });
});

test('[E148] ten thousand that are due at once fire once each, longest due first, whoever does it', async (t) => {
  const { engine, pool, another } = await closing(bench(), t);
  const keys = Array.from({ length: 10_000 }, (_, index) => index);
  const placed = (index: number) => place(`K${index}`, { dueOn: `2026-01-${10 + (index % 7)}` });
  for (const half of [keys.slice(0, 5000), keys.slice(5000)]) await engine.dispatch(half.map(placed));
  await pool.query(`update throughline.clock set now = '2026-01-23T10:00Z'`);
  assert.equal(await engine.lag(), 6 * day + 3_600_000);
  const drain = async (worker: typeof engine) => {
    while ((await worker.runDeadlines()) > 0);
  };
  await Promise.all([drain(engine), drain(another()), drain(another())]);
  assert.equal(await engine.lag(), 0);
  const { rows: fired } = await pool.query(
    `select count(*)::int as events, count(distinct case_id)::int as cases from throughline.event where type = 'rung'`,
  );
  assert.deepEqual(fired, [{ events: 10_000, cases: 10_000 }]);
  // In the order in which the transactions began, up to the batches that the others were working on meanwhile.
  const { rows: batches } = await pool.query<{ first: number; last: number; cases: number }>(
    `select min((outcome ->> 'due')::float8) as first, max((outcome ->> 'due')::float8) as last, count(*)::int as cases
      from throughline.event where type = 'rung' group by xact order by xact`,
  );
  assert.ok(batches.every(({ cases }) => cases <= 500));
  for (const [index, { first }] of batches.entries())
    for (const { last } of batches.slice(index + 3)) assert.ok(first <= last, `batch ${index}`);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E155] a case whose events the database refuses holds up none of those due with it', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  await engine.dispatch(dueInOrder(20));
  const poison = caseId(nameOf('visit', 'V3'));
  await pool.query(`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'poison' using errcode = '22003'; end $$`);
  await pool.query(`create trigger poison before insert on throughline.event for each row when (new.case_id = '${poison}')
    execute function refuse()`);
  await pool.query(`update throughline.clock set now = now + interval '40 days'`);
  await engine.settle();
  const [aside, ...more] = await engine.quarantine();
  assert.deepEqual(more, []);
  assert.equal(aside?.caseId, poison);
  assert.match(aside?.reason ?? '', /data-error.*poison/);
  const { rows } = await pool.query(`select count(distinct case_id)::int as cases from throughline.event where type = 'rung'`);
  assert.equal(rows[0].cases, 19);
});

test('[E149] rungs without length that lead round in a circle are set aside, and others go on', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  await engine.dispatch([begin('visit', 'round'), ask('visit', 'round', 'spin'), begin('loan', 'L', { dueOn: '2026-01-06' })]);
  await pool.query(`update throughline.clock set now = now + interval '1 second'`);
  await engine.travel(monday + 30 * day);
  const [aside, ...more] = await engine.quarantine();
  assert.deepEqual(more, []);
  assert.equal(aside?.caseId, caseId(nameOf('visit', 'round')));
  assert.match(aside?.reason ?? '', /circle/);
  const history = await engine.history(caseId(nameOf('visit', 'round')));
  assert.ok(history.length < 16, `${history.length} events`);
  assert.equal((await engine.findCase(nameOf('loan', 'L')))?.seq, 2);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E150] after an outage each rung is caught up with, or the latest, as the ladder says; none in a circle', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  await engine.dispatch([begin('visit', 'V', { dueOn: '2026-01-05' })]);
  await pool.query(`update throughline.clock set now = now + interval '200 days'`);
  await engine.settle();
  const rungs = (await engine.history(caseId(nameOf('visit', 'V')))).filter(({ type }) => type === 'rung');
  const asked = rungs.filter(({ outcome }) => String(outcome.fired).startsWith('daily/'));
  const looked = rungs.filter(({ outcome }) => String(outcome.fired).startsWith('hourly/'));
  assert.equal(asked.length, 50);
  const dues = asked.map(({ outcome }) => Number(outcome.due));
  assert.deepEqual(
    dues,
    dues.toSorted((a, b) => a - b),
  );
  assert.deepEqual(
    looked.map(({ outcome }) => [outcome.fired, (outcome.superseded as string[]).length]),
    [['hourly/look#10', 9]],
  );
  assert.deepEqual(await engine.quarantine(), []);
});
