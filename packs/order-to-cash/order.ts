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
  List,
  Money,
  OneOf,
  Optional,
  Text,
} from '@throughline/language';
import { segments } from './reasons.ts';
import { roles } from './roles.ts';

/** What belongs to order ORD-1001 has its number: DEL-1001. Of an order numbered in another way, the whole of it. */
const deliveryKey = '"DEL-" + (data.number.startsWith("ORD-") ? data.number.substring(4) : data.number)';

/** Releasing an order opens its deliveries: those that it names, or one over the whole amount. */
const deliveryData = {
  order: 'data.number',
  customer: 'data.customer',
  currency: 'data.currency',
  termDays: 'data.termDays',
  purchaseOrder: 'has(data.purchaseOrder) ? dyn(data.purchaseOrder) : null',
  contact: 'has(data.contact) ? dyn(data.contact) : null',
  country: 'has(data.country) ? dyn(data.country) : null',
  billType: 'has(data.billType) ? dyn(data.billType) : null',
  segment: 'has(data.segment) ? dyn(data.segment) : null',
  requiresPurchaseOrder: 'has(data.requiresPurchaseOrder) ? dyn(data.requiresPurchaseOrder) : null',
} as const;
const released = {
  open: [
    {
      flow: 'delivery',
      event: 'plan',
      key: deliveryKey,
      when: '!has(data.deliveries) || size(data.deliveries) == 0',
      with: { ...deliveryData, number: deliveryKey, amount: 'data.amount', dueOn: 'data.requestedOn' },
      onRefused: 'deliveryRefused',
    },
    {
      flow: 'delivery',
      event: 'plan',
      each: 'has(data.deliveries) ? dyn(data.deliveries) : []',
      key: 'item.number',
      with: { ...deliveryData, number: 'item.number', amount: 'item.amount', dueOn: 'item.dueOn' },
      onRefused: 'deliveryRefused',
    },
  ],
} as const;

/** What an order begins with; what the flow keeps count of itself is nobody's to give. */
const placed = Fields({
  number: Text(),
  customer: Text(),
  currency: Currency(),
  amount: Money({ minimum: 0 }),
  requestedOn: Day(),
  termDays: Optional(Integer({ minimum: 0, maximum: 365 })),
  deliveries: Optional(List(Fields({ number: Text(), amount: Money({ minimum: 0 }), dueOn: Day() }))),
  listAmount: Optional(Money({ minimum: 0 })),
  exposure: Optional(Money()),
  creditLimit: Optional(Money()),
  purchaseOrder: Optional(Text()),
  requiresPurchaseOrder: Optional(Flag()),
  segment: Optional(OneOf(segments)),
  contact: Optional(Email({ personal: true })),
  country: Optional(Text()),
  billType: Optional(Text()),
});

const cancel = { to: 'cancelled', by: 'person', reason: true } as const;

