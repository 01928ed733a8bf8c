import type { Submission } from '@throughline/engine';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { byPerson, dayMs, hasWaited, hourMs, type Scene, text } from './move.ts';

/** Exceptions that end with what their case does next; nobody ticks them off. */
const endByThemselves: ReadonlySet<string> = new Set([
  'missingDeliveryReference',
  'missingPurchaseOrder',
  'invalidMasterData',
  'creditHold',
  'pricingMismatch',
  'bouncedSend',
  'proofMissing',
  'evidenceMissing',
  'creditRefused',
  'deliveryFailed',
  'unmatchedPayment',
  'shortPayment',
  'causedFailure',
  'actionOverdue',
  'communicationOverdue',
  'noLead',
  'vendorUnresponsive',
  'undocumented',
  'onePersonOnly',
  'noOwner',
  'renewalLapsed',
]);

/** Somebody with the role looks into an exception, most of them soon, some only after weeks. */
export function workOnException(exception: OpenCase, scene: Scene): readonly Submission[] {
  const { data, key } = exception;
  const kind = text(data['kind']);
  if (endByThemselves.has(kind)) return [];
  // Keys of exceptions are unique only beside their owner: what is drawn depends on it.
  const ofKey = text(data['ofKey']);
  const isForgotten = scene.chance.happens(0.07, ofKey, key, 'forgotten');
  const [least, most] = isForgotten ? [14 * dayMs, 60 * dayMs] : [3 * hourMs, 3 * dayMs];
  if (!hasWaited(scene, exception, least, most, ofKey)) return [];
  const resolutions = Array.isArray(data['resolutions']) ? data['resolutions'].filter((item) => typeof item === 'string') : [];
  const [first = 'looked into', ...others] = resolutions;
  const resolution = scene.chance.pick([first, ...others], ofKey, key, 'resolution');
  return [byPerson(text(data['owner']), exception, { type: 'resolve', data: { resolution } }, scene)];
}

/** Somebody with the role does a task. Tasks to approve end with the approval. */
export function workOnTask(task: OpenCase, scene: Scene): readonly Submission[] {
  const { data, key } = task;
  const ofKey = text(data['ofKey']);
  if (text(data['name']).startsWith('approve ')) return [];
  const isForgotten = scene.chance.happens(0.05, ofKey, key, 'forgotten');
  const [least, most] = isForgotten ? [10 * dayMs, 40 * dayMs] : [6 * hourMs, 7 * dayMs];
  if (!hasWaited(scene, task, least, most, ofKey)) return [];
  return [byPerson(text(data['owner']), task, { type: 'done', data: {} }, scene)];
}
