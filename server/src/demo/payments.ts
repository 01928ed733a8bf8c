import type { Submission } from '@throughline/engine';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { amountOf, byAutomation, byPerson, dayMs, hasOpen, hasWaited, hourMs, openOf, type Scene, text } from './move.ts';
import { deductionsOf } from './shortfalls.ts';

/** What cash application does with a payment. */
export function workOnPayment(payment: OpenCase, scene: Scene): readonly Submission[] {
  switch (payment.state) {
    case 'received':
      return match(payment, scene);
    case 'unmatched':
      return hasWaited(scene, payment, 4 * hourMs, 4 * dayMs) ? matchWith('cash-application', payment, scene) : [];
    case 'matched':
      return allocate(payment, scene);
    case 'short':
      if (!hasWaited(scene, payment, 4 * hourMs, 3 * dayMs)) return [];
      return [byPerson('cash-application', payment, { type: 'acceptShort' }, scene)];
    case 'over':
      if (!hasWaited(scene, payment, 4 * hourMs, 4 * dayMs)) return [];
      return [byPerson('cash-application', payment, { type: 'returnRest', reason: 'It was paid too much' }, scene)];
    case 'allocated':
      if (hasOpen(payment, 'allocationRefused') || !hasWaited(scene, payment, dayMs, 3 * dayMs)) return [];
      return [byAutomation('bank statement', payment, { type: 'reconcile' })];
    default:
      return [];
  }
}

function match(payment: OpenCase, scene: Scene): readonly Submission[] {
  const { data, key } = payment;
  const isClear = typeof data['remittance'] === 'string' && data['remittance'].startsWith('INV-');
  if (!isClear) return [byPerson('cash-application', payment, { type: 'noMatch' }, scene)];
  if (scene.chance.happens(0.08, key, 'by hand')) return matchWith('cash-application', payment, scene);
  const matched = matchWith(undefined, payment, scene);
  return matched.length === 0 ? [] : [...matched, ...allocate(payment, scene, invoiceOf(payment, scene))];
}

export function paymentNumber(count: number): string {
  return `PAY-${2000 + count}`;
}

/** Under which the bank books what is paid on an invoice of which so much was paid before. */
export function bankReferenceOf({ key, data }: OpenCase, { chance }: Scene): string {
  return `B${chance.whole(10_000_000, 99_999_999, key, String(amountOf(data['paid'])), 'bank')}`;
}

/** Where the payer does not name the invoice, the bank's reference tells: cash application finds it out, sooner or later. */
function invoiceOf(payment: OpenCase, scene: Scene): OpenCase | undefined {
  const { remittance, bankReference } = payment.data;
  const named = scene.beside(payment, 'invoice', text(remittance));
  return named ?? scene.invoicesFor(payment).find((one) => bankReferenceOf(one, scene) === bankReference);
}

function matchWith(role: string | undefined, payment: OpenCase, scene: Scene): readonly Submission[] {
  const invoice = invoiceOf(payment, scene);
  if (invoice === undefined) return [];
  const act = { type: 'match', data: { invoice: invoice.key, expected: Math.max(0, openOf(invoice)) } };
  return [role === undefined ? byAutomation('cash matching', payment, act) : byPerson(role, payment, act, scene)];
}

/** To the invoice that it was matched with, with what the payer says of what was kept back. */
function allocate(payment: OpenCase, scene: Scene, invoice = matchedWith(payment, scene)): readonly Submission[] {
  const isByHand = scene.chance.happens(0.06, payment.key, 'allocated by hand');
  const amount = amountOf(payment.data['amount']);
  const isShort = invoice !== undefined && amount < openOf(invoice);
  const act = { type: 'allocate', ...(isShort ? { data: { deductions: deductionsOf(invoice, amount, scene) } } : {}) };
  return [isByHand ? byPerson('cash-application', payment, act, scene) : byAutomation('cash matching', payment, act)];
}

function matchedWith(payment: OpenCase, scene: Scene): OpenCase | undefined {
  return scene.beside(payment, 'invoice', text(payment.data['invoice']));
}
