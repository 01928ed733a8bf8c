import { businessDays, days, defineFlow, Fields, hours, minutes } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { incidentData } from './incident-data.ts';
import { actionOpens, incidentEvents } from './incident-events.ts';
import { incidentExceptions } from './incident-exceptions.ts';
import { incidentLadders } from './incident-ladders.ts';
import { byLead, leads, roles, solvers } from './roles.ts';

export { priorities } from './incident-data.ts';

const owner = 'systems-lead' as const;
const action = 'data.number + "-A" + string(children.actions.count + 1)';
const problemKey = 'has(data.signature) ? "PRB-" + data.signature : "PRB-" + data.number';
const told = { resolve: 'communicationOverdue', roles: leads } as const;
/** What is behind it may be known already, by what it looks like. */
const asks = {
  send: [
    {
      flow: 'problem',
      key: problemKey,
      event: 'recur',
      when: 'has(data.signature)',
      with: { incident: 'data.number', beganAt: 'data.beganAt' },
      reply: { applied: 'problemKnown', refused: 'noProblem' },
    },
  ],
} as const;
const detected = {
  to: 'detected',
  set: {
    system:
      'has(event.system) ? dyn(event.system) : has(event.systems) && size(event.systems) > 0 ? dyn(event.systems[0]) : null',
  },
} as const;

const hears = { problemKnown: { by: 'automation', link: { problem: 'event.case' } }, noProblem: { by: 'automation' } } as const;
const blame = [
  {
    ...byLead,
    when: 'event.kind == "change"',
    link: { change: 'event.number' },
    send: [{ flow: 'change', key: 'event.number', event: 'causedIncident', onRefused: 'causeNotTold' }],
  },
  {
    ...byLead,
    when: 'event.kind == "release"',
    link: { release: 'event.number' },
    send: [{ flow: 'release', key: 'event.number', event: 'reportFailure', onRefused: 'causeNotTold' }],
  },
] as const;
const behind = {
  ...hears,
  categorise: { roles: leads },
  blame,
  openProblem: {
    ...byLead,
    open: [
      {
        flow: 'problem',
        event: 'open',
        key: problemKey,
        with: {
          number: problemKey,
          title: 'data.title',
          priority: 'data.priority',
          signature: 'has(data.signature) ? dyn(data.signature) : null',
          systems: 'data.systems',
          integrations: 'data.integrations',
          incident: 'data.number',
        },
        onRefused: 'problemRefused',
      },
    ],
    set: { problem: problemKey },
    link: { problem: problemKey },
  },
  planAction: {
    roles: leads,
    open: [{ child: 'actions', event: 'plan', key: action, with: { number: action, ...actionOpens } }],
  },
} as const;

const whileOpen = {
  appoint: [
    { ...byLead, when: 'has(event.lead)', resolve: 'noLead' },
    { ...byLead, when: '!has(event.lead)' },
  ],
  communicate: told,
  assessImpact: { roles: leads },
  touches: { roles: leads },
  absorb: { by: 'automation' },
  setPriority: { ...byLead, reason: true },
  estimate: { roles: leads },
  callVendor: { roles: leads, resolve: 'vendorUnresponsive' },
  vendorAnswers: { roles: leads, resolve: 'vendorUnresponsive' },
  vendorSilent: { raise: 'vendorUnresponsive', roles: leads },
  useRunbook: {
    roles: leads,
    send: [
      { flow: 'document', key: 'event.document', event: 'use', with: { lastUsedOn: 'event.on' }, onRefused: 'runbookNotNoted' },
    ],
  },
  resolve: { roles: leads, to: 'resolved', resolve: ['vendorUnresponsive', 'noLead', 'communicationOverdue'] },
  dismiss: { ...byLead, to: 'dismissed', reason: true },
  ...behind,
} as const;
const waits = {
  waitForVendor: { ...byLead, to: 'waiting_vendor', reason: true },
  waitForBusiness: { ...byLead, to: 'waiting_business', reason: true },
} as const;
const mitigate = { roles: leads, to: 'mitigated' } as const;
const resume = [
  { roles: leads, when: 'has(data.workaround)', to: 'mitigated' },
  { roles: leads, when: '!has(data.workaround)', to: 'acknowledged' },
] as const;

