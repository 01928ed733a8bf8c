import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { fixtureId, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { everythingIn, projectionFolder } from '../../test/projected.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { projectionReader } from '../reader/projection-log-reader.ts';

const closing: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

async function place(): Promise<{ readonly database: TestDatabase; readonly folder: string }> {
  const database = await testDatabase('insight_log', prepareLog);
  const { folder, remove } = projectionFolder();
  closing.push(() => database.close(), remove);
  return { database, folder };
}

const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}`;

/** Each round: a case more, one that is called otherwise, and one that retention removes. */
async function happen({ pool }: TestDatabase, round: number): Promise<void> {
  const events = [1, 2, 3].map((number) => ({ type: `step${number}`, at: day(number), to: `s${number}`, data: { round } }));
  await writeLog(pool, [
    { flow: 'order', key: `k${round}`, events },
    { flow: 'order', key: `gone${round}`, events },
  ]);
  if (round === 0) return;
  await pool.query(
    `insert into throughline.event_log (bucket, case_id, seq, flow, version, entity, key, type, kind, state_from, state_to, occurred_at, recorded_at)
     select bucket, case_id, 4, flow, version, entity, key, 'rekey', 'command', state_to, state_to, recorded_at, recorded_at
     from throughline.event_log where case_id = $1 and seq = 3`,
    [fixtureId('order', `k${round - 1}`)],
  );
  await pool.query(`update throughline.event_log set key = 'new' || key where case_id = $1`, [
    fixtureId('order', `k${round - 1}`),
  ]);
  await pool.query(
    `with gone as (delete from throughline.event_log where case_id = $1 returning bucket, case_id, seq)
     insert into throughline.log_removal select bucket, case_id, $2 from gone where seq = 1`,
    [fixtureId('order', `gone${round - 1}`), round],
  );
}

async function assertWhole({ database, folder }: Awaited<ReturnType<typeof place>>, where: string): Promise<void> {
  const reader = projectionReader(database.pool, folder);
  try {
    assert.deepEqual(await everythingIn(reader), await everythingIn(logReader(database.pool)), where);
    const { parts } = await reader.status();
    assert.ok(parts > 0, where);
  } finally {
    await reader.close();
  }
}

describe('a writer that does not come to its end', () => {
  test('[I107] broken off before any of its steps, nothing is missing on the next read, and nothing there twice', async () => {
    const at = await place();
    const steps = new Set<string>();
    for (let round = 0; round < 18; round += 1) {
      await happen(at.database, round);
      let left = round;
      const broken = projectionReader(at.database.pool, at.folder, {
        onStep(step) {
          steps.add(step);
          if (left === 0) throw new Error(`broken off before ${step}`);
          left -= 1;
        },
      });
      await broken.freshness().catch((error: unknown) => assert.match(String(error), /broken off/));
      await broken.close();
      await assertWhole(at, `step ${round}`);
    }
    assert.deepEqual([...steps].sort(), ['dropped', 'manifest', 'merge', 'merged', 'name', 'named', 'read', 'write']);
  });

  test('[I107] killed', async () => {
    const at = await place();
    const program = fileURLToPath(new URL('../../test/read-and-die.ts', import.meta.url));
    for (const [round, step] of [0, 1, 3, 5].entries()) {
      await happen(at.database, round);
      const child = spawn(process.execPath, [program, at.database.url, at.folder, String(step)], { stdio: 'ignore' });
      const [, signal] = await once(child, 'exit');
      assert.equal(signal, 'SIGKILL', `step ${step}`);
      await assertWhole(at, `killed at ${step}`);
    }
  });

  test('[I108] of two that write at once each reads everything, and what they leave is whole', async () => {
    const at = await place();
    const readers = [0, 1].map(() => projectionReader(at.database.pool, at.folder));
    for (let round = 0; round < 10; round += 1) {
      await happen(at.database, round);
      const expected = await everythingIn(logReader(at.database.pool));
      const seen = await Promise.all(readers.map((reader) => everythingIn(reader)));
      for (const rows of seen) assert.deepEqual(rows, expected, `round ${round}`);
    }
    for (const reader of readers) await reader.close();
    await assertWhole(at, 'both');
  });

  test('[I109] closed, it leaves parts and the manifest alone; unread, it leaves nothing', async () => {
    const at = await place();
    await projectionReader(at.database.pool, at.folder).close();
    assert.deepEqual(readdirSync(at.folder), []);
    await happen(at.database, 0);
    const reader = projectionReader(at.database.pool, at.folder);
    const streaming = reader.events()[Symbol.asyncIterator]();
    await streaming.next();
    await reader.close();
    await streaming.return?.();
    assert.deepEqual(
      readdirSync(at.folder)
        .map((name) => name.replace(/^[0-9a-f]{16}/, ''))
        .sort(),
      ['.cases.parquet', '.edges.parquet', '.hands.parquet', '.parquet', 'manifest.json'],
    );
  });
});
