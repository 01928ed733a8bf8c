import type { Submission } from '@throughline/engine';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { contactOf, customerNamed, segments } from './customers.ts';
import {
  amountOf,
  booksAreClosed,
  byFact,
  byPerson,
  dayMs,
  hasBeenAsked,
  hasOpen,
  hasWaited,
  hourMs,
  isoDay,
  isWeekend,
  openOf,
  type Scene,
  text,
} from './move.ts';
import { bankReferenceOf } from './payments.ts';
import { isInsolvent, isNeverSent, isPricedWrong, liesAboutRate } from './planted.ts';

/** What customers do with an invoice, and what Halden does about it. */
export function workOnInvoice(invoice: OpenCase, scene: Scene): readonly Submission[] {
  switch (invoice.state) {
    case 'blocked':
      if (hasOpen(invoice, 'bouncedSend')) return sendAgain(invoice, scene);
      if (isNeverSent(invoice, scene) || !hasWaited(scene, invoice, 5 * dayMs, 13 * dayMs)) return [];
      return [byPerson('billing', invoice, { type: 'sendWithout', reason: 'The carrier does not find the reference' }, scene)];
    case 'sent':
    case 'partially_paid':
      return chase(invoice, scene);
    case 'promised':
      return keepPromise(invoice, scene);
    case 'disputed':
      // It is worked on as a case of its own (disputes.ts).
      return [];
    case 'legal':
      return settleInCourt(invoice, scene);
    default:
      return [];
  }
}

/** The mail came back: billing asks for another address, and the invoice goes out again. */
function sendAgain(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const customer = customerNamed(invoice.data['customer']);
  if (customer === undefined || !hasWaited(scene, invoice, 4 * hourMs, 3 * dayMs)) return [];
  const contact = contactOf(customer).replace('accounts@', 'invoices@');
  return [byPerson('billing', invoice, { type: 'complete', data: { contact } }, scene)];
}

function isBounced({ key, state, data }: OpenCase, { chance }: Scene): boolean {
  const isMailed = state === 'sent' && text(data['contact']).startsWith('accounts@');
  return isMailed && data['replaces'] === undefined && chance.happens(0.008, key, 'bounces');
}

function chase(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const { clocks, data, key } = invoice;
  const isPayable = scene.now >= paysAt(invoice, scene);
  if (clocks.pending?.['dunning/legal'] !== undefined) return isPayable ? pay(invoice, scene) : decideLegal(invoice, scene);
  if (clocks.pending?.['promise'] !== undefined) return isPayable ? pay(invoice, scene) : believeAgain(invoice, scene);
  if (isBounced(invoice, scene)) return [byPerson('billing', invoice, { type: 'bounce' }, scene)];
  if (isInsolvent(data['customer'], scene.now)) return [];
  if (invoice.state === 'partially_paid' && openOf(invoice) <= 100) return forget(invoice, scene);
  if (isDisputed(invoice, scene)) {
    const isItalian = data['country'] === 'IT';
    const note = isItalian ? 'The prices are not those of the offer' : 'The goods were not as ordered';
    const reason = isItalian ? 'pricing' : data['deliveryReference'] === undefined ? 'missingReference' : 'dispute';
    return [byPerson('collections', invoice, { type: 'dispute', data: { reason }, reason: note }, scene)];
  }
  if (promises(invoice, scene)) {
    const broken = String(brokenPromises(invoice));
    const promisedOn = isoDay(scene.now + scene.chance.whole(5, 10, key, 'promised', broken) * dayMs);
    return [byPerson('collections', invoice, { type: 'promise', data: { promisedOn } }, scene)];
  }
  return isPayable ? pay(invoice, scene) : [];
}

/** A few cents are not chased. */
function forget(invoice: OpenCase, scene: Scene): readonly Submission[] {
  if (booksAreClosed(scene.now) || !hasWaited(scene, invoice, dayMs, 9 * dayMs, 'rest')) return [];
  return [byPerson('collections', invoice, { type: 'writeOffRest', reason: 'Fees of the bank' }, scene)];
}

/** A dispute comes within three weeks, and only once. Who got no reference has more to ask. */
function isDisputed(invoice: OpenCase, scene: Scene): boolean {
  const { key, data } = invoice;
  if (data['everDisputed'] === true || invoice.state !== 'sent' || data['replaces'] !== undefined) return false;
  const usually = data['deliveryReference'] === undefined ? 0.15 : 0.05;
  const rate = isPricedWrong(data['country'], scene.now) ? 0.3 : usually;
  return scene.chance.happens(rate, key, 'disputes') && hasWaited(scene, invoice, 3 * dayMs, 12 * dayMs, 'dispute');
}

/** Who is 16 days late may promise a day; who has broken one promise may make another, and is asked to wait for an answer. */
function promises(invoice: OpenCase, scene: Scene): boolean {
  const { key, data, state } = invoice;
  if (state !== 'sent' || !isOverdueBy(invoice, scene, 16)) return false;
  if (data['promisedOn'] === undefined) return scene.chance.happens(0.35, key, 'promises');
  return brokenPromises(invoice) === 1 && scene.chance.happens(0.6, key, 'promises again');
}

