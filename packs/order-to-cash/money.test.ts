import { test } from 'node:test';
import { tell } from '../../language/test/story.ts';
import { orderToCash } from './pack.ts';

/* Day 0 is 7 April 2026, a Tuesday; invoices are due on day 13. The books of March are closed on 1 and 2 April, those of April on 1 and 4 May. */
const start = '2026-04-07';
const { flows } = orderToCash;

const bill = (number: string, amount: number, extra: object = {}) => {
  const data = { number, customer: 'Nordwind', currency: 'EUR', amount, dueOn: '2026-04-20', deliveryReference: 'DR-7' };
  return `invoice.create ${JSON.stringify({ ...data, contact: 'ap@nordwind.test', ...extra })}`;
};
const receive = (number: string, amount: number) =>
  `payment.receive ${JSON.stringify({ number, currency: 'EUR', amount, receivedOn: '2026-04-10' })}`;
const sent = (number: string, amount: number, extra: object = {}) => `
  0       | bea (billing) | ${bill(number, amount, extra)}          | created |
  0 00:01 | erp (source)  | ${number}/invoice.send {"channel":"portal"} | sent |`;

test('[P41] what is kept back with a reason, and without one: cases with owners; accepted by a lead, claimed again, and the last cents let go', () => {
  tell(
    flows,
    start,
    `${sent('I-1', 1_000_000)}
    3       | bank (automation)      | ${receive('P-1', 930_000)} | received |
    3 01:00 | bot (automation)       | payment.match {"invoice":"I-1","expected":1000000} | matched |
    3 02:00 | bot (automation)       | payment.allocate {"deductions":{"taxDeduction":50000}} | short | raised shortPayment
    3 02:00 | message                | invoice.pay           | partially_paid | raised partialPayment
    3 02:00 | message                | allocation.confirm    | confirmed      |
    3 02:00 | message                | payment.taken         | short          |
    4       | fin (finance)          | SHF-I-1-tax-1/shortfall.accept "certificate" | with_finance | awaiting accept; task approve accept
    4 01:00 | lea (collections-lead) | SHF-I-1-tax-1/shortfall.approve {"of":"accept"} | accepting |
    4 01:00 | message                | invoice.deduct        | partially_paid |
    4 01:00 | message                | shortfall.deducted    | accepted       |
    4 02:00 | cor (collections)      | SHF-I-1-unexplained-1/shortfall.claim "they do not say why" | claimed |
    4 03:00 | cor (collections)      | I-1/invoice.writeOffRest "small" | partially_paid | refused: guard-failed
    5       | bank (automation)      | I-1/invoice.pay {"amount":19950} | partially_paid |
    6       | cor (collections)      | I-1/invoice.writeOffRest "fifty cents" | paid | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal; resolved partialPayment`,
  );
});

test('[P42] one payment over two invoices: each takes no more than is open, in its currency; the rest stays, and all can be taken back', () => {
  tell(
    flows,
    start,
    `${sent('I-1', 40_000)}${sent('I-2', 60_000)}${sent('I-3', 5_000, { currency: 'USD' })}
    3       | bank (automation)      | ${receive('P-1', 100_000)} | received |
    3 02:00 | cas (cash-application) | payment.split {"allocations":[{"invoice":"I-1","amount":50000},{"invoice":"I-2","amount":50000}]} | allocated |
    3 02:00 | message                | invoice.pay           | sent      | refused: guard-failed
    3 02:00 | message                | allocation.refuse     | refused   |
    3 02:00 | message                | payment.notTaken      | allocated | raised allocationRefused
    3 02:00 | message                | invoice.pay           | partially_paid | raised partialPayment
    3 02:00 | message                | allocation.confirm    | confirmed |
    3 02:00 | message                | payment.taken         | allocated |
    4       | cas (cash-application) | payment.allocate {"invoice":"I-3","amount":5000} | allocated | resolved allocationRefused
    4       | message                | invoice.pay           | sent      | refused: guard-failed
    4       | message                | allocation.refuse     | refused   |
    4       | message                | payment.notTaken      | allocated | raised allocationRefused
    5       | cas (cash-application) | payment.allocate {"invoice":"I-1","amount":40000} | allocated | resolved allocationRefused
    5       | message                | invoice.pay           | paid      | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal
    5       | message                | allocation.confirm    | confirmed |
    5       | message                | payment.taken         | allocated |
    6       | cas (cash-application) | payment.unallocate {"invoice":"I-2"} "wrong one" | allocated |
    6       | message                | invoice.reverse       | sent      |
    6       | message                | allocation.giveBack   | returned  |
    6       | message                | payment.givenBack     | over      | raised overPayment
    7       | bank (automation)      | payment.reverse       | reversed  | resolved overPayment
    7       | message                | invoice.reverse       | sent      |
    7       | message                | allocation.giveBack   | returned  |`,
  );
});

