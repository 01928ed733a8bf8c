import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultyPool } from '@throughline/testing';
import fc from 'fast-check';
import pg from 'pg';
import { bucketOf, caseId } from '../case-id.ts';
import { createEngine } from '../engine.ts';
import { bench, closing, command, named, outcomes, place } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { sliceSize, slicesOf } from './slices.ts';
import { type Prepared, prepareAll } from './world.ts';

const keys = (count: number, prefix = 'K') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

test('[E246] slices take each submission once, those of a bucket together and in their order, by bucket', () => {
  const submitted = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: sliceSize, maxLength: 1500 });
  fc.assert(
    fc.property(submitted, (numbers) => {
      const prepared = prepareAll(
        numbers.map((number) => command(`K${number}`, 'ask')),
        new Map(),
      );
      const slices = slicesOf(prepared);
      const buckets = slices.map((slice) => slice.map((at) => bucketOf((prepared[at] as Prepared).caseId)));
      assert.deepEqual(
        slices.flat().toSorted((a, b) => a - b),
        [...prepared.keys()],
      );
      if (slices.length > 1)
        assert.deepEqual(
          buckets.flat(),
          buckets.flat().toSorted((a, b) => a - b),
        );
      for (const [index, slice] of buckets.entries()) assert.notEqual(slice.at(-1), buckets[index + 1]?.[0]);
      for (const id of new Set(prepared.map((item) => item.caseId))) {
        const ofCase = slices.flat().filter((at) => prepared[at]?.caseId === id);
        assert.deepEqual(
          ofCase,
          ofCase.toSorted((a, b) => a - b),
        );
      }
    }),
    { numRuns: 30 },
  );
});

test('[E246] what says by what it was caused is not cut from it', () => {
  const cause = { case: caseId(named('K1')), seq: 1 };
  const prepared = prepareAll(
    keys(600).map((key) => ({ ...command(key, 'ask'), cause })),
    new Map(),
  );
  assert.equal(slicesOf(prepared).length, 1);
});

test('[E246] a batch of many slices answers in order, and a child born in it is found by its id', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const names = keys(700);
  const births = await engine.dispatch(names.flatMap((key) => [command(key, 'ask'), place(key), command(key, 'short')]));
  assert.deepEqual(
    outcomes(births),
    names.flatMap(() => ['refused case-not-born', 'applied', 'applied']),
  );
  assert.deepEqual(
    births.map((result) => result.caseId),
    names.flatMap((key) => [0, 1, 2].map(() => caseId(named(key)))),
  );
  assert.deepEqual((await verifyLog(pool)).findings, []);
});

/** As the product's pool: statements go without waiting for the answer to the one before. */
function pipelined(t: { after(run: () => Promise<void>): void }, pool: pg.Pool): pg.Pool {
  const made = new pg.Pool({ ...pool.options, pipeline: true });
  made.on('error', () => undefined);
  t.after(() => made.end());
  return made;
}

test('[E247] with statements on their way at once, whichever fails, nothing is lost or happens twice', async (t) => {
  const { pool } = await closing(bench(), t);
  const piped = pipelined(t, pool);
  for (const mode of ['transient', 'lost-before', 'lost-after'] as const) {
    for (let failAt = 1; ; failAt += 1) {
      const fault = faultyPool(piped, { failAt, mode });
      const engine = createEngine({ database: fault.pool });
      const batch = keys(3, `${mode}${failAt}-`).flatMap((key) =>
        [place(key), command(key, 'short')].map((submission, nth) => ({
          ...submission,
          receipt: { source: 'erp', key: `${nth}` },
        })),
      );
      const first = await engine.dispatch(batch).catch((error: unknown) => error);
      const results =
        first instanceof Error ? await engine.dispatch(batch) : (first as Awaited<ReturnType<typeof engine.dispatch>>);
      for (const { outcome } of results) assert.match(outcome, /applied|duplicate/, `${mode}, query ${failAt}`);
      if (!fault.struck()) break;
    }
  }
  assert.deepEqual((await verifyLog(pool)).findings, []);
  const { rows } = await pool.query('select type, count(*)::int4 as n from throughline.event group by type');
  const count = new Map(rows.map(({ type, n }) => [type, n]));
  assert.equal(count.get('place'), count.get('short'));
  assert.equal(count.get('place'), (await pool.query(`select from throughline.case_ where flow = 'order'`)).rowCount);
});

test('[E247] engines that bear the same cases at once, batches of several slices: each is born once', async (t) => {
  const { pool, engine } = await closing(bench(), t);
  const others = [1, 2].map(() => createEngine({ database: pipelined(t, pool) }));
  const names = keys(600);
  const all = await Promise.all([engine, ...others].map((each) => each.dispatch(names.map((key) => place(key)))));
  for (const index of names.keys())
    assert.deepEqual(all.map((results) => results[index]?.outcome).sort(), ['applied', 'refused', 'refused']);
  assert.deepEqual((await verifyLog(pool)).findings, []);
});
