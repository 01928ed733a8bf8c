import type { FlowDefinition, JsonObject } from '@throughline/language';

/*
 * Two flows full of persons: a gift whose giver and payer are personal, whose facts may come early, and which owns labels with the person
 * that each is for; both send mails.
 */

const text = { type: 'string', maxLength: 200 };
const personal = { ...text, personal: true };
const fields = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const mail = (to: string) => ({ kind: 'mail', template: 'note', to });

export const label = {
  name: 'label',
  title: 'Label',
  owner: 'store',
  key: 'number',
  data: fields({ number: { ...text, maxLength: 40 }, addressee: personal }, ['number']),
  mails: { note: { subject: 'Label {{ data.number }}', text: 'For {{ has(data.addressee) ? data.addressee : "nobody" }}' } },
  start: { begin: { to: 'open', effects: [mail('has(data.addressee) ? data.addressee : ""')] } },
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
      mood: { ...text, list: true },
    },
    ['number', 'lines', 'paid', 'giver'],
  ),
  mails: { note: { subject: 'Gift {{ data.number }}', text: 'From {{ data.giver }}' } },
  children: { labels: { flow: 'label', end: 'drop' } },
  links: { parcel: { flow: 'parcel' } },
  events: {
    pay: {
      data: fields({ amount: { type: 'integer' }, payer: personal }, ['amount']),
      set: { paid: 'data.paid + event.amount', payer: 'has(event.payer) ? event.payer : ""' },
      lands: 'stay',
    },
  },
  exceptions: { lost: { owner: 'store', severity: 'low', within: { days: 1 } } },
  start: {
    give: {
      to: 'open',
      open: [
        { child: 'labels', event: 'begin', each: 'data.lines', key: 'item', with: { number: 'item', addressee: 'data.giver' } },
      ],
    },
  },
  states: {
    open: {
      owner: 'sales',
      within: { days: 90 },
      on: {
        pay: {},
        thank: { effects: [mail('data.giver')] },
        send: {
          link: { parcel: 'data.number' },
          open: [{ flow: 'parcel', event: 'pack', key: 'data.number', with: { number: 'data.number' }, onRefused: 'lost' }],
        },
        end: { to: 'ended' },
      },
    },
    ended: { final: 'done' },
  },
} as unknown as FlowDefinition;