test('[P44] a dispute is upheld in part: a credit note that its author cannot approve; what is left is chased, three days later', () => {
  // Due on day 13, a reminder seven days later: day 20. In dispute from day 10 to 16, of which three days lie after the due day: day 23.
  tell(
    flows,
    start,
    `${sent('I-1', 100_000)}
    10       | col (collections)   | I-1/invoice.dispute {"amount":30000,"reason":"pricing"} "wrong price" | disputed |
    10       | message             | dispute.open          | opened   |
    10       | message             | invoice.disputeOpened | disputed |
    11       | col (collections)   | dispute.investigate   | investigating |
    12       | col (collections)   | dispute.ask           | investigating | raised evidenceMissing
    13       | sam (sales)         | dispute.prove {"evidence":"list of March"} | investigating | resolved evidenceMissing
    14       | col (collections)   | dispute.uphold "the list says so" | upheld |
    15       | col (collections)   | dispute.credit        | crediting |
    15       | message             | credit-note.draft     | draft     |
    16       | bea (billing)       | credit-note.issue "as upheld" | draft | awaiting issue; task approve issue
    16 01:00 | col (finance-lead)  | credit-note.approve {"of":"issue"} | draft | refused: approver-excluded
    16 02:00 | gil (finance-lead)  | credit-note.approve {"of":"issue"} | booking |
    16 02:00 | message             | invoice.credit        | sent      |
    16 02:00 | message             | credit-note.booked    | issued    | mail Credit note CN-DSP-I-1-1
    16 02:00 | message             | dispute.credited      | credited  | stopped answer/investigate, resolution/sales
    23 09:00 | clock               | invoice.dunning/remind | sent     | mail Reminder: invoice I-1
    26       | bank (automation)   | I-1/invoice.pay {"amount":70000} | paid | stopped dunning/finance, dunning/sales, dunning/legal`,
  );
});

test('[P44] a dispute is upheld in whole: the invoice is credited, and a corrected one goes out', () => {
  const anew = '{"number":"I-1-C","amount":80000,"issuedOn":"2026-04-22","dueOn":"2026-05-22"}';
  tell(
    flows,
    start,
    `${sent('I-1', 100_000)}
    10       | col (collections)  | I-1/invoice.dispute {"reason":"pricing"} "wrong price" | disputed |
    10       | message            | dispute.open          | opened    |
    10       | message            | invoice.disputeOpened | disputed  |
    14       | col (collections)  | dispute.uphold "right" | upheld   |
    15       | col (collections)  | dispute.correct ${anew} "new price" | crediting |
    15       | message            | credit-note.draft     | draft     |
    16       | bea (billing)      | credit-note.issue "as upheld" | draft | awaiting issue; task approve issue
    16 02:00 | gil (finance-lead) | credit-note.approve {"of":"issue"} | booking |
    16 02:00 | message            | invoice.credit        | credited  | stopped issue/send, dunning/remind, dunning/finance, dunning/sales, dunning/legal
    16 02:00 | message            | credit-note.booked    | issued    | mail Credit note CN-DSP-I-1-1
    16 02:00 | message            | dispute.credited      | corrected | stopped answer/investigate, resolution/sales
    16 02:00 | message            | invoice.create        | created   |
    16 03:00 | clock              | invoice.issue/send    | created   |
    16 03:00 | message            | invoice.send          | sent      | mail Invoice I-1-C
    17       | until              |`,
  );
});

test('[P45] a dispute that nobody investigates: its lead hears after five days, the lead of sales after ten; rejected, the ladder goes on', () => {
  const opened =
    '{"number":"D-9","invoice":"I-1","customer":"Nordwind","currency":"EUR","amount":100000,"reason":"missingReference"}';
  tell(
    flows,
    start,
    `${sent('I-1', 100_000)}
    10       | sam (sales)       | dispute.open ${opened}   | opened   |
    10       | message           | invoice.disputeOpened    | disputed |
    15       | clock             | dispute.answer/investigate | opened | raised noAnswer
    20       | clock             | invoice.overdue          | disputed | raised overdue
    20       | clock             | dispute.resolution/sales | opened   | task resolution/sales
    22       | col (collections) | dispute.reject "it was delivered" | rejected | resolved noAnswer
    22       | message           | invoice.reject           | sent     | resolved overdue
    29 09:00 | clock             | invoice.dunning/remind   | sent     | mail Reminder: invoice I-1
    29 10:00 | until             |`,
  );
});