/** An order, from its placing to the settlement of its last invoice. */
export const order = defineFlow({
  name: 'order',
  title: 'Order',
  description: 'What a customer wants and what has become of it: validated, released to delivery, fulfilled, settled.',
  stream: 'order-to-cash',
  stage: 'order',
  owner: 'order-desk',
  key: 'number',
  roles,
  data: Fields({
    number: Text(),
    customer: Text({ list: true }),
    currency: Currency({ list: true }),
    amount: Money({ list: true, minimum: 0 }),
    requestedOn: Day({ list: true }),
    termDays: Integer({ default: 30, minimum: 0, maximum: 365 }),
    /** How it is to be delivered; without it, at once. */
    deliveries: Optional(List(Fields({ number: Text(), amount: Money({ minimum: 0 }), dueOn: Day() }))),
    /** What it should come to by the price list; without it, the amount is not compared. */
    listAmount: Optional(Money({ minimum: 0 })),
    delivered: Money({ default: 0 }),
    invoiced: Money({ default: 0 }),
    settled: Money({ default: 0 }),
    /** What the customer owes already, and may owe at most; without a limit there is none. */
    exposure: Money({ default: 0 }),
    creditLimit: Optional(Money()),
    purchaseOrder: Optional(Text()),
    /** The customer pays no invoice without it. */
    requiresPurchaseOrder: Optional(Flag()),
    segment: Optional(OneOf(segments, { list: true })),
    contact: Optional(Email({ personal: true })),
    country: Optional(Text({ list: true })),
    billType: Optional(Text({ list: true })),
  }),
  computed: { uninvoiced: 'max(data.delivered - data.invoiced, 0)' },
  columns: { uninvoiced: { kind: 'money', title: 'Delivered, not invoiced' } },
  parameters: {
    validateWithin: hours(4, { owner: 'order-desk', title: 'Orders are validated within', from: 1, to: 72 }),
    releaseWithin: hours(24, { owner: 'order-desk', title: 'Orders are released within', from: 1, to: 120 }),
    holdAfter: days(2, { owner: 'order-desk', title: 'Sales hears of an order on hold after', from: 1, to: 14 }),
  },
  events: {
    place: {
      title: 'Place',
      data: placed,
      set: {
        customer: 'event.customer',
        currency: 'event.currency',
        amount: 'event.amount',
        requestedOn: 'event.requestedOn',
        termDays: 'has(event.termDays) ? event.termDays : data.termDays',
        deliveries: 'has(event.deliveries) ? dyn(event.deliveries) : null',
        listAmount: 'has(event.listAmount) ? dyn(event.listAmount) : null',
        exposure: 'has(event.exposure) ? event.exposure : data.exposure',
        creditLimit: 'has(event.creditLimit) ? dyn(event.creditLimit) : null',
        purchaseOrder: 'has(event.purchaseOrder) ? dyn(event.purchaseOrder) : null',
        requiresPurchaseOrder: 'has(event.requiresPurchaseOrder) ? dyn(event.requiresPurchaseOrder) : null',
        segment: 'has(event.segment) ? dyn(event.segment) : null',
        contact: 'has(event.contact) ? dyn(event.contact) : null',
        country: 'has(event.country) ? dyn(event.country) : null',
        billType: 'has(event.billType) ? dyn(event.billType) : null',
      },
    },
    validate: { title: 'Validate', lands: 'validated' },
    release: { title: 'Release to delivery', lands: 'released' },
    provide: {
      title: 'Provide the purchase order',
      data: Fields({ purchaseOrder: Text() }),
      set: { purchaseOrder: 'event.purchaseOrder' },
    },
    correct: {
      title: 'Correct the address',
      data: Fields({ contact: Email({ personal: true }) }),
      set: { contact: 'event.contact' },
    },
    reprice: {
      title: 'Put the price right',
      data: Fields({ amount: Optional(Money({ minimum: 0 })) }),
      set: { amount: 'has(event.amount) ? event.amount : data.amount', listAmount: 'null' },
    },
    releaseCredit: { title: 'Release in spite of the credit limit' },
    deliver: {
      title: 'Delivered',
      data: Fields({ amount: Money({ minimum: 0 }) }),
      set: { delivered: 'data.delivered + event.amount' },
      late: 'apply',
    },
    invoice: {
      title: 'Invoiced',
      data: Fields({ amount: Money({ minimum: 0 }) }),
      set: { invoiced: 'data.invoiced + event.amount' },
      late: 'apply',
    },
    settle: {
      title: 'Settled',
      data: Fields({ amount: Money({ minimum: 0 }) }),
      set: { settled: 'data.settled + event.amount' },
      late: 'apply',
    },
    finish: { title: 'Nothing more is delivered' },
    close: { title: 'Close' },
    cancel: { title: 'Cancel' },
  },
  exceptions: {
    missingPurchaseOrder: {
      title: 'Purchase order missing',
      owner: 'sales',
      severity: 'medium',
      within: days(1),
      blocks: true,
      resolutions: ['provided'],
    },
    invalidMasterData: {
      title: 'No address for an electronic bill',
      owner: 'order-desk',
      severity: 'medium',
      within: days(1),
      blocks: true,
      resolutions: ['corrected'],
    },
    pricingMismatch: {
      title: 'Price is not the one of the list',
      owner: 'sales',
      severity: 'high',
      within: days(1),
      blocks: true,
      resolutions: ['price corrected', 'price agreed'],
      runbook:
        '1. Compare the order with the price list that holds for the customer.\n2. Put the price right, or let it stand because it was agreed, with the reason.\n3. Where the list is wrong, have it mended before the next order.',
    },
    creditHold: {
      title: 'Credit limit exceeded',
      owner: 'credit-manager',
      severity: 'high',
      within: hours(24),
      blocks: true,
      resolutions: ['limit raised', 'paid in the meantime'],
      runbook:
        '1. Compare what the customer owes with the limit, and what of it is overdue.\n2. Ask sales whether the order can wait or be cut.\n3. Raise the limit, ask for payment before delivery, or release the order once with a reason.',
    },
    deliveryRefused: {
      title: 'A delivery could not be planned',
      owner: 'order-desk',
      severity: 'medium',
      within: days(1),
      resolutions: ['planned by hand', 'planned already'],
    },
  },
  start: { place: { to: 'placed', roles: ['order-desk', 'sales'] } },
  states: {
    placed: {
      title: 'Placed',
      owner: 'order-desk',
      within: 'validateWithin',
      on: {
        validate: [
          { when: '!has(data.purchaseOrder)', to: 'on_hold', raise: 'missingPurchaseOrder' },
          {
            when: 'has(data.billType) && data.billType == "Electronic" && !has(data.contact)',
            to: 'on_hold',
            raise: 'invalidMasterData',
          },
          { when: 'has(data.listAmount) && data.listAmount != data.amount', to: 'on_hold', raise: 'pricingMismatch' },
          { to: 'validated', by: 'automation' },
        ],
        cancel,
      },
    },
    validated: {
      title: 'Validated',
      owner: 'order-desk',
      within: 'releaseWithin',
      on: {
        release: [
          {
            when: '!has(data.creditLimit) || data.exposure + data.amount <= data.creditLimit',
            to: 'released',
            by: 'automation',
            ...released,
          },
          { to: 'on_hold', raise: 'creditHold' },
        ],
        cancel,
      },
    },
    on_hold: {
      title: 'On hold',
      owner: 'order-desk',
      on: {
        provide: { to: 'placed', roles: ['sales', 'order-desk'], resolve: 'missingPurchaseOrder' },
        correct: { to: 'placed', roles: ['sales', 'order-desk'], resolve: 'invalidMasterData' },
        reprice: { to: 'placed', by: 'person', reason: true, roles: ['sales'], resolve: 'pricingMismatch' },
        releaseCredit: {
          to: 'released',
          by: 'person',
          reason: true,
          roles: ['sales', 'order-desk'],
          approval: { roles: ['credit-manager'] },
          resolve: 'creditHold',
          ...released,
        },
        cancel,
      },
    },
    released: {
      title: 'Released',
      owner: 'fulfilment',
      on: {
        deliver: [{ when: 'data.delivered + event.amount >= data.amount', to: 'fulfilled' }, {}],
        invoice: {},
        settle: {},
        finish: { to: 'fulfilled', by: 'person', reason: true },
      },
    },
    fulfilled: {
      title: 'Fulfilled',
      owner: 'billing',
      within: days(120),
      on: {
        deliver: {},
        invoice: {},
        settle: [{ when: 'data.settled + event.amount >= data.delivered', to: 'closed' }, {}],
        close: { when: 'data.settled >= data.delivered', to: 'closed' },
      },
    },
    closed: { title: 'Closed', final: 'done' },
    cancelled: { title: 'Cancelled', final: 'cancelled' },
  },
  ladders: {
    hold: {
      title: 'On hold',
      anchor: 'entered',
      during: ['on_hold'],
      rungs: [
        {
          name: 'sales',
          title: 'Task for sales',
          after: 'holdAfter',
          task: { role: 'sales', title: 'Find out what keeps the order on hold', within: days(1) },
        },
      ],
    },
    fulfilment: {
      title: 'Fulfilment',
      anchor: 'data.requestedOn',
      during: ['released'],
      stopWhen: 'data.delivered >= data.amount',
      rungs: [
        {
          name: 'ask',
          title: 'Task for fulfilment',
          after: days(5),
          task: { role: 'fulfilment', title: 'Find out when the rest is delivered', within: days(2) },
        },
        {
          name: 'tell',
          title: 'Task for sales',
          after: days(15),
          task: { role: 'sales', title: 'Tell the customer that the order is late', within: days(2) },
        },
      ],
    },
  },
});
