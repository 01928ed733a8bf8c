import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow, checkPack, compileFlow } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { incident } from '../service/incident.ts';
import { orderToCash } from './pack.ts';

const { flows } = orderToCash;

test('[P1] the checker finds nothing in the pack, and each of its flows compiles by itself', () => {
  assert.deepEqual(checkPack(orderToCash, [incident]), []);
  for (const flow of flows) {
    assert.deepEqual(checkFlow(flow), []);
    assert.equal(compileFlow(flow).name, flow.name);
  }
});

test('[P1] every owner of a metric is a role of the pack', () => {
  const roles = Object.keys(orderToCash.roles);
  assert.deepEqual(
    orderToCash.metrics
      .map((metric) => ('owner' in metric ? String(metric.owner) : ''))
      .filter((owner) => !roles.includes(owner)),
    [],
  );
});

const place = `order.place ${JSON.stringify({
  number: 'ORD-1001',
  customer: 'Nordwind',
  currency: 'EUR',
  amount: 1_000_000,
  requestedOn: '2026-04-05',
  creditLimit: 500_000,
  contact: 'ap@nordwind.test',
})}`;
const receive = (number: string, amount: number) =>
  `payment.receive ${JSON.stringify({ number, currency: 'EUR', amount, receivedOn: '2026-04-10' })}`;

test('[P10] [P14] from the order to the last cent: two deliveries, two invoices, three payments, one of them taken back', () => {
  const story = tell(
    flows,
    '2026-04-01',
    `0        | olga (order-desk)     | ${place}                     | placed    |
     0 01:00  | bot (automation)      | order.validate               | on_hold   | raised missingPurchaseOrder
     0 02:00  | sam (sales)           | order.provide {"purchaseOrder":"PO-1"} | placed | resolved missingPurchaseOrder
     0 03:00  | olga (order-desk)     | order.validate               | validated | manual
     0 04:00  | bot (automation)      | order.release                | on_hold   | raised creditHold
     0 05:00  | sam (sales)           | order.releaseCredit "old customer" | on_hold | awaiting releaseCredit; task approve releaseCredit
     0 06:00  | cara (credit-manager) | order.approve {"of":"releaseCredit"} | released | resolved creditHold
     0 06:00  | message               | delivery.plan                | planned   |
     2        | wms (automation)      | delivery.ship {"shippedOn":"2026-04-03","carrier":"Rapid"} | shipped |
     3        | wms (automation)      | delivery.deliver {"deliveredOn":"2026-04-04"} | delivered |
     4        | wms (automation)      | delivery.confirm {"amount":600000} | partial | raised shortDelivery
     4        | message               | order.deliver                | released  |
     4        | message               | invoice.create               | created   |
     4        | message               | order.invoice                | released  |
     4 01:00  | clock                 | invoice.issue/send           | created   |
     4 01:00  | message               | invoice.send                 | blocked   | raised missingDeliveryReference
     5        | wms (automation)      | delivery.addReference {"reference":"DR-1"} | partial |
     5        | message               | invoice.reference            | sent      | resolved missingDeliveryReference; mail Invoice INV-1001
     6        | bank (automation)     | ${receive('P-1', 600_000)}   | received  |
     7        | bot (automation)      | payment.match {"invoice":"INV-1001","expected":600000} | matched |
     7 01:00  | bot (automation)      | payment.allocate             | allocated |
     7 01:00  | message               | invoice.pay                  | paid      | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal
     7 01:00  | message               | allocation.confirm           | confirmed |
     7 01:00  | message               | payment.taken                | allocated |
     7 02:00  | bot (automation)      | payment.reconcile            | reconciled |
     8        | wms (automation)      | delivery.confirm {"reference":"DR-2"} | confirmed | resolved shortDelivery
     8        | message               | order.deliver                | fulfilled | stopped fulfilment/ask, fulfilment/tell
     8        | message               | invoice.create               | created   |
     8        | message               | order.invoice                | fulfilled |
     8 01:00  | clock                 | invoice.issue/send           | created   |
     8 01:00  | message               | invoice.send                 | sent      | mail Invoice INV-1001-part-2
     9        | bank (automation)     | ${receive('P-2', 300_000)}   | received  |
     9 01:00  | bot (automation)      | payment.match {"invoice":"INV-1001-part-2","expected":400000} | matched |
     9 02:00  | bot (automation)      | payment.allocate             | short     | raised shortPayment
     9 02:00  | message               | invoice.pay                  | partially_paid | raised partialPayment
     9 02:00  | message               | allocation.confirm           | confirmed |
     9 02:00  | message               | payment.taken                | short     |
     9 03:00  | bank (automation)     | payment.reverse              | reversed  | resolved shortPayment
     9 03:00  | message               | invoice.reverse              | sent      |
     9 03:00  | message               | allocation.giveBack          | returned  |
     10       | bank (automation)     | ${receive('P-3', 400_000)}   | received  |
     10 01:00 | bot (automation)      | payment.match {"invoice":"INV-1001-part-2","expected":400000} | matched |
     10 02:00 | bot (automation)      | payment.allocate             | allocated |
     10 02:00 | message               | invoice.pay                  | paid      | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal; resolved partialPayment
     10 02:00 | message               | allocation.confirm           | confirmed |
     10 02:00 | message               | payment.taken                | allocated |
     10 03:00 | bot (automation)      | payment.reconcile            | reconciled |
     12 01:00 | clock                 | invoice.closing/close        | closed    |
     12 01:00 | message               | order.settle                 | fulfilled |
     15 02:00 | clock                 | invoice.closing/close        | closed    |
     15 02:00 | message               | order.settle                 | closed    | stopped hold/sales
     98       | clock                 | delivery.archiving/archive   | archived  | stopped lateness/late, lateness/chase, proof/operations
     400      | until                 |`,
  );
  const order = story.cases.get('order/ORD-1001');
  assert.deepEqual([order?.data.amount, order?.data.delivered, order?.data.settled], [1_000_000, 1_000_000, 1_000_000]);
  assert.equal(story.cases.get('invoice/INV-1001')?.data.purchaseOrder, 'PO-1');
  assert.equal(story.cases.get('invoice/INV-1001')?.data.dueOn, '2026-05-04');
  assert.equal(story.cases.get('invoice/INV-1001')?.data.carrier, 'Rapid');
});

