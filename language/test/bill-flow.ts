import { Day, days, defineFlow, Email, Fields, Integer, mail, OneOf, Optional, Text } from '../src/index.ts';

/** A bill with reminders, an approval, personal fields that it must have, and a message that is answered. */
export const bill = defineFlow({
  name: 'bill',
  title: 'Bill',
  owner: 'billing',
  key: 'number',
  data: Fields({
    number: Text({ maxLength: 20 }),
    customer: Text({ personal: true }),
    contact: Email({ personal: true }),
    amount: Integer({ minimum: 0 }),
    paid: Integer({ minimum: 0, default: 0 }),
    dueOn: Day(),
    reserved: Optional(Text()),
    refusal: Optional(Text()),
  }),
  events: {
    pay: { data: Fields({ amount: Integer({ minimum: 1 }) }), set: { paid: 'data.paid + event.amount' } },
    note: { data: Fields({ text: Text(), by: Optional(Text({ personal: true })) }) },
    reserved: { data: Fields({ case: Text(), state: Text() }), set: { reserved: 'event.case + " is " + event.state' } },
    notReserved: { data: Fields({ code: OneOf(['guard-failed', 'case-not-born']) }), set: { refusal: 'event.code' } },
  },
  mails: { reminder: { subject: 'Reminder', text: '{{ data.number }}' }, last: { subject: 'Last', text: '{{ data.number }}' } },
  expected: { within: days(9) },
  start: { create: 'open' },
  states: {
    open: {
      owner: 'billing',
      within: days(90),
      on: {
        pay: [{ when: 'data.paid + event.amount >= data.amount', to: 'paid' }, {}],
        note: {},
        park: 'parked',
        writeOff: { to: 'lost', approval: { roles: ['lead'] } },
        reserve: {
          send: [
            { flow: 'budget', key: 'data.number', event: 'reserve', reply: { applied: 'reserved', refused: 'notReserved' } },
          ],
        },
        reserved: {},
        notReserved: {},
      },
    },
    parked: { owner: 'billing', within: days(90), on: { resume: 'open' } },
    legal: { owner: 'legal-team', within: days(90), on: { give: 'lost' } },
    paid: { final: 'done' },
    lost: { final: 'failed' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['open'],
      pauseWhile: ['parked'],
      rungs: [
        { name: 'remind', after: days(7), effects: [mail('reminder', { to: 'data.contact' })] },
        { name: 'call', after: days(14), task: { role: 'sales', title: 'Call' } },
        {
          name: 'sue',
          after: days(30),
          approval: { roles: ['lead'] },
          to: 'legal',
          effects: [mail('last', { to: 'data.contact' })],
        },
      ],
    },
  },
});
