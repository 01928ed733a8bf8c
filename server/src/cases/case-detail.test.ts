import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { caseId } from '@throughline/engine';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { endOfStory, entity, person, tellStory } from '../../test/small-company.ts';
import { seesAll } from '../visible/visible.ts';
import { actionsOf } from './case-actions.ts';
import { caseDetail, findCase } from './case-detail.ts';
import { caseRow } from './case-row.ts';
import { loadFlows } from './flow-book.ts';

const smallCompany = async (t: TestContext) => openHouse(t, await testDatabase('small_company', tellStory), 'demo');
const moment = { now: endOfStory, visible: seesAll };
const idOf = (flow: string, key: string) => caseId({ flow, entity, key });

test('[S210] a case that is chased: owner, assignee, the rung reached, days late, what comes next and why', async (t) => {
  const house = await smallCompany(t);
  const detail = asContract('GET /{database}/cases/{case}', await caseDetail(house, idOf('invoice', 'I-1'), moment));
  const { id: _, lastAt: __, ...row } = detail.case;
  assert.deepEqual(row, {
    ...{ flow: 'invoice', version: 1, entity, key: 'I-1', state: 'sent', stateTitle: 'Sent', open: true, seq: row.seq },
    owner: { role: 'collections', title: 'Collections' },
    assignee: { id: 'clara.stein@halden.example', kind: 'person', name: 'Clara Stein' },
    enteredAt: '2026-03-01T07:00:00.000Z',
    fields: {
      ...{ customer: 'Nordwind', currency: 'EUR', amount: 100_000, paid: 0, dueOn: '2026-03-31' },
      ...{ country: 'DE', segment: null, open: 100_000 },
    },
    next: { kind: 'rung', name: 'dunning/legal', title: 'Dunning: legal', dueAt: '2026-05-15T09:00:00.000Z', late: true },
    rung: { ladder: 'dunning', name: 'legal', title: 'Legal', step: 4, of: 4 },
    pausedBy: null,
    daysLate: 50,
    exceptions: [],
    awaiting: [{ of: 'dunning/legal', title: 'Dunning: legal' }],
  });
  assert.equal(detail.subtitle, 'Nordwind');
  assert.deepEqual(
    detail.strip.map(({ title, tone }) => `${title} ${tone}`),
    ['Created passed', 'Sent current', 'Paid to-come', 'Closed to-come'],
  );
  assert.deepEqual(
    detail.strip.map(({ enteredAt, leftAt }) => [enteredAt, leftAt]),
    [
      ['2026-03-01T06:00:00.000Z', '2026-03-01T07:00:00.000Z'],
      ['2026-03-01T07:00:00.000Z', null],
      [null, null],
      [null, null],
    ],
  );
  const dunning = detail.ladders.find(({ name }) => name === 'dunning');
  assert.equal(dunning?.policy, 'From Due on, at 09:00, while Sent or Paid in part; stands still while Disputed or Promised');
  assert.deepEqual(dunning.anchor, { title: 'Due on', at: '2026-03-31T00:00:00.000Z' });
  assert.deepEqual(
    dunning.rungs.map(({ title, after, standing, firedAt, needsPerson }) => [title, after, standing, firedAt, needsPerson]),
    [
      ['Reminder', '7 days', 'fired', '2026-04-07T09:00:00.000Z', false],
      ['Finance task', '14 days', 'fired', '2026-04-14T09:00:00.000Z', false],
      ['Sales escalation', '30 days', 'fired', '2026-04-30T09:00:00.000Z', false],
      ['Legal', '45 days', 'awaiting', null, true],
    ],
  );
  assert.equal(dunning.running, true);
  assert.deepEqual(detail.deadlines[0], {
    ...{ kind: 'rung', name: 'dunning/legal', title: 'Dunning: legal', dueAt: '2026-05-15T09:00:00.000Z', standing: 'awaiting' },
    why: 'awaiting 2026-05-15 09:00: due 2026-03-31 + 45 days',
    needsPerson: true,
  });
  assert.deepEqual(
    detail.tasks.map(({ kind, title, owner, open, dueAt, late }) => [kind, title, owner.title, open, dueAt, late]),
    [
      ['dunning/finance', 'Call the customer', 'Finance', true, '2026-04-17T09:00:00.000Z', true],
      ['dunning/sales', 'The customer does not pay', 'Sales', true, '2026-05-05T09:00:00.000Z', true],
    ],
  );
  assert.deepEqual(
    detail.effects.map(({ kind, to, subject, status, simulated }) => [kind, to, subject, status, simulated]).slice(0, 1),
    [['mail', 'i-1@nordwind.example', 'Reminder: invoice I-1', 'done', true]],
  );
});

