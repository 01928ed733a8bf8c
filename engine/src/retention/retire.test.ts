import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Actor } from '@throughline/language';
import { caseId } from '../case-id.ts';
import type { Submission } from '../dispatch/submission.ts';
import { type Bench, bench, closing, command, fact, named, outcomes, place, start } from '../fixture.test.ts';
import { newSealKey, signerOf } from '../seals/signer.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { RetireRequest } from './retire.ts';

const counsel: Actor = { id: 'lea', kind: 'person', principal: 'lea', roles: ['legal'] };
const march = Date.UTC(2026, 2, 1);
const request: RetireRequest = { before: march, by: 'pia', reason: 'kept for two months' };
const signer = signerOf(newSealKey());

function parcel(key: string, type: string): Submission {
  return { ...command(key, type), case: named(key, 'parcel') };
}

/** Ends an order that was placed. */
function ended({ source }: Bench, key: string): readonly Submission[] {
  return [fact(source, key, 'pay', { data: { amount: 100 }, receipt: `pay/${key}` }), command(key, 'close')];
}

/** A company on the 10th of March whose orders began in January. */
async function company(t: TestContext, begin: (bench: Bench) => Promise<void>): Promise<Bench> {
  const opened = await closing(bench('virtual', { signer }), t);
  await begin(opened);
  await opened.engine.settle();
  await opened.engine.travel(Date.UTC(2026, 2, 10));
  return opened;
}

/** Gone: an order with a task. Left: one open, one held, one that ended in March; parcels and orders of each other. */
async function mixed(t: TestContext): Promise<Bench> {
  const opened = await company(t, async (made) => {
    const { engine } = made;
    await engine.dispatch(['GONE', 'OPEN', 'HELD', 'LATE', 'SENT', 'SENDER'].map((key) => place(key)));
    await engine.dispatch([command('GONE', 'ask'), ...ended(made, 'GONE'), ...ended(made, 'HELD')]);
    await engine.dispatch([command('HELD', 'legal-hold', {}, { actor: counsel, reason: 'lawsuit' })]);
    await engine.dispatch([command('SENT', 'ship'), command('SENDER', 'ship'), ...ended(made, 'SENDER')]);
    await engine.settle();
    await engine.dispatch([parcel('SENT', 'send'), parcel('SENT', 'arrive')]);
  });
  await opened.engine.dispatch(ended(opened, 'LATE'));
  await opened.engine.seal();
  return opened;
}

