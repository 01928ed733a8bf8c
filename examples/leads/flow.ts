import { days, defineFlow, Fields, OneOf, Text } from '@throughline/language';

/** A lead, from what marketing hears of it to the deal that sales wins or loses. */
export const lead = defineFlow({
  name: 'lead',
  title: 'Lead',
  description: 'Somebody who may buy, from what marketing hears of them to the deal that sales wins or loses.',
  owner: 'revops-lead',
  key: 'number',
  data: Fields({
    number: Text({ maxLength: 40 }),
    company: Text({ list: true, maxLength: 200 }),
    source: OneOf(['fair', 'web', 'partner'], { list: true }),
  }),
  roles: {
    'revops-lead': { title: 'Lead of revenue operations' },
    marketing: { title: 'Marketing' },
    sales: { title: 'Sales' },
  },
  parameters: {
    qualifyWithin: days(10, { owner: 'revops-lead', title: 'Sales qualifies within', from: 2, to: 30 }),
  },
  events: {
    capture: { title: 'Capture' },
    score: { title: 'Marketing finds it fits' },
    accept: { title: 'Sales accepts it' },
    qualify: { title: 'Sales qualifies it' },
    win: { title: 'Won' },
    lose: { title: 'Lost' },
  },
  start: { capture: { to: 'new', roles: ['marketing', 'sales'] } },
  states: {
    new: {
      owner: 'marketing',
      within: days(5),
      on: { score: { to: 'mql', roles: ['marketing'] }, lose: { to: 'lost', by: 'person', reason: true } },
    },
    mql: {
      title: 'MQL',
      owner: 'marketing',
      within: days(5),
      on: {
        accept: { to: 'sql', by: 'person', roles: ['sales'] },
        lose: { to: 'lost', by: 'person', reason: true },
      },
    },
    sql: {
      title: 'SQL',
      owner: 'sales',
      within: 'qualifyWithin',
      on: {
        qualify: { to: 'opportunity', by: 'person', roles: ['sales'] },
        lose: { to: 'lost', by: 'person', roles: ['sales'], reason: true },
      },
    },
    opportunity: {
      owner: 'sales',
      within: days(90),
      on: {
        win: { to: 'won', by: 'person', roles: ['sales'] },
        lose: { to: 'lost', by: 'person', roles: ['sales'], reason: true },
      },
    },
    won: { final: 'done' },
    lost: { final: 'failed' },
  },
});
