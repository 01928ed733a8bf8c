import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Actor } from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import pg from 'pg';
import { gift, label } from '../../test/gift-flows.ts';
import { caseId } from '../case-id.ts';
import type { Submission } from '../dispatch/submission.ts';
import type { SinkOutcome } from '../effects/sink.ts';
import { createEngine, type Engine } from '../engine.ts';
import { type Bench, bench, closing, command, day, fact, named, outcomes, place, start } from '../fixture.test.ts';
import { initialise } from '../initialise.ts';
import { migrate } from '../migrate.ts';
import { newSealKey, signerOf } from '../seals/signer.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { restore } from './restore.ts';
import { tableRoles } from './tables.ts';
import { backup } from './write-backup.ts';

const signer = signerOf(newSealKey());
const operator: Actor = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator'] };
const officer: Actor = { id: 'pia', kind: 'person', principal: 'pia', roles: ['privacy'] };

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-backup-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function empty(t: TestContext): Promise<TestDatabase> {
  const database = await testDatabase('engine_schema', async (url) => {
    const pool = new pg.Pool({ connectionString: url });
    await migrate(pool);
    await pool.end();
  });
  t.after(() => database.close());
  return database;
}

/** Everything that a source sent, to be sent again. */
function sent({ source }: Bench): readonly Submission[] {
  return [
    fact(source, 'A', 'pay', { data: { amount: 100 }, receipt: 'pay/A' }),
    { ...fact(source, 'G', 'pay', { data: { amount: 3, payer: 'Rosa' }, receipt: 'early' }), case: named('G', 'gift') },
    fact(source, 'A', 'close', { receipt: 'close/A', at: start + day }),
    { ...place('NEW'), receipt: { source: source.name, key: 'new' } },
  ];
}

/** Orders with tasks, exceptions, links, messages, mails sent and waiting; gifts with labels and facts that came early. */
async function company(t: TestContext): Promise<Bench & { readonly mailed: string[] }> {
  const opened = await closing(bench('virtual', { signer }), t);
  const { engine } = opened;
  await engine.deploy([label, gift], { by: 'test' });
  const mailed: string[] = [];
  const submissions = [
    place('A', { dueOn: '2026-01-10', customer: 'Ångström', askedAt: '2026-01-04T10:00:00.123Z' }),
    place('B', { amount: 7, dueOn: '2026-01-10' }),
    command('B', 'short', {}, { reason: 'none left' }),
    command('A', 'ask'),
    command('A', 'ship'),
    command('B', 'shout'),
    { ...command('G', 'give', { number: 'G', lines: ['10', '2'], giver: 'Rosa' }), case: named('G', 'gift') },
    ...sent(opened),
    place('TWIN'),
    command('TWIN', 'merge', { into: caseId(named('B')) }, { actor: operator, reason: 'the same order' }),
    place('TYPO'),
    command('TYPO', 'rekey', { key: 'RIGHT' }, { actor: operator, reason: 'a slip' }),
  ];
  for (const submission of submissions) {
    const [result] = await engine.dispatch([submission]);
    assert.ok(result?.outcome === 'applied' || result?.outcome === 'deviated', JSON.stringify(result));
    await engine.seal();
  }
  await mail(engine, mailed, ({ key }) =>
    key.includes(':shout:') ? { outcome: 'refused', error: 'no such box' } : { outcome: 'done' },
  );
  await engine.settle();
  return { ...opened, mailed };
}

async function mail(engine: Engine, mailed: string[], answer: (effect: { readonly key: string }) => SinkOutcome): Promise<void> {
  const perform = async (effect: { readonly caseId: string; readonly key: string }) => {
    const outcome = answer(effect);
    if (outcome.outcome === 'done') mailed.push(`${effect.caseId}/${effect.key}`);
    return outcome;
  };
  while ((await engine.runEffects({ sinks: { mail: { perform } } })) > 0);
}

async function sealAndBackup({ engine, pool }: Bench, folder: string) {
  await engine.seal();
  return backup(pool, { folder, now: start });
}

/** Rows of a table as texts, in order; what belongs to a cluster or a moment is left out. */
async function rowsOf(
  { pool }: Pick<TestDatabase, 'pool'>,
  table: string,
  without: readonly string[] = [],
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ row: string }>(
    `select (to_jsonb(t) - $1::text[])::text as row from throughline.${table} t order by 1`,
    [without],
  );
  return rows.map(({ row }) => row);
}

