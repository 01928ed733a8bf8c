import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { caseId } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { ask, claimData, claimOf, day, foundClaims, person, runbook, start, tell } from '../../test/claims-company.ts';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { listRungsSoon } from '../home/list-rungs-soon.ts';
import { moneyAtRisk } from '../home/risk.ts';
import type { Throughline } from '../throughline.ts';
import { verifyLog } from '../verify-log.ts';
import { seesAll } from '../visible/visible.ts';
import { listDecisions } from '../work/decisions.ts';
import { actionsOf } from './case-actions.ts';
import { caseDetail } from './case-detail.ts';
import { caseEvents } from './case-events.ts';
import { caseList } from './case-list.ts';
import { bear, command } from './commands.ts';
import { flowDetail } from './flow-views.ts';
import { search } from './search.ts';

const claims = async (t: TestContext) => openHouse(t, await testDatabase('claims', foundClaims), 'demo');
const desk = person('ann', 'desk');
const idOf = (key: string) => caseId(claimOf(key));
const file = (house: Throughline, key: string, more: JsonObject = {}) => ask(house, key, 'file', desk, claimData(key, more));

const riskFields = { dueOn: 'dueOn', open: 'open', currency: 'currency' };

async function shown(house: Throughline, key: string, now: number) {
  return asContract('GET /{database}/cases/{case}', await caseDetail(house, idOf(key), { now, visible: seesAll }));
}

async function actionOf(house: Throughline, key: string, type: string, actor = desk, now = start) {
  const { items } = await actionsOf(house, idOf(key), { actor, now, visible: seesAll });
  const { seq: _, ...body } = { seq: 0, items };
  return asContract('GET /{database}/cases/{case}/actions', body).items.find((action) => action.type === type);
}

test('[S260] a case that is only expected: whose it is, by when, what waits, and its birth from its own page', async (t) => {
  const house = await claims(t);
  await tell(house, 'C-1', 'pay', { data: { amount: 300_000 }, at: start - day });
  const waiting = await shown(house, 'C-1', start);
  assert.deepEqual(
    [waiting.case.stateTitle, waiting.case.open, waiting.case.owner?.role, waiting.case.next?.title, waiting.money],
    ['Expected', true, 'desk', 'Target of its birth', null],
  );
  assert.deepEqual(
    waiting.strip.map(({ title, tone }) => `${title} ${tone}`),
    ['Expected current', 'Filed to-come', 'Settled to-come'],
  );
  const key = 'C-1';
  const [found] = (await caseList(house, { flow: 'claim', where: ['$state=expected'] }, { now: start, visible: seesAll })).items;
  assert.equal(found?.key, key);
  assert.deepEqual(
    (await search(house, { q: 'c-1', limit: 5 })).cases.map((hit) => hit.stateTitle),
    ['Expected'],
  );
  const flow = asContract('GET /{database}/flows/{flow}', await flowDetail(house, 'claim', { actor: desk, now: start }));
  assert.deepEqual(
    flow.states.map((state) => [state.name, state.owner, state.cases]).filter(([, , cases]) => cases !== 0),
    [['expected', 'desk', 1]],
  );

  const action = await actionOf(house, key, 'file');
  assert.equal(action?.allowed, true);
  assert.equal(await actionOf(house, key, 'settle'), undefined, 'there is nothing to settle yet');
  assert.equal((await actionOf(house, key, 'file', person('cy', 'board')))?.why?.message, 'This needs the role Desk');
  assert.ok(!action?.fields.some(({ name }) => name === 'number'), 'its key is known');
  const { number: _, ...data } = claimData(key, { lines: ['a', 'b'] });
  const born = await command(house, idOf(key), { type: 'file', data, actor: desk }, { now: start, visible: seesAll });
  assert.deepEqual([born.case.state, born.case.fields['open']], ['filed', 500_000]);

  const after = await shown(house, key, start);
  assert.deepEqual(after.links.map(({ name, case: line }) => `${name} ${line.key} ${line.stateTitle}`).sort(), [
    'lines a Open',
    'lines b Open',
  ]);
  assert.deepEqual(
    after.money?.lines.map(({ title, amount }) => [title, amount]),
    [
      ['Amount', 800_000],
      ['Payment', -300_000],
    ],
  );
  const events = asContract(
    'GET /{database}/cases/{case}/events',
    await caseEvents(house, idOf(key), {}, { now: start, visible: seesAll }),
  );
  assert.deepEqual(events.items.map(({ title, quiet }) => [title, quiet]).reverse(), [
    ['Payment, waits for its case', false],
    ['Created', false],
    ['Payment', true],
  ]);
  assert.equal((await verifyLog(house)).found, 0);
});

