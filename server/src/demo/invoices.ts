import type { Submission } from '@throughline/engine';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { customers, disputeRate, segments } from './company.ts';
import { amountOf, byFact, byPerson, dayMs, hasWaited, hourMs, isoDay, type Scene, text } from './move.ts';

/** What customers do with an invoice, and what Halden does about it. */
export function workOnInvoice(invoice: OpenCase, scene: Scene): readonly Submission[] {
  switch (invoice.state) {
    case 'blocked':
      if (!hasWaited(scene, invoice, 5 * dayMs, 13 * dayMs)) return [];
      return [byPerson('billing', invoice, { type: 'sendWithout', reason: 'The carrier does not find the reference' }, scene)];
    case 'sent':
    case 'partially_paid':
      return chase(invoice, scene);
    case 'promised':
      return scene.chance.happens(0.7, invoice.key, 'promise kept') && scene.now >= dayOf(invoice.data['promisedOn'])
        ? pay(invoice, scene)
        : [];
    case 'disputed':
      return settleDispute(invoice, scene);
    case 'legal':
      return settleInCourt(invoice, scene);
    default:
      return [];
  }
}

function chase(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const { chance, now } = scene;
  const { key, data, clocks } = invoice;
  if (clocks.pending?.['dunning/legal'] !== undefined) return decideLegal(invoice, scene);
  if (isDisputed(invoice, scene)) {
    const reason = data['country'] === 'IT' ? 'The prices are not those of the offer' : 'The goods were not as ordered';
    return [byPerson('collections', invoice, { type: 'dispute', reason }, scene)];
  }
  const promises = isOverdueBy(invoice, scene, 16) && data['promisedOn'] === undefined && chance.happens(0.3, key, 'promises');
  if (promises && invoice.state === 'sent') {
    const promisedOn = isoDay(now + chance.whole(5, 10, key, 'promised') * dayMs);
    return [byPerson('collections', invoice, { type: 'promise', data: { promisedOn } }, scene)];
  }
  return now >= paysAt(invoice, scene) ? pay(invoice, scene) : [];
}

/** A dispute comes within three weeks, and only once. Who got no reference has more to ask. */
function isDisputed(invoice: OpenCase, scene: Scene): boolean {
  const { chance, now } = scene;
  const { key, data } = invoice;
  if (data['everDisputed'] === true || invoice.state !== 'sent') return false;
  const rate = data['deliveryReference'] === undefined ? 0.15 : disputeRate(text(data['country']), now);
  return chance.happens(rate, key, 'disputes') && hasWaited(scene, invoice, 3 * dayMs, 12 * dayMs, 'dispute');
}

function isOverdueBy({ data }: OpenCase, { now }: Scene, days: number): boolean {
  return now >= dayOf(data['dueOn']) + days * dayMs;
}

/** When the customer pays, if nothing comes between: as their kind does, but not before they have had the invoice for two days. */
function paysAt(invoice: OpenCase, { chance }: Scene): number {
  const { key, data, enteredAt, state } = invoice;
  const customer = customers.find(({ name }) => name === data['customer']);
  if (chance.happens(0.012, key, 'never')) return Number.POSITIVE_INFINITY;
  const [least, most] = segments[customer?.segment ?? 'trade'].daysAfterDue;
  const first = dayOf(data['dueOn']) + chance.between(least, most, key, 'pays') * dayMs;
  const pause = state === 'partially_paid' ? chance.between(6, 34, key, 'rest') : chance.between(2, 6, key, 'reads');
  return Math.max(first, enteredAt + pause * dayMs);
}

/** The bank reports a payment. Whoever was not told what was delivered pays what they are sure of. */
function pay(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const { chance, now, byName } = scene;
  const { key, data } = invoice;
  const paid = amountOf(data['paid']);
  const open = amountOf(data['amount']) - paid;
  const payment = { flow: 'payment', key: `P-${key.slice(4)}-${paid === 0 ? 1 : 2}` };
  if (byName.has(`payment ${payment.key}`) || open <= 0) return [];
  const partRate = invoice.clocks.children?.['exception/missingDeliveryReference'] === undefined ? 0.05 : 0.5;
  const isPart = paid === 0 && open > 5000 && chance.happens(partRate, key, 'part');
  const isTooMuch = !isPart && chance.happens(0.008, key, 'too much');
  const amount = isPart ? Math.round(open * chance.between(0.4, 0.9, key, 'how much')) : open + (isTooMuch ? 1900 : 0);
  return [
    byFact(
      'bank',
      payment,
      {
        type: 'receive',
        data: {
          number: payment.key,
          customer: text(data['customer']),
          currency: text(data['currency']),
          amount,
          receivedOn: isoDay(now),
          bankReference: `B${chance.whole(10_000_000, 99_999_999, payment.key, 'bank')}`,
          remittance: chance.happens(0.03, payment.key, 'no remittance') ? text(data['customer']) : key,
        },
      },
      scene,
    ),
  ];
}

function settleDispute(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  if (invoice.clocks.pending?.['accept'] !== undefined) {
    if (!hasWaited(scene, invoice, 10 * dayMs, 14 * dayMs, 'approval')) return [];
    return [byPerson('finance-lead', invoice, { type: 'approve', data: { of: 'accept' } }, scene)];
  }
  if (!hasWaited(scene, invoice, 2 * dayMs, 13 * dayMs)) return [];
  const isRight = amountOf(invoice.data['paid']) === 0 && chance.happens(0.3, invoice.key, 'is right');
  if (!isRight) return [byPerson('collections', invoice, { type: 'reject' }, scene)];
  return [byPerson('collections', invoice, { type: 'accept' }, scene)];
}

function decideLegal(invoice: OpenCase, scene: Scene): readonly Submission[] {
  if (!isOverdueBy(invoice, scene, 47)) return [];
  if (scene.chance.happens(0.5, invoice.key, 'legal')) {
    return [byPerson('head-of-finance', invoice, { type: 'approve', data: { of: 'dunning/legal' } }, scene)];
  }
  const reason = 'We talk to them once more before we go to court';
  return [byPerson('head-of-finance', invoice, { type: 'decline', data: { of: 'dunning/legal' }, reason }, scene)];
}

function settleInCourt(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const pending = invoice.clocks.pending?.['writeOff'];
  if (pending !== undefined) {
    return [byPerson('head-of-finance', invoice, { type: 'approve', data: { of: 'writeOff' } }, scene, pending.by)];
  }
  if (!hasWaited(scene, invoice, 20 * dayMs, 70 * dayMs)) return [];
  if (scene.chance.happens(0.6, invoice.key, 'pays in court')) return pay(invoice, scene);
  return [byPerson('head-of-finance', invoice, { type: 'writeOff', reason: 'Nothing is to be had from them' }, scene)];
}

function dayOf(value: unknown): number {
  return Date.parse(`${text(value)}T00:00:00Z`) + 7 * hourMs;
}
