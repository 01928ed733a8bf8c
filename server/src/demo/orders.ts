import type { Submission } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import type { Chance } from './chance.ts';
import { type Customer, contactOf, customerNamed, customers, segments } from './customers.ts';
import {
  byAutomation,
  byPerson,
  dayMs,
  hasBeenAsked,
  hasOpen,
  hasWaited,
  hourMs,
  isoDay,
  isWeekend,
  type Scene,
} from './move.ts';
import { insolvent, insolventOrderDays } from './planted.ts';

/** An order that comes now. What is drawn for it hangs on the `slot`, in which no other comes. */
interface NewOrder {
  readonly slot: string;
  readonly customer: Customer;
  readonly terms: Terms;
}

/** The orders that customers place in this half of the day, after so many months. */
export function ordersAt(scene: Scene, month: number): readonly NewOrder[] {
  const { chance, now } = scene;
  // Business grows a little, and pauses at the turn of the year.
  const season = [0.9, 0.95, 1, 1, 1.05, 1, 1, 0.8, 1, 1.05, 1.05, 0.75][new Date(now).getUTCMonth()] ?? 1;
  const wanted = 1.23 * season * (0.9 + month * 0.012);
  const count = Math.floor(wanted) + (chance.happens(wanted % 1, String(now), 'more') ? 1 : 0);
  const half = `${isoDay(now).replaceAll('-', '').slice(2)}${isMorning(now) ? 'A' : 'B'}`;
  const drawn = Array.from({ length: count }, (_, index) => {
    const slot = `${half}${index + 1}`;
    return newOrder(scene, slot, customerOf(scene, slot));
  });
  const regular = isMorning(now)
    ? regularsOn(now).map((customer, index) => newOrder(scene, `${half}K${index + 1}`, customer))
    : [];
  const hoarder = customerNamed(insolvent.customer);
  const isHoarding = isMorning(now) && insolventOrderDays.has(isoDay(now)) && hoarder !== undefined;
  const slot = `${half}0`;
  return [...drawn, ...regular, ...(isHoarding ? [{ slot, customer: hoarder, terms: plainTerms(scene, slot) }] : [])];
}

function newOrder(scene: Scene, slot: string, customer: Customer): NewOrder {
  return { slot, customer, terms: drawnTerms(scene, slot) };
}

const keyAccounts = customers.filter(({ segment }) => segment === 'key account');
const regularDays = 20;

/** Each key account orders every four weeks on a working day of its own: so large orders do not come in heaps. */
function regularsOn(now: number): readonly Customer[] {
  const day = Math.floor(now / dayMs) + 3; // Since a Monday.
  const workingDay = Math.floor(day / 7) * 5 + (day % 7);
  return keyAccounts.filter((_, index) => workingDay % regularDays === 3 * index);
}

/** Orders are numbered through, whichever legal unit they go to. */
export function placeOrders(scene: Scene, orders: readonly NewOrder[], placedBefore: number): readonly Submission[] {
  return orders.flatMap((order, index) => placeOrder(scene, String(1001 + placedBefore + index), order));
}

const isMorning = (now: number) => new Date(now).getUTCHours() < 12;

/** Customers whom the ladder leaves more time, or less. */
const pace: Readonly<Record<string, string>> = { 'key account': 'key', public: 'public' };

/** What may differ from order to order. */
interface Terms {
  readonly requestedOn: number;
  readonly isOverLimit: boolean;
  readonly isPricedOff: boolean;
  readonly hasContact: boolean;
  readonly purchaseOrder: string | undefined;
  readonly comesInTwo: boolean;
}

function drawnTerms({ chance, now }: Scene, slot: string): Terms {
  return {
    requestedOn: now + chance.whole(6, 16, slot, 'requested') * dayMs,
    isOverLimit: chance.happens(0.02, slot, 'limit'),
    isPricedOff: chance.happens(0.015, slot, 'price'),
    hasContact: !chance.happens(0.03, slot, 'no contact'),
    purchaseOrder: chance.happens(0.04, slot, 'no purchase order') ? undefined : purchaseOrderOf(chance, slot),
    comesInTwo: chance.happens(0.14, slot, 'two deliveries'),
  };
}

/** An order in which nothing is amiss. */
function plainTerms({ chance, now }: Scene, slot: string): Terms {
  const purchaseOrder = purchaseOrderOf(chance, slot);
  return {
    requestedOn: now + 10 * dayMs,
    isOverLimit: false,
    isPricedOff: false,
    hasContact: true,
    purchaseOrder,
    comesInTwo: false,
  };
}

function purchaseOrderOf(chance: Chance, slot: string): string {
  return `PO-${chance.whole(10_000, 99_999, slot, 'purchase order')}`;
}

