import { mail } from '@throughline/language';

/*
 * What is looked at before an invoice is sent, and how it then gets to the customer. What fails is an exception of its own kind and
 * keeps the invoice from being sent; once that is put right, all is looked at again.
 */

/** What may be wrong with an invoice beside a missing delivery reference: CEL over its data, by kind of exception. */
const faults = [
  ['missingPurchaseOrder', 'has(data.requiresPurchaseOrder) && data.requiresPurchaseOrder && !has(data.purchaseOrder)'],
  [
    'taxMismatch',
    'has(data.net) && has(data.tax) && (data.net + data.tax != data.amount || (has(data.taxRate) && max(data.tax - percent(data.net, data.taxRate), percent(data.net, data.taxRate) - data.tax) > 1))',
  ],
  ['priceMismatch', 'has(data.orderedAmount) && data.orderedAmount != data.amount'],
  [
    'termsMismatch',
    'has(data.termDays) && has(data.issuedOn) && data.dueOn != addDays(has(data.issuedOn) ? data.issuedOn : data.dueOn, has(data.termDays) ? data.termDays : 0)',
  ],
  ['incompleteMasterData', 'has(data.billType) && data.billType == "Electronic" && !has(data.contact)'],
  ['duplicateInvoice', 'has(data.duplicateOf)'],
  ['bouncedSend', 'has(data.bounced)'],
] as const;
export const faultKinds = faults.map(([kind]) => kind);
const allKinds = ['missingDeliveryReference', ...faultKinds] as const;
type Kind = (typeof allKinds)[number];

/** The first thing that is wrong beside the delivery reference; nothing: `""`. */
export const firstFault = `${faults.map(([kind, holds]) => `(${holds}) ? "${kind}" : `).join('')}""`;

const sentElsewhere = 'has(data.channel) && data.channel != "mail"';
const faultless = 'computed.fault == ""';
const hasReference = '(has(data.deliveryReference) || has(data.withoutReference))';
const ready = `${hasReference} && ${faultless}`;
const resolvesAll = { resolve: allKinds } as const;
const others = (kind: Kind) => allKinds.filter((other) => other !== kind);

const post = { role: 'billing', title: 'Post the invoice: there is no address to mail it to' } as const;

/** How the invoice gets to the customer, once there is nothing more to wait for. */
function issue<const X extends object>(condition: string, extra: X) {
  return [
    {
      when: `${condition} && has(data.contact)`,
      to: 'sent',
      by: 'automation',
      effects: [mail('invoice', { to: 'has(data.contact) ? dyn(data.contact) : null' })],
      ...extra,
    },
    { when: `${condition} && !has(data.contact)`, to: 'sent', task: post, ...extra },
  ] as const;
}

/** The same, where the event may say that another system or the post has done it: nobody is sent it twice. */
function send<const X extends object>(extra: X) {
  const elsewhere = `((has(event.channel) && event.channel != "mail") || (${sentElsewhere}))`;
  return [{ when: `${ready} && ${elsewhere}`, to: 'sent', ...extra }, ...issue(ready, extra)] as const;
}

/** Asks whether the rest is right, now that something was put right. */
const checkAgain = {
  send: [{ flow: 'invoice', key: 'data.number', event: 'check', onRefused: 'notSent' }],
} as const;

/** Still blocked, for another reason. */
const stillBlocked = faultKinds.map(
  (kind) => ({ when: `computed.fault == "${kind}"`, raise: kind, resolve: others(kind) }) as const,
);

const blockedFor = faultKinds.map(
  (kind) => ({ when: `${hasReference} && computed.fault == "${kind}"`, to: 'blocked', raise: kind }) as const,
);

/** Who may put an invoice right before it is sent. */
const checkers = ['billing', 'fulfilment', 'sales', 'order-desk', 'finance-lead'] as const;

export const whileCreated = {
  send: [...send({}), { when: `!${hasReference}`, to: 'blocked', raise: 'missingDeliveryReference' }, ...blockedFor],
  reference: {},
  complete: {},
  markDuplicate: { to: 'blocked', raise: 'duplicateInvoice', roles: checkers },
} as const;

const billing = ['billing', 'finance-lead'] as const;
/** Sent without a delivery reference, because a person says so. */
const without = { to: 'sent', by: 'person', roles: billing, reason: true, ...resolvesAll } as const;

export const whileBlocked = {
  send: send(resolvesAll),
  sendWithout: [
    {
      when: `${faultless} && has(data.contact)`,
      effects: [mail('invoice', { to: 'has(data.contact) ? dyn(data.contact) : null' })],
      ...without,
    },
    { when: `${faultless} && !has(data.contact)`, task: post, ...without },
    ...stillBlocked.map((way) => ({ ...way, by: 'person', roles: billing, reason: true }) as const),
  ],
  reference: [
    { when: `${faultless} && ${sentElsewhere}`, to: 'created', ...resolvesAll },
    ...issue(`${faultless} && !(${sentElsewhere})`, resolvesAll),
    ...stillBlocked,
  ],
  /** What was put right may be all, or there is more. */
  check: [
    { when: `${ready} && ${sentElsewhere}`, to: 'created', ...resolvesAll },
    ...issue(`${ready} && !(${sentElsewhere})`, resolvesAll),
    { when: `!${hasReference}`, raise: 'missingDeliveryReference', resolve: others('missingDeliveryReference') },
    ...stillBlocked,
  ],
  complete: { roles: checkers, ...checkAgain },
  markDuplicate: { raise: 'duplicateInvoice', roles: checkers },
  notDuplicate: { by: 'person', roles: billing, reason: true, set: { duplicateOf: 'null' }, ...checkAgain },
} as const;

export const bounced = {
  to: 'blocked',
  raise: 'bouncedSend',
  roles: ['billing', 'collections'],
  set: { bounced: 'true' },
} as const;
export { sentElsewhere };
