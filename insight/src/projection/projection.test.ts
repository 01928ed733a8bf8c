import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { fixtureId, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { everythingIn, projectionFolder } from '../../test/projected.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { type ProjectionReader, type ProjectionReaderOptions, projectionReader } from '../reader/projection-log-reader.ts';

const closing: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

async function emptyLog(): Promise<TestDatabase> {
  const database = await testDatabase('insight_log', prepareLog);
  closing.push(() => database.close());
  return database;
}

function newFolder(): string {
  const { folder, remove } = projectionFolder();
  closing.push(remove);
  return folder;
}

function read(database: TestDatabase, folder: string, options: ProjectionReaderOptions = {}): ProjectionReader {
  const reader = projectionReader(database.pool, folder, options);
  closing.push(() => reader.close());
  return reader;
}

/** An order of some events; its number makes its id. */
function order(key: string, days: readonly number[]) {
  const events = days.map((day) => ({
    type: `step${day}`,
    at: `2026-01-${String(day).padStart(2, '0')}T08:00:00.123456Z`,
    to: `s${day}`,
    data: { amount: day, text: `é "quoted" \\ ${day}\n`, nested: { list: [1, null, 'x'] } },
  }));
  return { flow: 'order', key, events };
}

async function assertSame(database: TestDatabase, reader: ProjectionReader): Promise<void> {
  assert.deepEqual(await everythingIn(reader), await everythingIn(logReader(database.pool)));
}

describe('a projection of the log', () => {
  test('[I100] has what the log has, columns and all, from the first read on, and then what is written', async () => {
    const [database, folder] = [await emptyLog(), newFolder()];
    const reader = read(database, folder);
    await assertSame(database, reader);
    assert.deepEqual(await reader.freshness(), { seal: null, recordedAt: null, behind: 0 });
    for (const key of ['a', 'b', 'c']) {
      await writeLog(database.pool, [order(key, [1, 2, 3])]);
      await assertSame(database, reader);
    }
    assert.deepEqual(await reader.freshness(), { seal: null, recordedAt: '2026-01-03T08:00:00.123Z', behind: 0 });
    // Another process finds it as it is, and adds nothing.
    const files = readdirSync(folder).filter((name) => name.endsWith('.parquet'));
    await assertSame(database, read(database, folder));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.parquet')),
      files,
    );
  });

  test('[I101] a transaction that commits late is missed by none, in whatever order they commit', async () => {
    const [database, folder] = [await emptyLog(), newFolder()];
    const reader = read(database, folder);
    const late = await database.pool.connect();
    await late.query('begin');
    await writeLog(late as never, [order('late', [1, 2])]);
    await writeLog(database.pool, [order('early', [1])]);
    await assertSame(database, reader);
    await writeLog(database.pool, [order('between', [1])]);
    await assertSame(database, reader);
    await late.query('commit');
    late.release();
    await assertSame(database, reader);
    assert.equal((await reader.status()).events, 4);
  });

  test('[I102] parts stay few, and the content the same', async () => {
    const [database, folder] = [await emptyLog(), newFolder()];
    const reader = read(database, folder);
    for (let round = 0; round < 40; round += 1) {
      await writeLog(database.pool, [order(`k${round}`, [1, 2])]);
      await reader.freshness();
    }
    await assertSame(database, reader);
    const { parts, events } = await reader.status();
    assert.equal(events, 80);
    assert.ok(parts <= 14, `${parts} parts`);
  });

  test('[I103] what retention has removed goes, and a case that is called otherwise is so in all its events', async () => {
    const [database, folder] = [await emptyLog(), newFolder()];
    const reader = read(database, folder);
    await writeLog(database.pool, [order('gone', [1, 2]), order('stays', [1, 2]), order('old', [1])]);
    await assertSame(database, reader);
    const gone = fixtureId('order', 'gone');
    await database.pool.query(
      `with gone as (delete from throughline.event_log where case_id = $1 returning bucket, case_id, seq)
       insert into throughline.log_removal select bucket, case_id, 1 from gone where seq = 1`,
      [gone],
    );
    await assertSame(database, reader);
    await writeLog(database.pool, [{ ...order('new', [1]), key: 'old', events: [] }]);
    await database.pool.query(
      `insert into throughline.event_log (bucket, case_id, seq, flow, version, entity, key, type, kind, state_from, state_to, occurred_at, recorded_at)
       select bucket, case_id, 2, flow, version, entity, 'new', 'rekey', 'command', state_to, state_to, now(), now() from throughline.event_log where key = 'old'`,
    );
    await database.pool.query(`update throughline.event_log set key = 'new' where key = 'old'`);
    await assertSame(database, reader);
    const keys = await reader.query('select distinct key from throughline.event_log order by key', []);
    assert.deepEqual(
      keys.map(({ key }) => key),
      ['new', 'stays'],
    );
  });

  test('[I104] of a database that was made anew, or taken back to an earlier day, nothing of the old is shown', async () => {
    const [one, other, folder] = [await emptyLog(), await emptyLog(), newFolder()];
    await writeLog(one.pool, [order('a', [1, 2])]);
    await writeLog(other.pool, [order('b', [1])]);
    const first = read(one, folder);
    await assertSame(one, first);
    await assertSame(other, read(other, folder));
    // Taken back: it has another event in the place of the one that was seen.
    const third = await emptyLog();
    await writeLog(third.pool, [order('c', [1, 2])]);
    const copy = newFolder();
    const before = projectionReader(third.pool, copy);
    await before.freshness();
    await before.close();
    await third.pool.query(`update throughline.event_log set recorded_at = recorded_at + interval '1 second', type = 'other'`);
    await assertSame(third, read(third, copy));
  });

  test('[I104] files of another format are made anew, whatever columns they have', async () => {
    const [database, folder] = [await emptyLog(), newFolder()];
    await writeLog(database.pool, [order('a', [1, 2])]);
    const before = projectionReader(database.pool, folder);
    await before.freshness();
    await before.close();
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const [{ file }] = manifest.parts;
    const cases = join(folder, file.replace('.parquet', '.cases.parquet'));
    writeFileSync(cases, readFileSync(join(folder, file.replace('.parquet', '.edges.parquet'))));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, format: 'throughline.projection/2' }));
    const reader = read(database, folder);
    assert.deepEqual(await reader.query('select tells::int as tells from throughline.case_sums', []), [{ tells: 2 }]);
    await assertSame(database, reader);
  });

  test('[I105] made anew it has the same content', async () => {
    const [database, folder] = [await emptyLog(), newFolder()];
    const reader = read(database, folder, { chunkEvents: 7 });
    for (let round = 0; round < 5; round += 1) {
      await writeLog(database.pool, [order(`k${round}`, [1, 2, 3]), order(`l${round}`, [1])]);
      await reader.freshness();
    }
    const before = await everythingIn(reader);
    await reader.rebuild();
    assert.deepEqual(await everythingIn(reader), before);
    assert.equal((await reader.status()).events, before.length);
  });

  test('[I111] a statement only reads, nothing beside the folder, and ends in time', async () => {
    const [database, folder] = [await emptyLog(), newFolder()];
    await writeLog(database.pool, [order('a', [1, 2])]);
    const reader = read(database, folder, { timeoutMs: 100 });
    const code = 'not-a-reading';
    for (const sql of ['create table t (n int)', 'drop view throughline.event_log', "set threads = '1'"])
      await assert.rejects(reader.query(sql, []), { code }, sql);
    for (const sql of ["select * from read_csv('/etc/passwd')", "copy (select 1) to '/dev/null'"])
      await assert.rejects(reader.query(sql, []), /Permission Error/, sql);
    const endless = 'select count(*) from range(10000000) a, range(10000000) b where a.range * b.range % 7 = 3';
    await assert.rejects(reader.query(endless, []), { code: 'read-too-long' });
    const types = `select count(*) as big, count(*)::int as small, sum(seq) as sum, 1.5::double precision as real, true as yes, null::text as nothing,
      min(case_id::text) as id, min(patch -> 'data' ->> 'amount') as text from throughline.event_log where flow = $1::text and seq <= $2::int`;
    const params = ['order', 2] as const;
    assert.deepEqual(await reader.query(types, params), await logReader(database.pool).query(types, params));
  });

  test('[I106] more than can be waited for comes in the background; meanwhile it says how much is missing', async () => {
    const [database, folder] = [await emptyLog(), newFolder()];
    await writeLog(
      database.pool,
      Array.from({ length: 50 }, (_, index) => order(`k${index}`, [1, 2])),
    );
    const faults: unknown[] = [];
    const reader = read(database, folder, { waitEventsMax: 10, chunkEvents: 20, onError: (error) => faults.push(error) });
    assert.deepEqual(await reader.freshness(), { seal: null, recordedAt: null, behind: 100 });
    while ((await reader.freshness()).behind > 0);
    await assertSame(database, reader);
    assert.deepEqual(faults, []);
  });
});