/** How many rows of the table say something of a case. */
async function rowsOf({ pool }: Bench, id: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'throughline' and table_type = 'BASE TABLE'`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const found = await pool.query<{ count: number }>(
      `select count(*)::int4 as count from throughline.${name} t where position($1 in t::text) > 0`,
      [id],
    );
    if (found.rows[0]?.count !== 0) counts[name] = found.rows[0]?.count ?? 0;
  }
  return counts;
}

test('[E230] families that had ended before the month are removed whole; what is open, held or ended later stays', async (t) => {
  const opened = await mixed(t);
  const { engine, pool } = opened;
  const before = await verifyLog(pool);
  const dry = await engine.retire({ ...request, dryRun: true });
  assert.deepEqual(await engine.retentions(), []);
  assert.equal((await verifyLog(pool)).events, before.events);
  const retired = await engine.retire(request);
  assert.deepEqual(retired, dry);
  assert.deepEqual(retired.kept, { held: 1, open: 3, lately: 0, waiting: 0, unsealed: 0 });
  assert.equal(retired.families, 3);
  const { rows } = await pool.query<{ key: string }>(`select key from throughline.case_data where parent is null order by key`);
  assert.deepEqual(
    rows.map(({ key }) => key),
    ['HELD', 'LATE', 'OPEN', 'SENDER', 'SENT'],
  );
  const verdict = await verifyLog(pool);
  assert.deepEqual(verdict.findings, []);
  assert.equal(verdict.events, before.events - retired.events);
  assert.deepEqual(await rowsOf(opened, caseId(named('GONE'))), { retired_event: 4 });
  // What the order that is still there knows of its message says to whom it went.
  const left = await rowsOf(opened, caseId(named('SENT', 'parcel')));
  assert.deepEqual(Object.keys(left).sort(), ['effect', 'retired_event']);
});

test('[E231] who removed what, and why, is kept; removing again finds nothing more', async (t) => {
  const { engine } = await mixed(t);
  const retired = await engine.retire({ ...request, flows: ['order'] });
  assert.equal(retired.families, 2);
  const [kept, ...others] = await engine.retentions();
  assert.deepEqual(others, []);
  const { before, by, reason, flows, boundary, families, cases, events } = kept ?? {};
  assert.deepEqual([before, by, reason, flows, boundary], [march, 'pia', 'kept for two months', ['order'], 1]);
  assert.deepEqual([families, cases, events], [retired.families, retired.cases, retired.events]);
  assert.ok(kept?.finishedAt !== null);
  assert.equal((await engine.retire({ ...request, flows: ['order'] })).families, 0);
  assert.equal((await engine.retire(request)).families, 1);
});

test('[E232] nobody bears a removed case again', async (t) => {
  const opened = await mixed(t);
  const { engine, source } = opened;
  await engine.retire(request);
  const again = [place('GONE'), place('NEW'), fact(source, 'GONE', 'pay', { data: { amount: 100 }, receipt: 'pay/GONE' })];
  assert.deepEqual(outcomes(await engine.dispatch(again)), ['failed case-retired', 'applied', 'failed case-retired']);
});

test('[E233] only what a seal holds is removed', async (t) => {
  const opened = await company(t, async (made) => {
    await made.engine.dispatch([place('A'), place('B')]);
    await made.engine.dispatch(ended(made, 'A'));
  });
  const { engine } = opened;
  await assert.rejects(engine.retire(request), { code: 'retention-unsealed' });
  await engine.seal();
  // Recorded in January, as it were, by a transaction that no seal has seen.
  await opened.pool.query(`update throughline.clock set now = to_timestamp($1::float8 / 1000)`, [start]);
  await engine.dispatch(ended(opened, 'B'));
  await opened.pool.query(`update throughline.clock set now = to_timestamp($1::float8 / 1000)`, [Date.UTC(2026, 2, 10)]);
  const first = await engine.retire(request);
  assert.deepEqual([first.families, first.kept.unsealed], [1, 1]);
  await engine.seal();
  assert.equal((await engine.retire(request)).families, 1);
});

test('[E230] only whole months that have begun are asked for', async (t) => {
  const { engine } = await mixed(t);
  for (const before of [march + 1, Date.UTC(2026, 3, 1), Number.NaN])
    await assert.rejects(engine.retire({ ...request, before }), { code: 'retention-invalid' });
});

test('[E234] broken off anywhere, a removal goes on where it stood, beside writers', async (t) => {
  const keys = Array.from({ length: 250 }, (_, index) => `K${index}`);
  const opened = await company(t, async (made) => {
    await made.engine.dispatch(keys.map((key) => place(key)));
    await made.engine.dispatch(keys.flatMap((key) => ended(made, key)));
  });
  const { engine, pool } = opened;
  await engine.dispatch([place('LIVE')]);
  await engine.seal();
  const abort = new AbortController();
  const stopped = engine.retire({ ...request, signal: abort.signal, onProgress: () => abort.abort() });
  await assert.rejects(stopped, { name: 'AbortError' });
  const [half] = await engine.retentions();
  assert.deepEqual([half?.families, half?.finishedAt], [100, null]);
  const [whole] = await Promise.all([
    engine.retire(request),
    engine.dispatch(keys.map((key) => command(key, 'comment', { text: 'late' }))),
    engine.dispatch(Array.from({ length: 50 }, (_, index) => command('LIVE', 'comment', { text: `${index}` }))),
  ]);
  const kept = await pool.query<{ cases: number }>(`select count(*)::int4 as cases from throughline.case_`);
  assert.equal(whole.families + (kept.rows[0]?.cases ?? 0), 251);
  const runs = await engine.retentions();
  assert.equal(runs.length, 1);
  assert.ok(runs[0]?.finishedAt !== null);
  assert.deepEqual((await verifyLog(pool)).findings, []);
});
