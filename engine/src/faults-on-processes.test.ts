import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { FindingKind } from '../test/faults/check-chain.ts';
import { checkHoldings, countFindings, type Testimony } from '../test/faults/check-log.ts';
import { cutAll, pointsOf, statementsOf, strikeAll } from '../test/faults/everywhere.ts';
import { freezeAt } from '../test/faults/freeze.ts';
import { readHoldings } from '../test/faults/read-holdings.ts';
import { jobId } from '../test/faults/story.ts';
import type { Blow } from '../test/faults/strike.ts';
import { Trial } from '../test/faults/trial.ts';
import { verifyLog } from './verify/verify-log.ts';

/*
 * A story that uses what the engine does is told again and again to processes that are struck at one point. Whoever gets no answer asks
 * again, of whoever is there. In the end a program that shares nothing with the engine compares what was asked for with what there is.
 */

let trial: Trial;
let statements: ReadonlyMap<string, number>;

before(async () => {
  trial = await Trial.open();
  statements = await statementsOf(trial);
});
after(() => trial.close());

const every = (step: number, from: number) => (_: unknown, index: number) => index % step === from;

async function requireWhole(): Promise<void> {
  const { findings } = await trial.check();
  assert.deepEqual(findings.slice(0, 10), [], JSON.stringify(countFindings(findings)));
  assert.deepEqual((await verifyLog(trial.pool)).findings, []);
}

test('[E270] a process that is killed at a statement, or before its commit is answered, loses nothing and repeats nothing', async () => {
  const points = pointsOf(statements, 'kill-self', ['sent'], 1)
    .filter(({ label }) => label === 'commit')
    .filter(every(9, 3));
  const { blows } = await strikeAll(trial, 'self', points);
  assert.equal(blows, points.length);
  await requireWhole();
});

for (const [blow, from] of [
  ['kill-backend', 3],
  ['end-backend', 17],
  ['kill-postmaster', 29],
  ['fail 40P01', 41],
  ['fail 55P03', 8],
  ['fail 57014', 20],
] as const satisfies readonly (readonly [Blow, number])[]) {
  test(`[E271] nor does the database, where a statement meets with: ${blow}`, async () => {
    const side = blow.startsWith('fail') ? 'before' : 'sent';
    const points = pointsOf(statements, blow, [side], from).filter(every(60, from));
    const { blows } = await strikeAll(trial, blow.replaceAll(/\W/g, ''), points);
    assert.equal(blows, points.length);
    await requireWhole();
  });
}

test('[E272] nor does a connection that is cut within a request or an answer', async () => {
  const { blows } = await cutAll(trial, 29);
  assert.ok(blows > 3, `${blows}`);
  await requireWhole();
});

test('[E274] a process that is frozen for longer than its leases, and wakes up when others did its work, does nothing twice', async () => {
  assert.ok(await freezeAt(trial, 'Dice', { label: 'commit', nth: 6, side: 'after' }));
  await requireWhole();
});

const theJob = `(select id from throughline.case_data where key = 'Dicea')`;
const planted: readonly (readonly [what: string, sql: string, kind: FindingKind])[] = [
  ['an event is gone', `delete from throughline.event where case_id = ${theJob} and type = 'shout'`, 'lost'],
  ['the last event is gone', `delete from throughline.event where case_id = ${theJob} and type = 'finish'`, 'lost'],
  ['a receipt is gone', `delete from throughline.receipt where case_id = ${theJob} and key = 'Dicea tell'`, 'lost'],
  ['an effect is gone', `delete from throughline.effect where case_id = ${theJob} and kind = 'mail'`, 'lost'],
  ['data were changed', `update throughline.case_data set data = data || '{"paid": 6}' where id = ${theJob}`, 'fold'],
  ['an actor was changed', `update throughline.event set actor = 'bob' where case_id = ${theJob} and type = 'tell'`, 'chain'],
  [
    'a rung was skipped',
    `update throughline.event set outcome = '{}' where case_id = ${theJob} and outcome->>'fired' = 'dunning/first'`,
    'lost',
  ],
  [
    'an owned case is open',
    `update throughline.case_ set state = 'lying' where flow = 'piece' and id in (select id from throughline.case_data where parent = ${theJob})`,
    'children',
  ],
  [
    'a message waits',
    `update throughline.effect set status = 'pending', finished_at = null, next_at = now() where case_id = ${theJob} and kind = 'message'`,
    'messages',
  ],
  [
    'a message came twice',
    `insert into throughline.event select bucket, case_id, seq + 1000, flow, version, type, kind, state_from, state_to, actor, actor_kind, principal,
    occurred_at, recorded_at, reason, input, patch, personal, context, outcome, cause_case, cause_seq, deviation, prev_type, gap_ms, data_salt, data_commitment,
    personal_salt, personal_commitment, hash from throughline.event e where cause_case = ${theJob} and type = 'hear'`,
    'twice',
  ],
  ['a seal is gone', 'delete from throughline.seal where number = 2', 'seals'],
];

test('[E276] the program that checks names what was planted', async () => {
  const client = new pg.Client({ connectionString: trial.cluster.url });
  await client.connect();
  const check = async (testimony: Testimony) => countFindings(checkHoldings(await readHoldings(client), testimony).findings);
  for (const [what, sql, kind] of planted) {
    await client.query('begin');
    const { rowCount } = await client.query(sql);
    assert.ok((rowCount ?? 0) > 0, `${what}: nothing was planted`);
    assert.ok((await check(trial.testimony()))[kind] > 0, what);
    await client.query('rollback');
  }
  const { wishes, deeds, ...rest } = trial.testimony();
  const shouts = await client.query(
    `select case_id || '/' || key as key from throughline.effect where delivery = 'at-most-once'`,
  );
  const twice = shouts.rows.map(({ key }: { readonly key: string }) => [key, 2] as const);
  assert.ok((await check({ ...rest, wishes, deeds: [...deeds, ...twice] })).twice > 0, 'an effect was done twice');
  const others = deeds.filter(([key]) => !key.startsWith(jobId('Dicea')));
  assert.ok((await check({ ...rest, wishes, deeds: others })).lost > 0, 'effects were never done');
  await client.end();
});