test('[S261] what was refused before its case was born is not remembered: once it is born, the same request is taken', async (t) => {
  const house = await claims(t);
  await tell(house, 'C-1', 'pay', { data: { amount: 1 }, at: start - day });
  const doubt = { type: 'doubt', actor: desk, idempotencyKey: 'k-1' };
  await assert.rejects(command(house, idOf('C-1'), doubt, { now: start, visible: seesAll }), {
    message: /nothing has begun it yet/,
  });
  const { number: _, ...data } = claimData('C-1');
  await bear(house, claimOf('C-1'), { type: 'file', data, actor: desk }, { now: start, visible: seesAll });
  const taken = await command(house, idOf('C-1'), doubt, { now: start, visible: seesAll });
  assert.deepEqual([taken.outcome, taken.replayed], ['applied', false]);
});

test('[S262] an exception says what its owner should do: on its case, and on its own page', async (t) => {
  const house = await claims(t);
  await file(house, 'C-1');
  await ask(house, 'C-1', 'doubt', desk);
  const [exception] = (await shown(house, 'C-1', start)).exceptions;
  assert.deepEqual([exception?.title, exception?.runbook], ['No photographs', runbook]);
  const own = asContract(
    'GET /{database}/cases/{case}',
    await caseDetail(house, exception?.id ?? '', { now: start, visible: seesAll }),
  );
  assert.equal(own.runbook, runbook);
  assert.equal((await shown(house, 'C-1', start)).runbook, null);
});

test('[S263] of several approvals it is told how many are given and by whom; who may not approve so much reads it in money', async (t) => {
  const house = await claims(t);
  await file(house, 'C-1');
  await ask(house, 'C-1', 'settle', desk);
  await ask(house, 'C-1', 'approve', person('bob', 'head'), { of: 'settle' });
  const awaiting = (await shown(house, 'C-1', start)).case.awaiting;
  assert.deepEqual(awaiting, [{ of: 'settle', title: 'Settle', approvals: { given: 1, needed: 2 } }]);
  const [decision] = asContract(
    'GET /{database}/decisions',
    await listDecisions(house, { actor: person('cy', 'board'), now: start, visible: seesAll }, { whose: 'mine', limit: 9 }),
  ).items;
  assert.deepEqual(
    [decision?.approvals, decision?.facts.find(({ title }) => title === 'Approvals')?.value],
    [{ given: 1, needed: 2 }, '1 of 2: bob'],
  );
  const { items } = await caseEvents(house, idOf('C-1'), {}, { now: start, visible: seesAll });
  assert.deepEqual(
    items[0]?.outcomes.map(({ text }) => text),
    ['One more must approve'],
  );

  await file(house, 'C-2');
  await ask(house, 'C-2', 'release', desk);
  const refused = await actionOf(house, 'C-2', 'approve', person('bob', 'head'));
  assert.deepEqual(refused?.why, {
    code: 'approval-limit',
    message: 'It is EUR 8,000.00, and the approver may approve: Head of claims up to EUR 5,000.00',
  });
  assert.equal((await actionOf(house, 'C-2', 'approve', person('cy', 'board')))?.allowed, true);
});

test('[S264] in a closed window the action is not possible, and says until when', async (t) => {
  const house = await claims(t);
  await file(house, 'C-1', { dueOn: '2027-06-01' });
  const inWindow = Date.UTC(2026, 11, 28);
  const closed = await actionOf(house, 'C-1', 'settle', desk, inWindow);
  assert.deepEqual(
    [closed?.allowed, closed?.why],
    [false, { code: 'window-closed', message: 'Year end: closed up to and with 2027-01-03' }],
  );
  assert.equal((await actionOf(house, 'C-1', 'settle', desk, start))?.allowed, true);
});

