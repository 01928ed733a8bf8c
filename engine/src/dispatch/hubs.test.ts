import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { bench, closing, command, named, outcomes, person, place } from '../fixture.test.ts';

test('[E249] a case that hundreds link to is neither written nor waited for, and finds them all by its own bucket', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const hub = caseId(named('HUB', 'parcel'));
  const pack = { kind: 'command', type: 'pack', data: { number: 'HUB' }, actor: person } as const;
  await engine.dispatch([{ case: named('HUB', 'parcel'), input: pack }]);
  const keys = Array.from({ length: 300 }, (_, index) => `K${index}`);
  await engine.dispatch(keys.map((key) => place(key)));
  const row = 'select xmin::text, ctid::text, seq from throughline.case_ where id = $1';
  const before = (await pool.query(row, [hub])).rows;
  const holding = await pool.connect();
  await holding.query('begin');
  await holding.query('select from throughline.case_ where id = $1 for update', [hub]);
  const linked = await engine.dispatch(keys.map((key) => command(key, 'link', { name: 'parcel', key: 'HUB' })));
  await holding.query('rollback');
  holding.release();
  assert.deepEqual(new Set(outcomes(linked)), new Set(['applied']));
  assert.deepEqual((await pool.query(row, [hub])).rows, before);
  const found = await engine.links(hub);
  assert.deepEqual(
    new Set(found.map(({ direction, other }) => `${direction} ${other}`)),
    new Set(keys.map((key) => `in ${caseId(named(key))}`)),
  );
  const other = await engine.links(caseId(named('K7')));
  assert.deepEqual(
    other.map(({ direction, name, other: to }) => [direction, name, to]),
    [['out', 'parcel', hub]],
  );
});
