import { defineFlow, Fields, Integer, Text } from '@throughline/language';

/** The flow of the simulated log that `import.xes` imports. */
export const permit = defineFlow({
  name: 'permit',
  title: 'Permit',
  owner: 'office',
  key: 'number',
  data: Fields({ number: Text(), applicant: Text(), size: Integer(), points: Integer({ default: 0 }) }),
  events: {
    check: { data: Fields({ points: Integer() }), set: { points: 'event.points' }, lands: 'checked' },
    grant: { lands: 'granted' },
    pay: { data: Fields({ points: Integer() }), set: { points: 'data.points + event.points' }, lands: 'paid' },
  },
  start: { apply: { to: 'applied' } },
  states: {
    applied: { owner: 'office', within: { days: 30 }, on: { check: { to: 'checked' } } },
    checked: { owner: 'office', within: { days: 30 }, on: { grant: { to: 'granted' } } },
    granted: { owner: 'office', within: { days: 30 }, on: { pay: { to: 'paid' } } },
    paid: { final: 'done' },
  },
});