test('[S265] a rung that comes again is one step with a number; lists find all its times by its name, or one of them', async (t) => {
  const house = await claims(t);
  await file(house, 'C-1');
  await file(house, 'C-2', { dueOn: '2026-01-19' });
  await house.engine.travel(start + 20 * day);
  const now = (await house.engine.clock()).now;
  const { case: row, ladders } = await shown(house, 'C-1', now);
  assert.deepEqual(row.rung, { ladder: 'chase', name: 'remind#2', title: 'Reminder (2nd time)', step: 1, of: 2 });
  assert.deepEqual(
    ladders[0]?.rungs.map(({ title, after, standing }) => `${title}, ${after}, ${standing}`),
    [
      'Reminder, 1 business day, fired',
      'Reminder (2nd time), 1 business day + 7 days, fired',
      'Reminder (3rd time), 1 business day + 2 × 7 days, pending',
      'Board, 60 days, pending',
    ],
  );
  const keys = async (...where: string[]) =>
    (await caseList(house, { flow: 'claim', where, sort: '$key' }, { now, visible: seesAll })).items.map(({ key }) => key);
  assert.deepEqual(await keys('$rung.chase=remind'), ['C-1', 'C-2']);
  assert.deepEqual(await keys('$rung.chase=remind#1'), ['C-2']);
  assert.deepEqual(await keys('$rung.chase=remind#2'), ['C-1']);
  assert.deepEqual(await keys('$rung.chase!=remind'), []);
  const flow = await flowDetail(house, 'claim', { actor: desk, now });
  assert.deepEqual(
    flow.ladders[0]?.rungs.map(({ after }) => after),
    ['1 business day, then every 7 days, 3 times in all', '60 days'],
  );
  assert.equal(flow.timeZone, 'Europe/Berlin');

  const of = { flow: 'claim', ladder: 'chase' };
  const risk = await moneyAtRisk(
    house,
    { ...of, ...riskFields, noun: { one: 'claim', many: 'claims' } },
    { now, visible: seesAll },
  );
  assert.deepEqual(
    risk?.rungs.map(({ title, cases, soon, after }) => [title, cases, soon, after]),
    [
      ['Before the first rung', 0, 0, null],
      ['Reminder', 2, 2, '1 business day, then every 7 days, 3 times in all'],
      ['Board', 0, 0, '60 days'],
    ],
  );
  const listed = async (reached: string) =>
    (await listRungsSoon(house, { now, visible: seesAll }, { ...of, reached, limit: 9 })).items.map(
      ({ case: { key }, title }) => `${key} ${title}`,
    );
  assert.deepEqual(await listed('remind'), ['C-1 Reminder (3rd time)', 'C-2 Reminder (2nd time)']);
  assert.deepEqual(await listed('remind#2'), ['C-1 Reminder (3rd time)']);
});

test('[S266] a rung that would not have fired, as was learned later, is marked with when; the event says so', async (t) => {
  const house = await claims(t);
  await file(house, 'C-1');
  await house.engine.travel(start + 9 * day);
  await tell(house, 'C-1', 'halt', { at: start + day });
  const now = (await house.engine.clock()).now;
  const { ladders } = await shown(house, 'C-1', now);
  const [remind] = ladders[0]?.rungs ?? [];
  assert.deepEqual([remind?.standing, remind?.overtakenAt], ['fired', new Date(now).toISOString()]);
  const { items } = await caseEvents(house, idOf('C-1'), {}, { now: start, visible: seesAll });
  assert.ok(
    items[0]?.outcomes.some(({ kind, text }) => kind === 'overtaken' && text.endsWith(': Chase: reminder')),
    JSON.stringify(items[0]?.outcomes),
  );
});

test('[S267] days and times of a case are those of the calendar of its entity', async (t) => {
  const house = await claims(t);
  const filed = { kind: 'command', type: 'file', actor: desk } as const;
  for (const entity of ['berlin', 'tokyo'])
    await house.engine.dispatch([{ case: { ...claimOf('C-9'), entity }, input: { ...filed, data: claimData('C-9') } }]);
  const told = async (entity: string) => {
    const detail = await caseDetail(house, caseId({ ...claimOf('C-9'), entity }), { now: start, visible: seesAll });
    const [chase] = detail.ladders;
    const nextDay = detail.data.find(({ name }) => name === 'nextDay')?.value;
    return [detail.flow.timeZone, chase?.anchor?.at, chase?.rungs[0]?.dueAt, nextDay];
  };
  assert.deepEqual(await told('berlin'), ['Europe/Berlin', '2026-01-07T23:00:00.000Z', '2026-01-12T08:00:00.000Z', '2026-01-12']);
  assert.deepEqual(await told('tokyo'), ['Asia/Tokyo', '2026-01-07T15:00:00.000Z', '2026-01-09T00:00:00.000Z', '2026-01-09']);
});
