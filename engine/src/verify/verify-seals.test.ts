import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { command, named, place, start } from '../fixture.test.ts';
import { newSealKey, signerOf } from '../seals/signer.ts';
import { sealedLog, signer } from './sealed-log.test.ts';
import { verifyLog } from './verify-log.ts';

test('[E216] verification recomputes every seal, and names the span that no seal, or none outside, protects', async (t) => {
  const { pool, sealer } = await sealedLog(t);
  const whole = await verifyLog(pool, { keys: [signer.key] });
  const seals = await sealer.seals();
  const all = seals.reduce((sum, { events }) => sum + events, 0);
  assert.deepEqual(whole.findings, []);
  assert.deepEqual(whole.seals, {
    ...{ seals: 3, keys: [signer.key], retired: 1, outside: 0, onlyInside: all },
    last: { number: 3, hash: seals[2]?.hash, sealedAt: start },
    unsealed: { events: 0, isMore: false, oldest: null },
  });
  await sealer.dispatch([place('D'), command('D', 'short')]);
  await sealer
    .anchorSeals({ keep: ({ number }) => (number < 3 ? Promise.resolve() : Promise.reject(new Error('away'))) })
    .catch(() => 0);
  const { outside, onlyInside, unsealed } = (await verifyLog(pool)).seals;
  assert.deepEqual([outside, onlyInside], [2, seals[2]?.events]);
  assert.deepEqual(unsealed, { events: 3, isMore: false, oldest: start });
  const known = await verifyLog(pool, { outside: seals.slice(0, 1) });
  assert.deepEqual([known.found, known.seals.outside], [0, 1]);
});

test('[E217] a case that is gone with all that knows of it, and a seal that is not what was sealed, are found', async (t) => {
  const { pool, sealer } = await sealedLog(t);
  const seals = await sealer.seals();
  const told = async (statement: string) => {
    const client = await pool.connect();
    await client.query('create table if not exists public.kept_seal as select * from throughline.seal');
    await client.query(statement);
    client.release();
    const { findings } = await verifyLog(pool, { keys: [signer.key], outside: seals });
    await pool.query('delete from throughline.seal; insert into throughline.seal select * from public.kept_seal');
    return findings.map(({ code, seal }) => `${code} ${seal ?? ''}`.trim());
  };
  for (const [statement, ...codes] of [
    [`update throughline.seal set root = sha256('x') where number = 2`, 'seal-changed 2', 'root-differs 2'],
    ['update throughline.seal set events = events + 1 where number = 2', 'seal-changed 2', 'root-differs 2'],
    [`update throughline.seal set previous = sha256('x') where number = 2`, 'seal-changed 2'],
    [`update throughline.seal set sealed_at = sealed_at + interval '1 microsecond' where number = 2`, 'seal-changed 2'],
    [`update throughline.seal set key = '${signerOf(newSealKey()).key}' where number = 2`, 'seal-changed 2'],
    [`update throughline.seal set signature = sha256('x') || sha256('y') where number = 2`, 'signature-wrong 2'],
    [`update throughline.seal set hash = sha256('x') where number = 2`, 'seal-changed 2', 'seal-differs 2', 'seal-changed 3'],
    ['delete from throughline.seal where number = 3', 'seal-missing 3'],
    ['delete from throughline.seal where number = 2', 'seal-missing 2', 'root-differs 3'],
    [`update throughline.seal set upto = '3:3:' where number = 2`, 'root-differs 2', 'root-differs 3'],
  ] as const)
    assert.deepEqual(await told(statement), codes, statement);
  const id = caseId(named('C'));
  for (const [table, column] of [
    ['event', 'case_id'],
    ['receipt', 'case_id'],
    ['effect', 'case_id'],
    ['list_field', 'case_id'],
    ['case_', 'id'],
    ['case_data', 'id'],
  ])
    await pool.query(`delete from throughline.${table} where ${column} = $1`, [id]);
  const gone = await verifyLog(pool);
  assert.deepEqual(
    gone.findings.map(({ code, seal }) => [code, seal]),
    [['root-differs', 3]],
  );
});
