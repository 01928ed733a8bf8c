import type { Submission } from '@throughline/engine';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { amountOf, byAutomation, byPerson, dayMs, hasOpen, hasWaited, hourMs, type Scene } from './move.ts';

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
  return matched.length === 0 ? [] : [...matched, ...allocate(payment, scene)];
}

/** The number of the payment says which invoice it is for: cash application finds that out, sooner or later. */
function matchWith(role: string | undefined, payment: OpenCase, scene: Scene): readonly Submission[] {
  const number = `INV-${payment.key.slice(2, -2)}`;
  const invoice = scene.beside(payment, 'invoice', number);
  if (invoice === undefined) return [];
  const expected = amountOf(invoice.data['amount']) - amountOf(invoice.data['paid']);
  const act = { type: 'match', data: { invoice: number, expected: Math.max(0, expected) } };
  return [role === undefined ? byAutomation('cash matching', payment, act) : byPerson(role, payment, act, scene)];
}

function allocate(payment: OpenCase, scene: Scene): readonly Submission[] {
  const isByHand = scene.chance.happens(0.06, payment.key, 'allocated by hand');
  const act = { type: 'allocate' };
  return [isByHand ? byPerson('cash-application', payment, act, scene) : byAutomation('cash matching', payment, act)];
}
