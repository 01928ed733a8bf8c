import { roles as changeRoles } from '../change/roles.ts';
import { roles as orderToCashRoles } from '../order-to-cash/roles.ts';

/** Whoever answers for a number, and those who work where it comes from: they ask why it moved, and decide what is done. */
export const deciders = [
  'operations-lead',
  'finance-lead',
  'head-of-finance',
  'collections-lead',
  'billing-lead',
  'fulfilment-lead',
  'sales-lead',
  'credit-manager',
  'systems-lead',
  'release-manager',
] as const;

export const roles = {
  ...orderToCashRoles,
  ...changeRoles,
  /** What computes the steps. No person needs it: what it finds is the log's. */
  'diagnosis-run': { title: 'Diagnosis (program only)' },
} as const;
