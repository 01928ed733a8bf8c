import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { bench, closing, command, fact, named, place, start } from '../fixture.test.ts';
import type { FindingCode } from './check-event.ts';
import { verifyLog } from './verify-log.ts';

const id = caseId(named('A'));

async function filled(t: Parameters<typeof closing>[1]) {
  const opened = await closing(bench(), t);
  const { engine, source } = opened;
  await engine.dispatch([place('A'), command('A', 'short', {}, { reason: 'none left' }), place('B'), fact(source, 'A', 'close')]);
  return opened;
}

/** Each column of an event, a way to falsify it, and what is found. */
const tampering: readonly (readonly [column: string, value: string, code: FindingCode])[] = [
  ['bucket', '(bucket + 1) % 4096', 'event-missing'],
  ['case_id', `'0d1b31f1-6889-2d39-501d-13db64de36a8'`, 'event-missing'],
  ['seq', '7', 'event-missing'],
  ['flow', `'parcel'`, 'event-changed'],
  ['version', '2', 'event-changed'],
  ['type', `'sneak'`, 'event-changed'],
  ['kind', `'fact'`, 'event-changed'],
  ['state_from', `'paid'`, 'event-changed'],
  ['state_to', `'paid'`, 'event-changed'],
  ['actor', `'bo'`, 'event-changed'],
  ['actor_kind', `'source'`, 'event-changed'],
  ['principal', `'bo'`, 'event-changed'],
  ['occurred_at', `occurred_at + interval '1 microsecond'`, 'event-changed'],
  ['recorded_at', `recorded_at + interval '1 microsecond'`, 'event-changed'],
  ['reason', `'stolen'`, 'data-changed'],
  ['reason', 'null', 'data-changed'],
  ['input', `'{"a":1}'`, 'data-changed'],
  ['patch', `'{"state":"paid"}'`, 'data-changed'],
  ['context', `'{}'`, 'event-changed'],
  ['outcome', `'{}'`, 'event-changed'],
  ['cause_case', `'0d1b31f1-6889-2d39-501d-13db64de36a8', cause_seq = 1`, 'event-changed'],
  ['deviation', `'{}'`, 'event-changed'],
  ['prev_type', `'ask'`, 'event-changed'],
  ['gap_ms', '1', 'event-changed'],
  ['data_salt', `decode('00', 'hex')`, 'data-changed'],
  ['data_commitment', `sha256('x')`, 'event-changed'],
  ['personal', `'{}', personal_salt = decode('00', 'hex')`, 'personal-changed'],
  ['personal_commitment', `sha256('x')`, 'event-changed'],
  ['hash', `sha256('x')`, 'event-changed'],
];

