import { Day, days, defineFlow, Fields, List, OneOf, Text } from '@throughline/language';
import { changeOf } from './change-of.ts';
import { byKeeper, keepers, roles } from './roles.ts';

/** Empty where nothing is said. */
const noText = { default: '' };

const described = {
  title: Text({ list: true, maxLength: 200 }),
  /** What runs it: Power Automate, Zapier, a script on a machine. */
  platform: Text({ list: true, maxLength: 120 }),
  version: Text({ maxLength: 80, ...noText }),
  owner: Text({ list: true, title: 'Owner', maxLength: 80 }),
  /** Whether its runs are told to us, and where else they can be seen. */
  telemetry: OneOf(['runs', 'elsewhere', 'none'], { list: true }),
  telemetryAt: Text({ maxLength: 500, ...noText }),
  dataClasses: List(Text({ maxLength: 80 }), { maxItems: 20, default: [] }),
  runbook: Text({ maxLength: 2000, ...noText }),
  reviewOn: Day({ list: true }),
} as const;

const changed = changeOf(described, { version: '""', telemetryAt: '""', dataClasses: '[]', runbook: '""' });

/** Something that works without people, ours or somebody else's: who answers for it, and when it is looked at again. */
export const automation = defineFlow({
  name: 'automation',
  title: 'Automation',
  description:
    'Something that works without people: its owner, version, telemetry, the data that it touches, and its next review.',
  stream: 'integration',
  owner: 'systems-lead',
  key: 'name',
  roles,
  data: Fields({ name: Text({ maxLength: 63 }), ...described }),
  parameters: {
    governWithin: days(30, { owner: 'systems-lead', title: 'What was found is registered within', from: 1, to: 180 }),
    reviewWithin: days(30, { owner: 'systems-lead', title: 'Reviewed within', from: 1, to: 90 }),
  },
  events: {
    register: { title: 'Register' },
    discover: { title: 'Found, with nobody answering for it' },
    adopt: { title: 'Take it on', data: Fields(described), set: changed },
    change: { title: 'Change what is registered', data: Fields(described), set: changed },
    review: { title: 'Reviewed', data: Fields({ reviewOn: Day() }), set: { reviewOn: 'event.reviewOn' } },
    ownerLeft: { title: 'Its owner has left' },
    retire: { title: 'Retire' },
  },
  exceptions: {
    noOwner: {
      title: 'Nobody answers for it',
      owner: 'systems-lead',
      severity: 'high',
      within: days(10),
      resolutions: ['taken on', 'switched off'],
      runbook: '1. Ask whoever uses what it does.\n2. Name an owner, or switch it off.',
    },
  },
  start: {
    register: { to: 'live', roles: keepers },
    discover: { to: 'discovered', roles: [...keepers, 'integration-monitor'], raise: 'noOwner' },
  },
  states: {
    discovered: {
      title: 'Found',
      owner: 'systems-lead',
      within: 'governWithin',
      on: {
        adopt: { ...byKeeper, to: 'live', resolve: 'noOwner' },
        retire: { ...byKeeper, to: 'retired', reason: true, resolve: 'noOwner' },
      },
    },
    live: {
      title: 'Live',
      owner: 'integration-owner',
      on: {
        change: byKeeper,
        review: { ...byKeeper, reason: true, newRound: true },
        ownerLeft: { raise: 'noOwner', roles: [...keepers, 'integration-monitor'] },
        adopt: { ...byKeeper, resolve: 'noOwner' },
        retire: { ...byKeeper, to: 'retired', reason: true, resolve: 'noOwner' },
      },
    },
    retired: { title: 'Retired', final: 'done' },
  },
  ladders: {
    review: {
      title: 'Review',
      anchor: 'data.reviewOn',
      during: ['live'],
      rungs: [
        {
          name: 'due',
          title: 'Review is due',
          after: days(0),
          task: {
            role: 'integration-owner',
            title: 'Review it: owner, version, data, whether it still helps',
            within: 'reviewWithin',
          },
        },
      ],
    },
  },
});
