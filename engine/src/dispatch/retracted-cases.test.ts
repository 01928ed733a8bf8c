import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, FlowDefinition, JsonObject } from '@throughline/language';
import type { Pool } from 'pg';
import { caseId } from '../case-id.ts';
import { bench, closing, command, fact, named, order, outcomes, person, place } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { Submission } from './submission.ts';

const operator: Actor = { ...person, roles: [...person.roles, 'operator', 'legal'] };

function byHand(key: string, type: string, data: JsonObject = {}): Submission {
  return command(key, type, data, { actor: operator, reason: 'The wrong file' });
}

const idOf = (key: string) => caseId(named(key));

async function counted(pool: Pool, view = 'event_log'): Promise<readonly string[]> {
  const { rows } = await pool.query<{ said: string }>(
    `select concat_ws(' ', flow, key, type, coalesce(state_from, '-'), coalesce(prev_type, '-')) as said from throughline.${view} order by bucket, case_id, seq`,
  );
  return rows.map(({ said }) => said);
}

test('[E360] what is taken back has never been, for whoever reads the log; the log has it all, and verifies', async (t) => {
  const { engine, pool, source } = await closing(bench(), t);
  await engine.dispatch([place('A'), fact(source, 'B', 'place', { data: { number: 'B', amount: 100 }, receipt: 'place/B' })]);
  const before = await counted(pool);
  await engine.dispatch([
    fact(source, 'C', 'place', { data: { number: 'C', amount: 40, contact: 'c@x.test' }, receipt: 'place/C' }),
    fact(source, 'C', 'pay', { data: { amount: 40 }, receipt: 'pay/C' }),
    place('D', { contact: 'd@x.test' }),
    command('D', 'short'),
    command('D', 'ask'),
    command('D', 'remind'),
  ]);
  const results = await engine.dispatch([byHand('C', 'retract'), byHand('D', 'retract'), byHand('D', 'retract')]);
  assert.deepEqual(outcomes(results), ['applied', 'applied', 'ignored']);
  assert.deepEqual(await counted(pool), before);
  const d = await engine.readCase(idOf('D'));
  assert.deepEqual([d?.state, d?.dueAt], ['retracted', null]);
  assert.deepEqual(
    (await engine.children(idOf('D'))).map(({ state }) => state),
    ['retracted', 'retracted'],
  );
  const { rows } = await pool.query<{ status: string }>('select status from throughline.effect where case_id = $1', [idOf('D')]);
  assert.deepEqual(rows, [{ status: 'cancelled' }]);
  assert.ok((await counted(pool, 'event_history')).length > before.length + 6);
  const { findings, events, decided } = await verifyLog(pool, { decide: true });
  assert.deepEqual([findings, decided], [[], { events, skipped: 0 }]);
});

test('[E361] a source tells again what was taken back, under the same receipts; a person who sends a command again does not', async (t) => {
  const { engine, pool, source } = await closing(bench(), t);
  const told = [
    fact(source, 'C', 'place', { data: { number: 'C', amount: 40 }, receipt: 'place/C' }),
    fact(source, 'C', 'pay', { data: { amount: 40 }, receipt: 'pay/C' }),
  ];
  const asked: Submission = { ...command('C', 'close'), receipt: { source: source.name, key: 'close/C' } };
  await engine.dispatch([...told, asked]);
  const first = await counted(pool);
  assert.deepEqual(outcomes(await engine.answers(told).then((all) => all.flatMap((one) => (one === undefined ? [] : [one])))), [
    'duplicate',
    'duplicate',
  ]);
  for (let round = 0; round < 2; round += 1) {
    await engine.dispatch([byHand('C', 'retract')]);
    assert.deepEqual(await counted(pool), []);
    assert.deepEqual(outcomes(await engine.dispatch(told)), ['applied', 'applied'], `round ${round}`);
    assert.deepEqual(await counted(pool), first.slice(0, 2), 'as the first time');
    assert.deepEqual(outcomes(await engine.dispatch([...told, asked])), ['duplicate', 'duplicate', 'duplicate']);
  }
  const again = await engine.readCase(idOf('C'));
  assert.deepEqual([again?.state, again?.data.paid, again?.clocks.retracted?.length], ['paid', 40, 2]);
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E362] what is born again runs the version of that day, opens what it owns anew, and sends under names of its own', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const life = [place('D', { contact: 'd@x.test' }), command('D', 'short'), command('D', 'remind')];
  await engine.dispatch(life);
  await engine.dispatch([byHand('D', 'retract')]);
  const better = { ...order, title: 'Order, better' } as unknown as FlowDefinition;
  await engine.deploy([better], { by: 'ann' });
  assert.deepEqual(outcomes(await engine.dispatch(life)), ['applied', 'applied', 'applied']);
  assert.equal((await engine.readCase(idOf('D')))?.version, 2);
  const children = (await engine.children(idOf('D'))).map(({ key, state }) => `${key} ${state}`).sort();
  assert.deepEqual(children, ['stock#1 retracted', 'stock#2 open']);
  const { rows } = await pool.query<{ key: string; status: string }>('select key, status from throughline.effect order by key');
  assert.deepEqual(
    rows.map(({ status }) => status),
    ['cancelled', 'pending'],
  );
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E363] what is on legal hold is not taken back, nor what owns it; who is no operator takes nothing back', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), place('B'), command('B', 'short'), byHand('A', 'legal-hold')]);
  const [child] = await engine.children(idOf('B'));
  const held = { kind: 'command', type: 'legal-hold', data: {}, actor: operator, reason: 'court' } as const;
  assert.deepEqual(outcomes(await engine.dispatch([{ case: { id: child?.id ?? '' }, input: held }])), ['applied']);
  const refused = await engine.dispatch([
    byHand('A', 'retract'),
    byHand('B', 'retract'),
    command('B', 'retract'),
    byHand('N', 'retract'),
  ]);
  assert.deepEqual(outcomes(refused), [
    'refused case-held',
    'failed child-refused',
    'refused role-required',
    'refused case-not-born',
  ]);
  assert.equal((await engine.readCase(idOf('B')))?.state, 'open');
});
