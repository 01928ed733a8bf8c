import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { ask, endOfStory, entity, person, tellStory } from '../../test/small-company.ts';
import { builtInPacks } from '../built-in-packs.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { flowActivity } from './activity.ts';
import { flowBehaviour } from './behaviour.ts';
import { flowExceptions } from './exceptions.ts';
import { checkingEnds } from './findings.ts';
import { keptSettled } from './kept.ts';
import { flowLibrary } from './library.ts';
import { flowMetrics } from './metrics.ts';
import { flowParameters } from './parameters.ts';
import { flowDifference, flowVersions } from './versions.ts';

const smallCompany = async (t: TestContext) => openHouse(t, await testDatabase('small_company', tellStory), 'demo');
const asking = { now: endOfStory, visible: seesAll };
const nobody: Visible = { ...seesAll, cases: () => [], selection: () => ({ entities: [] }) };
const elsewhere: Visible = { ...seesAll, cases: () => ['Another GmbH'], selection: () => ({ entities: ['Another GmbH'] }) };

/** What was asked for in the background is there. */
async function measured(house: Throughline, visible = seesAll): Promise<void> {
  await flowActivity(house, 'invoice', { now: endOfStory, visible });
  await keptSettled(house);
}

const minutes = (ms: number | null) => (ms === null ? null : Math.round(ms / 60_000));

test('[S520] activity: what moved in thirty days, how long cases stayed, and which has been there longest', async (t) => {
  const house = await smallCompany(t);
  await measured(house);
  const invoice = asContract('GET /{database}/flows/{flow}/activity', await flowActivity(house, 'invoice', asking));
  assert.equal(invoice.asOf, '2026-05-20T12:00:00.000Z');
  assert.equal(invoice.from, '2026-04-20T12:00:00.000Z');
  // I-5 began on 18 May; of what the story tells, I-2 alone was paid and closed since 20 April.
  assert.deepEqual([invoice.begun, invoice.ended, invoice.withException, invoice.straightThrough], [1, 1, 1, 0]);
  const went = invoice.edges.filter(({ count }) => count > 0).map(({ from, to, count, declared }) => [from, to, count, declared]);
  assert.deepEqual(
    went.filter(([from]) => from === null),
    [[null, 'created', 1, true]],
  );
  assert.ok(went.every(([, , , declared]) => declared));
  const paid = invoice.states.find(({ name }) => name === 'paid');
  assert.deepEqual([paid?.entered, paid?.left, paid?.owner?.title], [1, 1, 'Billing']);
  const blocked = invoice.states.find(({ name }) => name === 'blocked');
  assert.deepEqual([blocked?.cases, blocked?.oldest?.case.key, blocked?.left], [1, 'I-3', 0]);
  assert.equal(blocked?.medianMs, null, 'nothing left it, so that there is no wait');
  const partly = invoice.states.find(({ name }) => name === 'partially_paid');
  // From the rejection of the dispute on 16 April, 12:00, to the payment of 25 April, 12:00.
  assert.equal(minutes(partly?.medianMs ?? null), 9 * 24 * 60);
});

test('[S521] what is counted of a flow is counted of the entities that one sees, and nothing else is named', async (t) => {
  const house = await smallCompany(t);
  for (const visible of [nobody, elsewhere]) {
    await measured(house, visible);
    const seen = { now: endOfStory, visible };
    const invoice = await flowActivity(house, 'invoice', seen);
    assert.equal(invoice.begun + invoice.ended, 0);
    assert.ok(invoice.states.every((state) => state.cases + state.entered + state.left === 0 && state.oldest === null));
    assert.ok(invoice.edges.every(({ count, declared }) => count === 0 && declared));
    const { items } = await flowExceptions(house, 'invoice', seen);
    assert.ok(items.every(({ open, aged, raised }) => open + aged + raised === 0));
    const library = await flowLibrary(house, seen);
    assert.ok(library.items.every(({ open, cases, begun }) => open + cases + begun === 0));
    assert.ok((await flowVersions(house, 'invoice', seen)).items.every(({ cases }) => cases === 0));
  }
  const own: Visible = { ...seesAll, cases: () => [entity], selection: () => ({ entities: [entity] }) };
  await measured(house, own);
  await measured(house);
  assert.deepEqual(
    await flowActivity(house, 'invoice', { now: endOfStory, visible: own }),
    await flowActivity(house, 'invoice', asking),
  );
});

