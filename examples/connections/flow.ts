import { Currency, days, defineFlow, Fields, Integer, Money, Optional, Text } from '@throughline/language';

/** What a parcel goes through, as far as the sender knows. */
export const parcel = defineFlow({
  name: 'parcel',
  title: 'Parcel',
  owner: 'shipping-desk',
  key: 'number',
  roles: { 'shipping-desk': { title: 'Shipping desk' } },
  data: Fields({
    number: Text(),
    receiver: Text({ personal: true }),
    pieces: Integer(),
    price: Money(),
    currency: Currency(),
    signedBy: Optional(Text({ personal: true })),
  }),
  events: { deliver: { data: Fields({ signedBy: Optional(Text({ personal: true })) }) } },
  start: { accept: { to: 'underWay' } },
  states: {
    underWay: {
      title: 'Under way',
      owner: 'shipping-desk',
      within: days(5),
      on: { deliver: { to: 'delivered', by: 'person' } },
    },
    delivered: { final: 'done' },
  },
});
