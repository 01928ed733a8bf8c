import type { Submission } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { entities, headquarters } from './company.ts';
import { amountOf, byAutomation, byFact, byPerson, dayMs, hasWaited, hourMs, isoDay, type Scene, text } from './move.ts';
import { isCollected, referenceLostRate } from './planted.ts';

/** What happens to a delivery that is on its way. */
export function workOnDelivery(delivery: OpenCase, scene: Scene): readonly Submission[] {
  const { now, chance } = scene;
  switch (delivery.state) {
    case 'planned':
    case 'failed':
    case 'partial':
      return ship(delivery, scene);
    case 'shipped': {
      const attempts = amountOf(delivery.data['attempts']);
      const isLate = chance.happens(0.05, delivery.key, 'late', String(attempts));
      if (!hasWaited(scene, delivery, (isLate ? 5 : 1) * dayMs, (isLate ? 9 : 3) * dayMs, String(attempts))) return [];
      if (attempts === 1 && chance.happens(0.03, delivery.key, 'fails'))
        return [byFact('carriers', delivery, { type: 'fail' }, scene)];
      return [byFact('carriers', delivery, { type: 'deliver', data: { deliveredOn: isoDay(now) } }, scene)];
    }
    case 'delivered':
      return confirm(delivery, scene);
    case 'confirmed':
      return findReference(delivery, scene);
    default:
      return [];
  }
}

function ship(delivery: OpenCase, scene: Scene): readonly Submission[] {
  const { now, chance } = scene;
  if (delivery.state === 'planned') {
    const expected = Date.parse(`${text(delivery.data['dueOn'])}T12:00:00Z`);
    if (now < expected - chance.between(4, 7, delivery.key, 'ahead') * dayMs) return [];
    if (isCollected(delivery, scene)) return collect(delivery, scene);
  } else if (!hasWaited(scene, delivery, dayMs, (delivery.state === 'failed' ? 2 : 6) * dayMs)) return [];
  if (delivery.state === 'failed' && chance.happens(0.2, delivery.key, 'returned')) {
    return [byFact('carriers', delivery, { type: 'return' }, scene)];
  }
  if (delivery.state === 'partial' && chance.happens(0.15, delivery.key, 'short')) {
    return [byPerson('fulfilment', delivery, { type: 'acceptShort', reason: 'The customer does without the rest' }, scene)];
  }
  const carrier = carrierOf(delivery, scene);
  return [byFact('warehouse', delivery, { type: 'ship', data: { shippedOn: isoDay(now), carrier } }, scene)];
}

/** What is collected need not be delivered; that it is to be billed, the order alone knows. */
function collect(delivery: OpenCase, scene: Scene): readonly Submission[] {
  const order = { flow: 'order', entity: delivery.entity, key: text(delivery.data['order']) };
  return [
    byFact('gate', order, { type: 'deliver', data: { amount: amountOf(delivery.data['amount']) } }, scene),
    byPerson('fulfilment', delivery, { type: 'cancel', reason: 'Collected at the gate' }, scene),
  ];
}

function carrierOf({ entity, key }: OpenCase, { chance }: Scene): string {
  const { carriers } = entities.find(({ name }) => name === entity) ?? headquarters;
  const [first, second, ...others] = carriers;
  return chance.happens(1 / 3, key, 'first carrier') ? first : chance.pick([second, ...others], key, 'carrier');
}

function confirm(delivery: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  const hasNoProof = chance.happens(0.025, delivery.key, 'no proof');
  if (!hasWaited(scene, delivery, hasNoProof ? 3 * dayMs : 2 * hourMs, (hasNoProof ? 12 : 1.2) * dayMs)) return [];
  const open = amountOf(delivery.data['amount']) - amountOf(delivery.data['confirmed']);
  const isFirst = amountOf(delivery.data['confirmations']) === 0;
  const isPart = isFirst && open > 10_000 && chance.happens(0.05, delivery.key, 'part');
  const isLost = chance.happens(referenceLostRate(delivery, scene), delivery.key, 'reference lost');
  const data: JsonObject = {
    ...(isPart ? { amount: Math.round((open * chance.between(0.5, 0.85, delivery.key, 'part')) / 100) * 100 } : {}),
    ...(isLost ? {} : { reference: referenceOf(delivery, scene) }),
  };
  const act = { type: 'confirm', data };
  const isByHand = chance.happens(0.12, delivery.key, 'by hand');
  return [isByHand ? byPerson('fulfilment', delivery, act, scene) : byAutomation('proof of delivery', delivery, act)];
}

/** Fulfilment asks the carrier for the reference; one in four is never found. */
function findReference(delivery: OpenCase, scene: Scene): readonly Submission[] {
  if (delivery.data['reference'] !== undefined || scene.chance.happens(0.25, delivery.key, 'never found')) return [];
  const invoice = scene.beside(delivery, 'invoice', text(delivery.data['invoice']));
  if (invoice?.state !== 'blocked' || !hasWaited(scene, delivery, 2 * hourMs, 26 * hourMs, 'reference')) return [];
  const reference = referenceOf(delivery, scene);
  return [byPerson('fulfilment', delivery, { type: 'addReference', data: { reference } }, scene)];
}

function referenceOf({ key }: OpenCase, { chance }: Scene): string {
  return `POD-${chance.whole(100_000, 999_999, key, 'reference')}`;
}