test('[S522] the library: each flow with owner, cases, volume, shares, last change and findings, by stream and stage', async (t) => {
  const house = await smallCompany(t);
  await measured(house);
  await flowLibrary(house, asking);
  await checkingEnds();
  const { items } = asContract('GET /{database}/flow-library', await flowLibrary(house, asking));
  const places = items.map(({ stream, stage }) => `${stream ?? '~'} ${stage ?? '~'}`);
  assert.deepEqual(places, [...places].sort(), 'by stream and stage');
  const invoice = items.find(({ name }) => name === 'invoice');
  assert.deepEqual(
    [invoice?.open, invoice?.cases, invoice?.begun, invoice?.withException, invoice?.straightThrough, invoice?.lastChange?.title],
    [4, 5, 1, 1, 0, 'Version 1'],
  );
  assert.deepEqual(invoice?.findings?.errors, 0, 'what is deployed has no errors');
  assert.equal(items.find(({ name }) => name === 'task')?.lastChange, null, 'the kernel changes with the program');
});

test('[S523] behaviour: transitions with guards in words and CEL, who may, approvals, fields and ladders', async (t) => {
  const house = await smallCompany(t);
  const behaviour = asContract(
    'GET /{database}/flows/{flow}/behaviour',
    await flowBehaviour(house, 'invoice', { now: endOfStory }),
  );
  const dispute = behaviour.transitions.find(({ from, event }) => from === 'sent' && event === 'dispute');
  assert.deepEqual([dispute?.by, dispute?.toTitle, dispute?.reason], ['person', 'Disputed', true]);
  const guarded = behaviour.transitions.find(({ when }) => when?.cel.includes('has(data.deliveryReference)') === true);
  assert.match(guarded?.when?.words ?? '', /deliveryReference is there/);
  const approved = behaviour.transitions.find(({ approval }) => approval !== null);
  assert.match(approved?.approval?.by ?? '', /finance/i);
  assert.ok(behaviour.limits.some((limit) => limit.includes('takes the approval of')));
  const contact = behaviour.fields.find(({ name }) => name === 'contact');
  assert.deepEqual([contact?.personal, contact?.list, contact?.decided], [true, false, false]);
  const release = await flowBehaviour(house, 'release', { now: endOfStory });
  assert.deepEqual(
    release.fields.flatMap(({ name, decided }) => (decided ? [name] : [])),
    ['plannedOn', 'releasedOn', 'hypercareUntil', 'guardRails'],
    'nobody gives or revises them',
  );
  assert.ok(behaviour.fields.some(({ computed }) => computed !== null));
  const dunning = behaviour.ladders.find(({ name }) => name === 'dunning');
  assert.ok(dunning?.rungs.some(({ title, approval }) => title === 'Legal' && approval !== null));
  assert.ok(behaviour.mails.some(({ from }) => from.length > 0));
  await assert.rejects(flowBehaviour(house, 'invoice', { now: endOfStory, version: 7 }), { code: 'flow-unknown' });
});

test('[S524] exceptions of a flow: rules, and how many are open, late and lately raised', async (t) => {
  const house = await smallCompany(t);
  await measured(house);
  const { items } = asContract('GET /{database}/flows/{flow}/exceptions', await flowExceptions(house, 'invoice', asking));
  const missing = items.find(({ kind }) => kind === 'missingDeliveryReference');
  assert.deepEqual([missing?.open, missing?.aged, missing?.blocks, missing?.severity], [1, 1, true, 'high']);
  assert.ok((missing?.raisedBy.length ?? 0) > 0 && (missing?.resolutions.length ?? 0) > 0);
  assert.equal(
    items.reduce((sum, { open }) => sum + open, 0),
    3,
    'as many as the list of exceptions of the flow has',
  );
});

