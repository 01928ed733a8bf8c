import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FaultMode, faultyPool } from '@throughline/testing';
import { caseId } from '../case-id.ts';
import { batchSettings } from '../database.ts';
import { createEngine } from '../engine.ts';
import { type Bench, bench, closing, command, named, place } from '../fixture.test.ts';
import type { MigrationRun } from '../sql/migration-runs.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { MigrationOrder } from './migrate-cases.ts';
import { because, operator, orderMapping, secondOrder } from './second-versions.test.ts';

const way = { flow: 'order', from: 1, to: 2 };
const there = { ...way, actor: operator, reason: 'the new rules hold for all' };

/** Orders, and a second version to which they may go. */
async function withOrders({ engine }: Pick<Bench, 'engine'>, count: number): Promise<readonly string[]> {
  await engine.deploy([secondOrder], { by: 'bo', released: false });
  await engine.storeMapping(orderMapping(), because);
  const keys = Array.from({ length: count }, (_, index) => `K${index}`);
  await engine.dispatch(keys.map((key) => place(key)));
  return keys;
}

/** By key, how often it was migrated, and the versions of its events in order. */
async function migrations({ pool }: Pick<Bench, 'pool'>) {
  const { rows } = await pool.query<{ key: string; times: number; isOrdered: boolean }>(`
    select d.key, count(*) filter (where e.type = 'migrate')::int4 as times,
      array_agg(e.version order by e.seq) = array_agg(e.version order by e.version, e.seq) as "isOrdered"
    from throughline.event e join throughline.case_data d on d.id = e.case_id where e.flow = 'order' group by d.key`);
  return rows;
}

test('[E174] a run stops at its limit, and whoever calls it again goes on there', async (t) => {
  const { engine, another, pool } = await closing(bench(), t);
  await withOrders({ engine }, 450);
  const first = await engine.migrateCases({ ...there, limit: 1 });
  assert.deepEqual([first.lookedAt, first.migrated, first.finishedAt], [200, 200, null]);
  const second = await another().migrateCases({ ...there, limit: 1 });
  assert.deepEqual([second.id, second.lookedAt, second.migrated], [first.id, 400, 400]);
  const stopped = new AbortController();
  stopped.abort();
  assert.equal((await engine.migrateCases({ ...there, signal: stopped.signal })).lookedAt, 400);
  const seen: number[] = [];
  const last = await engine.migrateCases({ ...there, onProgress: ({ migrated }) => seen.push(migrated) });
  assert.deepEqual([last.id, last.migrated, last.outcome, seen], [first.id, 450, 'done', [450, 450]]);
  // The next one is a run of its own, and finds nobody to take along.
  const again = await engine.migrateCases(there);
  assert.deepEqual([again.id === first.id, again.lookedAt, again.migrated, again.refused], [false, 450, 0, 0]);
  assert.ok((await migrations({ pool })).every(({ times }) => times === 1));
});

test('[E174] a run the other way ends one that is not finished', async (t) => {
  const { engine } = await closing(bench(), t);
  await withOrders({ engine }, 300);
  const first = await engine.migrateCases({ ...there, limit: 1 });
  const back = await engine.migrateCases({ ...there, back: true });
  assert.deepEqual([back.migrated, back.refused, back.outcome], [200, 0, 'done']);
  assert.equal((await engine.migration(first.id)).outcome, 'stopped');
  assert.deepEqual(
    (await engine.migrations('order')).map(({ id, isBack }) => [id, isBack]),
    [
      [back.id, true],
      [first.id, false],
    ],
  );
  await assert.rejects(engine.migration(99), { code: 'migration-unknown' });
});

test('[E174] while cases are migrated by two at once, commands go on; each is migrated once, and none is lost', async (t) => {
  const { engine, another, pool } = await closing(bench(), t);
  const keys = await withOrders({ engine }, 600);
  const asking = another();
  const [one, two, asked] = await Promise.all([
    engine.migrateCases(there),
    another().migrateCases(there),
    Promise.all(keys.map((key) => asking.submit(command(key, 'ask')))),
  ]);
  assert.ok(asked.every(({ outcome }) => outcome === 'applied'));
  const found = await engine.migration(one.id);
  assert.deepEqual([found.migrated, found.refused, found.lookedAt, found.outcome], [600, 0, 600, 'done']);
  assert.equal((await engine.migration(two.id)).outcome, 'done');
  const rows = await migrations({ pool });
  assert.equal(rows.length, 600);
  assert.ok(rows.every(({ times, isOrdered }) => times === 1 && isOrdered));
  assert.equal((await verifyLog(pool)).found, 0);
});

