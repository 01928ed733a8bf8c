import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaseRecord, checkFlow, deadlines } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { purchase } from './flow.ts';

/* Day 0 is Monday, 4 May 2026, on which the books are still closed. Times are UTC; the office is two hours ahead. */
const start = '2026-05-04';
const request = (amount: number) =>
  `request ${JSON.stringify({
    ...{ number: 'P-1', subject: 'Two pallet trucks', requester: 'Ida', costCentre: '4711', supplier: 'Hebewerk' },
    ...{ supplierContact: 'sales@hebewerk.test', currency: 'EUR', amount, neededOn: '2026-05-18' },
  })}`;

test('[L60] [L342] of the purchase the checker says nothing', () => {
  assert.deepEqual(checkFlow(purchase), []);
});

test('[L231] [L232] who asked does not approve, who may not approve so much neither; from 10,000 on two approve', () => {
  tell(
    [purchase],
    start,
    `0 09:00 | ida (requester)                     | ${request(1_500_000)}   | requested |
     0 10:00 | pia (purchasing)                    | place                   | requested | awaiting place; task approve place
     0 11:00 | ida (cost-centre-owner)             | approve {"of":"place"}  | requested | refused: approver-excluded
     0 12:00 | otto (cost-centre-owner)            | approve {"of":"place"}  | requested | refused: approval-limit
     0 13:00 | fred (finance-lead)                 | approve {"of":"place"}  | requested | missing 1
     0 14:00 | fred (finance-lead)                 | approve {"of":"place"}  | requested | refused: approval-given
     1 08:00 | mia (managing-director)             | approve {"of":"place"}  | ordered   | mail Order P-1
     1 08:00 | until                               |`,
  );
});

test('[L223] [L234] a late delivery in parts, an invoice that does not match, and a payment that waits for the books to open', () => {
  const story = tell(
    [purchase],
    start,
    `0 09:00  | ida (requester)         | ${request(80_000)}        | requested  |
     0 10:00  | pia (purchasing)        | place                     | requested  | awaiting place; task approve place
     0 11:00  | otto (cost-centre-owner)| approve {"of":"place"}    | ordered    | mail Order P-1
     10       | store (source)          | receive {"value":30000}   | ordered    |
     16 07:00 | clock                   | purchase.delivery/chase   | ordered    | mail Where is order P-1?
     17       | hebewerk (source)       | invoice {"amount":95000}  | ordered    |
     22 07:00 | clock                   | purchase.delivery/escalate | ordered   | raised lateDelivery
     23       | store (source)          | receive {"value":50000}   | mismatched | raised mismatch
     24       | ann (accounts-payable)  | accept "two parts"        | mismatched | awaiting accept; task approve accept
     24 01:00 | ann (finance-lead)      | approve {"of":"accept"}   | mismatched | refused: approver-excluded
     25       | hebewerk (source)       | invoice {"amount":81000}  | matched    | void accept; resolved mismatch
     25 10:00 | bank (automation)       | pay                       | matched    | refused: window-closed
     30 10:00 | bank (automation)       | pay                       | paid       | resolved lateDelivery
     31       | until                   |`,
  );
  assert.equal(story.cases.get('purchase/P-1')?.data.received, 80_000);
  const refused = story.decisions.find((decision) => decision.kind === 'refused' && decision.code === 'window-closed');
  assert.ok(refused?.kind === 'refused');
  assert.deepEqual([refused.message, refused.expected], ['Month close: closed up to and with 2026-06-02', '2026-06-03']);
});

test('[L222] a deadline says why it is then', () => {
  const story = tell(
    [purchase],
    start,
    `0 09:00  | ida (requester)          | ${request(80_000)}       | requested |
     0 10:00  | pia (purchasing)         | place                    | requested | awaiting place; task approve place
     0 11:00  | otto (cost-centre-owner) | approve {"of":"place"}   | ordered   | mail Order P-1
     10       | store (source)           | receive {"value":30000}  | ordered   |`,
  );
  const record = story.cases.get('purchase/P-1') as CaseRecord;
  const said = deadlines(story.flow('purchase'), record, story.context('purchase'));
  assert.deepEqual(
    said.map(({ name, why }) => `${name}: ${why}`),
    [
      'delivery/chase: 2026-05-20 09:00: due 2026-05-18 + 2 business days',
      'delivery/escalate: 2026-05-26 09:00: due 2026-05-18 + 5 business days, without Whit Monday (2026-05-25)',
    ],
  );
});
