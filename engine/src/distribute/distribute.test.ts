import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import type { Client, Database, Query } from '../database.ts';
import { createEngine } from '../engine.ts';
import { bench, closing, command, fact, named, order, parcel, place, start } from '../fixture.test.ts';
import { initialise } from '../initialise.ts';
import { readLayoutProblems } from '../sql/citus.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { distribute, spreadTables } from './distribute.ts';

test('[E290] what stands in the way of spreading a table is named', async (t) => {
  const { pool } = await closing(bench(), t);
  assert.deepEqual(await readLayoutProblems(pool, spreadTables), []);
  await pool.query(`create unique index wrong on throughline.receipt (source, key);
    alter table throughline.link add foreign key (bucket, case_id) references throughline.case_ (bucket, id);
    alter table throughline.list_field add column number int generated always as identity;
    create function throughline.nothing() returns trigger language plpgsql as 'begin return new; end';
    create trigger watching after insert on throughline.event for each row execute function throughline.nothing()`);
  assert.deepEqual(await readLayoutProblems(pool, [...spreadTables, 'source']), [
    'the foreign key link_bucket_case_id_fkey on case_',
    'the foreign key link_bucket_case_id_fkey on link',
    'the sequence of list_field.number',
    'the sequence of source.id',
    'the table source, which has no bucket',
    'the trigger watching on event',
    'the unique index source_name_key on source, which lacks the bucket',
    'the unique index source_pkey on source, which lacks the bucket',
    'the unique index wrong on receipt, which lacks the bucket',
  ]);
});

/** Keeps the text of every statement. */
function recorded(pool: pg.Pool, texts: Set<string>): Database {
  const query: Database['query'] = (asked: Query) => {
    texts.add(asked.text);
    return pool.query(asked) as never;
  };
  const connect = async (): Promise<Client> => {
    const client = await pool.connect();
    const own = (asked: Query) => {
      texts.add(asked.text);
      return client.query(asked) as never;
    };
    return { query: own, release: (error) => client.release(error) } as Client;
  };
  return { query, connect };
}

const mention = new RegExp(
  `\\b(?:from|join|update|into) (?:throughline\\.)(${spreadTables.join('|')})\\b(?: (?:as )?([a-z]{1,2})\\b)?`,
  'g',
);

/** Tables of cases that a statement reads or writes without saying which bucket. */
function acrossBuckets(text: string): readonly string[] {
  return [...text.matchAll(mention)].flatMap(([, table = '', alias]) => {
    const isInsert = text.includes(`into throughline.${table}`);
    const isSaid = isInsert
      ? /\bbucket\b/.test(text)
      : new RegExp(`\\b${alias === undefined || alias === 'on' ? '' : `${alias}\\.`}bucket\\b`).test(text);
    return isSaid ? [] : [table];
  });
}

test('[E291] every statement by which an input is decided says the bucket of each case that it reads or writes', async (t) => {
  const { pool, source } = await closing(bench(), t);
  const texts = new Set<string>();
  const engine = createEngine({ database: recorded(pool, texts) });
  const operator = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator', 'privacy'] } as const;
  await engine.dispatch([
    place('A', { dueOn: '2026-01-10' }),
    place('B'),
    command('A', 'ask'),
    command('A', 'ship'),
    command('A', 'remind'),
    command('B', 'short', {}, { reason: 'none' }),
    command('B', 'repair', { data: { amount: 3 } }, { actor: operator, reason: 'wrong' }),
    fact(source, 'A', 'pay', { data: { amount: 100 }, receipt: 'r' }),
  ]);
  await engine.dispatch([fact(source, 'A', 'pay', { data: { amount: 100 }, receipt: 'r' })]);
  await engine.dispatch([command('B', 'rekey', { key: 'C' }, { actor: operator, reason: 'slip' })]);
  await engine.dispatch([command('A', 'close')]);
  await engine.dispatch([command('A', 'erase', {}, { actor: operator, reason: 'asked' })]);
  assert.equal((await engine.findCase(named('C')))?.state, 'open');
  assert.deepEqual(acrossBuckets('update throughline.case_ c set seq = 2 from throughline.event e where e.bucket = 1'), [
    'case_',
  ]);
  assert.ok([...texts].filter((text) => text.match(mention) !== null).length > 12);
  assert.deepEqual(
    [...texts].filter((text) => acrossBuckets(text).length > 0),
    [],
  );
});

const citusUrl = process.env['CITUS_URL'] ?? '';

test('[E290] [E292] on Citus the tables are spread and inputs are decided as elsewhere; where there is none, it is refused', async (t) => {
  if (citusUrl !== '') return runOnCitus(t);
  t.diagnostic('CITUS_URL names no database of a Citus cluster: this was never run on Citus');
  const { pool } = await closing(bench(), t);
  await assert.rejects(distribute(pool), { code: 'citus-missing', message: /does not have the extension Citus/ });
});

async function runOnCitus(t: TestContext): Promise<void> {
  // One connection: other sessions would be told to go first.
  const pool = new pg.Pool({ connectionString: citusUrl, max: 1 });
  t.after(() => pool.end());
  const { rows } = await pool.query('select current_database() as name');
  assert.match(rows[0]?.name, /test/, 'What the database holds will be removed: its name must say that it is for tests');
  await pool.query('drop schema if exists throughline cascade');
  await initialise(pool, { mode: 'virtual', now: start });
  const { tables, nodes } = await distribute(pool);
  assert.deepEqual([tables, nodes > 0], [spreadTables, true]);
  const engine = createEngine({ database: pool });
  await engine.deploy([order, parcel], { by: 'test' });
  const results = await engine.dispatch(Array.from({ length: 50 }, (_, index) => place(`N${index}`)));
  assert.deepEqual([...new Set(results.map(({ outcome }) => outcome))], ['applied']);
  assert.deepEqual((await verifyLog(pool)).findings, []);
}