test('[S525] versions: who, when, why; and what changed between any two, in words', async (t) => {
  const house = await smallCompany(t);
  const [first] = builtInPacks.flatMap(({ flows }) => flows).filter(({ name }) => name === 'invoice');
  assert.ok(first?.states['paid'] !== undefined);
  const second = { ...first, states: { ...first.states, paid: { ...first.states['paid'], owner: 'collections' } } };
  await house.engine.deploy([second], { by: 'lea.winter@halden.example' });
  const { items } = asContract('GET /{database}/flows/{flow}/versions', await flowVersions(house, 'invoice', asking));
  assert.deepEqual(
    items.map(({ version, current, cases, changes }) => [version, current, cases, changes]),
    [
      [2, true, 0, { breaking: 0, behaviour: 1, wording: 0 }],
      [1, false, 5, null],
    ],
  );
  const difference = asContract(
    'GET /{database}/flows/{flow}/versions/{version}/diff',
    await flowDifference(house, 'invoice', { version: 2 }),
  );
  assert.deepEqual([difference.from, difference.to, difference.changes.map(({ part }) => part)], [1, 2, ['owners']]);
  assert.match(difference.changes[0]?.sentence ?? '', /Paid/);
  const same = await flowDifference(house, 'invoice', { version: 1, against: 1 });
  assert.deepEqual(same.changes, []);
  await assert.rejects(flowDifference(house, 'invoice', { version: 9 }), { code: 'flow-unknown' });
});

test('[S526] parameters: value, owner, bounds, since when, where they count; decisions with what was before', async (t) => {
  const house = await smallCompany(t);
  const before = asContract('GET /{database}/flows/{flow}/parameters', await flowParameters(house, 'invoice'));
  const reminder = before.items.find(({ name }) => name === 'reminderAfter');
  assert.deepEqual([reminder?.value, reminder?.since, before.history], ['7 days', null, []]);
  assert.ok(reminder?.usedBy.some((place) => place.includes('Reminder')));
  const decided = { flow: 'invoice', by: 'lea.winter@halden.example', reason: 'Sooner.' };
  await house.engine.changeParameters({ ...decided, values: { reminderAfter: 5 } });
  await house.engine.changeParameters({ ...decided, values: { reminderAfter: 6 }, from: endOfStory + 86_400_000 });
  const { items, history } = await flowParameters(house, 'invoice');
  const now = items.find(({ name }) => name === 'reminderAfter');
  assert.deepEqual(
    [now?.value, now?.default, now?.scheduled, now?.since],
    ['5 days', '7 days', [{ value: '6 days', from: '2026-05-21T12:00:00.000Z' }], '2026-05-20T12:00:00.000Z'],
  );
  assert.deepEqual(
    history.map(({ values }) => values.map((one) => `${one.title}: ${one.before} to ${one.after}`)),
    [[`${reminder?.title}: 5 days to 6 days`], [`${reminder?.title}: 7 days to 5 days`]],
  );
  assert.equal(history[0]?.by, 'Lea Winter');
});

test('[S527] the metrics of a flow are those that are measured of it', async (t) => {
  const house = await smallCompany(t);
  const { tiles } = asContract('GET /{database}/flows/{flow}/metrics', await flowMetrics(house, 'invoice', asking));
  assert.ok(tiles.some(({ id }) => id === 'dso'));
  const none = await flowMetrics(house, 'task', asking);
  assert.deepEqual(none.tiles, []);
});

test('[S528] figures are read again when the clock was moved, and kept otherwise', async (t) => {
  const house = await smallCompany(t);
  await measured(house);
  const again = await flowActivity(house, 'invoice', asking);
  assert.equal(again.begun, 1);
  const later = endOfStory + 60 * 86_400_000;
  await house.engine.travel(later);
  await flowActivity(house, 'invoice', { ...asking, now: later });
  await keptSettled(house);
  const moved = await flowActivity(house, 'invoice', { ...asking, now: later });
  assert.deepEqual([moved.asOf, moved.begun], [new Date(later).toISOString(), 0]);
  await ask(house, { flow: 'release', key: 'R-9' }, 'draft', person('lea.winter'), {
    ...{ number: 'R-9', title: 'Nine', summary: 'Nine.', requester: 'sam', systems: [], flows: [] },
  });
  const { begun } = await flowActivity(house, 'release', { ...asking, now: later });
  assert.equal(begun, 0, 'not more often than its pause allows');
});
