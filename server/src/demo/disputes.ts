import type { Submission } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import {
  amountOf,
  booksAreClosed,
  byApprover,
  byPerson,
  dayMs,
  hasBeenAsked,
  hasOpen,
  hasWaited,
  hourMs,
  isoDay,
  type Scene,
  text,
} from './move.ts';
import { isPricedWrong } from './planted.ts';

/** What collections does with an objection of a customer, and what comes of it. */
export function workOnDispute(dispute: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  switch (dispute.state) {
    case 'opened': {
      const isForgotten = chance.happens(0.12, dispute.key, 'forgotten');
      if (!hasWaited(scene, dispute, isForgotten ? 6 * dayMs : 4 * hourMs, isForgotten ? 14 * dayMs : 3 * dayMs)) return [];
      return [byPerson('collections', dispute, { type: 'investigate' }, scene)];
    }
    case 'investigating':
      return decide(dispute, scene);
    case 'upheld':
      return hasWaited(scene, dispute, 4 * hourMs, 2 * dayMs) ? [makeGood(dispute, scene)] : [];
    default:
      return [];
  }
}

/** Of those who dispute an Italian price, most are right. */
function decide(dispute: OpenCase, scene: Scene): readonly Submission[] {
  const { chance, now } = scene;
  const { key, data } = dispute;
  const asksForEvidence = chance.happens(0.15, key, 'evidence') && data['evidence'] === undefined;
  if (asksForEvidence && !hasOpen(dispute, 'evidenceMissing')) {
    return hasWaited(scene, dispute, 4 * hourMs, dayMs) ? [byPerson('collections', dispute, { type: 'ask' }, scene)] : [];
  }
  if (!hasWaited(scene, dispute, 2 * dayMs, 18 * dayMs)) return [];
  if (asksForEvidence) {
    const evidence = `Offer ${chance.whole(1000, 9999, key, 'offer')}`;
    return [byPerson('sales', dispute, { type: 'prove', data: { evidence } }, scene)];
  }
  const invoice = scene.beside(dispute, 'invoice', text(data['invoice']));
  if (invoice?.state !== 'disputed') return [];
  const rate = isPricedWrong(invoice.data['country'], now) ? 0.6 : 0.3;
  const isRight = amountOf(invoice.data['paid']) === 0 && chance.happens(rate, key, 'is right');
  if (!isRight) return [byPerson('collections', dispute, { type: 'reject', reason: 'It is as it was agreed' }, scene)];
  return [byPerson('collections', dispute, { type: 'uphold', reason: 'The customer is right' }, scene)];
}

/** A wrong price is billed anew; whatever else was wrong is credited. */
function makeGood(dispute: OpenCase, scene: Scene): Submission {
  const { chance, now } = scene;
  const { key, data } = dispute;
  if (data['reason'] !== 'pricing') return byPerson('collections', dispute, { type: 'credit' }, scene);
  const amount = Math.round((amountOf(data['amount']) * chance.between(0.82, 0.95, key, 'right price')) / 100) * 100;
  const corrected: JsonObject = {
    number: `${text(data['invoice'])}-corrected`,
    amount: Math.max(100, amount),
    issuedOn: isoDay(now),
    dueOn: isoDay(now + 30 * dayMs),
  };
  return byPerson('collections', dispute, { type: 'correct', data: corrected, reason: 'Billed anew at the right price' }, scene);
}

/** What billing drafts, finance issues; what nothing is open for any more is withdrawn. */
export function workOnCreditNote(note: OpenCase, scene: Scene): readonly Submission[] {
  const { data } = note;
  if (note.state !== 'draft') return [];
  const isMoot = hasOpen(note, 'creditRefused') || scene.beside(note, 'invoice', text(data['invoice'])) === undefined;
  if (isMoot) {
    if (!hasWaited(scene, note, dayMs, 4 * dayMs)) return [];
    return [byPerson('billing', note, { type: 'withdraw', reason: 'Nothing of the invoice is open any more' }, scene)];
  }
  if (booksAreClosed(scene.now)) return [];
  if (note.clocks.pending?.['issue'] !== undefined) {
    if (!hasBeenAsked(scene, note, 'issue', 12 * hourMs, 12 * dayMs)) return [];
    return byApprover(amountOf(data['amount']) > 2_500_000 ? 'head-of-finance' : 'finance-lead', note, 'issue', scene);
  }
  if (!hasWaited(scene, note, 4 * hourMs, 3 * dayMs)) return [];
  return [byPerson('billing', note, { type: 'issue', reason: 'As agreed with the customer' }, scene)];
}
