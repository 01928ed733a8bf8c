import type { PackLeakage } from '@throughline/language';

/** Where revenue gets lost between one step and the next, and who sees to it. */
export const leakage: readonly PackLeakage[] = [
  {
    title: 'Delivered, not confirmed',
    flow: 'delivery',
    where: ['$state=delivered'],
    amount: 'open',
    currency: 'currency',
    owner: 'operations-lead',
  },
  {
    title: 'Delivered, not invoiced',
    flow: 'order',
    where: ['uninvoiced>0'],
    open: true,
    amount: 'uninvoiced',
    currency: 'currency',
    owner: 'billing',
  },
  {
    title: 'Invoiced, not sent',
    flow: 'invoice',
    where: ['$state=created,blocked'],
    amount: 'open',
    currency: 'currency',
    owner: 'billing',
  },
  {
    title: 'Billed at another amount than was ordered',
    flow: 'invoice',
    where: ['$exception.priceMismatch=open'],
    amount: 'open',
    currency: 'currency',
    owner: 'sales',
  },
  {
    title: 'Credited because the price was wrong',
    flow: 'credit-note',
    where: ['reason=pricing', '$state=issued'],
    amount: 'amount',
    currency: 'currency',
    owner: 'sales',
  },
  {
    title: 'Received, not allocated',
    flow: 'payment',
    where: ['$state=unmatched,over'],
    amount: 'unallocated',
    currency: 'currency',
    owner: 'cash-application',
  },
];