test('[P11] an order that names its deliveries opens each of them', () => {
  const deliveries = [
    { number: 'D-a', amount: 300, dueOn: '2026-04-05' },
    { number: 'D-b', amount: 700, dueOn: '2026-04-09' },
  ];
  const data = {
    number: 'O-2',
    customer: 'C',
    currency: 'EUR',
    amount: 1000,
    requestedOn: '2026-04-05',
    purchaseOrder: 'PO',
    deliveries,
  };
  const story = tell(
    flows,
    '2026-04-01',
    `0       | olga (order-desk) | order.place ${JSON.stringify(data)} | placed    |
     0 01:00 | bot (automation)  | order.validate | validated |
     0 02:00 | bot (automation)  | order.release  | released  |
     0 02:00 | message           | delivery.plan  | planned   |
     0 02:00 | message           | delivery.plan  | planned   |`,
  );
  assert.deepEqual(
    ['D-a', 'D-b'].map((key) => story.cases.get(`delivery/${key}`)?.data.amount),
    [300, 700],
  );
});

test('[P12] an invoice that does not take the payment: the payment has an exception, and is matched anew', () => {
  tell(
    flows,
    '2026-04-01',
    `0       | bank (automation)     | ${receive('P-9', 100)} | received  |
     0 01:00 | bot (automation)      | payment.match {"invoice":"I-none","expected":100} | matched |
     0 02:00 | bot (automation)      | payment.allocate       | allocated |
     0 02:00 | message               | invoice.pay            | -         | refused: case-not-born
     0 02:00 | message               | allocation.refuse      | refused   |
     0 02:00 | message               | payment.notTaken       | allocated | raised allocationRefused
     0 03:00 | bot (automation)      | payment.reconcile      | allocated | refused: guard-failed
     0 04:00 | cash (cash-application) | payment.rematch {"invoice":"I-none-2","expected":100} "wrong number" | matched | resolved allocationRefused`,
  );
});

test('[P13] goods that are late, lost and sent again', () => {
  const plan = { number: 'D-1', customer: 'C', currency: 'EUR', amount: 100, dueOn: '2026-04-03' };
  tell(
    flows,
    '2026-04-01',
    `0       | wim (fulfilment) | delivery.plan ${JSON.stringify(plan)} | planned |
     2 18:00 | clock            | delivery.lateness/late  | planned | raised lateDelivery
     3       | wms (automation) | delivery.ship           | shipped |
     4       | wms (automation) | delivery.fail           | failed  | raised deliveryFailed
     5       | wms (automation) | delivery.ship           | shipped | resolved deliveryFailed
     5 18:00 | clock            | delivery.lateness/chase | shipped | task lateness/chase
     6       | wms (automation) | delivery.deliver {"deliveredOn":"2026-04-07"} | delivered | resolved lateDelivery
     6 01:00 | wms (automation) | delivery.return         | returned | stopped proof/operations`,
  );
});
