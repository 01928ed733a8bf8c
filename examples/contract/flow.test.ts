import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type CaseRecord, checkFlow, deadlines, readDefinition } from '@throughline/language';
import { actorOf, cameOf, type Story, tell } from '../../language/test/story.ts';
import { contract, siteReview } from './flow.ts';

/* Day 0 is 1 January 2026. Paris is an hour ahead in winter, two in summer. */
const start = '2026-01-01';
const terms = {
  ...{ number: 'C-7-1', contract: 'C-7', term: 1, supplier: 'Netz SA', subject: 'Leased lines', currency: 'EUR' },
  ...{ amount: 2_400_000, endsOn: '2026-12-31', termDays: 365, noticeDays: 90 },
  sites: [
    { name: 'Lyon', yearly: 1_400_000 },
    { name: 'Lille', yearly: 1_000_000 },
  ],
};
const begin = `begin ${JSON.stringify(terms)}`;
const id = 'contract/C-7-1';

/** What a site says, and what comes of it. */
function siteSays(story: Story, site: string, type: string, data = {}): string {
  const identity = { flow: 'site-review', key: site, parent: id };
  const input = { kind: 'command', type, data, actor: actorOf('sue (site-manager)'), reason: 'we move out' } as const;
  return cameOf(story.give(`${id}/site-review/${site}`, identity, input));
}

function say(story: Story, who: string, type: string, data = {}): string {
  const record = story.cases.get(id) as CaseRecord;
  return cameOf(story.give(id, record, { kind: 'command', type, data, actor: actorOf(who), reason: 'decided' }));
}

const stateOf = (story: Story) => story.cases.get(id)?.state;

test('[L60] [L342] of contract and sites the checker says nothing', () => {
  assert.deepEqual(checkFlow(contract, { others: [siteReview] }), []);
  assert.deepEqual(checkFlow(siteReview, { others: [contract] }), []);
});

for (const flow of [contract, siteReview])
  test(`[L281] [L342] ${flow.name}.yaml says the same`, () => {
    const text = readFileSync(new URL(`${flow.name}.yaml`, import.meta.url), 'utf8');
    const read = readDefinition(text, { format: 'yaml' });
    assert.ok(read.kind === 'read');
    assert.deepEqual(read.value, flow);
  });

test('[L237] [L238] half a year before the end the sites are asked; when all have answered, it is decided, and the next term opened', () => {
  const story = tell(
    [contract, siteReview],
    start,
    `0        | cora (contract-manager) | ${begin}                         | running   |
     100      | netz (source)           | announce {"amount":2600000}      | running   |
     184 07:00 | clock                  | contract.notice/review           | reviewing |
     190      | until                   |`,
  );
  assert.equal(siteSays(story, 'Lyon', 'keep', { need: 'same' }), '');
  assert.equal(stateOf(story), 'reviewing');
  assert.equal(siteSays(story, 'Lille', 'drop'), '');
  assert.equal(stateOf(story), 'deciding');
  assert.equal(story.cases.get(id)?.data.dropped, 1);
  assert.equal(say(story, 'cora (contract-manager)', 'renew'), 'awaiting renew; task approve renew');
  const approved = story.give(id, story.cases.get(id) as CaseRecord, {
    ...{ kind: 'command', type: 'approve', data: { of: 'renew' }, actor: actorOf('hugo (head-of-purchasing)') },
  });
  assert.ok(approved.kind === 'applied');
  const [opened] = approved.effects;
  assert.ok(opened?.kind === 'message');
  assert.equal(opened.target.key, 'C-7-2');
  assert.deepEqual(opened.message.data, { ...terms, number: 'C-7-2', term: 2, amount: 2_600_000, endsOn: '2027-12-31' });
  story.runUntil(Date.parse('2027-02-01T00:00:00Z'));
  assert.equal(stateOf(story), 'renewed');
});

test('[L59] nobody decides: the day for notice passes, and that has an owner', () => {
  const story = tell(
    [contract, siteReview],
    start,
    `0         | cora (contract-manager) | ${begin}               | running   |
     184 07:00 | clock                  | contract.notice/review  | reviewing |
     244 07:00 | clock                  | contract.decision/remind | reviewing | task decision/remind
     274 07:00 | clock                  | contract.lapse/missed   | overdue   | raised noticeMissed
     275       | until                   |`,
  );
  const record = story.cases.get(id) as CaseRecord;
  assert.deepEqual(
    deadlines(story.flow('contract'), record, story.context('contract')).map(({ name, why }) => `${name}: ${why}`),
    [
      'notice/review: fired 2026-07-04 09:00: due 2026-07-04, on that day',
      'decision/remind: fired 2026-09-02 09:00: due 2026-07-04 + 60 days',
      'lapse/missed: fired 2026-10-02 09:00: due 2026-10-02, on that day',
      'end/end: held while Overdue; else 2027-01-01 09:00: due 2026-12-31 + 1 day',
      'renewal/renew: held while Overdue; else 2027-01-01 09:00: due 2026-12-31 + 1 day',
      'overdue: 2026-10-12 09:00: in Overdue since 2026-10-02 09:00 + 10 days',
    ],
  );
});

test('[L235] [L236] a price that is announced before the contract is entered waits for it', () => {
  const story = tell(
    [contract, siteReview],
    start,
    `0  | netz (source)           | C-7-1/announce {"amount":2600000} | expected |
     10 | clock                   | contract.overdue        | expected | raised overdue
     11 | cora (contract-manager) | ${begin}                | running  | resolved overdue`,
  );
  assert.equal(story.cases.get(id)?.data.announced, 2_600_000);
});

test('[L239] where notice is given while a site has not answered, it need not answer any more', () => {
  const story = tell(
    [contract, siteReview],
    start,
    `0   | cora (contract-manager) | ${begin}                        | running   |
     50  | cora (contract-manager) | review                          | reviewing |
     60  | cora (contract-manager) | conclude "the lines are slow"   | deciding  |
     61  | cora (contract-manager) | giveNotice                      | deciding  | awaiting giveNotice; task approve giveNotice
     62  | fred (finance-lead)     | approve {"of":"giveNotice"}     | noticed   |
     365 08:00 | clock             | contract.end/end                | ended     | stopped notice/review, decision/remind, lapse/missed, renewal/renew
     366 | until                   |`,
  );
  assert.equal(story.cases.get(`${id}/site-review/Lyon`)?.state, 'withdrawn');
});