test('[E60] a change of any column of an event is found', async (t) => {
  const { pool } = await filled(t);
  assert.deepEqual((await verifyLog(pool)).findings, []);
  const { rows } = await pool.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'throughline' and table_name = 'event'`,
  );
  // `xact` is this cluster's own numbering: a restored log has another. Seals tell what lay where.
  const covered = new Set([...tampering.map(([column]) => column), 'cause_seq', 'personal_salt', 'xact']);
  assert.deepEqual(
    rows.map(({ name }) => name).filter((name) => !covered.has(name)),
    [],
  );
  for (const [column, value, code] of tampering) {
    await pool.query('create table kept as select * from throughline.event');
    await pool.query(`update throughline.event set ${column} = ${value} where case_id = $1 and seq = 2`, [id]);
    const { findings } = await verifyLog(pool);
    assert.ok(
      findings.some((found) => found.code === code),
      `${column}: ${JSON.stringify(findings)}`,
    );
    await pool.query('truncate throughline.event; insert into throughline.event select * from kept; drop table kept');
  }
  assert.deepEqual((await verifyLog(pool)).findings, []);
});

/** Ways to falsify a case's rows, or to remove events, and what is found. */
const damage: readonly (readonly [what: string, code: FindingCode])[] = [
  [`delete from throughline.event where case_id = '${id}' and seq = 2`, 'event-missing'],
  [`delete from throughline.event where case_id = '${id}' and seq = 3`, 'head-changed'],
  [`delete from throughline.event where case_id = '${id}'`, 'events-missing'],
  [`delete from throughline.case_ where id = '${id}'`, 'case-missing'],
  [`delete from throughline.case_data where id = '${id}'`, 'events-missing'],
  [`update throughline.case_data set key = 'Z' where id = '${id}'`, 'identity-changed'],
  [`update throughline.case_data set entity = 'Z' where id = '${id}'`, 'identity-changed'],
  [`update throughline.case_data set parent = null where parent is not null`, 'identity-changed'],
  [`update throughline.case_ set flow = 'parcel' where id = '${id}'`, 'identity-changed'],
  [`update throughline.case_ set seq = 2 where id = '${id}'`, 'head-changed'],
  [`update throughline.case_ set head = sha256('x') where id = '${id}'`, 'head-changed'],
  [`update throughline.case_ set state = 'paid' where id = '${id}'`, 'state-changed'],
  [`update throughline.case_ set version = 2 where id = '${id}'`, 'state-changed'],
  [`update throughline.case_ set entered_at = entered_at + interval '1 ms' where id = '${id}'`, 'state-changed'],
  [`update throughline.case_ set last_type = 'x' where id = '${id}'`, 'state-changed'],
  [`update throughline.case_ set last_at = now() where id = '${id}'`, 'state-changed'],
  [`update throughline.case_ set recorded_at = now() where id = '${id}'`, 'state-changed'],
  [`update throughline.case_data set data = data || '{"amount": 1}' where id = '${id}'`, 'data-differs'],
  [`update throughline.case_data set clocks = '{}' where id = '${id}'`, 'clocks-differ'],
];

for (const [statement, code] of damage) {
  test(`[E61] ${code}: ${statement.replace(id, 'A')}`, async (t) => {
    const { pool } = await filled(t);
    await pool.query(statement);
    const { findings } = await verifyLog(pool);
    assert.ok(
      findings.some((found) => found.code === code),
      JSON.stringify(findings),
    );
  });
}

for (const [key, codes] of [
  ['A', ['cause-missing', 'events-missing']],
  ['B', ['cause-missing']],
] as const)
  test(`[E61] case ${key}, removed with all that is its own, is missed by owned cases and by what followed from it`, async (t) => {
    const { pool, engine } = await filled(t);
    await engine.dispatch([command('B', 'ship')]);
    await engine.settle();
    assert.equal((await verifyLog(pool)).found, 0);
    for (const [table, column] of [
      ['event', 'case_id'],
      ['case_', 'id'],
      ['case_data', 'id'],
      ['receipt', 'case_id'],
      ['effect', 'case_id'],
      ['link', 'case_id'],
    ])
      await pool.query(`delete from throughline.${table} where ${column} = $1`, [caseId(named(key))]);
    assert.deepEqual([...new Set((await verifyLog(pool)).findings.map(({ code }) => code))].sort(), codes);
  });

test('[E61] a case put back to where it stood before is told by its receipts and effects', async (t) => {
  const { pool, engine } = await filled(t);
  const tables = ['case_', 'case_data'];
  for (const table of tables)
    await pool.query(`create table throughline.saved_${table} as select * from throughline.${table} where id = '${id}'`);
  await engine.dispatch([{ ...command('A', 'comment', { text: 'x' }), receipt: { source: 'console', key: '1' } }]);
  const { rows } = await pool.query('delete from throughline.event where case_id = $1 and type = $2 returning seq', [
    id,
    'comment',
  ]);
  assert.equal(rows.length, 1);
  for (const table of tables)
    await pool.query(
      `delete from throughline.${table} where id = '${id}'; insert into throughline.${table} select * from throughline.saved_${table}`,
    );
  assert.deepEqual(
    (await verifyLog(pool)).findings.map(({ code, caseId: found }) => [code, found]),
    [['events-missing', id]],
  );
});

test('[E62] what is erased with its salt leaves the chain whole', async (t) => {
  const { pool, engine } = await filled(t);
  await pool.query('update throughline.event set personal = null, personal_salt = null');
  await pool.query(`update throughline.case_data set data = data - 'contact'`);
  const personal = await verifyLog(pool);
  assert.deepEqual([personal.found, personal.erased], [0, 2]);
  await pool.query(
    'update throughline.event set input = null, patch = null, reason = null, data_salt = null where case_id = $1',
    [id],
  );
  assert.deepEqual((await verifyLog(pool)).findings, []);
  assert.equal((await engine.history(id))[0]?.isErased, true);
});

test('[E63] verification runs beside writers without false alarm, over many pages', async (t) => {
  const { pool, engine } = await filled(t);
  await engine.dispatch(Array.from({ length: 1500 }, (_, index) => place(`K${index}`)));
  let isWriting = true;
  const writing = (async () => {
    for (let round = 0; isWriting; round += 1)
      await engine.dispatch(
        Array.from({ length: 200 }, (_, index) => command(`K${(round * 37 + index * 11) % 1500}`, 'comment', { text: 'x' })),
      );
  })();
  for (let round = 0; round < 3; round += 1) assert.deepEqual((await verifyLog(pool)).findings, []);
  isWriting = false;
  await writing;
  const verdict = await verifyLog(pool);
  assert.equal(verdict.found, 0);
  assert.ok(verdict.events > 2000);
  await assert.rejects(verifyLog(pool, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  assert.ok(start > 0);
});
