import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposeMigration } from '@throughline/language';
import { caseId, childId } from '../case-id.ts';
import { type Bench, bench, closing, command, day, named, order, outcomes, place, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { file, inClaim, withClaims } from './claims.test.ts';
import { because, operator, orderMapping, secondOrder } from './second-versions.test.ts';

const claimId = (key: string) => caseId(named(key, 'claim'));
const there = { flow: 'claim', from: 1, to: 2, actor: operator, reason: 'the new rules hold for all' };
const migrate = (key: string, data: object) => ({
  ...command(key, 'migrate', { ...data }, { actor: operator, reason: 'as agreed' }),
  case: named(key, 'claim'),
});

async function opened({ engine }: Pick<Bench, 'engine'>): Promise<Bench['engine']> {
  await withClaims({ engine });
  const results = await engine.dispatch([
    file('C'),
    inClaim('C', 'settle'),
    inClaim('C', 'waive'),
    inClaim('C', 'doubt'),
    inClaim('C', 'ask'),
    inClaim('C', 'add'),
    file('D'),
    inClaim('D', 'reject'),
  ]);
  assert.deepEqual(outcomes(results), Array(8).fill('applied'));
  return engine;
}

const openTasks = async (engine: Bench['engine']) =>
  (await engine.children(claimId('C'))).filter(({ flow, state }) => flow === 'task' && state === 'open').map(({ key }) => key);

test('[E172] a migrated case runs the other version: its event says so, its deadlines are derived anew, approvals fall with their tasks', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await opened({ engine });
  assert.deepEqual(await openTasks(engine), ['approve settle#1', 'approve waive#1', 'ask#1']);
  const run = await engine.migrateCases(there);
  assert.deepEqual([run.migrated, run.refused, run.lookedAt, run.outcome], [1, 0, 2, 'done']);
  const found = await engine.readCase(claimId('C'));
  assert.deepEqual([found?.state, found?.version, found?.data['payee']], ['received', 2, 'Ann']);
  const event = (await engine.history(claimId('C'))).findLast(({ type }) => type === 'migrate');
  assert.deepEqual([event?.version, event?.from, event?.to, event?.reason], [2, 'filed', 'received', there.reason]);
  assert.deepEqual(event?.outcome.voided, ['settle']);
  // Whose approval is asked for as before goes on; the other is asked for anew.
  assert.deepEqual(await openTasks(engine), ['approve waive#1', 'ask#1']);
  assert.equal((await engine.readCase(claimId('D')))?.version, 1);
  // Two days instead of five.
  const before = (await engine.history(claimId('C'))).length;
  await engine.travel(start + 3 * day);
  const fired = (await engine.history(claimId('C'))).slice(before).map(({ version, outcome }) => [version, outcome.fired]);
  assert.deepEqual(fired, [[2, 'nagging/first']]);
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E172] what a case owns goes on under its own versions, and still speaks to its owner', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await opened({ engine });
  await engine.migrateCases(there);
  const [line] = (await engine.children(claimId('C'))).filter(({ flow }) => flow === 'line');
  assert.equal(line?.version, 1);
  const lines = await engine.migrateCases({ ...there, flow: 'line' });
  assert.deepEqual([lines.migrated, lines.refused], [1, 0]);
  const fraud = childId(claimId('C'), 'exception', 'fraud#1');
  const results = await engine.dispatch([
    { ...command('', 'drop'), case: { id: line?.id ?? '' } },
    { ...command('', 'resolve', { resolution: 'unfounded' }), case: { id: fraud } },
  ]);
  assert.deepEqual(outcomes(results), ['applied', 'applied']);
  const { clocks } = (await engine.readCase(claimId('C'))) ?? {};
  assert.deepEqual([clocks?.children?.['child/line']?.open, clocks?.children?.['exception/fraud']?.open], [[], []]);
  assert.deepEqual(
    (await engine.history(line?.id ?? '')).map(({ type, version }) => [type, version]),
    [
      ['note', 1],
      ['migrate', 2],
      ['drop', 2],
    ],
  );
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E173] the way back gives the case as it was', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await withClaims({ engine });
  await engine.dispatch([file('C'), inClaim('C', 'doubt'), inClaim('C', 'waive')]);
  const before = await engine.readCase(claimId('C'));
  await engine.migrateCases(there);
  const back = await engine.migrateCases({ ...there, back: true });
  assert.deepEqual([back.migrated, back.refused], [1, 0]);
  const after = await engine.readCase(claimId('C'));
  assert.deepEqual(
    { ...after, seq: 0, lastType: '', lastAt: 0, recordedAt: 0 },
    { ...before, seq: 0, lastType: '', lastAt: 0, recordedAt: 0 },
  );
  assert.equal(after?.seq, (before?.seq ?? 0) + 2);
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E176] a batch may hold cases of several versions, and take one there and back', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await withClaims({ engine });
  const results = await engine.dispatch([
    file('A'),
    file('B'),
    migrate('A', { to: 2 }),
    inClaim('A', 'doubt'),
    inClaim('B', 'doubt'),
    migrate('A', { to: 1, back: true }),
    migrate('A', { to: 2 }),
    migrate('A', { to: 3 }),
    migrate('A', { to: 2 }),
    migrate('A', { to: 1 }),
    migrate('A', { to: 'two' }),
    migrate('nobody', { to: 2 }),
  ]);
  const refused = 'refused migration-refused';
  assert.deepEqual(outcomes(results).slice(0, 7), Array(7).fill('applied'));
  assert.deepEqual(outcomes(results).slice(7, 11), Array(4).fill(refused));
  assert.deepEqual(outcomes(results).slice(11), ['refused case-not-born']);
  const events = await engine.history(claimId('A'));
  assert.deepEqual(
    events.map(({ type, version, to }) => `${type} ${version} ${to}`),
    ['file 1 filed', 'migrate 2 received', 'doubt 2 received', 'migrate 1 filed', 'migrate 2 received'],
  );
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E170] a mapping that would leave cases behind is refused, there and back; the newest one holds', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await assert.rejects(engine.storeMapping(orderMapping(), because), { code: 'version-unknown' });
  await engine.deploy([secondOrder], { by: 'bo', released: false });
  const good = orderMapping();
  const forth = { ...good, states: {} };
  const back = { ...good, back: { ...good.back, states: {} } };
  for (const [migration, path] of [
    [forth, '/states'],
    [back, '/back/states'],
  ] as const)
    await assert.rejects(engine.storeMapping(migration, because), (error: { code: string; details: { path: string }[] }) => {
      assert.deepEqual([error.code, error.details[0]?.path], ['migration-refused', path]);
      return true;
    });
  await assert.rejects(engine.storeMapping(good, { by: '', reason: 'so' }), { code: 'reason-missing' });
  assert.equal((await engine.storeMapping(good, because)).revision, 1);
  assert.equal((await engine.storeMapping(good, because)).revision, 1);
  const other = { ...good, defaults: { channel: 'phone' } };
  assert.equal((await engine.storeMapping(other, because)).revision, 2);
  const way = { flow: 'order', from: 1, to: 2 };
  assert.deepEqual((await engine.mapping(way))?.definition.defaults, { channel: 'phone' });
  await engine.dispatch([place('A')]);
  await engine.migrateCases({ ...way, actor: operator, reason: 'as agreed' });
  assert.equal((await engine.findCase(named('A')))?.data['channel'], 'phone');
  // Which one it was stands in the event, so that deciding it again gives the same, whatever was approved since.
  const { rows } = await pool.query(`select context->>'mapping' as mapping from throughline.event where type = 'migrate'`);
  assert.deepEqual(rows, [{ mapping: '2' }]);
  await assert.rejects(engine.migrateCases({ ...way, from: 2, to: 1, actor: operator, reason: 'so' }), {
    code: 'migration-unknown',
  });
});