/** Something that works for many has stopped working: from its detection to what was learned of it. */
export const incident = defineFlow({
  name: 'incident',
  title: 'Incident',
  description:
    'A system, an integration or a vendor fails: who leads, what it costs, who is told when, and what was learned of it afterwards.',
  stream: 'service',
  owner,
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields(incidentData),
  links: { problem: { flow: 'problem' }, change: { flow: 'change' }, release: { flow: 'release' } },
  children: { actions: { flow: 'corrective-action' } },
  parameters: {
    respondP1: minutes(15, { owner, title: 'P1 is responded to within', from: 5, to: 60 }),
    respondP2: minutes(60, { owner, title: 'P2 is responded to within', from: 15, to: 480 }),
    respondOther: businessDays(1, { owner, title: 'P3 and P4 are responded to within', from: 1, to: 5 }),
    resolveP1: hours(4, { owner, title: 'P1 is resolved within', from: 1, to: 24 }),
    resolveP2: businessDays(1, { owner, title: 'P2 is resolved within', from: 1, to: 5 }),
    resolveOther: businessDays(5, { owner, title: 'P3 and P4 are resolved within', from: 1, to: 20 }),
    leadP1: minutes(15, { owner, title: 'P1 has a lead within', from: 5, to: 60 }),
    leadP2: minutes(60, { owner, title: 'P2 has a lead within', from: 15, to: 480 }),
    leadOther: businessDays(2, { owner, title: 'P3 and P4 have a lead within', from: 1, to: 10 }),
    communicateP1: minutes(30, { owner, title: 'P1: something is said every', from: 10, to: 240 }),
    communicateP2: minutes(120, { owner, title: 'P2: something is said every', from: 30, to: 1440 }),
    communicateOther: businessDays(2, { owner, title: 'P3 and P4: something is said every', from: 1, to: 10 }),
    tellWithin: minutes(5, { owner, title: 'P1 and P2: leadership is told, and the vendor called, within', from: 0, to: 60 }),
    vendorP1: minutes(60, { owner, title: 'P1: the vendor answers within', from: 15, to: 480 }),
    vendorP2: minutes(240, { owner, title: 'P2: the vendor answers within', from: 30, to: 2880 }),
    vendorOther: businessDays(2, { owner, title: 'P3 and P4: the vendor answers within', from: 1, to: 10 }),
    waitAtMost: businessDays(10, { owner, title: 'Nobody waits for others longer than', from: 1, to: 60 }),
    reviewWithin: businessDays(5, { owner, title: 'Reviewed within', from: 1, to: 20 }),
  },
  events: incidentEvents,
  exceptions: incidentExceptions,
  start: { detect: { roles: solvers, ...detected, ...asks } },
  states: {
    detected: {
      title: 'Detected',
      owner: 'incident-lead',
      on: {
        acknowledge: [
          { ...byLead, when: 'has(event.lead)', to: 'acknowledged', resolve: 'noLead' },
          { ...byLead, when: '!has(event.lead)', to: 'acknowledged' },
        ],
        ...whileOpen,
      },
    },
    acknowledged: { title: 'Acknowledged', owner: 'incident-lead', on: { mitigate, ...waits, ...whileOpen } },
    mitigated: { title: 'Mitigated', owner: 'incident-lead', on: { ...waits, ...whileOpen } },
    waiting_vendor: {
      title: 'Waits for the vendor',
      owner: 'incident-lead',
      within: 'waitAtMost',
      on: { resume, ...whileOpen },
    },
    waiting_business: {
      title: 'Waits for the business',
      owner: 'incident-lead',
      within: 'waitAtMost',
      on: { resume, ...whileOpen },
    },
    resolved: {
      title: 'Resolved',
      owner,
      within: 'reviewWithin',
      on: {
        communicate: { roles: leads },
        absorb: { by: 'automation', to: 'acknowledged', set: { endedAt: 'null' } },
        reopen: { roles: leads, to: 'acknowledged', reason: true },
        explainBreach: { ...byLead, resolve: ['responseBreached', 'resolutionBreached'] },
        review: { ...byLead, to: 'reviewed' },
        ...behind,
      },
    },
    reviewed: {
      title: 'Reviewed',
      owner,
      within: days(90),
      on: {
        explainBreach: { ...byLead, resolve: ['responseBreached', 'resolutionBreached'] },
        close: {
          ...byLead,
          when: 'children.actions.open == 0 && (children.actions.count > 0 || has(data.problem) || data.priority == "P3" || data.priority == "P4")',
          to: 'closed',
        },
        ...behind,
      },
    },
    closed: { title: 'Closed', final: 'done' },
    dismissed: { title: 'It was none', final: 'cancelled' },
  },
  ladders: incidentLadders,
});