for (const mode of ['transient', 'lost-before', 'lost-after'] as const satisfies readonly FaultMode[]) {
  test(`[E174] whichever query of a migration fails (${mode}), it goes on where it was: nobody twice, nobody left`, async (t) => {
    const { engine, pool } = await closing(bench(), t);
    await withOrders({ engine }, 260);
    let [times, strikes] = [0, 0];
    for (let failAt = 1, isBack = false; ; failAt += 8, isBack = !isBack) {
      const fault = faultyPool(pool, { failAt, mode });
      const order: MigrationOrder = { ...there, back: isBack };
      const faulty = createEngine({ database: fault.pool });
      const run: MigrationRun = await faulty.migrateCases(order).catch(() => engine.migrateCases(order));
      times += 1;
      assert.equal(run.outcome, 'done', `failing query ${failAt}`);
      const rows = await migrations({ pool });
      assert.ok(
        rows.every((row) => row.times === times),
        `failing query ${failAt}`,
      );
      // Where the commit of the last page came through unheard, the one who asked again finds nothing left and begins anew.
      const migrated = (await engine.migrations('order')).slice(0, 2).map((each) => (each.isBack === isBack ? each.migrated : 0));
      assert.ok(migrated.includes(260), `failing query ${failAt}: ${migrated}`);
      if (!fault.struck()) break;
      strikes += 1;
    }
    assert.ok(strikes > 5, `${strikes}`);
    assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
  });
}

test('[E175] who cannot go stays and is listed with the reason, and one whose data the database refuses holds nobody up', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const keys = await withOrders({ engine }, 30);
  const poison = caseId(named(keys[7] ?? ''));
  await pool.query(`create function throughline.refuse_one() returns trigger language plpgsql as $$
      begin raise exception 'not this one' using errcode = '22023'; end $$;
    create trigger refuse_one before insert on throughline.event for each row
      when (new.type = 'migrate' and new.case_id = '${poison}') execute function throughline.refuse_one()`);
  const stranger = { ...operator, roles: ['sales'] };
  const refused = await engine.migrateCases({ ...there, actor: stranger });
  assert.deepEqual([refused.migrated, refused.refused, refused.outcome], [0, 30, 'done']);
  const { refusals } = await engine.migration(refused.id);
  assert.deepEqual([...new Set(refusals.map(({ code }) => code))], ['role-required']);
  assert.deepEqual(
    refusals.map(({ caseId: id }) => id),
    keys.map((key) => caseId(named(key))).toSorted(),
  );
  assert.equal((await engine.migration(refused.id, refusals[9]?.caseId)).refusals.length, 20);
  const run = await engine.migrateCases(there);
  assert.deepEqual([run.migrated, run.refused, run.lookedAt, run.outcome], [29, 1, 30, 'done']);
  const found = await engine.migration(run.id);
  assert.deepEqual(found.refusals, [{ caseId: poison, code: 'data-error', message: 'not this one' }]);
  assert.equal((await engine.readCase(poison))?.version, 1);
  await assert.rejects(engine.migrateCases({ ...there, reason: '' }), { code: 'reason-missing' });
});

test('[E177] a case that a transaction bears which does not know the release yet is taken along, too', async (t) => {
  const { engine, pool, another } = await closing(bench(), t);
  await withOrders({ engine }, 3);
  const client = await pool.connect();
  await client.query(`begin; ${batchSettings}; select pg_current_xact_id()`);
  // It has decided under the settings from before, and is not yet committed.
  await engine.dispatch([place('late')], { client });
  await engine.release({ flow: 'order', version: 2, ...because });
  const waiting = another({ machine: { wait: async () => void (await client.query('commit')) } });
  const { migrated, refused, outcome } = await waiting.migrateCases(there).finally(() => client.release(true));
  assert.deepEqual([migrated, refused, outcome], [4, 0, 'done']);
  assert.equal((await engine.findCase(named('late')))?.version, 2);
  assert.ok((await migrations({ pool })).every(({ times }) => times === 1));
});

test('[E177] where such a transaction stays open, the run stays unfinished, and goes on later', async (t) => {
  const { engine, pool, another } = await closing(bench(), t);
  await withOrders({ engine }, 3);
  const client = await pool.connect();
  await client.query('begin; select pg_current_xact_id()');
  const waits: number[] = [];
  const waiting = another({
    machine: {
      async wait(milliseconds) {
        waits.push(milliseconds);
      },
    },
  });
  const run = await waiting.migrateCases(there).finally(() => client.release(true));
  assert.deepEqual([run.migrated, run.finishedAt, waits.length], [3, null, 100]);
  const done = await engine.migrateCases(there);
  assert.deepEqual([done.id, done.migrated, done.outcome], [run.id, 3, 'done']);
});