test('[S211] the path of a case with its loops, what paused it, its money to the cent, and what it is linked with', async (t) => {
  const house = await smallCompany(t);
  const detail = asContract('GET /{database}/cases/{case}', await caseDetail(house, idOf('invoice', 'I-2'), moment));
  assert.deepEqual(
    detail.strip.map(({ title, tone, note }) => [title, tone, note]),
    [
      ['Created', 'passed', null],
      ['Sent', 'passed', null],
      ['Paid in part', 'exception', 'Paid in part'],
      ['Disputed', 'exception', 'Dunning stands still'],
      ['Paid in part', 'passed', null],
      ['Paid', 'passed', null],
      ['Closed', 'current', null],
    ],
  );
  assert.deepEqual(
    [detail.case.open, detail.case.owner, detail.case.next, detail.case.daysLate, detail.case.rung?.name],
    [false, null, null, null, 'finance'],
  );
  const dunning = detail.ladders.find(({ name }) => name === 'dunning');
  assert.deepEqual(dunning?.pauses, [{ from: '2026-04-08T00:00:00.000Z', to: '2026-04-16T12:00:00.000Z', by: 'Disputed' }]);
  assert.deepEqual(dunning.rungs.map(({ name, dueAt, plannedAt, standing }) => [name, dueAt, plannedAt, standing])[1], [
    'finance',
    '2026-04-22T09:00:00.000Z',
    '2026-04-14T09:00:00.000Z',
    'fired',
  ]);
  assert.deepEqual(
    detail.money?.lines.map(({ title, amount }) => [title, amount]),
    [
      ['Amount', 100_000],
      ['Payment', -60_000],
      ['Payment', -40_000],
    ],
  );
  assert.deepEqual([detail.money.currency, detail.money.balance], ['EUR', { title: 'Open', amount: 0 }]);
  assert.deepEqual(
    detail.links.map(({ direction, name, case: other }) => [direction, name, other.flow, other.key, other.stateTitle]),
    [
      ['in', 'invoice', 'dispute', 'DSP-I-2-1', 'Settled on the invoice'],
      ['in', 'invoice', 'payment', 'P-2', 'Allocated'],
    ],
  );
  assert.deepEqual(
    detail.exceptions.map(({ kind, severity, state, resolution, open, closedAt }) => [
      kind,
      severity,
      state,
      resolution,
      open,
      closedAt,
    ]),
    [['partialPayment', 'medium', 'resolved', 'dispute', false, '2026-04-08T00:00:00.000Z']],
  );
  assert.deepEqual(
    detail.data.filter(
      ({ name }) => name === 'contact' || name === 'purchaseOrder' || name === 'everDisputed' || name === 'open',
    ),
    [
      { name: 'purchaseOrder', title: 'Purchase order', kind: 'text', value: null, personal: false, confidential: false },
      { name: 'contact', title: 'Contact', kind: 'text', value: 'i-2@nordwind.example', personal: true, confidential: false },
      { name: 'everDisputed', title: 'Ever disputed', kind: 'flag', value: true, personal: false, confidential: false },
      { name: 'open', title: 'Open', kind: 'money', value: 0, personal: false, confidential: false },
    ],
  );
});

