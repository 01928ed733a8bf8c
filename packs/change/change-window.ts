import { days, defineFlow, Fields, Instant, List, OneOf, Text } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { noText } from './change-data.ts';
import { roles } from './roles.ts';

/** Window: changes go live in it. Freeze: none does. Event: something else happens then, and who answers for it is asked. */
export const windowKinds = ['window', 'freeze', 'event'] as const;

const keepers = ['release-manager', 'systems-lead', 'finance-lead', 'sales-lead', 'operations-lead'] as const;
const byKeeper = { by: 'person', roles: keepers } as const;

/** A stretch of time that changes are held against: windows, freezes such as the close of the books, events such as a fair. */
export const changeWindow = defineFlow({
  name: 'change-window',
  title: 'Time for changes',
  description: 'When changes go live, when none may, and what else happens then that they could disturb.',
  stream: 'change',
  owner: 'release-manager',
  key: 'name',
  ...calendarChoice,
  roles,
  data: Fields({
    name: Text({ maxLength: 80 }),
    title: Text({ list: true, maxLength: 200 }),
    kind: OneOf(windowKinds, { list: true }),
    from: Instant({ list: true }),
    to: Instant({ list: true }),
    /** What it holds for, by name; both empty: for everything. */
    systems: List(Text({ maxLength: 80 }), { maxItems: 60, default: [] }),
    flows: List(Text({ maxLength: 80 }), { maxItems: 60, default: [] }),
    /** The role that is asked before a change goes into it. */
    owner: Text({ list: true, maxLength: 80, title: 'Owner' }),
    note: Text({ maxLength: 1000, ...noText }),
  }),
  parameters: {
    keptFor: days(1, { owner: 'release-manager', title: 'Over, it stays in the calendar of what is open for', from: 1, to: 30 }),
  },
  events: {
    move: { title: 'Move', data: Fields({ from: Instant(), to: Instant() }), set: { from: 'event.from', to: 'event.to' } },
    cancel: { title: 'Cancel' },
  },
  start: { plan: { to: 'planned', roles: keepers } },
  states: {
    planned: {
      title: 'Planned',
      owner: 'release-manager',
      on: { move: { ...byKeeper, reason: true }, cancel: { ...byKeeper, to: 'cancelled', reason: true } },
    },
    over: { title: 'Over', final: 'done' },
    cancelled: { title: 'Cancelled', final: 'cancelled' },
  },
  ladders: {
    end: {
      title: 'End',
      anchor: 'data.to',
      during: ['planned'],
      rungs: [{ name: 'over', title: 'Over', after: 'keptFor', to: 'over' }],
    },
  },
});
