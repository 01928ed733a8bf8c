import { Day, days, defineFlow, Fields, hours, List, Optional, Text } from '@throughline/language';
import { roles } from './roles.ts';

const cancel = { to: 'cancelled', by: 'person', roles: ['systems-lead', 'release-manager'], reason: true } as const;

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
    plannedOn: Optional(Day({ list: true })),
    releasedOn: Optional(Day({ list: true })),
  }),
  parameters: {
    planWithin: days(30, { owner: 'release-manager', title: 'Drafts are planned within', from: 1, to: 120 }),
    releaseWithin: days(120, { owner: 'release-manager', title: 'What is planned is released within', from: 7, to: 365 }),
    verifyWithin: days(7, { owner: 'systems-lead', title: 'Releases are verified within', from: 1, to: 30 }),
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
    reportFailure: { title: 'Report a failure that it caused' },
    verify: { title: 'Verify' },
    rollBack: { title: 'Roll back', lands: 'rolled_back' },
    cancel: { title: 'Cancel' },
  },
  exceptions: {
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
    draft: { title: 'Draft', owner: 'systems-lead', within: 'planWithin', on: { plan: 'planned', cancel } },
    planned: {
      title: 'Planned',
      owner: 'systems-lead',
      // The ladder watches the planned day; this, that there is one.
      within: 'releaseWithin',
      on: {
        plan: {},
        submit: { to: 'approved', by: 'person', approval: { roles: ['release-manager'] } },
        cancel,
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
        verify: { to: 'verified', by: 'person' },
        reportFailure: { raise: 'causedFailure' },
        rollBack: {
          to: 'rolled_back',
          by: 'person',
          roles: ['systems-lead', 'release-manager'],
          reason: true,
          resolve: 'causedFailure',
        },
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
  },
});
