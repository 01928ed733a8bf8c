import { businessDays, days, defineFlow, Fields, hours, Instant, List, OneOf, Optional, Text } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { roles } from './roles.ts';

export const priorities = ['P1', 'P2', 'P3', 'P4'] as const;

const leads = ['incident-lead', 'systems-lead'] as const;
const byLead = { by: 'person', roles: leads } as const;
const report = { raise: 'vendorUnresponsive', roles: leads } as const;
const resolved = { roles: leads, to: 'resolved', resolve: 'vendorUnresponsive' } as const;

/** Something that works for many has stopped working: from its detection to what was learned of it. */
export const incident = defineFlow({
  name: 'incident',
  title: 'Incident',
  description: 'A system, an integration or a vendor fails: acknowledged, mitigated, resolved, reviewed.',
  stream: 'service',
  owner: 'systems-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields({
    number: Text(),
    title: Text({ list: true }),
    priority: OneOf(priorities, { list: true }),
    /** Whose system or service it is, where it is not our own. */
    vendor: Optional(Text({ list: true })),
    /** What it touches: systems by their names, flows by theirs; empty: not known yet. */
    systems: List(Text(), { maxItems: 50, default: [] }),
    flows: List(Text(), { maxItems: 50, default: [] }),
    /** In the words of the business: invoices blocked, amounts at risk. */
    impact: Optional(Text()),
    beganAt: Instant({ list: true }),
    endedAt: Optional(Instant({ list: true })),
    cause: Optional(Text()),
  }),
  parameters: {
    resolveP1: hours(4, { owner: 'systems-lead', title: 'P1 is resolved within', from: 1, to: 24 }),
    resolveP2: businessDays(1, { owner: 'systems-lead', title: 'P2 is resolved within', from: 1, to: 5 }),
    resolveOther: businessDays(5, { owner: 'systems-lead', title: 'P3 and P4 are resolved within', from: 1, to: 20 }),
    reviewWithin: businessDays(5, { owner: 'systems-lead', title: 'Reviewed within', from: 1, to: 20 }),
  },
  events: {
    acknowledge: { title: 'Acknowledge' },
    mitigate: { title: 'Mitigated' },
    resolve: {
      title: 'Resolved',
      data: Fields({ endedAt: Instant(), cause: Optional(Text()) }),
      set: { endedAt: 'event.endedAt', cause: 'has(event.cause) ? dyn(event.cause) : null' },
      lands: 'resolved',
    },
    vendorSilent: { title: 'The vendor does not answer' },
    review: { title: 'Review' },
    close: { title: 'Close' },
  },
  exceptions: {
    vendorUnresponsive: {
      title: 'The vendor does not answer',
      owner: 'systems-lead',
      severity: 'high',
      within: hours(4),
      resolutions: ['answered', 'escalated', 'done without them'],
      runbook:
        '1. Call the escalation contact of the contract.\n2. Say by when which workaround will do.\n3. Note in the incident what was promised.',
    },
  },
  start: { detect: { to: 'detected' } },
  states: {
    detected: {
      title: 'Detected',
      owner: 'incident-lead',
      within: hours(1),
      on: { acknowledge: { ...byLead, to: 'acknowledged' } },
    },
    acknowledged: {
      title: 'Acknowledged',
      owner: 'incident-lead',
      within: { by: 'priority', is: { P1: 'resolveP1', P2: 'resolveP2' }, else: 'resolveOther' },
      on: { mitigate: { roles: leads, to: 'mitigated' }, resolve: resolved, vendorSilent: report },
    },
    mitigated: {
      title: 'Mitigated',
      owner: 'incident-lead',
      within: { by: 'priority', is: { P1: 'resolveP1', P2: 'resolveP2' }, else: 'resolveOther' },
      on: { resolve: resolved, vendorSilent: report },
    },
    resolved: {
      title: 'Resolved',
      owner: 'systems-lead',
      within: 'reviewWithin',
      on: { review: { ...byLead, to: 'reviewed', reason: true } },
    },
    reviewed: { title: 'Reviewed', owner: 'systems-lead', within: days(30), on: { close: { ...byLead, to: 'closed' } } },
    closed: { title: 'Closed', final: 'done' },
  },
});
