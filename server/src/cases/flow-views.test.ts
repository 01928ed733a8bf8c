import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { ask, endOfStory, person, tellStory } from '../../test/small-company.ts';
import { caseCounts } from './case-counts.ts';
import { flowDetail, flowHeads } from './flow-views.ts';

const smallCompany = async (t: TestContext) => openHouse(t, await testDatabase('small_company', tellStory), 'demo');

test('[S240] flows: how many cases, what their lists show, how their ladders count, and who may begin one', async (t) => {
  const house = await smallCompany(t);
  const { items } = asContract('GET /{database}/flows', { items: await flowHeads(house) });
  assert.deepEqual(
    items.map(({ name, open, cases }) => `${name} ${open} of ${cases}`).filter((text) => /^(invoice|payment|release)/.test(text)),
    ['invoice 4 of 5', 'payment 1 of 1', 'release 1 of 1'],
  );
  const asking = { now: endOfStory, actor: person('clara.stein') };
  const invoice = asContract('GET /{database}/flows/{flow}', await flowDetail(house, 'invoice', asking));
  assert.deepEqual(invoice.key, { name: 'number', title: 'Number' });
  assert.deepEqual(
    invoice.columns.map(({ name, kind, computed }) => `${name} ${kind}${computed ? ' computed' : ''}`),
    [
      ...['customer text', 'segment text', 'currency text', 'amount money', 'paid money', 'dueOn day', 'country text'],
      'open money computed',
    ],
  );
  assert.deepEqual(
    invoice.states.filter(({ cases }) => cases > 0).map(({ title, owner, final, cases }) => [title, owner, final, cases]),
    [
      ['Blocked', 'fulfilment', null, 1],
      ['Sent', 'collections', null, 2],
      ['Disputed', 'collections', null, 1],
      ['Closed', null, 'done', 1],
    ],
  );
  assert.deepEqual(
    invoice.exceptions.filter(({ open }) => open > 0).map(({ title, open }) => `${title} ${open}`),
    ['Target time passed 2', 'Delivery reference missing 1'],
  );
  assert.ok(invoice.exceptions.some(({ title, open }) => title === 'Paid too much' && open === 0));
  assert.deepEqual(
    invoice.ladders.find(({ name }) => name === 'dunning')?.rungs.map(({ title, after }) => `${title} ${after}`),
    [
      'Reminder 10 days for key, 5 days for public, else 7 days (by Segment)',
      'Finance task 21 days for public, else 14 days (by Segment)',
      'Sales escalation 30 days',
      'Legal 75 days for public, else 45 days (by Segment)',
    ],
  );
  const [start] = invoice.starts;
  assert.deepEqual(
    [start?.title, start?.allowed, start?.why],
    ['Create', false, 'This needs the role Billing or Lead of finance'],
  );
  assert.deepEqual(
    start?.fields.find(({ name }) => name === 'channel'),
    { name: 'channel', title: 'Channel', kind: 'text', required: false, options: ['mail', 'post', 'portal'] },
  );
  assert.ok(invoice.roles.some(({ name, title }) => name === 'head-of-finance' && title === 'Head of finance'));
  const forAnna = await flowDetail(house, 'invoice', { ...asking, actor: person('anna.roth') });
  assert.deepEqual(
    forAnna.starts.map(({ allowed }) => allowed),
    [true],
  );
  const task = asContract('GET /{database}/flows/{flow}', await flowDetail(house, 'task', asking));
  assert.deepEqual(task.starts, []);
  await assert.rejects(flowDetail(house, 'none', asking), { code: 'flow-unknown' });
});

test('[S241] cases are counted again when something was written, and not before', async (t) => {
  const house = await smallCompany(t);
  const ofReleases = (counts: Awaited<ReturnType<typeof caseCounts>>) =>
    counts.filter(({ flow }) => flow === 'release').reduce((sum, { cases }) => sum + cases, 0);
  // Other tests write on the same server, which counts as written.
  const [first, same] = await Promise.all([caseCounts(house), caseCounts(house)]);
  assert.deepEqual([ofReleases(first), ofReleases(same)], [1, 1]);
  const lea = person('lea.winter');
  const data = { number: 'R-2', title: 'Two', summary: 'Two.', requester: 'sam', systems: [], flows: [] };
  await ask(house, { flow: 'release', key: 'R-2' }, 'draft', lea, data);
  assert.equal(ofReleases(await caseCounts(house)), 2);
});
