import { businessDays, days, defineFlow, Fields, Flag, hours, Instant, Optional, Text } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { data, drafted, draftedSet, evidence, firstSystem, impact, plan } from './change-data.ts';
import * as ways from './change-ways.ts';
import { approvers, rightRoles, rights } from './decision-rights.ts';
import { factsThatApply, risk, riskPoints } from './risk.ts';
import { authors, roles } from './roles.ts';

const afterwards = { approveAfterwards: ways.approveAfterwards, decideMissed: ways.decideMissed } as const;
const happened = ['implementing', 'validating', 'successful', 'rolled_back', 'failed', 'reviewed'] as const;
const set = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.keys(fields).map((field) => [field, `event.${field}`]));
const said = Fields({ message: Optional(Text({ maxLength: 1000 })) });

const saidText = 'has(event.message) ? dyn(event.message) : ""';

/** A change, of a system or of our own definitions: what it touches, who agreed, what came of it. */
export const change = defineFlow({
  name: 'change',
  title: 'Change',
  description:
    'What is altered in systems, flows, parameters and calendars: its risk and impact, who agreed, when it was done, and what came of it.',
  stream: 'change',
  owner: 'systems-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  data,
  computed: {
    riskPoints,
    risk,
    riskFacts: factsThatApply,
    rights,
    rightRoles,
    approvers,
    missing: ways.missing,
    lacking: 'computed.missing.join(", ")',
  },
  columns: { risk: { kind: 'text', title: 'Risk' } },
  parameters: {
    mediumFrom: { type: 'integer', default: 4, owner: 'systems-lead', title: 'Medium risk from, points', from: 1, to: 20 },
    highFrom: { type: 'integer', default: 9, owner: 'systems-lead', title: 'High risk from, points', from: 2, to: 30 },
    executiveAbove: { type: 'integer', default: 50_000, owner: 'executive', title: 'The sponsor decides above', from: 0 },
    retroApprovalWithin: businessDays(2, { owner: 'systems-lead', title: 'Emergencies are approved within', from: 1, to: 5 }),
    assessWithin: days(14, { owner: 'systems-lead', title: 'Drafts are assessed within', from: 1, to: 60 }),
    approveWithin: days(10, { owner: 'systems-lead', title: 'Approved within', from: 1, to: 60 }),
    scheduleWithin: days(30, { owner: 'release-manager', title: 'Scheduled within', from: 1, to: 120 }),
    reviewWithin: days(14, { owner: 'systems-lead', title: 'Reviewed within', from: 1, to: 60 }),
  },
  events: {
    recordImpact: {
      title: 'Impact found',
      data: Fields({ ...impact, impactAt: Instant() }),
      set: { ...set({ ...impact, impactAt: 0 }), system: firstSystem('event.systems') },
    },
    recordPersons: {
      title: 'How many are there',
      data: Fields({ onlyPerson: Flag() }),
      set: { onlyPerson: 'event.onlyPerson' },
    },
    draft: {
      title: 'Draft',
      data: drafted,
      set: { ...draftedSet, system: `has(event.systems) ? (${firstSystem('event.systems')}) : null` },
    },
    assess: { title: 'Assess' },
    addTests: {
      title: 'Add tests',
      data: Fields({ testPlan: evidence.testPlan, testResults: evidence.testResults }),
      set: set({ testPlan: 0, testResults: 0 }),
    },
    addRollback: {
      title: 'Add the plan to roll back',
      data: Fields({ rollbackPlan: evidence.rollbackPlan }),
      set: set({ rollbackPlan: 0 }),
    },
    addNotes: { title: 'Add release notes', data: Fields({ notes: evidence.notes }), set: set({ notes: 0 }) },
    addCommunication: {
      title: 'Add who is told what',
      data: Fields({ communication: evidence.communication }),
      set: set({ communication: 0 }),
    },
    signOff: {
      title: 'Let users sign it off',
      data: Fields({ uatScript: evidence.uatScript, uatResult: evidence.uatResult }),
      set: set({ uatScript: 0, uatResult: 0 }),
    },
    submit: { title: 'Submit for approval' },
    recordPlan: { title: 'Checked against the calendar', data: Fields(plan), set: set(plan) },
    schedule: { title: 'Schedule', data: Fields({ from: Instant(), to: Instant() }) },
    scheduleInFreeze: { title: 'Schedule into a freeze', data: Fields({ from: Instant(), to: Instant() }) },
    implement: { title: 'Implement' },
    implemented: { title: 'Implemented' },
    notImplemented: { title: 'Not implemented', data: said, set: { outcome: saidText } },
    validate: { title: 'It works as it should' },
    fail: { title: 'It does not work as it should' },
    rollBack: { title: 'Roll back' },
    rolledBack: { title: 'Rolled back by the gate' },
    notRolledBack: { title: 'Not rolled back', data: said, set: { outcome: saidText } },
    causedIncident: { title: 'It caused an incident' },
    breachGuardRail: { title: 'A number left its bounds', data: Fields({ metric: Optional(Text({ maxLength: 80 })) }) },
    review: { title: 'Review', data: Fields({ review: Text({ maxLength: 4000 }) }), set: { review: 'event.review' } },
    close: { title: 'Close' },
    cancel: { title: 'Cancel' },
    approveAfterwards: { title: 'Ask for the approval afterwards' },
    decideMissed: { title: 'Decide on the approval that was missed' },
  },
  destinations: {
    definitions: { title: 'Definitions in force', owner: 'systems-lead', tier: 1 },
  },
  exceptions: {
    missingTests: {
      title: 'No test plan, or no results',
      owner: 'systems-lead',
      severity: 'medium',
      within: days(5),
      resolutions: ['tests added', 'given up'],
      runbook: '1. Write down what was tried and what came of it.\n2. Submit it again.',
    },
    missingRollback: {
      title: 'No plan to roll back',
      owner: 'systems-lead',
      severity: 'medium',
      within: days(5),
      resolutions: ['plan added', 'given up'],
      runbook: '1. Write down how it is taken back, by whom, and how long that takes.\n2. Submit it again.',
    },
    missingPackage: {
      title: 'No sign-off, notes or communication',
      owner: 'release-manager',
      severity: 'medium',
      within: days(5),
      resolutions: ['added', 'given up'],
      runbook:
        '1. Let somebody who works with it try it, and sign it off.\n2. Write what changes for whom, and tell them.\n3. Submit it again.',
    },
    approvalOutstanding: {
      title: 'Done without approval',
      owner: 'systems-lead',
      severity: 'high',
      resolutions: ['approved afterwards'],
      runbook:
        '1. Say what was done and why it could not wait.\n2. Ask for the approval; somebody who had no part in it gives it.',
    },
    approvalMissed: {
      title: 'Approval afterwards was missed',
      owner: 'executive',
      severity: 'critical',
      within: days(5),
      resolutions: ['accepted with a reason'],
      runbook:
        '1. Find out why nobody approved it in time.\n2. Decide whether it stays, and say why. It counts as a control that failed.',
    },
    notApproved: {
      title: 'To be implemented, and not approved as it is',
      owner: 'systems-lead',
      severity: 'high',
      within: days(2),
      resolutions: ['approved', 'given up'],
      runbook:
        '1. Look what was altered since it was approved, or why nobody asked for the approval.\n2. Submit it, or cancel it.',
    },
    unapproved: {
      title: 'Unapproved: only one person',
      owner: 'systems-lead',
      severity: 'medium',
      resolutions: ['approved afterwards'],
      runbook: '1. Let in a second person.\n2. They look at what was changed, and approve it.',
    },
    notRolledBack: {
      title: 'The gate did not take it back',
      owner: 'systems-lead',
      severity: 'critical',
      within: hours(4),
      resolutions: ['taken back', 'mended'],
      runbook: '1. Read what the gate said.\n2. Propose what was in force before as a change of its own.',
    },
  },
  start: { draft: { to: 'draft', roles: authors } },
  states: {
    draft: {
      title: 'Draft',
      owner: 'systems-lead',
      within: 'assessWithin',
      on: {
        recordImpact: ways.recordImpact,
        recordPersons: ways.recordPersons,
        ...ways.prove,
        assess: ways.assess,
        implement: ways.emergency,
        cancel: ways.cancel,
      },
    },
    assessed: {
      title: 'Assessed',
      owner: 'systems-lead',
      within: 'approveWithin',
      on: {
        recordImpact: ways.recordImpact,
        recordPersons: ways.recordPersons,
        ...ways.prove,
        submit: ways.submit,
        implement: ways.emergency,
        cancel: ways.cancel,
      },
    },
    approved: {
      title: 'Approved',
      owner: 'release-manager',
      within: 'scheduleWithin',
      // Altered since it was approved, it is submitted again.
      on: {
        recordPlan: ways.recordPlan,
        schedule: ways.schedule,
        scheduleInFreeze: ways.scheduleInFreeze,
        submit: ways.submit,
        cancel: ways.cancel,
      },
    },
    scheduled: {
      title: 'Scheduled',
      owner: 'release-manager',
      within: 'scheduleWithin',
      on: {
        recordPlan: ways.recordPlan,
        schedule: ways.schedule,
        scheduleInFreeze: ways.scheduleInFreeze,
        submit: ways.submit,
        implement: ways.implement,
        cancel: ways.cancel,
      },
    },
    implementing: {
      title: 'Being implemented',
      owner: 'release-manager',
      within: days(2),
      on: { implemented: ways.implemented, notImplemented: ways.notImplemented, ...afterwards },
    },
    validating: {
      title: 'Being validated',
      owner: 'systems-lead',
      within: days(7),
      on: {
        validate: ways.validate,
        fail: ways.fail,
        rollBack: ways.rollBack,
        causedIncident: ways.causedIncident,
        breachGuardRail: ways.breachGuardRail,
        ...afterwards,
      },
    },
    successful: {
      title: 'Successful',
      owner: 'systems-lead',
      within: 'reviewWithin',
      on: {
        review: ways.review,
        rollBack: ways.rollBack,
        causedIncident: ways.causedIncident,
        breachGuardRail: ways.breachGuardRail,
        ...afterwards,
      },
    },
    failed: {
      title: 'Failed',
      owner: 'systems-lead',
      within: 'reviewWithin',
      on: { rollBack: ways.rollBack, review: ways.review, breachGuardRail: ways.breachAgain, ...afterwards },
    },
    rolled_back: {
      title: 'Rolled back',
      owner: 'systems-lead',
      within: 'reviewWithin',
      on: {
        rolledBack: { roles: ['change-gate'], resolve: 'notRolledBack' },
        notRolledBack: { roles: ['change-gate'], raise: 'notRolledBack' },
        review: { ...ways.review, resolve: 'notRolledBack' },
        breachGuardRail: ways.breachAgain,
        ...afterwards,
      },
    },
    reviewed: {
      title: 'Reviewed',
      owner: 'systems-lead',
      within: days(30),
      on: { close: ways.close, causedIncident: ways.causedIncident, breachGuardRail: ways.breachAgain, ...afterwards },
    },
    closed: { title: 'Closed', final: 'done' },
    cancelled: { title: 'Cancelled', final: 'cancelled' },
  },
  ladders: {
    retroApproval: {
      title: 'Approval afterwards',
      anchor: 'entered',
      during: [...happened],
      stopWhen: 'data.type != "emergency" || !data.approvalOwed',
      rungs: [
        {
          name: 'missed',
          title: 'Approval afterwards was missed',
          after: 'retroApprovalWithin',
          raise: 'approvalMissed',
          set: { approvalMissed: 'true' },
        },
      ],
    },
  },
});
