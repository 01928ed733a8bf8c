import { call, Day, days, defineFlow, Fields, hours, Integer, Optional, Text } from '@throughline/language';

/** Parcels that a parcel service is asked to fetch: it books them, refuses, or nobody knows. */
export const pickup = defineFlow({
  name: 'pickup',
  title: 'Pick-up',
  description: 'Parcels that a parcel service is asked to fetch.',
  owner: 'shipping-desk',
  key: 'number',
  roles: { 'shipping-desk': { title: 'Shipping desk' } },
  data: Fields({
    number: Text(),
    pieces: Integer({ minimum: 1, maximum: 500 }),
    on: Day(),
    booking: Optional(Text({ list: true })),
    refusal: Optional(Text({ maxLength: 2000 })),
  }),
  destinations: {
    'parcel-service': {
      ...{ title: 'Parcel service', owner: 'shipping-desk', tier: 2 },
      data: Fields({ number: Text(), pieces: Integer(), on: Day() }),
    },
  },
  exceptions: {
    notBooked: {
      ...{ title: 'Not booked', owner: 'shipping-desk', severity: 'medium', within: hours(4) },
      resolutions: ['booked by telephone', 'brought to the shop'],
    },
  },
  events: {
    booked: { data: Fields({ result: Fields({ booking: Text() }) }), set: { booking: 'event.result.booking' } },
    refused: { data: Fields({ message: Text({ maxLength: 2000 }) }), set: { refusal: 'event.message' } },
  },
  start: {
    plan: {
      to: 'asked',
      effects: [
        call('parcel-service', {
          with: { number: 'data.number', pieces: 'data.pieces', on: 'data.on' },
          reply: { done: 'booked', refused: 'refused' },
          onFailed: 'notBooked',
        }),
      ],
    },
  },
  states: {
    asked: {
      title: 'Asked for',
      owner: 'shipping-desk',
      within: days(1),
      on: { booked: 'booked', refused: { to: 'open', raise: 'notBooked' }, giveUp: 'cancelled' },
    },
    open: { title: 'To be arranged', owner: 'shipping-desk', within: days(1), on: { arrange: 'booked', giveUp: 'cancelled' } },
    booked: { title: 'Booked', owner: 'shipping-desk', within: days(5), on: { fetch: { to: 'fetched', resolve: 'notBooked' } } },
    fetched: { title: 'Fetched', final: 'done' },
    cancelled: { title: 'Given up', final: 'cancelled' },
  },
});
