import { days, defineFlow, Fields, List, OneOf, Text } from '@throughline/language';
import { changeOf } from '../integration/change-of.ts';
import { byKeeper, byLead, keepers, roles } from './roles.ts';

/** Empty where nothing is said. */
const noText = { default: '' };
const texts = (maxItems: number) => List(Text({ maxLength: 120 }), { maxItems, default: [] });

const described = {
  title: Text({ list: true, maxLength: 200 }),
  owner: Text({ list: true, title: 'Owner', maxLength: 80 }),
  /** The system that is right where two differ, by its name. */
  recordSystem: Text({ list: true, title: 'System of record', maxLength: 80 }),
  /** What is done where they do. */
  conflictRule: OneOf(['system-of-record', 'latest-change', 'somebody-decides'], { list: true, title: 'Where two differ' }),
  description: Text({ maxLength: 2000, ...noText }),
  /** Systems that keep a copy, by their names; flows that are about it, by theirs. */
  systems: texts(50),
  flows: texts(50),
  dataClasses: texts(20),
} as const;

const changed = changeOf(described, { description: '""', systems: '[]', flows: '[]', dataClasses: '[]' });

/** What moves between systems: customers, invoices, stock. */
export const dataObject = defineFlow({
  name: 'data-object',
  title: 'Data object',
  description:
    'What moves between systems: which of them is right about it, who answers for it, and what is done where two differ.',
  stream: 'catalogue',
  owner: 'data-lead',
  key: 'name',
  roles,
  data: Fields({ name: Text({ maxLength: 80 }), ...described }),
  parameters: {
    settleWithin: days(60, { owner: 'data-lead', title: 'Its system of record is settled within', from: 1, to: 365 }),
    reviewEvery: days(365, { owner: 'data-lead', title: 'Looked at again every', from: 30, to: 730 }),
  },
  events: {
    register: { title: 'Register' },
    propose: { title: 'Propose' },
    settle: { title: 'Settled' },
    change: { title: 'Change what is registered', data: Fields(described), set: changed },
    retire: { title: 'Retire' },
  },
  start: { register: { to: 'live', roles: keepers }, propose: { to: 'proposed', ...byKeeper } },
  states: {
    proposed: {
      title: 'Proposed',
      owner: 'data-lead',
      within: 'settleWithin',
      on: {
        change: byKeeper,
        settle: { by: 'person', roles: ['data-lead', 'systems-lead'], to: 'live' },
        retire: { ...byKeeper, to: 'retired', reason: true },
      },
    },
    live: {
      title: 'Live',
      owner: 'data-lead',
      on: { change: byKeeper, retire: { ...byLead, to: 'retired', reason: true } },
    },
    retired: { title: 'Retired', final: 'done' },
  },
  ladders: {
    review: {
      title: 'Review',
      anchor: 'entered',
      during: ['live'],
      rungs: [
        {
          name: 'look',
          title: 'It is looked at again',
          after: 'reviewEvery',
          every: 'reviewEvery',
          atMost: 10,
          task: { role: 'data-lead', title: 'Is its system of record still right?', within: days(30) },
        },
      ],
    },
  },
});
