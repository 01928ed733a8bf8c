import type { Millis } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { headquarters } from './company.ts';
import type { Scene } from './move.ts';

/*
 * What is wrong with Halden on purpose, told in docs/demo.md; beside it, the public sector pays late (customers.ts).
 */

/** So many things are planted, the late payers of the public sector among them. */
export const plantedDefects = 6;

/**
 * The release since which most deliveries by Rheintal Logistik lose the customer's reference. It is the case itself that does it: once
 * it is rolled back, references arrive again.
 */
export const carrierRelease = 'R-17';

/** Whether a release in a state has its consequences. */
export function isLive(state: string | undefined): boolean {
  return state === 'released' || state === 'verified';
}

export function referenceLostRate(delivery: OpenCase, { headquartersCase }: Scene): number {
  const isByRheintal = delivery.data['carrier'] === 'Rheintal Logistik';
  return isByRheintal && isLive(headquartersCase('release', carrierRelease)?.state) ? 0.85 : 0.03;
}

/** Since this day customers of the headquarters may collect goods at the gate: the gate tells the order, and billing hears nothing. */
const gateOpenSince = Date.UTC(2026, 5, 1);

export function isCollected({ key, entity }: OpenCase, { chance, now }: Scene): boolean {
  return entity === headquarters.name && now >= gateOpenSince && chance.happens(0.022, key, 'collected');
}

/** Blocked invoices that everybody has forgotten: they are never sent. */
export function isNeverSent({ key }: OpenCase, { chance }: Scene): boolean {
  return chance.happens(0.07, key, 'never sent');
}

/** So many of its invoices lie about at the customer's for weeks. Nobody looks after those of the small units, far away. */
export function liesAboutRate(entity: string): number {
  return entity === headquarters.name ? 0.18 : 0.35;
}

/** Since this day the price list for Italy is wrong. */
const italianPricesWrongSince = Date.UTC(2026, 1, 1);

export function isPricedWrong(country: unknown, now: Millis): boolean {
  return country === 'IT' && now >= italianPricesWrongSince;
}

/** A customer who pays nothing any more from a day on, and goes on ordering: an insolvency that nobody has seen yet. */
export const insolvent = { customer: 'Brunnthal Armaturenbau', since: Date.UTC(2026, 7, 24) };

export function isInsolvent(customer: unknown, now: Millis): boolean {
  return customer === insolvent.customer && now >= insolvent.since;
}

/** The days on which it orders beside its usual orders: so its invoices stand on all rungs when the visitor comes. */
export const insolventOrderDays: ReadonlySet<string> = new Set([
  '2026-07-27',
  '2026-08-03',
  '2026-08-10',
  '2026-08-17',
  '2026-08-31',
  '2026-09-07',
  '2026-09-14',
  '2026-09-17',
  '2026-09-21',
  '2026-09-24',
  '2026-09-28',
  '2026-10-05',
  '2026-10-12',
]);
