import type { Submission } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { type Customer, contactOf, customers, entity, segments } from './company.ts';
import { byAutomation, byPerson, dayMs, hasOpen, hasWaited, hourMs, isoDay, type Scene } from './move.ts';

/** The orders that customers place in this half of the day. */
export function placeOrders(scene: Scene, month: number): readonly Submission[] {
  const { chance, now } = scene;
  const slot = String(now);
  // Business grows a little, and pauses at the turn of the year.
  const season = [0.9, 0.95, 1, 1, 1.05, 1, 1, 0.8, 1, 1.05, 1.05, 0.75][new Date(now).getUTCMonth()] ?? 1;
  const wanted = 1.38 * season * (0.9 + month * 0.012);
  const count = Math.floor(wanted) + (chance.happens(wanted % 1, slot, 'more') ? 1 : 0);
  return Array.from({ length: count }, (_, index) =>
    placeOrder(scene, `${isoDay(now).replaceAll('-', '').slice(2)}${new Date(now).getUTCHours() < 12 ? 'A' : 'B'}${index + 1}`),
  ).flat();
}

function placeOrder(scene: Scene, number: string): readonly Submission[] {
  const { chance, now } = scene;
  const customer = customerOf(scene, number);
  const segment = segments[customer.segment];
  const [least, most] = segment.amounts;
  // Small orders are common, large ones rare.
  const amount = Math.round((least + (most - least) * chance.share(number, 'amount') ** 2.5) / 100) * 100;
  const requestedOn = now + chance.whole(6, 16, number, 'requested') * dayMs;
  const isOverLimit = chance.happens(0.02, number, 'limit');
  const data: JsonObject = {
    number: `O-${number}`,
    customer: customer.name,
    currency: 'EUR',
    amount,
    requestedOn: isoDay(requestedOn),
    termDays: segment.termDays,
    country: customer.country,
    billType: customer.billType,
    creditLimit: segment.amounts[1] * 3,
    exposure: isOverLimit ? segment.amounts[1] * 3 : amount,
    ...(chance.happens(0.04, number, 'no purchase order')
      ? {}
      : { purchaseOrder: `PO-${chance.whole(10_000, 99_999, number, 'purchase order')}` }),
    ...(chance.happens(0.03, number, 'no contact') ? {} : { contact: contactOf(customer) }),
    ...deliveriesOf(scene, number, amount, requestedOn),
  };
  const target = { flow: 'order', key: `O-${number}` };
  return [byAutomation('web shop', target, { type: 'place', data }), byAutomation('order check', target, { type: 'validate' })];
}

function customerOf({ chance }: Scene, number: string): Customer {
  const weights = customers.map(({ segment }) => segments[segment].weight);
  let left = chance.share(number, 'customer') * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return customers[Math.max(0, index)] as Customer;
}

/** Every seventh order comes in two deliveries; the others leave it to the flow. */
function deliveriesOf({ chance }: Scene, number: string, amount: number, requestedOn: number): JsonObject {
  if (!chance.happens(0.14, number, 'two deliveries')) return {};
  const first = Math.round((amount * chance.between(0.3, 0.7, number, 'split')) / 100) * 100;
  const part = (suffix: string, share: number, at: number) => ({
    number: `D-O-${number}-${suffix}`,
    amount: share,
    dueOn: isoDay(at),
  });
  return { deliveries: [part('1', first, requestedOn), part('2', amount - first, requestedOn + 7 * dayMs)] };
}

/** What happens to an order that waits for somebody. */
export function workOnOrder(order: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  switch (order.state) {
    case 'placed':
      return [byAutomation('order check', order, { type: 'validate' })];
    case 'validated':
      if (chance.happens(0.012, order.key, 'cancelled')) {
        return [byPerson('order-desk', order, { type: 'cancel', reason: 'The customer has changed their mind' }, scene)];
      }
      if (
        !hasWaited(
          scene,
          order,
          ...(chance.happens(0.04, order.key, 'forgotten')
            ? ([20 * hourMs, 40 * hourMs] as const)
            : ([hourMs, 5 * hourMs] as const)),
        )
      ) {
        return [];
      }
      if (chance.happens(0.05, order.key, 'by hand')) return [byPerson('order-desk', order, { type: 'release' }, scene)];
      return [byAutomation('order check', order, { type: 'release' })];
    case 'on_hold':
      return mend(order, scene);
    case 'released':
      if (!hasWaited(scene, order, 45 * dayMs, 60 * dayMs)) return [];
      return [byPerson('fulfilment', order, { type: 'finish', reason: 'The rest came back or was cancelled' }, scene)];
    default:
      return [];
  }
}

function mend(order: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  if (hasOpen(order, 'missingPurchaseOrder')) {
    if (!hasWaited(scene, order, 4 * hourMs, 3 * dayMs)) return [];
    const purchaseOrder = `PO-${chance.whole(10_000, 99_999, order.key, 'provided')}`;
    return [byPerson('sales', order, { type: 'provide', data: { purchaseOrder } }, scene)];
  }
  if (hasOpen(order, 'invalidMasterData')) {
    if (!hasWaited(scene, order, 4 * hourMs, 2 * dayMs)) return [];
    const customer = customers.find(({ name }) => name === order.data['customer']);
    if (customer === undefined) return [];
    return [byPerson('order-desk', order, { type: 'correct', data: { contact: contactOf(customer) } }, scene)];
  }
  if (!hasOpen(order, 'creditHold') || !hasWaited(scene, order, 3 * hourMs, 2 * dayMs)) return [];
  if (order.clocks.pending?.['releaseCredit'] !== undefined) {
    return [byPerson('credit-manager', order, { type: 'approve', data: { of: 'releaseCredit' } }, scene)];
  }
  if (chance.happens(0.2, order.key, 'no credit')) {
    return [byPerson('order-desk', order, { type: 'cancel', reason: 'No credit, and no payment in advance' }, scene)];
  }
  return [
    byPerson('sales', order, { type: 'releaseCredit', reason: `${entity} has been paid by this customer for years` }, scene),
  ];
}
