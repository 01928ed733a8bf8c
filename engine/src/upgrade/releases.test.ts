import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Actor, Fact } from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import pg from 'pg';
import { type KeptRelease, keptReleases, loadRelease } from '../../test/releases.ts';
import type { Sinks } from '../effects/sink.ts';
import { createEngine } from '../engine.ts';
import { initialise } from '../initialise.ts';
import { newSealKey, signerOf } from '../seals/signer.ts';
import { verifyLog } from '../verify/verify-log.ts';

const day = 86_400_000;
/** Leases and pauses of the kept databases are over, whenever they were made. */
const longAfter = Date.UTC(2090, 0, 1);
const signer = signerOf(newSealKey());
const ann: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['sales', 'store', 'finance', 'operator'] };

async function kept(release: KeptRelease, t: TestContext): Promise<TestDatabase> {
  const database = await testDatabase(`release_${release.release.replace(/\W/g, '_')}`, async (url) => {
    const pool = new pg.Pool({ connectionString: url });
    await loadRelease(pool, release);
    await pool.end();
  });
  t.after(() => database.close());
  return database;
}

/** The same with this release's schema, as a start makes it. */
async function upgraded(release: KeptRelease, t: TestContext) {
  const database = await kept(release, t);
  await initialise(database.pool, { mode: 'virtual', now: 0 });
  const engine = createEngine({ database: database.pool, signer, machine: { now: () => longAfter } });
  while ((await engine.reindex()) > 0);
  return { ...database, engine };
}

const rowsOf = async (pool: pg.Pool, sql: string) => (await pool.query(sql)).rows;
const listRows =
  'select flow, field, case_id, is_open, text_value, number_value, exact from throughline.list_field order by 3, 2';

test('a kept release of schema 3 and one that seals are there', () => {
  assert.ok(keptReleases.some(({ schema }) => schema === 3));
  assert.ok(keptReleases.some(({ rows }) => (rows.seal ?? 0) > 0));
});

for (const release of keptReleases) {
  const name = `a database of ${release.release} (schema ${release.schema})`;

  test(`[E280] ${name} is taken over: every row is there, its log holds, and every event is decided again as it was`, async (t) => {
    const { pool } = await kept(release, t);
    const before = await rowsOf(pool, 'select hash from throughline.event order by bucket, case_id, seq');
    assert.equal(before.length, release.rows.event);
    await initialise(pool, { mode: 'virtual', now: 0 });
    assert.deepEqual(await rowsOf(pool, 'select hash from throughline.event order by bucket, case_id, seq'), before);
    for (const table of ['case_', 'case_data', 'receipt', 'effect', 'link', 'quarantine', 'source'])
      assert.equal(
        (await rowsOf(pool, `select count(*)::int4 as n from throughline.${table}`))[0]?.n,
        release.rows[table],
        table,
      );
    const verdict = await verifyLog(pool, { decide: true });
    assert.deepEqual(verdict.findings, []);
    assert.equal(verdict.events, release.rows.event);
    assert.ok((verdict.decided?.events ?? 0) > verdict.events * 0.9, JSON.stringify(verdict.decided));
    const stands = await rowsOf(
      pool,
      `select name, string_agg(stands, ', ' order by stands) as stands from (select c.flow || '/' || d.key || case when d.parent is null
          then '' else ' of ' || p.flow || '/' || q.key end as name, c.state || ' after ' || c.seq as stands
        from throughline.case_ c join throughline.case_data d using (bucket, id)
        left join throughline.case_ p on p.id = d.parent left join throughline.case_data q on q.id = d.parent) named group by 1`,
    );
    assert.deepEqual(Object.fromEntries(stands.map((row) => [row.name, row.stands])), release.cases);
  });

  test(`[E281] ${name}: what was to be sent is sent once, what had been sent never; receipts hold`, async (t) => {
    const { pool, engine } = await upgraded(release, t);
    const open = await rowsOf(
      pool,
      `select case_id || '/' || key as name from throughline.effect where status = 'pending' and kind = 'mail' order by 1`,
    );
    assert.ok(open.length > 1);
    const sent: string[] = [];
    const sinks: Sinks = {
      mail: {
        async perform({ caseId, key }) {
          sent.push(`${caseId}/${key}`);
          return { outcome: 'done' };
        },
      },
    };
    await pool.query(`update throughline.effect set next_at = '2080-01-01' where status = 'pending'`);
    await engine.settle({ sinks });
    await engine.settle({ sinks });
    assert.deepEqual(
      sent.sort(),
      open.map((row) => row.name),
    );
    const start = Date.UTC(2026, 0, 5, 8);
    const input: Fact = {
      ...{ kind: 'fact', type: 'pay', data: { amount: 100 }, occurredAt: start },
      actor: { id: 'erp', kind: 'source', principal: 'erp', roles: [] },
      source: await engine.source('erp', { liveFrom: start - 30 * day }),
    };
    const paid = { flow: 'order', entity: 'halden', key: 'C' };
    const again = await engine.dispatch([{ case: paid, input, receipt: { source: 'erp', key: 'pay/C' } }]);
    assert.deepEqual(
      again.map(({ outcome }) => outcome),
      ['duplicate'],
    );
    assert.deepEqual((await verifyLog(pool)).findings, []);
  });

  test(`[E282] ${name}: deadlines fire, lists are right, sleepers wake, everything can be sealed, and work goes on`, async (t) => {
    const { pool, engine } = await upgraded(release, t);
    const lists = await rowsOf(pool, listRows);
    await pool.query(
      'truncate throughline.list_field; insert into throughline.list_rebuild default values on conflict do nothing',
    );
    while ((await engine.reindex()) > 0);
    assert.deepEqual(await rowsOf(pool, listRows), lists);
    const [asleep] = await engine.quarantine();
    assert.ok(asleep !== undefined);
    const due = await rowsOf(pool, `select id from throughline.case_ where due_at is not null order by due_at, id limit 1`);
    const { now } = await engine.clock();
    const commented = await engine.dispatch(
      [asleep.caseId, due[0]?.id ?? ''].map((id) => ({
        case: { id },
        input: { kind: 'command', type: 'comment', data: { text: 'from now on' }, actor: ann },
      })),
    );
    assert.deepEqual([...new Set(commented.map(({ outcome }) => outcome))], ['applied'], JSON.stringify(commented));
    assert.deepEqual(await engine.quarantine(), []);
    await engine.travel(now + 60 * day);
    const fired = await rowsOf(
      pool,
      `select case_id from throughline.event where kind = 'deadline' and case_id = '${due[0]?.id}'`,
    );
    assert.ok(fired.length > 0);
    while ((await engine.seal()) !== undefined);
    const { findings, seals, events } = await verifyLog(pool, { decide: true });
    assert.deepEqual(findings, []);
    assert.deepEqual([seals.unsealed.events, events > (release.rows.event ?? 0)], [0, true]);
  });
}
