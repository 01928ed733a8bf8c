import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { caseId } from '@throughline/engine';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { endOfStory, entity, person, tellStory } from '../../test/small-company.ts';
import { seesAll } from '../visible/visible.ts';
import { caseEvents } from './case-events.ts';

const smallCompany = async (t: TestContext) => openHouse(t, await testDatabase('small_company', tellStory), 'demo');
const moment = { now: endOfStory, visible: seesAll };
const idOf = (key: string) => caseId({ flow: 'invoice', entity, key });

test('[S230] events, the newest first: who, what changed, what came of it in words, and what is quiet', async (t) => {
  const house = await smallCompany(t);
  const { items, next } = asContract('GET /{database}/cases/{case}/events', await caseEvents(house, idOf('I-1'), {}, moment));
  assert.equal(next, undefined);
  assert.deepEqual(
    items.map(({ title, actor, outcomes, quiet }) => [title, actor.name, outcomes.map(({ text }) => text).join('; '), quiet]),
    [
      ['Comment', 'Clara Stein', 'They do not answer', false],
      ['Assigned to Clara Stein', 'Clara Stein', '', true],
      ['Dunning: legal, to be approved', 'Clock', 'Waits for approval: Dunning: legal', false],
      ['Dunning: sales escalation', 'Clock', 'Task for Sales: The customer does not pay', false],
      ['Dunning: finance task', 'Clock', 'Task for Finance: Call the customer', false],
      ['Dunning: reminder', 'Clock', 'Mail "Reminder: invoice I-1" to i-1@nordwind.example: simulated', false],
      ['Send to the customer', 'Invoice I-1', 'Mail "Invoice I-1" to i-1@nordwind.example: simulated', false],
      ['Sending: send', 'Clock', 'Told invoice: send to the customer', false],
      ['Created', 'Anna Roth', '', false],
    ],
  );
  const [created] = items.slice(-1);
  assert.deepEqual(
    created?.changes.find(({ name }) => name === 'amount'),
    {
      ...{ name: 'amount', title: 'Amount', kind: 'money', value: 100_000 },
    },
  );
  assert.deepEqual([created?.from, created?.to], [null, { state: 'created', title: 'Created' }]);
  assert.equal(items.find(({ title }) => title === 'Dunning: reminder')?.rung, 'dunning/remind');
});

test('[S231] an event names the case that caused it, the reason that was given, and what it raised and resolved', async (t) => {
  const house = await smallCompany(t);
  const { items } = asContract('GET /{database}/cases/{case}/events', await caseEvents(house, idOf('I-2'), {}, moment));
  const [second, first] = items.filter(({ type }) => type === 'pay');
  assert.deepEqual([second?.cause?.flow, second?.cause?.key, second?.actor.name], ['allocation', 'P-2/1', 'Allocation P-2/1']);
  assert.deepEqual(
    second?.changes.map(({ title, value }) => [title, value]),
    [['Paid', 100_000]],
  );
  assert.equal(first?.outcomes[0]?.text, 'Raised: Paid in part');
  const dispute = items.find(({ type }) => type === 'dispute');
  assert.deepEqual([dispute?.reason, dispute?.outcomes[0]?.text], ['because', 'Resolved: Paid in part']);
  assert.ok(
    items.some(({ outcomes }) => outcomes.some(({ text }) => text === 'Ended: Dunning: sales escalation, Dunning: legal')),
  );
});

test('[S232] pages of events end at a number: what happens meanwhile moves nothing', async (t) => {
  const house = await smallCompany(t);
  const first = await caseEvents(house, idOf('I-1'), { limit: 4 }, moment);
  const comment = { kind: 'command', type: 'comment', data: { text: 'Now' }, actor: person('clara.stein') } as const;
  await house.engine.dispatch([{ case: { id: idOf('I-1') }, input: comment }]);
  const seen = first.items.map(({ seq }) => seq);
  for (let after = first.next; after !== undefined; ) {
    const page = await caseEvents(house, idOf('I-1'), { limit: 4, after }, moment);
    seen.push(...page.items.map(({ seq }) => seq));
    after = page.next;
  }
  assert.deepEqual(seen, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
  for (const after of ['0', '1', 'x', '-3'])
    await assert.rejects(caseEvents(house, idOf('I-1'), { after }, moment), { code: 'cursor-invalid' });
});