test('[S212] what blocks a case is seen in its path, its exceptions and its next deadline; a task names its owner’s case', async (t) => {
  const house = await smallCompany(t);
  const detail = asContract('GET /{database}/cases/{case}', await caseDetail(house, idOf('invoice', 'I-3'), moment));
  assert.deepEqual(
    detail.strip.map(({ title, tone, note }) => [title, tone, note]),
    [
      ['Created', 'passed', null],
      ['Blocked', 'exception', 'Delivery reference missing'],
      ['Sent', 'to-come', null],
      ['Paid', 'to-come', null],
      ['Closed', 'to-come', null],
    ],
  );
  assert.deepEqual(detail.case.exceptions, [
    { kind: 'missingDeliveryReference', title: 'Delivery reference missing', count: 1 },
    { kind: 'overdue', title: 'Target time passed', count: 1 },
  ]);
  assert.deepEqual(detail.case.next, {
    ...{ kind: 'state', name: 'blocked', title: 'Target of Blocked' },
    ...{ dueAt: '2026-03-02T07:00:00.000Z', late: true },
  });
  const [missing] = detail.exceptions;
  assert.deepEqual(
    [missing?.key, missing?.owner, missing?.blocks, missing?.late],
    ['missingDeliveryReference#1', { role: 'fulfilment', title: 'Fulfilment' }, true, true],
  );
  const child = asContract('GET /{database}/cases/{case}', await caseDetail(house, missing?.id ?? '', moment));
  assert.deepEqual(
    [child.parent?.key, child.parent?.stateTitle, child.subtitle],
    ['I-3', 'Blocked', 'Delivery reference missing'],
  );
  assert.deepEqual([child.case.owner?.title, child.case.next?.title, child.case.next?.late], ['Fulfilment', 'Target time', true]);
  assert.equal(child.case.title, 'Delivery reference missing');
  assert.deepEqual(child.data.map(({ title, value }) => `${title}: ${value}`).slice(0, 4), [
    'Owner: Fulfilment',
    'Severity: high',
    'Flow: Invoice',
    'Case: I-3',
  ]);
  const actor = { id: 'x', principal: 'x', kind: 'person', roles: [] } as const;
  const { items } = await actionsOf(house, missing?.id ?? '', { ...moment, actor });
  assert.equal(items.find(({ type }) => type === 'resolve')?.why?.message, 'This needs the role Fulfilment');
  await house.engine.submit({
    case: { flow: 'invoice', entity, key: 'I-3' },
    input: { kind: 'command', type: 'sendWithout', reason: 'It is urgent', data: {}, actor: person('anna.roth') },
  });
  const sent = await caseDetail(house, idOf('invoice', 'I-3'), moment);
  assert.equal(
    sent.exceptions.find(({ kind }) => kind === 'missingDeliveryReference')?.resolution,
    'send without a delivery reference',
  );
  const paused = await caseDetail(house, idOf('invoice', 'I-4'), moment);
  assert.deepEqual([paused.case.pausedBy, paused.case.awaiting], ['Disputed', [{ of: 'accept', title: 'Accept the dispute' }]]);
  const waiting = paused.ladders.find(({ name }) => name === 'dunning')?.rungs[1];
  assert.deepEqual([waiting?.standing, waiting?.dueAt, waiting?.plannedAt], ['paused', null, '2026-04-14T09:00:00.000Z']);
});

test('[S213] every flow has a page: with lists in its data, without money, without a ladder', async (t) => {
  const house = await smallCompany(t);
  const release = asContract('GET /{database}/cases/{case}', await caseDetail(house, idOf('release', 'R-1'), moment));
  assert.deepEqual([release.money, release.subtitle, release.case.daysLate], [null, 'Prices by contract', -10]);
  assert.equal(release.data.find(({ name }) => name === 'systems')?.value, 'Order desk, ERP');
  const planned = await findCase(house, idOf('release', 'R-1'));
  const live = caseRow(house, (await loadFlows(house, [planned]))(planned), { ...planned, state: 'released' }, moment);
  assert.equal(live.daysLate, null, 'what is live is not late, whatever day was planned');
  const payment = asContract('GET /{database}/cases/{case}', await caseDetail(house, idOf('payment', 'P-2'), moment));
  assert.deepEqual(
    payment.money?.lines.map(({ amount }) => amount),
    [40_000, -40_000],
  );
  await assert.rejects(caseDetail(house, idOf('invoice', 'none'), moment), { code: 'case-unknown' });
  await assert.rejects(caseDetail(house, 'none', moment), { code: 'case-unknown' });
});

test('[S215] a merged case leads to the one that it was merged into', async (t) => {
  const house = await smallCompany(t);
  const [from, into] = [idOf('invoice', 'I-3'), idOf('invoice', 'I-4')];
  const operator = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator'] } as const;
  const input = { kind: 'command', type: 'merge', data: { into }, actor: operator, reason: 'Sent twice' } as const;
  const [merged] = await house.engine.dispatch([{ case: { id: from }, input }]);
  assert.equal(merged?.outcome, 'applied');
  const detail = asContract('GET /{database}/cases/{case}', await caseDetail(house, from, moment));
  assert.deepEqual([detail.case.stateTitle, detail.case.open], ['Merged into another', false]);
  const [link] = detail.links;
  assert.deepEqual([link?.direction, link?.name, link?.case.id], ['out', 'merged into', into]);
});
