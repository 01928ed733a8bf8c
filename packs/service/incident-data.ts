import { Fields, Instant, Integer, List, OneOf, Optional, Text } from '@throughline/language';

export const priorities = ['P1', 'P2', 'P3', 'P4'] as const;
/** What incidents are filed under, to count what comes most. */
export const categories = [
  'access',
  'application',
  'data',
  'integration',
  'performance',
  'infrastructure',
  'vendor',
  'reporting',
  'security',
  'backlog',
  'other',
] as const;
/** To whom something is said while it lasts. */
export const audiences = ['it-leadership', 'business-leadership', 'users', 'customers', 'vendor'] as const;

const name = Text({ maxLength: 120 });
/** A person by their account. */
export const person = { personal: true, maxLength: 120 } as const;
const long = 4000;

/** Money that hangs on it, in minor units. */
export const AtRisk = Fields({ currency: Text({ maxLength: 3 }), amount: Integer() });

/** What was found out afterwards. Each part is asked for: without one of them nothing is reviewed. */
export const analysis = {
  timeline: Text({ maxLength: long }),
  cause: Text({ maxLength: long }),
  contributing: Text({ maxLength: long }),
  detectionGap: Text({ maxLength: long }),
  prevention: Text({ maxLength: long }),
} as const;

export const incidentData = {
  number: Text(),
  title: Text({ list: true }),
  priority: OneOf(priorities, { list: true }),
  category: Optional(OneOf(categories, { list: true })),
  /** Whose system or service it is, where it is not our own. */
  vendor: Optional(Text({ list: true })),
  /** What it touches: systems and integrations by their names, flows by theirs; empty: not known yet. */
  systems: List(Text(), { maxItems: 50, default: [] }),
  integrations: List(name, { maxItems: 50, default: [] }),
  flows: List(Text(), { maxItems: 50, default: [] }),
  /** The first of its systems, by which it is counted. */
  system: Optional(Text({ list: true, maxLength: 120 })),
  /** Alike for incidents of which one cause is to be expected: `integration/crm-erp`. */
  signature: Optional(Text({ list: true, maxLength: 120 })),
  /** The numbers of the failures of integrations that it is about. */
  failures: List(name, { maxItems: 50, default: [] }),
  detectedBy: Optional(OneOf(['monitor', 'person'])),
  lead: Optional(Text({ ...person, title: 'Lead' })),
  communications: Optional(Text({ ...person, title: 'Communications' })),
  scribe: Optional(Text({ ...person, title: 'Scribe' })),
  /** In the words of the business; and what was blocked and at risk when it was last assessed. */
  impact: Optional(Text()),
  blocked: Optional(Integer({ minimum: 0, decided: true })),
  atRisk: List(AtRisk, { maxItems: 20, default: [], decided: true }),
  workaround: Optional(Text({ maxLength: long })),
  eta: Optional(Instant({ title: 'Expected to be over' })),
  vendorCalledAt: Optional(Instant({ decided: true })),
  vendorSaid: Optional(Text({ maxLength: long, decided: true })),
  beganAt: Instant({ list: true }),
  endedAt: Optional(Instant({ decided: true })),
  /** Why it took longer than was promised. */
  breachReason: Optional(Text({ maxLength: 200, decided: true })),
  causedBy: Optional(Text({ maxLength: 120, decided: true })),
  problem: Optional(Text({ list: true, maxLength: 120, decided: true })),
  cause: Optional(Text({ maxLength: long })),
  timeline: Optional(analysis.timeline),
  contributing: Optional(analysis.contributing),
  detectionGap: Optional(analysis.detectionGap),
  prevention: Optional(analysis.prevention),
} as const;
