/* What several states of a payment share. */

/** Of what is asked: to which invoice, and how much of what is free. */
const invoice = '(has(event.invoice) ? event.invoice : has(data.invoice) ? data.invoice : "")';
const free = 'computed.unallocated';
/** At most what is free. */
const amount = `min(${free}, has(event.amount) ? event.amount : has(data.expected) ? data.expected : ${free})`;

const ofPayment = {
  payment: 'data.number',
  customer: 'has(data.customer) ? dyn(data.customer) : null',
  currency: 'data.currency',
} as const;
const next = 'data.number + "/" + string(children.allocations.count + 1)';

/** Reserves a part for an invoice, which is asked to take it and may refuse. */
const reserve = {
  set: { reserved: `data.reserved + ${amount}`, reservedLast: amount },
  open: [
    {
      child: 'allocations',
      event: 'reserve',
      key: next,
      when: `data.reservedLast > 0 && ${invoice} != ""`,
      with: {
        ...ofPayment,
        number: next,
        invoice,
        amount: 'data.reservedLast',
        deductions: 'has(event.deductions) ? dyn(event.deductions) : null',
      },
    },
  ],
  link: { invoice },
} as const;

export const allocate = {
  /** To the invoice that it was matched with. */
  first: [
    { when: `${amount} < ${free}`, to: 'over', raise: 'overPayment', ...reserve },
    {
      when: `${amount} >= ${free} && has(data.expected) && data.amount < data.expected`,
      to: 'short',
      raise: 'shortPayment',
      ...reserve,
    },
    { to: 'allocated', by: 'automation', ...reserve },
  ],
  /** What is left, to the invoice that the event names. */
  more: [
    { when: `${amount} < ${free}`, resolve: 'allocationRefused', ...reserve },
    { to: 'allocated', resolve: ['overPayment', 'allocationRefused'], ...reserve },
  ],
} as const;

/** To several invoices at once, each named once, as a remittance advice lists them: all of it. */
const splitKey = 'data.number + "/" + string(children.allocations.count + 1) + "/" + item.invoice';
const parts = {
  resolve: 'unmatchedPayment',
  open: [
    {
      child: 'allocations',
      event: 'reserve',
      each: 'event.allocations',
      key: splitKey,
      with: { ...ofPayment, number: splitKey, invoice: 'item.invoice', amount: 'item.amount' },
    },
  ],
} as const;
const sum = 'sum(by(event.allocations, "amount"))';
const eachOnce = 'event.allocations.all(one, event.allocations.exists_one(other, other.invoice == one.invoice))';
export const split = { when: `${sum} > 0 && ${sum} == ${free} && ${eachOnce}`, to: 'allocated', ...parts } as const;

const booking = { by: 'automation', roles: ['bookkeeping'] } as const;
export const taken = booking;
/** What an invoice refused is free again. */
export const notTaken = { ...booking, raise: 'allocationRefused' } as const;
export const giveBack = { ...booking, to: 'over', raise: 'overPayment', resolve: 'allocationRefused' } as const;

/** After a refusal: no invoice has taken anything of it. A person says which one is meant. */
export const rematch = {
  when: 'data.allocated == 0 && data.reserved == 0',
  to: 'matched',
  by: 'person',
  reason: true,
  resolve: ['allocationRefused', 'shortPayment', 'overPayment'],
} as const;

const ofInvoice = '(has(data.allocations) ? dyn(data.allocations) : []).filter(one, one.invoice == event.invoice)';

/** It was the wrong invoice: that gives back all that it has of this payment, and then it is free to go elsewhere. */
export const unallocate = {
  when: `data.reserved == 0 && size(${ofInvoice}) > 0`,
  by: 'person',
  reason: true,
  closed: 'financeClose',
  set: { allocations: ofInvoice.replace('==', '!='), reservedLast: `sum(by(${ofInvoice}, "amount"))` },
  open: [
    {
      child: 'allocations',
      event: 'takeBack',
      key: next,
      with: { ...ofPayment, number: next, invoice: 'event.invoice', amount: 'data.reservedLast', why: '"correction"' },
    },
  ],
} as const;

/** The bank has taken it back: so do the invoices that took it. Where none has any of it now, none is asked again. */
const backKey = 'data.number + "/" + string(children.allocations.count + 1) + "/" + item.allocation';
export const reverse = {
  to: 'reversed',
  roles: ['cash-application', 'finance-lead'],
  set: { allocated: '0', reserved: '0', reservedLast: 'data.allocated', returned: 'data.amount' },
  open: [
    {
      child: 'allocations',
      event: 'takeBack',
      each: 'data.reservedLast > 0 && has(data.allocations) ? dyn(data.allocations) : []',
      key: backKey,
      with: { ...ofPayment, number: backKey, invoice: 'item.invoice', amount: 'item.amount', why: '"reversal"' },
    },
  ],
} as const;
