import {
  Currency,
  Day,
  days,
  defineFlow,
  Email,
  Fields,
  Flag,
  hours,
  Integer,
  Money,
  OneOf,
  Optional,
  Text,
} from '@throughline/language';
import { segments } from './reasons.ts';
import { roles } from './roles.ts';

/** DEL-1001 is billed by INV-1001. What is confirmed later of the same delivery has an invoice of its own: INV-1001-part-2. */
const invoiceKey =
  '"INV-" + (data.number.startsWith("DEL-") ? data.number.substring(4) : data.number)' +
  ' + (data.confirmations == 0 ? "" : "-part-" + string(data.confirmations + 1))';

/** Every confirmation bills what it confirms, and tells the order. The reference may come later: then the invoice waits for it. */
const confirmed = {
  open: [
    {
      flow: 'invoice',
      event: 'create',
      key: 'data.invoice',
      when: 'data.confirmedLast > 0',
      with: {
        number: 'data.invoice',
        customer: 'data.customer',
        currency: 'data.currency',
        amount: 'data.confirmedLast',
        issuedOn: 'has(data.deliveredOn) ? data.deliveredOn : data.dueOn',
        dueOn: 'addDays(has(data.deliveredOn) ? data.deliveredOn : data.dueOn, data.termDays)',
        delivery: 'data.number',
        deliveryReference: 'has(data.reference) ? dyn(data.reference) : null',
        order: 'has(data.order) ? dyn(data.order) : null',
        purchaseOrder: 'has(data.purchaseOrder) ? dyn(data.purchaseOrder) : null',
        contact: 'has(data.contact) ? dyn(data.contact) : null',
        country: 'has(data.country) ? dyn(data.country) : null',
        billType: 'has(data.billType) ? dyn(data.billType) : null',
        segment: 'has(data.segment) ? dyn(data.segment) : null',
        requiresPurchaseOrder: 'has(data.requiresPurchaseOrder) ? dyn(data.requiresPurchaseOrder) : null',
        termDays: 'data.termDays',
        carrier: 'has(data.carrier) ? dyn(data.carrier) : null',
      },
      onRefused: 'invoiceRefused',
    },
  ],
  send: [
    {
      flow: 'order',
      event: 'deliver',
      key: 'has(data.order) ? data.order : ""',
      when: 'has(data.order)',
      with: { amount: 'data.confirmedLast' },
      onRefused: 'orderRefused',
    },
  ],
  link: { invoice: 'data.invoice' },
} as const;

/** The customer's reference reaches the invoice that waits for it. */
const referred = {
  resolve: 'wrongReference',
  send: [
    {
      flow: 'invoice',
      key: 'has(data.invoice) ? data.invoice : ""',
      event: 'reference',
      when: 'has(data.invoice)',
      with: { deliveryReference: 'event.reference' },
      onRefused: 'referenceTooLate',
    },
  ],
} as const;

const confirm = [
  {
    when: 'has(event.amount) && event.amount < computed.open',
    to: 'partial',
    raise: 'shortDelivery',
    resolve: 'proofMissing',
    ...confirmed,
  },
  {
    when: '!has(event.amount) || event.amount == computed.open',
    to: 'confirmed',
    resolve: ['shortDelivery', 'proofMissing'],
    ...confirmed,
  },
] as const;

