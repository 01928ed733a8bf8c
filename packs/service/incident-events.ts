import { Day, Fields, Instant, Integer, List, OneOf, Optional, Text } from '@throughline/language';
import { AtRisk, analysis, audiences, categories, person, priorities } from './incident-data.ts';

const kept = (field: string) => `has(event.${field}) ? dyn(event.${field}) : has(data.${field}) ? dyn(data.${field}) : null`;
const keptAll = (...fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, kept(field)]));
const who = Optional(Text(person));
const said = Text({ maxLength: 4000 });

/** Why a target was missed. */
export const breachReasons = [
  'vendor',
  'nobody noticed',
  'nobody available',
  'cause not found in time',
  'change needed',
  'wrong priority',
] as const;
/** What kinds of things are done so that it does not happen again. */
export const actionKinds = [
  'validation-rule',
  'monitor',
  'contract-test',
  'fix',
  'process',
  'training',
  'documentation',
] as const;
/** What opening a corrective action asks for. */
export const actionAsked = Fields({ title: Text(), kind: OneOf(actionKinds), owner: Text(person), dueOn: Day() });
export const actionOpens = {
  title: 'event.title',
  kind: 'event.kind',
  owner: 'event.owner',
  dueOn: 'event.dueOn',
  ofNumber: 'data.number',
} as const;

export const incidentEvents = {
  detect: { title: 'Detected' },
  acknowledge: { title: 'Acknowledge', data: Fields({ lead: who }), set: keptAll('lead') },
  appoint: {
    title: 'Say who does what',
    data: Fields({ lead: who, communications: who, scribe: who }),
    set: keptAll('lead', 'communications', 'scribe'),
  },
  communicate: { title: 'Say how it stands', data: Fields({ audience: OneOf(audiences), text: said }) },
  assessImpact: {
    title: 'Assess the impact',
    data: Fields({
      impact: Optional(Text()),
      blocked: Integer({ minimum: 0 }),
      atRisk: List(AtRisk, { maxItems: 20, default: [] }),
    }),
    set: { ...keptAll('impact'), blocked: 'event.blocked', atRisk: 'has(event.atRisk) ? dyn(event.atRisk) : data.atRisk' },
  },
  touches: {
    title: 'Say what it touches',
    data: Fields({
      systems: List(Text({ maxLength: 120 }), { maxItems: 50 }),
      integrations: List(Text({ maxLength: 120 }), { maxItems: 50, default: [] }),
      flows: List(Text({ maxLength: 120 }), { maxItems: 50, default: [] }),
    }),
    set: {
      systems: 'event.systems',
      system: 'size(event.systems) > 0 ? dyn(event.systems[0]) : null',
      integrations: 'has(event.integrations) ? dyn(event.integrations) : data.integrations',
      flows: 'has(event.flows) ? dyn(event.flows) : data.flows',
    },
  },
  absorb: {
    title: 'More of it failed',
    data: Fields({ failure: Text(), blocked: Integer({ minimum: 0 }), atRisk: List(AtRisk, { maxItems: 50 }) }),
    set: { blocked: 'event.blocked', atRisk: 'event.atRisk' },
  },
  setPriority: {
    title: 'Change the priority',
    data: Fields({ priority: OneOf(priorities) }),
    set: { priority: 'event.priority' },
  },
  categorise: { title: 'File it under', data: Fields({ category: OneOf(categories) }), set: { category: 'event.category' } },
  estimate: { title: 'Expect its end', data: Fields({ eta: Instant() }), set: { eta: 'event.eta' } },
  callVendor: {
    title: 'Call the vendor',
    data: Fields({ vendor: Text(), at: Instant() }),
    set: { vendor: 'event.vendor', vendorCalledAt: 'event.at', vendorSaid: 'null' },
  },
  vendorAnswers: { title: 'The vendor answers', data: Fields({ said }), set: { vendorSaid: 'event.said' } },
  vendorSilent: { title: 'The vendor does not answer' },
  useRunbook: { title: 'Work by a runbook', data: Fields({ document: Text(), on: Day() }) },
  mitigate: { title: 'Mitigated', data: Fields({ workaround: Optional(said) }), set: keptAll('workaround') },
  waitForVendor: { title: 'Wait for the vendor' },
  waitForBusiness: { title: 'Wait for the business' },
  resume: { title: 'Go on' },
  blame: {
    title: 'A change caused it',
    data: Fields({ kind: OneOf(['change', 'release']), number: Text() }),
    set: { causedBy: 'event.number' },
  },
  explainBreach: {
    title: 'Say why it took longer',
    data: Fields({ breachReason: OneOf(breachReasons) }),
    set: { breachReason: 'event.breachReason' },
  },
  openProblem: { title: 'Look for what is behind it' },
  problemKnown: {
    title: 'Its problem is known',
    data: Fields({ case: Text(), state: Optional(Text()) }),
    set: { problem: 'event.case' },
  },
  noProblem: { title: 'No problem is known', data: Fields({ message: Optional(Text()) }) },
  resolve: {
    title: 'Resolved',
    data: Fields({ endedAt: Instant(), cause: Optional(Text()) }),
    set: { endedAt: 'event.endedAt', ...keptAll('cause') },
    lands: 'resolved',
  },
  reopen: { title: 'It goes on', set: { endedAt: 'null' } },
  planAction: { title: 'Plan a corrective action', data: actionAsked },
  review: {
    title: 'Review',
    data: Fields(analysis),
    set: Object.fromEntries(Object.keys(analysis).map((part) => [part, `event.${part}`])),
  },
  close: { title: 'Close' },
  dismiss: { title: 'It was none' },
} as const;
