import { days, defineFlow, Fields, hours, Instant, Integer, List, OneOf, Optional, Text } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { changeOf } from './change-of.ts';
import { begins, incidentRefused, takesIn } from './incident-of.ts';
import { tiers } from './integration.ts';
import { byKeeper, byMonitor, roles } from './roles.ts';

/** What one kind of failure adds to a group. */
const FailurePart = Fields({
  /** As the run says: delivery-reference-missing, timed-out. */
  errorClass: Text({ maxLength: 120 }),
  outcome: OneOf(['rejected', 'unknown', 'duplicate', 'failed', 'missed', 'volume']),
  count: Integer({ minimum: 1 }),
});

/** Money that hangs on it, in minor units. */
const AtRisk = Fields({ currency: Text({ maxLength: 3 }), amount: Integer() });

const counted = {
  parts: List(FailurePart, { maxItems: 50 }),
  count: Integer({ minimum: 1, list: true }),
  /** Of unknown outcome, and not looked up yet. */
  unknown: Integer({ minimum: 0, list: true }),
  atRisk: List(AtRisk, { maxItems: 50 }),
  lastAt: Instant(),
} as const;
const absorbed = changeOf(counted);

const absorb = takesIn(absorbed);
const settled = ['unknownOutcome', 'duplicateEffect'] as const;
const ends = {
  sendAgain: { ...byKeeper, to: 'replayed' },
  discard: { ...byKeeper, to: 'discarded', reason: true },
  compensate: { ...byKeeper, to: 'compensated', reason: true },
} as const;
const reports = {
  unknownOutcome: { ...byMonitor, raise: 'unknownOutcome' },
  lookedUp: { ...byMonitor, set: { unknown: 'event.unknown' }, resolve: 'unknownOutcome' },
  duplicateEffect: { ...byMonitor, raise: 'duplicateEffect' },
} as const;
const done = {
  verify: { roles: [...byKeeper.roles, ...byMonitor.roles], to: 'verified', set: { proof: 'event.proof' }, resolve: settled },
  recur: takesIn(absorbed, 'owned'),
  ...reports,
} as const;
const verifyWithin = 'verifyWithin';

/** What failed between two systems within one stretch of time, as one case with its parts, until it is proved that nothing is lost or doubled. */
export const integrationFailure = defineFlow({
  name: 'integration-failure',
  title: 'Integration failure',
  description:
    'What failed of an integration within one stretch of time: retried, dead, owned, then replayed, discarded or compensated, and verified.',
  stream: 'integration',
  owner: 'systems-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields({
    number: Text({ maxLength: 120 }),
    integration: Text({ list: true, maxLength: 63 }),
    title: Text({ list: true }),
    tier: OneOf(tiers, { list: true }),
    firstAt: Instant({ list: true }),
    ...counted,
    proof: Optional(Text({ maxLength: 1000 })),
    /** The incident that it opened. */
    incident: Optional(Text({ maxLength: 160 })),
  }),
  links: { incident: { flow: 'incident' } },
  parameters: {
    incidentFrom: {
      ...{ type: 'integer', default: 10, owner: 'systems-lead', from: 2, to: 10_000 },
      title: 'Where it is not critical: an incident from so many failures on',
    },
    ownCritical: hours(1, { owner: 'systems-lead', title: 'A critical one is owned within', from: 1, to: 8 }),
    ownOther: hours(24, { owner: 'systems-lead', title: 'Another one is owned within', from: 1, to: 120 }),
    settleWithin: days(3, { owner: 'systems-lead', title: 'Settled within', from: 1, to: 30 }),
    verifyWithin: days(2, { owner: 'systems-lead', title: 'Verified within', from: 1, to: 14 }),
  },
  events: {
    fail: { title: 'Failed' },
    absorb: { title: 'More of it failed', data: Fields(counted) },
    retry: { title: 'Tried again' },
    die: { title: 'Nothing more is tried' },
    own: { title: 'Take it on' },
    sendAgain: { title: 'Sent again' },
    discard: { title: 'Discard' },
    compensate: { title: 'Compensated' },
    unknownOutcome: { title: 'Whether it happened is not known' },
    lookedUp: {
      title: 'Looked up',
      data: Fields({ unknown: Integer({ minimum: 0 }), note: Optional(Text({ maxLength: 500 })) }),
    },
    duplicateEffect: { title: 'It happened twice' },
    recur: { title: 'It failed again', data: Fields(counted) },
    verify: { title: 'Verified', data: Fields({ proof: Text({ maxLength: 1000 }) }) },
  },
  exceptions: {
    incidentRefused,
    unknownOutcome: {
      title: 'Outcome unknown',
      owner: 'integration-owner',
      severity: 'critical',
      within: hours(1),
      resolutions: ['looked up', 'asked over there'],
      runbook: '1. Do not send it again.\n2. Look it up over there by its key.\n3. Send it only where it is surely not there.',
    },
    duplicateEffect: {
      title: 'It happened twice',
      owner: 'integration-owner',
      severity: 'high',
      within: days(1),
      resolutions: ['reversed', 'harmless'],
      runbook: '1. Find which of the two came first.\n2. Reverse the other over there.\n3. Say why it was sent twice.',
    },
  },
  start: { fail: begins },
  states: {
    failed: {
      title: 'Failed',
      owner: 'integration-owner',
      within: { by: 'tier', is: { critical: 'ownCritical' }, else: 'ownOther' },
      on: {
        absorb,
        retry: { ...byMonitor, to: 'retrying' },
        die: { ...byMonitor, to: 'dead' },
        own: { ...byKeeper, to: 'owned' },
        ...done,
      },
    },
    retrying: {
      title: 'Tried again',
      owner: 'integration-owner',
      within: { by: 'tier', is: { critical: 'ownCritical' }, else: 'ownOther' },
      on: { absorb, die: { ...byMonitor, to: 'dead' }, own: { ...byKeeper, to: 'owned' }, ...done },
    },
    dead: {
      title: 'Dead',
      owner: 'integration-owner',
      within: { by: 'tier', is: { critical: 'ownCritical' }, else: 'ownOther' },
      on: { absorb, own: { ...byKeeper, to: 'owned' }, ...reports },
    },
    owned: { title: 'Owned', owner: 'integration-owner', within: 'settleWithin', on: { absorb, ...ends, ...reports } },
    replayed: { title: 'Replayed', owner: 'integration-owner', within: verifyWithin, on: done },
    discarded: { title: 'Discarded', owner: 'integration-owner', within: verifyWithin, on: done },
    compensated: { title: 'Compensated', owner: 'integration-owner', within: verifyWithin, on: done },
    verified: { title: 'Verified', final: 'done' },
  },
});
