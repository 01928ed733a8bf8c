import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { createEngine } from '../engine.ts';
import { person } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { bills, command, issue, ledger, notesOf, pay, payments, types } from './ledger.test.ts';

test('[E189] what the other case answers becomes an event of the sender, once, and names its cause', async (t) => {
  const { engine, pool } = await ledger(t);
  await engine.dispatch([issue('B', 100), pay('P', 'B', 60), pay('Q', 'B', 60), pay('R', 'none', 5)]);
  await engine.settle();
  assert.deepEqual(await types(engine, payments('P')), ['pay', 'reserved', 'confirmed']);
  assert.deepEqual(await types(engine, payments('Q')), ['pay', 'refused']);
  assert.deepEqual(await types(engine, payments('R')), ['pay', 'refused']);
  const [, reserved] = await engine.history(caseId(payments('P')));
  assert.deepEqual(
    [reserved?.input, reserved?.cause],
    [
      { case: 'B', state: 'open' },
      { case: caseId(bills('B')), seq: 2 },
    ],
  );
  assert.equal((await engine.findCase(payments('Q')))?.data.why, 'guard-failed');
  assert.equal((await engine.findCase(payments('R')))?.data.why, 'case-not-born');
  assert.deepEqual((await engine.findCase(bills('B')))?.data, {
    number: 'B',
    amount: 100,
    reserved: 60,
    confirmed: 60,
    notes: [],
  });
  assert.deepEqual(
    await engine.effectCounts(),
    [{ kind: 'message', status: 'done', effects: 4 }],
    'an answer that was asked for is no failure',
  );
  // After a restore the effects may wait again: nobody hears twice.
  await pool.query(`update throughline.effect set status = 'pending', next_at = now(), finished_at = null`);
  await engine.settle();
  assert.deepEqual(await types(engine, payments('P')), ['pay', 'reserved', 'confirmed']);
  assert.deepEqual(await types(engine, payments('Q')), ['pay', 'refused']);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E189] an answer that the sender cannot take any more is heard of', async (t) => {
  const { engine, pool } = await ledger(t);
  await engine.dispatch([issue('B', 100), pay('P', 'B', 60), command(payments('P'), 'withdraw')]);
  await engine.settle();
  assert.deepEqual(await types(engine, payments('P')), ['pay', 'withdraw', 'effect-failed']);
  const failure = (await engine.history(caseId(payments('P')))).at(-1);
  assert.match(String(failure?.input?.error), /The answer was refused/);
  assert.equal((await engine.findCase(bills('B')))?.data.reserved, 60, 'what the bill did, it did: somebody is told');
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E188] whoever delivers, each message arrives once, and those of a sender in the order of its events', async (t) => {
  const { engine, pool } = await ledger(t);
  const workers = [engine, createEngine({ database: pool }), createEngine({ database: pool })];
  await engine.dispatch([issue('B', 1), issue('C', 1)]);
  const senders = Array.from({ length: 24 }, (_, index) => `P${index}`);
  // They are turned down, but that is not heard before they have spoken.
  const said = (number: string, turn: number) => command(payments(number), 'remark', { text: `${number}/${turn}` });
  await engine.dispatch(senders.map((number, index) => pay(number, index % 2 === 0 ? 'B' : 'C', 5)));
  for (const turns of [[1, 2], [3], [4, 5, 6]])
    await engine.dispatch(senders.flatMap((number) => turns.map((turn) => said(number, turn))));
  // The server's clock was set back between them: later ones seem to have waited longer.
  await pool.query(`update throughline.effect set next_at = next_at - (seq * 7919 % 13) * interval '1 minute' where seq > 1`);
  await Promise.all(workers.map((worker) => worker.settle()));
  await engine.settle();
  const heard = [...(await notesOf(engine, 'B')), ...(await notesOf(engine, 'C'))];
  for (const number of senders)
    assert.deepEqual(
      heard.filter((note) => note.startsWith(`${number}/`)),
      [1, 2, 3, 4, 5, 6].map((turn) => `${number}/${turn}`),
    );
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E188] a message that was refused can be sent again, and is decided anew', async (t) => {
  const { engine, pool } = await ledger(t);
  await engine.dispatch([pay('P', 'B', 5), command(payments('P'), 'remark', { text: 'hello' })]);
  // The answer to the first one would end it: only the remark is delivered.
  await pool.query(`update throughline.effect set status = 'done', next_at = null, finished_at = now() where seq = 1`);
  await engine.settle();
  const [dead] = (await engine.deadEffects()).effects;
  assert.deepEqual([dead?.status, dead?.owner], ['refused', 'treasury']);
  await engine.dispatch([issue('B', 10)]);
  const actor = { ...person, roles: ['operator'] };
  const again = {
    kind: 'command',
    type: 'resend',
    data: { effect: dead?.key ?? '' },
    actor,
    reason: 'the bill is there now',
  } as const;
  assert.equal((await engine.dispatch([{ case: payments('P'), input: again }]))[0]?.outcome, 'applied');
  await engine.settle();
  assert.deepEqual((await engine.findCase(bills('B')))?.data.notes, ['hello']);
});