/** Which tables are to be the same again. */
const compared: Readonly<Record<string, readonly string[]>> = {
  event: ['xact'],
  case_: [],
  case_data: [],
  list_field: [],
  receipt: [],
  link: [],
  seal: ['upto'],
  flow_version: [],
  clock: [],
  source: [],
};

async function assertSame(original: Pick<TestDatabase, 'pool'>, restored: Pick<TestDatabase, 'pool'>): Promise<void> {
  for (const [table, without] of Object.entries(compared))
    assert.deepEqual(await rowsOf(restored, table, without), await rowsOf(original, table, without), table);
}

test('[E227] each table of the engine has its place in a backup', async (t) => {
  const { pool } = await closing(bench(), t);
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'throughline' and table_type = 'BASE TABLE' order by 1`,
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    Object.keys(tableRoles).sort(),
  );
});

test('[E227] what was backed up is restored: log, cases, receipts, links, settings; the next seal follows', async (t) => {
  const original = await company(t);
  const folder = folderOf(t);
  const run = await sealAndBackup(original, folder);
  assert.deepEqual(run.seals, { from: 1, to: 16 });
  assert.ok(run.events > 15);
  const database = await empty(t);
  const restored = await restore(database.pool, { folder });
  assert.deepEqual([restored.seals, restored.events], [run.seals?.to, run.events]);
  assert.equal(restored.verdict.found, 0);
  await assertSame(original, database);
  await initialise(database.pool, { mode: 'virtual', now: start });
  const engine = createEngine({ database: database.pool, signer });
  await engine.dispatch([command('B', 'comment', { text: 'back again' })]);
  const seal = await engine.seal();
  assert.deepEqual([seal?.number, seal?.events], [restored.seals + 1, 1]);
  assert.equal((await engine.sealedEvents(1)).length, 1);
  assert.equal((await engine.sealedEvents(restored.seals + 1)).length, 1);
});

test('[E228] a source that sends everything again changes nothing; mails that went out do not go again', async (t) => {
  const original = await company(t);
  const folder = folderOf(t);
  await sealAndBackup(original, folder);
  const database = await empty(t);
  const { held } = await restore(database.pool, { folder });
  const engine = createEngine({ database: database.pool, signer });
  const events = (await verifyLog(database.pool)).events;
  assert.deepEqual([...new Set((await engine.dispatch(sent(original))).map(({ outcome }) => outcome))], ['duplicate']);
  await engine.settle();
  assert.equal((await verifyLog(database.pool)).events, events);
  const again: string[] = [];
  await mail(engine, again, () => ({ outcome: 'done' }));
  assert.deepEqual(again, []);
  assert.equal(held, 0);
  // What is due from now on waits with it, until somebody has looked.
  await engine.travel(start + 20 * day);
  await mail(engine, again, () => ({ outcome: 'done' }));
  assert.deepEqual(again, []);
  await engine.releaseEffects();
  await mail(engine, again, () => ({ outcome: 'done' }));
  assert.ok(again.length > 0);
  assert.deepEqual(
    again.filter((effect) => original.mailed.includes(effect)),
    [],
  );
});

test('[E228] what went out after a backup of its event is known by a later one, or held', async (t) => {
  const original = await company(t);
  const { engine } = original;
  const folder = folderOf(t);
  await engine.dispatch([command('B', 'remind'), { ...command('G', 'thank'), case: named('G', 'gift') }]);
  const first = await sealAndBackup(original, folder);
  await mail(engine, original.mailed, ({ key }) =>
    key.includes(':remind:') ? { outcome: 'done' } : { outcome: 'retry', error: 'later' },
  );
  const second = await backup(original.pool, { folder, now: start });
  assert.equal(second.seals, undefined);
  // Goes out behind the back of the last backup.
  await original.pool.query(`update throughline.effect set next_at = now() where status = 'pending'`);
  await mail(engine, original.mailed, () => ({ outcome: 'done' }));
  const database = await empty(t);
  const { held } = await restore(database.pool, { folder, toSeal: first.last.seal });
  const statuses = await database.pool.query(`select key, status, error from throughline.effect where status = 'held'`);
  assert.equal(held, 1, JSON.stringify(statuses.rows));
  const back = createEngine({ database: database.pool });
  assert.deepEqual(
    (await back.effects(caseId(named('B')))).filter(({ key }) => key.includes(':remind:')).map(({ status }) => status),
    ['done'],
  );
  assert.deepEqual(
    (await back.effects(caseId(named('G', 'gift')))).map(({ status }) => status),
    ['held'],
  );
});

test('[E228] a message whose delivery was cut off with the end of the log is delivered again, once', async (t) => {
  const original = await company(t);
  const { engine } = original;
  const folder = folderOf(t);
  await engine.dispatch([command('B', 'ship')]);
  const { last } = await sealAndBackup(original, folder);
  await engine.settle();
  await sealAndBackup(original, folder);
  const database = await empty(t);
  await restore(database.pool, { folder, toSeal: last.seal });
  const back = createEngine({ database: database.pool });
  assert.equal(await back.findCase(named('B', 'parcel')), undefined);
  await back.settle();
  assert.equal((await back.findCase(named('B', 'parcel')))?.seq, 1);
  assert.equal((await back.findCase(named('A', 'parcel')))?.seq, 1);
  assert.deepEqual((await verifyLog(database.pool)).findings, []);
});

test('[E229] a backup adds what is new; of each run, the folder can be restored up to any seal', async (t) => {
  const original = await company(t);
  const told = fact(original.source, 'R', 'place', { data: { number: 'R', amount: 5 }, receipt: 'place/R' });
  await original.engine.dispatch([told]);
  const folder = folderOf(t);
  const first = await sealAndBackup(original, folder);
  const copy = await empty(t);
  await restore(copy.pool, { folder });
  const names = readdirSync(folder);
  const kept = names.map((name) => readFileSync(join(folder, name)));
  await original.engine.dispatch([place('C'), command('C', 'ask'), ...sent(original)]);
  // Taken back, and told again under the same receipt.
  await original.engine.dispatch([command('R', 'retract', {}, { actor: operator, reason: 'The wrong file' })]);
  assert.deepEqual(outcomes(await original.engine.dispatch([told])), ['applied']);
  const second = await sealAndBackup(original, folder);
  assert.deepEqual(second.seals, { from: first.last.seal + 1, to: first.last.seal + 1 });
  assert.equal(second.events, 5);
  for (const [index, name] of names.entries())
    if (name !== 'manifest.json') assert.deepEqual(readFileSync(join(folder, name)), kept[index], name);
  const earlier = await empty(t);
  await restore(earlier.pool, { folder, toSeal: first.last.seal });
  await assertSame(copy, earlier);
  const half = await empty(t);
  const { verdict, events } = await restore(half.pool, { folder, toSeal: 2 });
  const { rows } = await original.pool.query('select sum(events)::int4 as events from throughline.seal where number <= 2');
  assert.deepEqual([verdict.found, events], [0, rows[0]?.events]);
  const whole = await empty(t);
  await restore(whole.pool, { folder });
  await assertSame(original, whole);
  const { rows: counting } = await whole.pool.query("select seq, type from throughline.event_log where key = 'R'");
  assert.deepEqual(counting, [{ seq: 1, type: 'place' }]);
});

test('[E229] what has been erased since is erased from what was copied before it', async (t) => {
  const original = await company(t);
  const folder = folderOf(t);
  const { last } = await sealAndBackup(original, folder);
  const ended: Submission = { ...command('G', 'end'), case: named('G', 'gift') };
  await original.engine.dispatch([ended]);
  const erased = await original.engine.erase({ cases: [caseId(named('G', 'gift'))], by: officer, reason: 'asked for' });
  assert.equal(erased[0]?.outcome, 'applied');
  await sealAndBackup(original, folder);
  const database = await empty(t);
  const { verdict } = await restore(database.pool, { folder, toSeal: last.seal });
  assert.ok(verdict.erased > 0);
  for (const table of Object.keys(tableRoles))
    assert.deepEqual(
      (await rowsOf(database, table)).filter((row) => row.includes('Rosa')),
      [],
      table,
    );
});

test('[E229] what was retired since is not there again', async (t) => {
  const original = await company(t);
  const folder = folderOf(t);
  const { last } = await sealAndBackup(original, folder);
  await original.engine.travel(Date.UTC(2026, 2, 10));
  const request = { before: Date.UTC(2026, 2, 1), by: 'pia', reason: 'over' };
  assert.equal((await original.engine.retire(request)).families, 1);
  await sealAndBackup(original, folder);
  for (const toSeal of [last.seal, undefined]) {
    const database = await empty(t);
    await restore(database.pool, { folder, ...(toSeal === undefined ? {} : { toSeal }) });
    const engine = createEngine({ database: database.pool });
    assert.equal(await engine.findCase(named('A')), undefined);
    assert.deepEqual(outcomes(await engine.dispatch([place('A')])), ['failed case-retired']);
    if (toSeal === undefined) await assertSame(original, database);
  }
});

for (const [what, damage] of [
  ['one changed byte', (bytes: Buffer) => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1)],
  ['a missing end', (bytes: Buffer) => bytes.subarray(0, -9)],
] as const)
  test(`[E235] ${what} in any file is found before anything is restored, and the file is named`, async (t) => {
    const original = await company(t);
    const folder = folderOf(t);
    await sealAndBackup(original, folder);
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      writeFileSync(path, damage(bytes));
      const database = await empty(t);
      await assert.rejects(restore(database.pool, { folder }), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'backup-damaged');
        assert.ok(error.message.includes(path), error.message);
        return true;
      });
      assert.deepEqual(await rowsOf(database, 'event'), []);
      writeFileSync(path, bytes);
    }
  });

test('[E235] a file that is gone, another log and a database in use are refused', async (t) => {
  const original = await company(t);
  const folder = folderOf(t);
  const unsealed = await closing(bench(), t);
  await assert.rejects(backup(unsealed.pool, { folder, now: start }), { code: 'backup-unfit' });
  await sealAndBackup(original, folder);
  await assert.rejects(restore(original.pool, { folder }), { code: 'backup-unfit' });
  const other = await company(t);
  await assert.rejects(sealAndBackup(other, folder), { code: 'backup-unfit' });
  await assert.rejects(backup(original.pool, { folder, now: start, tables: ['x; drop'] }), { code: 'backup-unfit' });
  const database = await empty(t);
  for (const toSeal of [0, 999, 1.5]) await assert.rejects(restore(database.pool, { folder, toSeal }), { code: 'backup-unfit' });
  rmSync(join(folder, 'state-1.ndjson.gz'));
  await assert.rejects(restore(database.pool, { folder }), { code: 'backup-damaged' });
  await assert.rejects(restore(database.pool, { folder: folderOf(t) }), { code: 'backup-unfit' });
});

test('[E236] a restore that was broken off anywhere goes on where it stood; until it is over nobody uses the database', async (t) => {
  const original = await company(t);
  const folder = folderOf(t);
  await sealAndBackup(original, folder);
  const steps: string[] = [];
  const whole = await empty(t);
  await restore(whole.pool, { folder, onProgress: ({ step, done }) => steps.push(`${step} ${done}`) });
  const database = await empty(t);
  for (const at of steps) {
    const broken = restore(database.pool, {
      folder,
      onProgress: ({ step, done }) => {
        if (`${step} ${done}` === at) throw new Error(`broken off at ${at}`);
      },
    });
    await broken.then(
      () => undefined,
      (error: Error) => assert.equal(error.message, `broken off at ${at}`),
    );
    if (at !== 'check 0')
      await assert.rejects(initialise(database.pool, { mode: 'virtual', now: start }), { code: 'restore-unfinished' }, at);
    if (at === steps[3]) await assert.rejects(restore(database.pool, { folder, toSeal: 1 }), { code: 'backup-unfit' });
  }
  await restore(database.pool, { folder });
  await assertSame(original, database);
  await assert.rejects(restore(database.pool, { folder }), { code: 'backup-unfit' });
});

test('[E237] a backup runs beside writers, and holds just what its seals hold', async (t) => {
  const original = await company(t);
  const { engine, pool } = original;
  const folder = folderOf(t);
  let isWriting = true;
  const writing = (async () => {
    for (let round = 0; isWriting; round += 1) {
      await engine.dispatch(Array.from({ length: 40 }, (_, index) => place(`W${round}/${index}`)));
      await engine.dispatch(Array.from({ length: 40 }, (_, index) => command(`W${round}/${index}`, 'comment', { text: 'x' })));
    }
  })();
  const runs = [
    await sealAndBackup(original, folder),
    await sealAndBackup(original, folder),
    await sealAndBackup(original, folder),
  ];
  isWriting = false;
  await writing;
  const database = await empty(t);
  const { events, verdict } = await restore(database.pool, { folder });
  assert.equal(verdict.found, 0);
  assert.equal(
    events,
    runs.reduce((sum, run) => sum + run.events, 0),
  );
  const { rows } = await pool.query<{ events: number }>(
    'select sum(events)::int4 as events from throughline.seal where number <= $1',
    [runs.at(-1)?.last.seal],
  );
  assert.equal(rows[0]?.events, events);
});
