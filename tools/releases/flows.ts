import type { FlowDefinition, JsonObject } from '@throughline/language';

/*
 * The flows that the kept databases run beside the examples. Between them they use what the engine has to carry out: a ladder with mails,
 * exceptions and tasks, messages that may be refused, links, facts that come before their case, owned cases, personal fields. A release
 * reads them from its database, so they may change with the language.
 */

const text = { type: 'string', maxLength: 200 };
const personal = { ...text, personal: true };
const fields = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const note = (to: string, more: JsonObject = {}) => ({ kind: 'mail', template: 'note', to, ...more });
const contact = 'has(data.contact) ? data.contact : ""';

export const order = {
  name: 'order',
  title: 'Order',
  owner: 'sales',
  key: 'number',
  data: fields(
    {
      number: text,
      contact: personal,
      amount: { type: 'integer', kind: 'money', list: true },
      paid: { type: 'integer' },
      dueOn: { ...text, kind: 'day', list: true },
      customer: { ...text, list: true },
      parcel: text,
    },
    ['number'],
  ),
  exceptions: {
    stock: { owner: 'store', severity: 'high', blocks: true, within: { hours: 8 } },
    lost: { owner: 'store', severity: 'low', within: { days: 1 } },
  },
  links: { parcel: { flow: 'parcel' } },
  mails: { note: { subject: 'Order {{ data.number }}', text: 'Please pay' } },
  parameters: { patience: { type: 'days', default: 14, owner: 'sales', title: 'Called after', from: 8, to: 60 } },
  events: {
    pay: { data: fields({ amount: { type: 'integer' } }, ['amount']), set: { paid: 'event.amount' }, lands: 'paid' },
    ask: { data: fields({}) },
  },
  start: { place: { to: 'open' } },
  states: {
    open: {
      owner: 'sales',
      within: { days: 4000 },
      on: {
        pay: { when: 'has(data.amount) && event.amount >= data.amount', to: 'paid' },
        short: { raise: 'stock' },
        restock: { resolve: 'stock' },
        ask: { task: { role: 'sales', title: 'Answer' } },
        remind: { effects: [note(contact)] },
        shout: { effects: [note(contact, { delivery: 'at-most-once' })] },
        ship: {
          link: { parcel: 'data.number' },
          open: [{ flow: 'parcel', event: 'pack', key: 'data.number', with: { number: 'data.number' }, onRefused: 'lost' }],
        },
        recall: { send: [{ flow: 'parcel', event: 'back', key: 'data.number', onRefused: 'lost' }] },
      },
    },
    paid: { owner: 'sales', within: { days: 400 }, on: { close: { to: 'closed' } } },
    closed: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['open'],
      rungs: [
        { name: 'first', after: { days: 7 }, effects: [note(contact)] },
        { name: 'second', after: 'patience', task: { role: 'finance', title: 'Call' } },
      ],
    },
  },
} as unknown as FlowDefinition;

/** The next version: less patience is possible, and the text of the mail is another. */
export const secondOrder = { ...order, title: 'Sales order' } as unknown as FlowDefinition;

export const parcel = {
  name: 'parcel',
  title: 'Parcel',
  owner: 'store',
  key: 'number',
  data: fields({ number: text }, ['number']),
  start: { pack: { to: 'packed' } },
  states: {
    packed: { owner: 'store', within: { days: 400 }, on: { back: { to: 'returned' }, send: { to: 'sent' } } },
    sent: { owner: 'store', within: { days: 400 }, on: { arrive: { to: 'arrived' } } },
    arrived: { final: 'done' },
    returned: { final: 'cancelled' },
  },
} as unknown as FlowDefinition;

export const label = {
  name: 'label',
  title: 'Label',
  owner: 'store',
  key: 'number',
  data: fields({ number: { ...text, maxLength: 40 }, addressee: personal }, ['number']),
  mails: { note: { subject: 'Label {{ data.number }}', text: 'For {{ has(data.addressee) ? data.addressee : "nobody" }}' } },
  start: { begin: { to: 'open', effects: [note('has(data.addressee) ? data.addressee : ""')] } },
  states: {
    open: { owner: 'store', within: { days: 3 }, on: { print: { to: 'printed' }, drop: { to: 'dropped' } } },
    printed: { final: 'done' },
    dropped: { final: 'cancelled' },
  },
} as unknown as FlowDefinition;

export const gift = {
  name: 'gift',
  title: 'Gift',
  owner: 'sales',
  key: 'number',
  expected: { within: { days: 2 } },
  data: fields(
    {
      number: { ...text, list: true },
      lines: { type: 'array', items: text, maxItems: 10 },
      giver: personal,
      payer: personal,
      paid: { type: 'integer', default: 0, list: true },
    },
    ['number', 'lines', 'paid', 'giver'],
  ),
  children: { labels: { flow: 'label', end: 'drop' } },
  events: {
    pay: {
      data: fields({ amount: { type: 'integer' }, payer: personal }, ['amount']),
      set: { paid: 'data.paid + event.amount', payer: 'has(event.payer) ? event.payer : ""' },
      lands: 'stay',
    },
  },
  start: {
    give: {
      to: 'open',
      open: [
        { child: 'labels', event: 'begin', each: 'data.lines', key: 'item', with: { number: 'item', addressee: 'data.giver' } },
      ],
    },
  },
  states: {
    open: { owner: 'sales', within: { days: 90 }, on: { pay: {}, end: { to: 'ended' } } },
    ended: { final: 'done' },
  },
} as unknown as FlowDefinition;
