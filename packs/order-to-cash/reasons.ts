import { Fields, Money, Optional } from '@throughline/language';

/** Why a customer keeps money back. Each has an owner (shortfall.ts). */
export const reasons = [
  'taxDeduction',
  'dispute',
  'missingReference',
  'pricing',
  'systemError',
  'customerBehaviour',
  'unexplained',
] as const;

/** Reasons that a payer can give. */
export const statedReasons = [
  'taxDeduction',
  'dispute',
  'missingReference',
  'pricing',
  'systemError',
  'customerBehaviour',
] as const;

/** What a number says of the reason: SHF-1042-tax-1. */
export const reasonWords = {
  taxDeduction: 'tax',
  dispute: 'dispute',
  missingReference: 'reference',
  pricing: 'price',
  systemError: 'system',
  customerBehaviour: 'customer',
  unexplained: 'unexplained',
} as const satisfies Readonly<Record<(typeof reasons)[number], string>>;

const kept = Optional(Money({ minimum: 1 }));
/** What a payer says was kept back, by reason. */
export const deductions = Fields({
  taxDeduction: kept,
  dispute: kept,
  missingReference: kept,
  pricing: kept,
  systemError: kept,
  customerBehaviour: kept,
});

/** Customers who are chased at a pace of their own. Without a segment, at the standard one. */
export const segments = ['standard', 'key', 'public'] as const;
