import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { prepareLog, writeLog } from '../../test/log-fixture.ts';
import { projectionFolder } from '../../test/projected.ts';
import { projectionReader } from '../reader/projection-log-reader.ts';
import { copyOut } from './copy-out.ts';

describe('what the database says goes into a file', () => {
  let database: TestDatabase;
  const { folder, remove } = projectionFolder();
  const file = join(folder, 'copied.csv');

  before(async () => {
    database = await testDatabase('insight_log', prepareLog);
  });
  after(async () => {
    await database.close();
    remove();
  });

  test('[I400] byte for byte, however long rows are', async () => {
    const client = await database.pool.connect();
    try {
      let told = 0;
      const onRows = (rows: number) => {
        told += rows;
      };
      const rows = `select n, repeat('é', case n when 7 then 1500000 else 40000 end) from generate_series(1, 60) n`;
      const copied = await copyOut(client, `copy (${rows}) to stdout (format csv)`, file, { onRows });
      const expected = Array.from({ length: 60 }, (_, index) => `${index + 1},${'é'.repeat(index === 6 ? 1_500_000 : 40_000)}\n`);
      assert.equal(readFileSync(file, 'utf8') === expected.join(''), true);
      assert.deepEqual([copied, told], [{ rows: 60, bytesMax: 3_000_003 }, 60]);
      // The client goes on as before.
      assert.equal((await client.query('select 1 as one')).rowCount, 1);
    } finally {
      client.release();
    }
  });

  test('[I400] what fails, and what is stopped, ends it', async () => {
    const failing = await database.pool.connect();
    await assert.rejects(
      copyOut(failing, `copy (select 1 / n from generate_series(-9, 9) n) to stdout`, file),
      /division by zero/,
    );
    failing.release(true);
    const stopped = await database.pool.connect();
    const stop = new AbortController();
    const long = `copy (select repeat('x', 100000) from generate_series(1, 100000) n) to stdout`;
    const onRows = () => stop.abort(new Error('closing'));
    await assert.rejects(copyOut(stopped, long, file, { signal: stop.signal, onRows }), /closing/);
    stopped.release(true);
  });

  test('[I400] an event of several megabytes is one in the projection', async (t) => {
    const own = projectionFolder();
    const reader = projectionReader(database.pool, own.folder);
    t.after(async () => {
      await reader.close();
      own.remove();
    });
    const data = { text: '"a",\n'.repeat(400_000), nothing: '' };
    await writeLog(database.pool, [
      { flow: 'order', key: 'k', events: [{ type: 'create', at: '2026-03-01', to: 'open', data }] },
    ]);
    const [row] = await reader.query(
      `select length(patch -> 'data' ->> 'text')::integer as long, patch -> 'data' ->> 'nothing' as nothing, reason from throughline.event_log`,
      [],
    );
    assert.deepEqual(row, { long: 2_000_000, nothing: '', reason: null });
  });
});