test('[E171] a preview says what a migration then does, by state, with examples of whom it refuses; it writes nothing', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  // A text where there was a number: some cases cannot take it, and the mapping has nothing to say about that.
  const strict = JSON.parse(JSON.stringify(secondOrder)) as { data: { properties: Record<string, object>; required: string[] } };
  strict.data.properties['region'] = { type: 'string', maxLength: 20 };
  strict.data.required.push('region');
  await engine.deploy([strict as never], { by: 'bo', released: false });
  const keys = Array.from({ length: 620 }, (_, index) => `K${index}`);
  await engine.dispatch(keys.map((key) => place(key)));
  await engine.dispatch(keys.slice(0, 100).map((key) => command(key, 'pay', { amount: 100 })));
  await engine.dispatch(keys.slice(0, 30).map((key) => command(key, 'close')));
  const written = async () => (await pool.query('select count(*) from throughline.event')).rows[0];
  const before = await written();
  const way = { flow: 'order', from: 1, to: 2 };
  const unfinished = proposeMigration(order, strict as never);
  const seen: number[] = [];
  const refused = await engine.previewMigration({ ...way, migration: unfinished, onProgress: (count) => seen.push(count) });
  assert.deepEqual(refused.states, [
    { state: 'closed', migrate: 0, refused: 0, ended: 30 },
    { state: 'open', migrate: 0, refused: 520, ended: 0 },
    { state: 'paid', migrate: 0, refused: 70, ended: 0 },
  ]);
  assert.deepEqual(
    refused.refusals.map(({ code, cases, examples }) => [code, cases, examples.length]),
    [['data-invalid', 590, 10]],
  );
  assert.match(refused.refusals[0]?.examples[0]?.message ?? '', /region/);
  assert.deepEqual(seen, [500, 620]);
  await assert.rejects(engine.previewMigration(way), { code: 'migration-unknown' });
  await engine.storeMapping({ ...unfinished, defaults: { region: 'north' }, undecided: [] }, because);
  const preview = await engine.previewMigration(way);
  assert.deepEqual(preview.noted, [{ note: '“Region” is given "north"', cases: 590 }]);
  assert.deepEqual(await written(), before);
  const run = await engine.migrateCases({ ...way, actor: operator, reason: 'as agreed' });
  const migrated = preview.states.reduce((sum, { migrate }) => sum + migrate, 0);
  assert.deepEqual([run.migrated, run.refused, run.lookedAt], [migrated, 0, 620]);
  assert.equal(migrated, 590);
  // And back, without the field.
  const back = await engine.previewMigration({ ...way, back: true });
  assert.deepEqual(back.noted, [{ note: '“Region” is left out; the events of the case keep it', cases: 590 }]);
});