test('[P46] before it is sent an invoice is checked: each fault an exception of its own, one after the other, and a bounce brings it back', () => {
  const faulty = {
    ...{ net: 10_000, tax: 1_800, taxRate: 1900, orderedAmount: 12_000, issuedOn: '2026-04-07', termDays: 30 },
    ...{ requiresPurchaseOrder: true, deliveryReference: undefined },
  };
  tell(
    flows,
    start,
    `0       | bea (billing)    | ${bill('I-1', 11_900, faulty)} | created |
     0 01:00 | clock            | invoice.issue/send     | created |
     0 01:00 | message          | invoice.send           | blocked | raised missingDeliveryReference
     0 01:30 | wim (fulfilment) | I-1/invoice.reference {"deliveryReference":"DR"} | blocked | resolved missingDeliveryReference; raised missingPurchaseOrder
     0 02:00 | sam (sales)      | I-1/invoice.complete {"purchaseOrder":"PO-1"} | blocked |
     0 02:00 | message          | invoice.check          | blocked | resolved missingPurchaseOrder; raised taxMismatch
     0 03:00 | bea (billing)    | I-1/invoice.complete {"tax":1900} | blocked |
     0 03:00 | message          | invoice.check          | blocked | resolved taxMismatch; raised priceMismatch
     0 04:00 | bea (billing)    | I-1/invoice.complete {"orderedAmount":11900} | blocked |
     0 04:00 | message          | invoice.check          | blocked | resolved priceMismatch; raised termsMismatch
     0 05:00 | bea (billing)    | I-1/invoice.markDuplicate {"of":"I-0"} | blocked | raised duplicateInvoice
     0 06:00 | bea (billing)    | I-1/invoice.complete {"dueOn":"2026-05-07"} | blocked |
     0 06:00 | message          | invoice.check          | blocked | resolved termsMismatch
     0 07:00 | lea (finance-lead) | I-1/invoice.notDuplicate "another delivery" | blocked |
     0 07:00 | message          | invoice.check          | sent    | resolved duplicateInvoice; mail Invoice I-1
     1       | mx (automation)  | I-1/invoice.bounce     | blocked | raised bouncedSend
     1 01:00 | bea (billing)    | I-1/invoice.complete {"contact":"new@nordwind.test"} | blocked |
     1 01:00 | message          | invoice.check          | sent    | resolved bouncedSend; mail Invoice I-1`,
  );
});

test('[P47] the public sector has a ladder of its own pace; a running service is stopped only if somebody agrees', () => {
  // Due on day 0: 5, 21, 30 and 75 days for the public sector; the service after 40.
  tell(
    flows,
    start,
    `${sent('I-1', 100_000, { service: 'SUB-1', segment: 'public', dueOn: '2026-04-07' })}
    5 09:00  | clock            | invoice.dunning/remind     | sent | mail Reminder: invoice I-1
    21 09:00 | clock            | invoice.dunning/finance    | sent | task dunning/finance
    30 09:00 | clock            | invoice.dunning/sales      | sent | task dunning/sales
    40 09:00 | clock            | invoice.service/stop asks  | sent | awaiting service/stop; task approve service/stop
    41       | col (collections) | I-1/invoice.approve {"of":"service/stop"} | sent | refused: role-required
    41 01:00 | sal (sales-lead) | I-1/invoice.approve {"of":"service/stop"} | sent | task service/stop
    75 09:00 | clock            | invoice.dunning/legal asks | sent | awaiting dunning/legal; task approve dunning/legal
    76       | until            |`,
  );
});

test('[P48] while the books are closed, nobody voids or writes off; money that comes in is booked all the same', () => {
  // 1 May 2026 is a Friday and day 24; the second business day is Monday, day 27.
  tell(
    flows,
    start,
    `${sent('I-1', 90)}${sent('I-2', 1_000)}
    20 09:00 | clock              | invoice.dunning/remind | sent | mail Reminder: invoice I-1
    20 09:00 | clock              | invoice.dunning/remind | sent | mail Reminder: invoice I-2
    24 10:00 | bea (finance-lead) | I-1/invoice.void "wrong" | sent | refused: role-required
    24 11:00 | cor (collections)  | I-1/invoice.void "wrong" | sent | refused: window-closed
    24 12:00 | bank (automation)  | I-2/invoice.pay {"amount":1000} | paid | stopped dunning/finance, dunning/sales, dunning/legal
    27 09:00 | clock              | invoice.dunning/finance | sent | task dunning/finance
    27 10:00 | cor (collections)  | I-1/invoice.void "wrong" | sent | refused: window-closed
    28       | cor (collections)  | I-1/invoice.void "wrong" | void | stopped issue/send, dunning/sales, dunning/legal`,
  );
});
