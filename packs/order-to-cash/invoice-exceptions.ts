import { days, hours } from '@throughline/language';

/** What can be amiss with an invoice. Those that block keep it from being sent. */
export const exceptions = {
  missingDeliveryReference: {
    title: 'Delivery reference missing',
    owner: 'fulfilment',
    severity: 'high',
    within: hours(8),
    blocks: true,
    resolutions: ['reference added', 'sent without'],
    runbook:
      "1. Look for the proof of delivery in the carrier's portal, and add the reference.\n2. Without one, ask the customer who received the goods.\n3. If the customer accepts the invoice without a reference, let billing send it so, with the reason.",
  },
  partialPayment: {
    title: 'Paid in part',
    owner: 'collections',
    severity: 'medium',
    within: days(2),
    resolutions: ['rest promised', 'deduction accepted', 'disputed'],
  },
  overPayment: {
    title: 'Paid too much',
    owner: 'finance',
    severity: 'low',
    within: days(5),
    resolutions: ['refunded', 'allocated to another invoice'],
  },
  brokenPromise: {
    title: 'Promise broken',
    owner: 'collections-lead',
    severity: 'high',
    within: days(2),
    resolutions: ['customer called', 'delivery stopped', 'escalated'],
    runbook:
      '1. Call whoever made the promise, the same day.\n2. Take a new day only with a reason; it needs the approval of a lead.\n3. Else stop further deliveries, and let sales know.',
  },
  orderRefused: {
    title: 'The order did not take the settlement',
    owner: 'order-desk',
    severity: 'low',
    within: days(2),
    resolutions: ['order corrected', 'not of an order'],
  },
  notSent: {
    title: 'The invoice could not be sent by itself',
    owner: 'billing',
    severity: 'medium',
    within: days(1),
    resolutions: ['sent by hand', 'sent already', 'void'],
  },
  missingPurchaseOrder: {
    title: 'Purchase order missing',
    owner: 'sales',
    severity: 'medium',
    within: days(1),
    blocks: true,
    resolutions: ['number added', 'not demanded'],
  },
  taxMismatch: {
    title: 'Tax does not agree',
    owner: 'finance',
    severity: 'high',
    within: days(1),
    blocks: true,
    resolutions: ['corrected', 'rounded by the customer'],
    runbook:
      '1. Compare net amount, rate and tax: which of them is wrong?\n2. Ask whether the rate is the one of the customer and the country.\n3. Complete the invoice with what is right; it is checked again and goes out by itself.',
  },
  priceMismatch: {
    title: 'Amount is not what was ordered',
    owner: 'sales',
    severity: 'high',
    within: days(1),
    blocks: true,
    resolutions: ['amount corrected', 'order corrected'],
    runbook:
      '1. Compare the invoice with the order and the price list of the customer.\n2. Complete the invoice with the right amount, or with what was ordered in the end.\n3. Where the price list is wrong, have it mended: the next invoices have the same fault.',
  },
  termsMismatch: {
    title: 'Due day is not what was agreed',
    owner: 'billing',
    severity: 'medium',
    within: days(1),
    blocks: true,
    resolutions: ['due day corrected', 'terms corrected'],
  },
  incompleteMasterData: {
    title: 'No address for an electronic bill',
    owner: 'order-desk',
    severity: 'medium',
    within: days(1),
    blocks: true,
    resolutions: ['address added', 'sent on paper'],
  },
  duplicateInvoice: {
    title: 'There is another invoice for the same',
    owner: 'billing',
    severity: 'high',
    within: days(1),
    blocks: true,
    resolutions: ['void', 'not the same'],
    runbook:
      '1. Compare both: delivery, order, amount.\n2. Void the one that should not be.\n3. If they are not the same, say why; the invoice then goes out.',
  },
  bouncedSend: {
    title: 'The invoice did not reach the customer',
    owner: 'billing',
    severity: 'high',
    within: days(1),
    blocks: true,
    resolutions: ['sent again', 'posted'],
    runbook:
      '1. Ask the customer for the address that invoices go to.\n2. Complete the invoice with it: it goes out again.\n3. Agree on a new due day if it was long on its way.',
  },
  disputeNotOpened: {
    title: 'The dispute could not be opened',
    owner: 'collections',
    severity: 'medium',
    within: days(1),
    resolutions: ['opened by hand', 'open already'],
  },
  disputeNotClosed: {
    title: 'The dispute could not be closed',
    owner: 'collections',
    severity: 'low',
    within: days(2),
    resolutions: ['closed by hand', 'closed already'],
  },
} as const;

export const mails = {
  invoice: {
    subject: 'Invoice {{ data.number }}',
    text: 'Dear customer,\n\nplease find our invoice {{ data.number }} over {{ money(data.amount, data.currency) }}, due on {{ data.dueOn }}.\n',
  },
  reminder: {
    subject: 'Reminder: invoice {{ data.number }}',
    text: 'Dear customer,\n\nour invoice {{ data.number }} was due on {{ data.dueOn }}. {{ money(computed.open, data.currency) }} of it are open. If you have paid in the meantime, please disregard this mail.\n',
  },
} as const;