function placeOrder(scene: Scene, number: string, { slot, customer, terms }: NewOrder): readonly Submission[] {
  const key = `ORD-${number}`;
  const segment = segments[customer.segment];
  const [least, most] = segment.amounts;
  // Small orders are common, large ones rare.
  const amount = Math.round((least + (most - least) * scene.chance.share(slot, 'amount') ** 2.5) / 100) * 100;
  const { requestedOn, purchaseOrder } = terms;
  const data: JsonObject = {
    number: key,
    customer: customer.name,
    currency: customer.seller.currency,
    amount,
    requestedOn: isoDay(requestedOn),
    termDays: segment.termDays,
    country: customer.country,
    billType: customer.billType,
    segment: pace[customer.segment] ?? 'standard',
    requiresPurchaseOrder: customer.segment === 'key account' || customer.segment === 'public',
    ...(terms.isPricedOff ? { listAmount: Math.round((amount * 1.04) / 100) * 100 } : {}),
    creditLimit: segment.amounts[1] * 3,
    exposure: terms.isOverLimit ? segment.amounts[1] * 3 : amount,
    ...(purchaseOrder === undefined ? {} : { purchaseOrder }),
    ...(terms.hasContact ? { contact: contactOf(customer) } : {}),
    ...(terms.comesInTwo ? { deliveries: inTwo(scene, number, { slot, amount, requestedOn }) } : {}),
  };
  const target = { flow: 'order', entity: customer.seller.name, key };
  return [byAutomation('web shop', target, { type: 'place', data }), byAutomation('order check', target, { type: 'validate' })];
}

const weightOfAll = customers.reduce((sum, { segment }) => sum + segments[segment].weight, 0);

function customerOf({ chance }: Scene, slot: string): Customer {
  let left = chance.share(slot, 'customer') * weightOfAll;
  const index = customers.findIndex(({ segment }) => {
    left -= segments[segment].weight;
    return left < 0;
  });
  return customers[Math.max(0, index)] as Customer;
}

/** The two deliveries of an order that does not leave it to the flow. */
function inTwo(
  { chance }: Scene,
  number: string,
  { slot, amount, requestedOn }: { readonly slot: string; readonly amount: number; readonly requestedOn: number },
): readonly JsonObject[] {
  const first = Math.round((amount * chance.between(0.3, 0.7, slot, 'split')) / 100) * 100;
  const part = (suffix: string, share: number, at: number) => ({
    number: `DEL-${number}${suffix}`,
    amount: share,
    dueOn: isoDay(at),
  });
  return [part('', first, requestedOn), part('-2', amount - first, requestedOn + 7 * dayMs)];
}

/** What happens to an order that waits for somebody. */
export function workOnOrder(order: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  switch (order.state) {
    case 'placed':
      return [checked(order)];
    case 'validated':
      if (chance.happens(0.012, order.key, 'cancelled')) {
        return [byPerson('order-desk', order, { type: 'cancel', reason: 'The customer has changed their mind' }, scene)];
      }
      if (!hasWaited(scene, order, ...releaseTime(order, scene))) return [];
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

function releaseTime(order: OpenCase, { chance }: Scene): readonly [least: number, most: number] {
  return chance.happens(0.04, order.key, 'forgotten') ? [20 * hourMs, 40 * hourMs] : [hourMs, 5 * hourMs];
}

const checked = (order: OpenCase) => byAutomation('order check', order, { type: 'validate' });

function mend(order: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  // At weekends nobody is there whose work the program could check.
  if (isWeekend(scene.now)) return [];
  if (hasOpen(order, 'missingPurchaseOrder')) {
    if (!hasWaited(scene, order, 4 * hourMs, 3 * dayMs)) return [];
    const purchaseOrder = `PO-${chance.whole(10_000, 99_999, order.key, 'provided')}`;
    return [byPerson('sales', order, { type: 'provide', data: { purchaseOrder } }, scene), checked(order)];
  }
  if (hasOpen(order, 'invalidMasterData')) {
    if (!hasWaited(scene, order, 4 * hourMs, 2 * dayMs)) return [];
    const customer = customerNamed(order.data['customer']);
    if (customer === undefined) return [];
    return [byPerson('order-desk', order, { type: 'correct', data: { contact: contactOf(customer) } }, scene), checked(order)];
  }
  if (hasOpen(order, 'pricingMismatch')) {
    if (!hasWaited(scene, order, 4 * hourMs, 3 * dayMs)) return [];
    return [byPerson('sales', order, { type: 'reprice', reason: 'It was agreed for this order' }, scene), checked(order)];
  }
  if (!hasOpen(order, 'creditHold') || !hasWaited(scene, order, 3 * hourMs, 2 * dayMs)) return [];
  if (order.clocks.pending?.['releaseCredit'] !== undefined) {
    if (!hasBeenAsked(scene, order, 'releaseCredit', dayMs, 9 * dayMs)) return [];
    return [byPerson('credit-manager', order, { type: 'approve', data: { of: 'releaseCredit' } }, scene)];
  }
  if (chance.happens(0.2, order.key, 'no credit')) {
    return [byPerson('order-desk', order, { type: 'cancel', reason: 'No credit, and no payment in advance' }, scene)];
  }
  return [
    byPerson(
      'sales',
      order,
      { type: 'releaseCredit', reason: `${order.entity} has been paid by this customer for years` },
      scene,
    ),
  ];
}
