import type { Submission } from '@throughline/engine';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { amountOf, byAutomation, byPerson, dayMs, hasOpen, hasWaited, hourMs, type Scene } from './move.ts';

/** What cash application does with a payment. */
export function workOnPayment(payment: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  switch (payment.state) {
    case 'received':
      return match(payment, scene);
    case 'unmatched':
      return hasWaited(scene, payment, 4 * hourMs, 4 * dayMs) ? matchWith('cash-application', payment, scene) : [];
    case 'matched':
      if (chance.happens(0.06, payment.key, 'allocated by hand')) {
        return [byPerson('cash-application', payment, { type: 'allocate' }, scene)];
      }
      return [byAutomation('cash matching', payment, { type: 'allocate' })];
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
  return matchWith(scene.chance.happens(0.08, key, 'by hand') ? 'cash-application' : undefined, payment, scene);
}

/** The number of the payment says which invoice it is for: cash application finds that out, sooner or later. */
function matchWith(role: string | undefined, payment: OpenCase, scene: Scene): readonly Submission[] {
  const number = `INV-${payment.key.slice(2, -2)}`;
  const invoice = scene.byName.get(`invoice ${number}`);
  if (invoice === undefined) return [];
  const expected = amountOf(invoice.data['amount']) - amountOf(invoice.data['paid']);
  const act = { type: 'match', data: { invoice: number, expected: Math.max(0, expected) } };
  return [role === undefined ? byAutomation('cash matching', payment, act) : byPerson(role, payment, act, scene)];
}