/** A delivery, from its plan to the customer's confirmation, which opens the invoice. */
export const delivery = defineFlow({
  name: 'delivery',
  title: 'Delivery',
  description: 'Goods on their way to a customer; confirmed with a reference, they are invoiced.',
  stream: 'order-to-cash',
  stage: 'delivery',
  owner: 'fulfilment',
  key: 'number',
  roles,
  data: Fields({
    number: Text(),
    order: Optional(Text({ list: true })),
    customer: Text({ list: true }),
    currency: Currency({ list: true }),
    amount: Money({ list: true, minimum: 0 }),
    dueOn: Day({ list: true }),
    termDays: Integer({ default: 30, minimum: 0, maximum: 365 }),
    carrier: Optional(Text({ list: true })),
    shippedOn: Optional(Day()),
    deliveredOn: Optional(Day()),
    confirmed: Money({ default: 0 }),
    confirmedLast: Money({ default: 0 }),
    confirmations: Integer({ default: 0 }),
    attempts: Integer({ default: 0 }),
    /** What the customer confirmed by, and where the proof of it is kept. */
    reference: Optional(Text()),
    proof: Optional(Text()),
    invoice: Optional(Text()),
    purchaseOrder: Optional(Text()),
    contact: Optional(Email({ personal: true })),
    country: Optional(Text({ list: true })),
    billType: Optional(Text()),
    segment: Optional(OneOf(segments)),
    requiresPurchaseOrder: Optional(Flag()),
  }),
  computed: { open: 'data.amount - data.confirmed' },
  columns: { open: { kind: 'money', title: 'Not confirmed' } },
  parameters: {
    lateAfter: days(0, { owner: 'fulfilment', title: 'Late, days after the due day', from: 0, to: 14 }),
    chaseAfter: days(3, { owner: 'fulfilment', title: 'The carrier is called, days after the due day', from: 1, to: 30 }),
    confirmWithin: days(2, { owner: 'fulfilment', title: 'Delivered goods are confirmed within', from: 1, to: 14 }),
  },
  links: { order: { flow: 'order' }, invoice: { flow: 'invoice' } },
  events: {
    ship: {
      title: 'Ship',
      data: Fields({ shippedOn: Optional(Day()), carrier: Optional(Text()) }),
      set: {
        attempts: 'data.attempts + 1',
        shippedOn: 'has(event.shippedOn) ? dyn(event.shippedOn) : has(data.shippedOn) ? dyn(data.shippedOn) : null',
        carrier: 'has(event.carrier) ? dyn(event.carrier) : has(data.carrier) ? dyn(data.carrier) : null',
      },
      lands: 'shipped',
    },
    deliver: {
      title: 'Deliver',
      data: Fields({ deliveredOn: Day() }),
      set: { deliveredOn: 'event.deliveredOn' },
      lands: 'delivered',
    },
    confirm: {
      title: 'Confirm',
      data: Fields({ amount: Optional(Money({ minimum: 0 })), reference: Optional(Text()), proof: Optional(Text()) }),
      set: {
        confirmedLast: 'has(event.amount) ? event.amount : computed.open',
        confirmed: 'has(event.amount) ? data.confirmed + event.amount : data.amount',
        confirmations: 'data.confirmations + 1',
        reference: 'has(event.reference) ? dyn(event.reference) : has(data.reference) ? dyn(data.reference) : null',
        proof: 'has(event.proof) ? dyn(event.proof) : has(data.proof) ? dyn(data.proof) : null',
        invoice: invoiceKey,
      },
      lands: [{ when: 'has(event.amount) && event.amount < computed.open', to: 'partial' }, { to: 'confirmed' }],
    },
    addReference: {
      title: 'Add the reference',
      data: Fields({ reference: Text() }),
      set: { reference: 'event.reference' },
    },
    refer: { title: 'The reference is wrong', data: Fields({ note: Optional(Text()) }) },
    fail: { title: 'Could not be delivered', lands: 'failed' },
    return: { title: 'Sent back', lands: 'returned' },
    acceptShort: { title: 'The rest is not delivered' },
    archive: { title: 'Archive' },
    cancel: { title: 'Cancel' },
  },
  exceptions: {
    lateDelivery: {
      title: 'Delivery late',
      owner: 'fulfilment',
      severity: 'medium',
      within: days(2),
      resolutions: ['delivered', 'new day agreed'],
    },
    shortDelivery: {
      title: 'Delivered in part',
      owner: 'fulfilment',
      severity: 'medium',
      within: days(3),
      resolutions: ['rest shipped', 'rest cancelled'],
    },
    deliveryFailed: {
      title: 'Could not be delivered',
      owner: 'fulfilment',
      severity: 'high',
      within: hours(24),
      resolutions: ['shipped again', 'address corrected'],
      runbook:
        '1. Ask the carrier why, and where the goods are now.\n2. Ask the customer for a day and an address that will do.\n3. Ship again, or let the goods come back.',
    },
    proofMissing: {
      title: 'No proof of delivery',
      owner: 'operations-lead',
      severity: 'high',
      within: days(1),
      resolutions: ['proof found', 'delivered again'],
      runbook:
        '1. Ask the carrier for the proof of delivery.\n2. Ask the customer whether the goods are there, and who received them.\n3. Confirm the delivery, or let the goods be sent again: until then nothing is invoiced.',
    },
    wrongReference: {
      title: 'The reference is wrong',
      owner: 'fulfilment',
      severity: 'medium',
      within: days(1),
      resolutions: ['reference corrected', 'it was right'],
    },
    referenceTooLate: {
      title: 'The invoice did not take the reference',
      owner: 'billing',
      severity: 'low',
      within: days(2),
      resolutions: ['not needed', 'added by hand'],
    },
    invoiceRefused: {
      title: 'The invoice could not be opened',
      owner: 'billing',
      severity: 'medium',
      within: days(1),
      resolutions: ['invoiced by hand', 'invoiced already'],
    },
    orderRefused: {
      title: 'The order did not take the delivery',
      owner: 'order-desk',
      severity: 'low',
      within: days(2),
      resolutions: ['order corrected', 'not of an order'],
    },
  },
  start: { plan: { to: 'planned', link: { order: 'has(data.order) ? data.order : ""' } } },
  states: {
    planned: {
      title: 'Planned',
      owner: 'fulfilment',
      on: { ship: 'shipped', cancel: { to: 'cancelled', by: 'person', reason: true } },
    },
    shipped: {
      title: 'Shipped',
      owner: 'fulfilment',
      on: { deliver: { to: 'delivered', resolve: 'lateDelivery' }, fail: { to: 'failed', raise: 'deliveryFailed' } },
    },
    delivered: { title: 'Delivered', owner: 'fulfilment', on: { confirm, return: 'returned' } },
    partial: {
      title: 'Delivered in part',
      owner: 'fulfilment',
      within: days(10),
      on: {
        ship: 'shipped',
        confirm,
        addReference: referred,
        acceptShort: { to: 'confirmed', by: 'person', reason: true, resolve: 'shortDelivery' },
      },
    },
    failed: {
      title: 'Could not be delivered',
      owner: 'fulfilment',
      within: days(3),
      on: { ship: { to: 'shipped', resolve: 'deliveryFailed' }, return: 'returned' },
    },
    confirmed: {
      title: 'Confirmed',
      owner: 'fulfilment',
      on: {
        addReference: referred,
        refer: { raise: 'wrongReference', roles: ['billing', 'fulfilment', 'sales'] },
        archive: { to: 'archived', by: 'automation' },
      },
    },
    archived: { title: 'Archived', final: 'done' },
    returned: { title: 'Sent back', final: 'failed' },
    cancelled: { title: 'Cancelled', final: 'cancelled' },
  },
  ladders: {
    lateness: {
      title: 'Lateness',
      anchor: 'data.dueOn',
      during: ['planned', 'shipped'],
      at: '18:00',
      rungs: [
        { name: 'late', after: 'lateAfter', raise: 'lateDelivery' },
        {
          name: 'chase',
          title: 'Call to the carrier',
          after: 'chaseAfter',
          task: { role: 'fulfilment', title: 'Call the carrier', within: days(1) },
        },
      ],
    },
    proof: {
      title: 'Proof of delivery',
      anchor: 'entered',
      during: ['delivered'],
      rungs: [{ name: 'operations', title: 'No proof of delivery', after: 'confirmWithin', raise: 'proofMissing' }],
    },
    archiving: {
      title: 'Archiving',
      anchor: 'entered',
      during: ['confirmed'],
      rungs: [{ name: 'archive', after: days(90), to: 'archived' }],
    },
  },
});
