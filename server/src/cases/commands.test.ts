import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { caseId } from '@throughline/engine';
import type { Actor } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { endOfStory, entity, person, tellStory } from '../../test/small-company.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { actionsOf } from './case-actions.ts';
import { caseDetail } from './case-detail.ts';
import { caseEvents } from './case-events.ts';
import { bear, type CommandAnswer, type CommandRequest, command } from './commands.ts';

const smallCompany = async (t: TestContext) => openHouse(t, await testDatabase('small_company', tellStory), 'demo');
const moment = { now: endOfStory, visible: seesAll };
const idOf = (key: string, flow = 'invoice') => caseId({ flow, entity, key });
const clara = person('clara.stein');
const refused = (code: string) => (error: { refusal?: { code: string } }) => error.refusal?.code === code;

async function actions(house: Throughline, key: string, actor: Actor, flow = 'invoice') {
  const { items } = await actionsOf(house, idOf(key, flow), { ...moment, actor });
  return asContract('GET /{database}/cases/{case}/actions', { items }).items;
}

function answered({ replayed: _, ...body }: CommandAnswer) {
  return asContract('POST /{database}/cases/{case}/commands', body);
}

test('[S220] actions say what may be done, what it asks for and where it leads, and why the rest is not possible', async (t) => {
  const house = await smallCompany(t);
  const items = await actions(house, 'I-1', clara);
  const of = (type: string) => items.find((action) => action.type === type);
  assert.deepEqual(of('promise'), {
    ...{ type: 'promise', title: 'Promise to pay', allowed: true },
    fields: [{ name: 'promisedOn', title: 'Promised on', kind: 'day', required: true }],
    ...{ reason: false, to: { state: 'promised', title: 'Promised' }, manual: false, builtIn: false },
  });
  assert.deepEqual(
    [of('writeOff')?.approval, of('writeOff')?.reason, of('writeOff')?.to?.title],
    [['Lead of finance', 'Head of finance'], true, 'Written off'],
  );
  assert.deepEqual(of('reject')?.why, { code: 'not-allowed-in-state', message: 'Only possible while Disputed' });
  assert.deepEqual(
    of('pay')?.fields.map(({ name, kind, minimum }) => [name, kind, minimum]),
    [
      ['amount', 'money', 1],
      ['payment', 'text', undefined],
      ['allocation', 'text', undefined],
      ['currency', 'text', undefined],
    ],
  );
  assert.deepEqual(
    [of('approve')?.allowed, of('approve')?.of, of('approve')?.title],
    [false, 'dunning/legal', 'Approve: Dunning, Legal'],
  );
  assert.equal(of('approve')?.data?.['of'], 'dunning/legal');
  assert.deepEqual(
    items.filter(({ builtIn }) => builtIn).map(({ type }) => type),
    ['revise', 'assign', 'comment', 'link', 'repair'],
  );
  assert.deepEqual(
    of('repair')?.fields.map(({ name, options }) => [name, options?.includes('sent')]),
    [['state', true]],
  );
  const release = await actions(house, 'R-1', person('lea.winter'), 'release');
  const revise = release.find(({ type }) => type === 'revise');
  assert.deepEqual(
    revise?.fields.find(({ name }) => name === 'systems'),
    { name: 'systems', title: 'Systems', kind: 'text', required: false, many: true, maxLength: 1000 },
  );
});

test('[S221] what an action says is what the command needs: an approval, by somebody else, of the data that was seen', async (t) => {
  const house = await smallCompany(t);
  const sofia = person('sofia.brunner');
  const [approve] = (await actions(house, 'I-4', sofia)).filter(({ type, allowed }) => type === 'approve' && allowed);
  assert.deepEqual([approve?.title, approve?.to?.title], ['Approve: Accept the dispute', 'Credited']);
  const ask = (request: CommandRequest) => command(house, idOf('I-4'), request, moment);
  const data = approve?.data ?? {};
  await assert.rejects(ask({ type: 'approve', data, actor: clara }), refused('role-required'));
  await assert.rejects(ask({ type: 'approve', data: { ...data, dataHash: 'other' }, actor: sofia }), refused('approval-void'));
  const body = answered(await ask({ type: 'approve', data, actor: sofia }));
  assert.deepEqual([body.outcome, body.case.stateTitle, body.case.open, body.seq], ['applied', 'Credited', false, body.case.seq]);
});

