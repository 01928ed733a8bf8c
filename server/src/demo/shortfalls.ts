import type { Submission } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { amountOf, byApprover, byPerson, dayMs, hasBeenAsked, hasWaited, hourMs, openOf, type Scene, text } from './move.ts';
import { isPricedWrong } from './planted.ts';

type Reason = 'taxDeduction' | 'dispute' | 'missingReference' | 'pricing' | 'systemError' | 'customerBehaviour';

/**
 * What a payer says of what they keep back. Who got no reference keeps back for that; in Italy most of it is the price. One in four
 * says nothing at all.
 */
export function deductionsOf(invoice: OpenCase, paid: number, { chance, now }: Scene): JsonObject {
  const { key, data } = invoice;
  const rest = openOf(invoice) - paid;
  if (rest <= 0 || chance.happens(0.25, key, 'says nothing')) return {};
  const first = reasonOf(invoice, isPricedWrong(data['country'], now), (list) => chance.pick(list, key, 'why'));
  // Some name a part of it only.
  const stated = chance.happens(0.2, key, 'says half') ? Math.max(1, Math.round(rest * 0.6)) : rest;
  return { [first]: stated };
}

function reasonOf(
  { data, clocks }: OpenCase,
  isPriceWrong: boolean,
  pick: (list: readonly [Reason, ...Reason[]]) => Reason,
): Reason {
  if (clocks.children?.['exception/missingDeliveryReference'] !== undefined)
    return pick(['missingReference', 'missingReference', 'missingReference', 'dispute']);
  if (isPriceWrong) return pick(['pricing', 'pricing', 'taxDeduction']);
  const isPublic = data['segment'] === 'public';
  return pick(
    isPublic
      ? ['taxDeduction', 'taxDeduction', 'customerBehaviour']
      : ['taxDeduction', 'customerBehaviour', 'systemError', 'dispute'],
  );
}

/** By state, who sees to what was kept back. */
const owners: Readonly<Record<string, string>> = {
  with_finance: 'finance',
  with_sales: 'sales',
  with_fulfilment: 'fulfilment',
  with_billing: 'billing',
  with_collections: 'collections',
};

/** Somebody who knows about it decides; while the customer still owes it. */
export function workOnShortfall(shortfall: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  const { data, key } = shortfall;
  const owner = owners[shortfall.state];
  const ofInvoice = text(data['invoice']);
  const invoice = scene.beside(shortfall, 'invoice', ofInvoice);
  if (owner === undefined || invoice === undefined || openOf(invoice) < amountOf(data['amount'])) return [];
  if (shortfall.clocks.pending?.['accept'] !== undefined) {
    if (!hasBeenAsked(scene, shortfall, 'accept', 12 * hourMs, 8 * dayMs)) return [];
    return byApprover(amountOf(data['amount']) > 100_000 ? 'finance-lead' : 'collections-lead', shortfall, 'accept', scene);
  }
  // Keys of shortfalls are unique only beside their invoice.
  const isForgotten = chance.happens(0.1, ofInvoice, key, 'forgotten');
  const [least, most] = isForgotten ? [8 * dayMs, 40 * dayMs] : [6 * hourMs, 4 * dayMs];
  if (!hasWaited(scene, shortfall, least, most, ofInvoice)) return [];
  return [byPerson(owner, shortfall, decisionOn(shortfall, scene), scene)];
}

/** How often a reason is accepted, and how often credited; else it is claimed again. */
const chances: Readonly<Record<string, readonly [accepted: number, credited: number]>> = {
  taxDeduction: [0.8, 0],
  pricing: [0.1, 0.6],
  missingReference: [0.02, 0.05],
  systemError: [0.3, 0.1],
  customerBehaviour: [0.2, 0],
  dispute: [0.05, 0.15],
  unexplained: [0.05, 0],
};

function decisionOn(
  { data, key }: OpenCase,
  { chance }: Scene,
): { readonly type: string; readonly data?: JsonObject; readonly reason?: string } {
  const ofInvoice = text(data['invoice']);
  const reason = text(data['reason']);
  if (reason === 'unexplained' && chance.happens(0.4, ofInvoice, key, 'found out'))
    return { type: 'classify', data: { reason: 'customerBehaviour' } };
  const [accepted, credited] = chances[reason] ?? [0, 0];
  const share = chance.share(ofInvoice, key, 'outcome');
  if (share < accepted) return { type: 'accept', reason: 'There is a certificate for it' };
  if (share < accepted + credited) return { type: 'credit', reason: 'The customer is right' };
  return { type: 'claim', reason: 'Nothing of it was agreed' };
}
