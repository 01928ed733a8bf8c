import { defineFlow, Fields, Integer, Text } from '@throughline/language';

/** A small flow with a guard, a computed field and an assignment at each step: what a transition costs when little happens in it. */
export const parcel = defineFlow({
  name: 'parcel',
  title: 'Parcel',
  owner: 'depot',
  key: 'number',
  data: Fields({ number: Text(), sender: Text(), recipient: Text(), weight: Integer(), stops: Integer({ default: 0 }) }),
  computed: { left: 'data.weight - data.stops' },
  events: { hop: { set: { stops: 'data.stops + 1' } } },
  start: { accept: { to: 'moving' } },
  states: {
    moving: {
      owner: 'depot',
      within: { days: 5 },
      on: { hop: [{ when: 'computed.left > 0', to: 'resting' }, { to: 'delivered' }] },
    },
    resting: { owner: 'depot', within: { days: 5 }, on: { hop: { when: 'data.stops < 1000', to: 'moving' } } },
    delivered: { final: 'done' },
  },
});

export const clerk = { id: 'bench', kind: 'automation', principal: 'bench', roles: [] } as const;

export function accept(number: string) {
  return {
    case: { flow: 'parcel', entity: 'bench', key: number },
    input: {
      kind: 'command',
      type: 'accept',
      data: { number, sender: 'Halden Components', recipient: `Customer ${number}`, weight: 1_000_000 },
      actor: clerk,
    },
  } as const;
}

export function hop(number: string) {
  return {
    case: { flow: 'parcel', entity: 'bench', key: number },
    input: { kind: 'command', type: 'hop', data: {}, actor: clerk },
  } as const;
}
