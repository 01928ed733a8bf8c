import { Day, days, defineFlow, Fields, hours, List, Optional, Text } from '@throughline/language';
import { noText } from './change-data.ts';
import { roles, testers } from './roles.ts';

const cancel = { to: 'cancelled', by: 'person', roles: ['systems-lead', 'release-manager'], reason: true } as const;

const rollBack = {
  to: 'rolled_back',
  by: 'person',
  roles: ['systems-lead', 'release-manager'],
  reason: true,
  resolve: ['causedFailure', 'guardRailBreached'],
} as const;
/** Who says that a number left its bounds, and that it is back: people, or the program that watches it. */
const watchers = ['systems-lead', 'release-manager', 'change-gate'] as const;

/** A release, from its draft to the proof that it works. What cases show from a day on can be held against it. */
export const release = defineFlow({
  name: 'release',
  title: 'Release',
  description: 'Changes that go live together: approved by somebody who did not write them, and verified or rolled back.',
  stream: 'change',
  owner: 'release-manager',
  key: 'number',
  roles,
  data: Fields({
    number: Text(),
    title: Text({ list: true }),
    summary: Text(),
    /** Who wants it. */
    requester: Text({ personal: true }),
    /** What it touches: systems by their names, flows by theirs. */
    systems: List(Text(), { maxItems: 50 }),
    flows: List(Text(), { maxItems: 50 }),
    plannedOn: Optional(Day({ list: true, decided: true })),
    releasedOn: Optional(Day({ list: true, decided: true })),
    /** What is said of it as a whole; what is tested, and how it is rolled back, its changes say. */
    notes: Text({ maxLength: 4000, title: 'Release notes', ...noText }),
    communication: Text({ maxLength: 2000, title: 'Who is told what', ...noText }),
    /** It is looked at more closely until this day: none of these numbers, by their ids, may leave its bounds. */
    hypercareUntil: Optional(Day({ decided: true })),
    guardRails: List(Text({ maxLength: 80 }), { maxItems: 20, default: [], title: 'Guard-rails', decided: true }),
  }),
  parameters: {
    planWithin: days(30, { owner: 'release-manager', title: 'Drafts are planned within', from: 1, to: 120 }),
    releaseWithin: days(120, { owner: 'release-manager', title: 'What is planned is released within', from: 7, to: 365 }),
    verifyWithin: days(7, { owner: 'systems-lead', title: 'Releases are verified within', from: 1, to: 30 }),
    hypercareWithin: days(30, { owner: 'systems-lead', title: 'Hypercare lasts at most', from: 1, to: 90 }),
    missedAfter: days(1, { owner: 'release-manager', title: 'The planned day is missed after', from: 0, to: 14 }),
  },
  events: {
    plan: { title: 'Plan', data: Fields({ plannedOn: Day() }), set: { plannedOn: 'event.plannedOn' } },
    submit: { title: 'Submit for approval' },
    release: {
      title: 'Release',
      data: Fields({ releasedOn: Day() }),
      set: { releasedOn: 'event.releasedOn' },
      lands: 'released',
    },
    describe: {
      title: 'Say what it brings',
      data: Fields({ notes: Text({ maxLength: 4000 }), communication: Text({ maxLength: 2000 }) }),
      set: { notes: 'event.notes', communication: 'event.communication' },
    },
    failSignOff: { title: 'Users do not sign it off' },
    signOff: { title: 'Users sign it off' },
    startHypercare: {
      title: 'Look at it more closely',
      data: Fields({ until: Day(), guardRails: List(Text({ maxLength: 80 }), { maxItems: 20 }) }),
      set: { hypercareUntil: 'event.until', guardRails: 'event.guardRails' },
    },
    breachGuardRail: { title: 'A number left its bounds', data: Fields({ metric: Text({ maxLength: 80 }) }) },
    returnToBounds: { title: 'The number is back within its bounds' },
    reportFailure: { title: 'Report a failure that it caused' },
    verify: { title: 'Verify' },
    rollBack: { title: 'Roll back', lands: 'rolled_back' },
    cancel: { title: 'Cancel' },
  },
  exceptions: {
    signOffFailed: {
      title: 'Users do not sign it off',
      owner: 'systems-lead',
      severity: 'high',
      within: days(5),
      blocks: true,
      resolutions: ['mended', 'taken out'],
      runbook: '1. Write down what they found.\n2. Mend it, or take it out of the release.\n3. Let them try again.',
    },
    guardRailBreached: {
      title: 'A number left its bounds',
      owner: 'systems-lead',
      severity: 'high',
      within: days(1),
      blocks: true,
      resolutions: ['back within bounds', 'rolled back', 'not the cause'],
      runbook:
        '1. Look whether the release moved it: from which day on, and of which cases.\n2. Roll back, unless something else did.',
    },
    causedFailure: {
      title: 'Caused a failure',
      owner: 'systems-lead',
      severity: 'critical',
      within: hours(8),
      blocks: true,
      resolutions: ['mended', 'rolled back', 'not the cause'],
      runbook:
        '1. Say who leads, and tell everybody who is affected.\n2. Roll back, unless mending is surely quicker.\n3. Afterwards write down what happened and what would have shown it before.',
    },
  },
  start: { draft: { to: 'draft', roles: ['systems-lead', 'release-manager'] } },
  states: {
    draft: { title: 'Draft', owner: 'systems-lead', within: 'planWithin', on: { plan: 'planned', describe: {}, cancel } },
    planned: {
      title: 'Planned',
      owner: 'systems-lead',
      // The ladder watches the planned day; this, that there is one.
      within: 'releaseWithin',
      on: {
        plan: {},
        describe: {},
        failSignOff: { by: 'person', roles: testers, reason: true, raise: 'signOffFailed' },
        signOff: { by: 'person', roles: testers, resolve: 'signOffFailed' },
        submit: { to: 'approved', by: 'person', approval: { roles: ['release-manager'] } },
        cancel: { ...cancel, resolve: 'signOffFailed' },
      },
    },
    approved: {
      title: 'Approved',
      owner: 'release-manager',
      within: 'releaseWithin',
      // Another day needs another approval.
      on: { release: 'released', plan: 'planned', cancel },
    },
    released: {
      title: 'Released',
      owner: 'systems-lead',
      within: 'verifyWithin',
      on: {
        startHypercare: { to: 'hypercare', by: 'person' },
        verify: { to: 'verified', by: 'person' },
        reportFailure: { raise: 'causedFailure' },
        rollBack,
      },
    },
    hypercare: {
      title: 'Hypercare',
      owner: 'systems-lead',
      within: 'hypercareWithin',
      on: {
        verify: { to: 'verified', by: 'person' },
        breachGuardRail: { roles: watchers, raise: 'guardRailBreached' },
        returnToBounds: { roles: watchers, resolve: 'guardRailBreached' },
        reportFailure: { raise: 'causedFailure' },
        rollBack,
      },
    },
    verified: { title: 'Verified', final: 'done' },
    rolled_back: { title: 'Rolled back', final: 'failed' },
    cancelled: { title: 'Cancelled', final: 'cancelled' },
  },
  ladders: {
    plannedDay: {
      title: 'Planned day',
      anchor: 'data.plannedOn',
      during: ['planned', 'approved'],
      rungs: [
        {
          name: 'missed',
          after: 'missedAfter',
          task: { role: 'release-manager', title: 'The planned day has passed: release, or plan anew', within: days(2) },
        },
      ],
    },
    hypercare: {
      title: 'Hypercare',
      anchor: 'data.hypercareUntil',
      during: ['hypercare'],
      rungs: [
        {
          name: 'over',
          title: 'Hypercare is over',
          after: days(0),
          task: { role: 'systems-lead', title: 'Hypercare is over: verify, or roll back', within: days(2) },
        },
      ],
    },
  },
});
