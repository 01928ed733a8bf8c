import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import pg from 'pg';
import { untilWritten } from './until-written.ts';

test('[S473] what was read is read again once something was written, also by who began before; what went wrong is not kept', async (t) => {
  const database = await testDatabase('until_written', async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('create table public.note (text text)');
    await client.end();
  });
  const pool = new pg.Pool({ connectionString: database.url });
  t.after(async () => {
    await pool.end();
    await database.close();
  });
  let readings = 0;
  const count = async () => {
    readings += 1;
    return Number((await pool.query('select count(*) as notes from public.note')).rows[0].notes);
  };
  const notes = (name = 'notes') => untilWritten({ pool }, name, count);
  assert.deepEqual(await Promise.all([notes(), notes()]), [0, 0]);
  assert.deepEqual([await notes(), readings], [0, 1], 'once for all who ask');
  assert.deepEqual([await notes('others'), readings], [0, 2], 'another question');
  const early = await pool.connect();
  await early.query('begin');
  await early.query(`insert into public.note values ('begun first')`);
  await pool.query(`insert into public.note values ('ended first')`);
  assert.equal(await notes(), 1);
  await early.query('commit');
  early.release();
  assert.equal(await notes(), 2, 'the one that began first has ended since');
  const broken = () => untilWritten({ pool }, 'broken', () => Promise.reject(new Error('away')));
  await assert.rejects(broken, /away/);
  assert.equal(await untilWritten({ pool }, 'broken', () => Promise.resolve(1)), 1);
});