function brokenPromises({ clocks }: OpenCase): number {
  return clocks.children?.['exception/brokenPromise']?.count ?? 0;
}

function believeAgain(invoice: OpenCase, scene: Scene): readonly Submission[] {
  if (!hasBeenAsked(scene, invoice, 'promise', 4 * dayMs, 18 * dayMs)) return [];
  return [byPerson('collections-lead', invoice, { type: 'approve', data: { of: 'promise' } }, scene)];
}

function keepPromise(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const promisedOn = dayOf(invoice.data['promisedOn']);
  const isKept = scene.chance.happens(0.55, invoice.key, text(invoice.data['promisedOn']), 'promise kept');
  if (isKept && !isInsolvent(invoice.data['customer'], scene.now)) return scene.now >= promisedOn ? pay(invoice, scene) : [];
  // The ladder notices that the first promise is broken; the second, collections does.
  if (scene.now < promisedOn + 12 * dayMs) return [];
  return [byPerson('collections', invoice, { type: 'breakPromise' }, scene)];
}

function isOverdueBy({ data }: OpenCase, { now }: Scene, days: number): boolean {
  return now >= dayOf(data['dueOn']) + days * dayMs;
}

/**
 * When the customer pays, if nothing comes between: as their kind does, or, where the invoice lies about, weeks later; but not
 * before they have had it for two days.
 */
function paysAt(invoice: OpenCase, { chance, now }: Scene): number {
  const { key, data, enteredAt, entity, state } = invoice;
  if (isInsolvent(data['customer'], now) || chance.happens(0.03, key, 'never')) return Number.POSITIVE_INFINITY;
  const [least, most] = segments[customerNamed(data['customer'])?.segment ?? 'trade'].daysAfterDue;
  const lies = chance.happens(liesAboutRate(entity), key, 'lies about') ? chance.between(12, 60, key, 'lies') : 0;
  const first = dayOf(data['dueOn']) + (chance.between(least, most, key, 'pays') + lies) * dayMs;
  const pause = state === 'partially_paid' ? chance.between(6, 34, key, 'rest') : chance.between(2, 6, key, 'reads');
  return Math.max(first, enteredAt + pause * dayMs);
}

/** The bank reports a payment, on a working day. Whoever was not told what was delivered pays what they are sure of. */
function pay(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const { chance, now } = scene;
  const { key, data } = invoice;
  const paid = amountOf(data['paid']);
  const open = openOf(invoice);
  const bankReference = bankReferenceOf(invoice, scene);
  if (isWeekend(now) || open <= 0 || scene.isBooked(invoice, bankReference)) return [];
  const payment = { flow: 'payment', entity: invoice.entity, key: scene.nextPayment() };
  const partRate = invoice.clocks.children?.['exception/missingDeliveryReference'] === undefined ? 0.05 : 0.5;
  const isPart = paid === 0 && open > 5000 && chance.happens(partRate, key, 'part');
  const isTooMuch = !isPart && chance.happens(0.008, key, 'too much');
  const fees = paid === 0 && open > 5000 && chance.happens(0.015, key, 'fees') ? chance.whole(12, 95, key, 'fees') : 0;
  const amount = isPart ? Math.round(open * chance.between(0.4, 0.9, key, 'how much')) : open + (isTooMuch ? 1900 : -fees);
  const received = {
    number: payment.key,
    customer: text(data['customer']),
    currency: text(data['currency']),
    amount,
    receivedOn: isoDay(now),
    bankReference,
    remittance: chance.happens(0.03, bankReference, 'no remittance') ? text(data['customer']) : key,
  };
  return [byFact('bank', payment, { type: 'receive', data: received }, scene)];
}

/** The head of finance takes time. */
function decideLegal(invoice: OpenCase, scene: Scene): readonly Submission[] {
  if (!hasBeenAsked(scene, invoice, 'dunning/legal', 10 * dayMs, 40 * dayMs)) return [];
  if (scene.chance.happens(0.7, invoice.key, 'legal')) {
    return [byPerson('head-of-finance', invoice, { type: 'approve', data: { of: 'dunning/legal' } }, scene)];
  }
  const reason = 'We talk to them once more before we go to court';
  return [byPerson('head-of-finance', invoice, { type: 'decline', data: { of: 'dunning/legal' }, reason }, scene)];
}

function settleInCourt(invoice: OpenCase, scene: Scene): readonly Submission[] {
  const pending = invoice.clocks.pending?.['writeOff'];
  if (booksAreClosed(scene.now)) return [];
  if (pending !== undefined) {
    if (!hasBeenAsked(scene, invoice, 'writeOff', 15 * dayMs, 60 * dayMs)) return [];
    return [byPerson('head-of-finance', invoice, { type: 'approve', data: { of: 'writeOff' } }, scene, pending.by)];
  }
  if (!hasWaited(scene, invoice, 20 * dayMs, 70 * dayMs)) return [];
  if (scene.chance.happens(0.35, invoice.key, 'pays in court')) return pay(invoice, scene);
  return [byPerson('head-of-finance', invoice, { type: 'writeOff', reason: 'Nothing is to be had from them' }, scene)];
}

function dayOf(value: unknown): number {
  return Date.parse(`${text(value)}T00:00:00Z`) + 7 * hourMs;
}