test('[S222] a command rests on what was seen, and is done once however often it is sent', async (t) => {
  const house = await smallCompany(t);
  const { seq } = (await caseDetail(house, idOf('I-1'), moment)).case;
  const comment = { type: 'comment', data: { text: 'Called again' }, actor: clara, idempotencyKey: 'key-1' };
  const first = await command(house, idOf('I-1'), { ...comment, ifSeq: seq }, moment);
  assert.deepEqual([first.seq, first.replayed], [seq + 1, false]);
  await command(house, idOf('I-1'), { type: 'comment', data: { text: 'And again' }, actor: clara }, moment);
  const again = await command(house, idOf('I-1'), { ...comment, ifSeq: seq }, moment);
  assert.deepEqual([again.seq, again.replayed, again.case.seq], [seq + 1, true, seq + 2]);
  await assert.rejects(command(house, idOf('I-1'), { ...comment, data: { text: 'Other' } }, moment), {
    code: 'idempotency-key-reused',
  });
  const late = { type: 'comment', data: { text: 'Late' }, actor: clara, ifSeq: seq };
  await assert.rejects(command(house, idOf('I-1'), late, moment), refused('case-moved-on'));
  const wrong = { type: 'reject', actor: clara, idempotencyKey: 'key-2' };
  await assert.rejects(command(house, idOf('I-1'), wrong, moment), refused('not-allowed-in-state'));
  await assert.rejects(command(house, idOf('I-1'), wrong, moment), refused('not-allowed-in-state'));
  await assert.rejects(command(house, idOf('none'), comment, moment), { code: 'case-unknown' });
});

test('[S223] owned cases take commands by their ids: a task is done, an exception resolved in one of its ways', async (t) => {
  const house = await smallCompany(t);
  const { tasks } = await caseDetail(house, idOf('I-1'), moment);
  const finance = tasks.find(({ kind }) => kind === 'dunning/finance');
  const done = answered(await command(house, finance?.id ?? '', { type: 'done', actor: person('oliver.kern') }, moment));
  assert.deepEqual([done.case.flow, done.case.stateTitle], ['task', 'Done']);
  const [told] = (await caseEvents(house, idOf('I-1'), { limit: 1 }, moment)).items;
  assert.deepEqual([told?.title, told?.actor.name], ['Task done: Dunning, Finance task', 'Oliver Kern']);
  const { exceptions } = await caseDetail(house, idOf('I-3'), moment);
  const missing = exceptions.find(({ kind }) => kind === 'missingDeliveryReference');
  const nils = person('nils.hagen');
  const { items } = await actionsOf(house, missing?.id ?? '', { ...moment, actor: nils });
  const [resolve] = items.filter(({ type }) => type === 'resolve');
  assert.deepEqual(
    resolve?.fields.map(({ options }) => options),
    [['reference added', 'sent without']],
  );
  const ask = (resolution: string) =>
    command(house, missing?.id ?? '', { type: 'resolve', data: { resolution }, actor: nils }, moment);
  await assert.rejects(ask('forgotten'), refused('guard-failed'));
  assert.equal((await ask('sent without')).case.open, false);
  assert.deepEqual(
    (await caseDetail(house, idOf('I-3'), moment)).case.exceptions.map(({ kind }) => kind),
    ['overdue'],
  );
});

test('[S224] a case is born once, by a start of its flow; its key need not stand in the data', async (t) => {
  const house = await smallCompany(t);
  const name = { flow: 'invoice', entity, key: 'I-9' };
  const data = { customer: 'Nordwind', currency: 'EUR', amount: 500, dueOn: '2026-07-01' };
  const create = { type: 'create', data, actor: person('anna.roth'), idempotencyKey: 'key-9' };
  const { replayed: _, ...body } = await bear(house, name, create, moment);
  const born = asContract('POST /{database}/cases', body);
  assert.deepEqual([born.outcome, born.seq, born.case.key, born.case.stateTitle], ['applied', 1, 'I-9', 'Created']);
  assert.equal((await bear(house, name, create, moment)).replayed, true);
  const { idempotencyKey: __, ...withoutKey } = create;
  await assert.rejects(bear(house, name, withoutKey, moment), refused('case-exists'));
  await assert.rejects(bear(house, { ...name, key: 'I-10' }, { ...withoutKey, actor: clara }, moment), refused('role-required'));
  await assert.rejects(bear(house, { ...name, key: 'I-10' }, { ...withoutKey, type: 'send' }, moment), refused('event-unknown'));
  await assert.rejects(bear(house, { ...name, key: 'I-10' }, { ...withoutKey, data: {} }, moment), refused('data-invalid'));
  await assert.rejects(bear(house, { ...name, flow: 'none' }, withoutKey, moment), { code: 'flow-unknown' });
});
