import { Day, days, defineFlow, Fields, Integer, List, OneOf, Optional, Text } from '@throughline/language';
import { changeOf } from './change-of.ts';
import { byKeeper, byMonitor, keepers, roles } from './roles.ts';

export const patterns = ['api', 'webhook', 'ipaas', 'etl', 'file', 'rpa', 'database', 'manual'] as const;
/** How much hangs on it. Critical: the business stops without it. */
export const tiers = ['critical', 'important', 'minor'] as const;

/** Values that it knows of a flow: of its state, or of a field with a list of values. What is none of them it does not carry, or carries wrongly. */
const ValueMap = Fields({
  flow: Text({ maxLength: 63 }),
  /** Absent: the state. */
  field: Optional(Text({ maxLength: 63 })),
  values: List(Text({ maxLength: 80 }), { maxItems: 60 }),
});

/** Empty where nothing is said. */
const noText = { default: '' };

const described = {
  title: Text({ list: true, maxLength: 200 }),
  source: Text({ list: true, maxLength: 120 }),
  target: Text({ list: true, maxLength: 120 }),
  pattern: OneOf(patterns, { list: true }),
  /** What moves: invoices, customers. */
  moves: Text({ list: true, maxLength: 120 }),
  /** The role that mends it. */
  owner: Text({ list: true, title: 'Owner', maxLength: 80 }),
  tier: OneOf(tiers, { list: true }),
  /** Minutes from run to run, and how late one may be; absent: it has no schedule. */
  everyMinutes: Optional(Integer({ minimum: 1, maximum: 100_000 })),
  toleranceMinutes: Integer({ minimum: 0, maximum: 100_000, default: 0 }),
  /** Records that a run moves, usually. */
  atLeast: Optional(Integer({ minimum: 0 })),
  atMost: Optional(Integer({ minimum: 0 })),
  /** Of a thousand runs that should have happened so many are to succeed. */
  goal: Integer({ minimum: 0, maximum: 1000, default: 990 }),
  dataClasses: List(Text({ maxLength: 80 }), { maxItems: 20, default: [] }),
  maps: List(ValueMap, { maxItems: 20, default: [], title: 'Values that it maps' }),
  /** Where it says what to do, and what its vendor allows. */
  runbook: Text({ maxLength: 2000, ...noText }),
  budget: Text({ maxLength: 200, ...noText }),
  reviewOn: Day({ list: true }),
} as const;

/** Runs of a stretch of days: those that should have happened, and those that succeeded. */
const measured = { due: Integer({ minimum: 1 }), succeeded: Integer({ minimum: 0 }), fromDay: Day(), toDay: Day() } as const;

const changed = changeOf(described, {
  ...{ everyMinutes: 'null', atLeast: 'null', atMost: 'null', toleranceMinutes: '0', goal: '990' },
  ...{ dataClasses: '[]', maps: '[]', runbook: '""', budget: '""' },
});

/** One way by which records go from system to system, ours or somebody else's. */
export const integration = defineFlow({
  name: 'integration',
  title: 'Integration',
  description:
    'A way by which records go from one system to another: who owns it, how often it runs, what it moves, what to do when it does not.',
  stream: 'integration',
  owner: 'systems-lead',
  key: 'name',
  roles,
  data: Fields({ name: Text({ maxLength: 63 }), ...described }),
  parameters: {
    proposedFor: days(30, { owner: 'systems-lead', title: 'What is proposed goes live within', from: 1, to: 365 }),
    reviewWithin: days(30, { owner: 'systems-lead', title: 'Reviewed within', from: 1, to: 90 }),
  },
  events: {
    register: { title: 'Register' },
    propose: { title: 'Propose' },
    goLive: { title: 'Goes live' },
    change: { title: 'Change what is registered', data: Fields(described), set: changed },
    review: { title: 'Reviewed', data: Fields({ reviewOn: Day() }), set: { reviewOn: 'event.reviewOn' } },
    drift: { title: 'Its records changed', data: Fields({ what: Text({ maxLength: 2000 }) }) },
    fallBelow: { title: 'Fewer runs succeed than are to', data: Fields(measured) },
    recover: { title: 'Enough runs succeed again', data: Fields(measured) },
    retire: { title: 'Retire' },
  },
  exceptions: {
    underGoal: {
      title: 'Fewer runs succeed than are to',
      owner: 'integration-owner',
      severity: 'high',
      within: days(5),
      resolutions: ['cause mended', 'goal corrected'],
      runbook:
        '1. Look which failures it is made of: records, whole runs, or runs that never began.\n2. Mend the cause that costs most runs.\n3. It ends by itself once as many runs of a week succeed as are to.',
    },
    schemaDrift: {
      title: 'Its records changed',
      owner: 'integration-owner',
      severity: 'high',
      within: days(2),
      resolutions: ['mapping corrected', 'source corrected', 'harmless'],
      runbook:
        '1. Read which field changed, and whether a release did it.\n2. Correct the mapping, or ask the source to put it back.\n3. Take the records again that were rejected meanwhile.',
    },
  },
  start: { register: { to: 'live', roles: [...keepers, 'integration-monitor'] }, propose: { to: 'proposed', ...byKeeper } },
  states: {
    proposed: {
      title: 'Proposed',
      owner: 'systems-lead',
      within: 'proposedFor',
      on: { goLive: { ...byKeeper, to: 'live' }, change: byKeeper, retire: { ...byKeeper, to: 'retired', reason: true } },
    },
    live: {
      title: 'Live',
      owner: 'integration-owner',
      on: {
        // What is declared changes it by itself.
        change: { roles: [...keepers, ...byMonitor.roles] },
        review: { ...byKeeper, reason: true, newRound: true },
        drift: { ...byMonitor, raise: 'schemaDrift' },
        fallBelow: { ...byMonitor, raise: 'underGoal' },
        recover: { ...byMonitor, resolve: 'underGoal' },
        retire: { ...byKeeper, to: 'retired', reason: true, resolve: ['schemaDrift', 'underGoal'] },
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
          task: { role: 'integration-owner', title: 'Review it: owner, schedule, volume, runbook', within: 'reviewWithin' },
        },
      ],
    },
  },
});
