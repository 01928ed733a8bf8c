import { Day, defineFlow, Fields, Integer, OneOf, Text } from '@throughline/language';
import { tiers } from './integration.ts';
import { byMonitor, roles } from './roles.ts';

/** What the runs of an integration came to on one day that is over. */
export const integrationDay = defineFlow({
  name: 'integration-day',
  title: 'Runs of a day',
  description: 'The runs of one integration on one day that is over: how many should have happened, how many succeeded.',
  stream: 'integration',
  owner: 'systems-lead',
  key: 'number',
  roles,
  data: Fields({
    number: Text({ maxLength: 80 }),
    integration: Text({ list: true, maxLength: 63 }),
    tier: OneOf(tiers, { list: true }),
    day: Day({ list: true }),
    /** Runs that happened, and those of the schedule that did not. */
    due: Integer({ minimum: 0, list: true }),
    succeeded: Integer({ minimum: 0, list: true }),
    missed: Integer({ minimum: 0 }),
    records: Integer({ minimum: 0 }),
    recordsFailed: Integer({ minimum: 0 }),
  }),
  events: { tally: { title: 'The day is over' } },
  start: { tally: { to: 'tallied', ...byMonitor } },
  states: { tallied: { title: 'Tallied', final: 'done' } },
});
