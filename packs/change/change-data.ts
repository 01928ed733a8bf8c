import { Day, Fields, Flag, Instant, Integer, List, OneOf, Optional, Text } from '@throughline/language';
import { declaredFacts } from './risk.ts';

/** What is changed: a system, or one of our own definitions, which only the gate alters. */
const subjects = ['system', 'flow', 'parameters', 'calendar', 'mapping', 'migration', 'pilot'] as const;
/** Standard: approved once for its kind. Emergency: done first, approved afterwards. */
const types = ['standard', 'normal', 'emergency'] as const;
/** What made a change one that failed. */
const failures = ['validation', 'roll-back', 'incident', 'guard-rail'] as const;

/** Empty where nothing is said. */
export const noText = { default: '' };
const noNames = { default: [] };
const nothing = { default: 0 };
const note = (maxLength: number, title: string) => Text({ maxLength, title, ...noText });
const role = Text({ maxLength: 80 });

const impactOf = (list: object, number: object) => {
  const names = (title: string) => List(Text({ maxLength: 80 }), { maxItems: 60, title, ...list });
  return {
    systems: names('Systems'),
    flows: names('Flows'),
    integrations: names('Integrations'),
    metrics: names('Metrics'),
    documents: names('Documents'),
    roleNames: names('Roles'),
    /** The roles that answer for what it touches. */
    owners: List(role, { maxItems: 12, title: 'Owners', ...list }),
    /** To how many systems its data goes. */
    fanOut: Integer({ minimum: 0, title: 'Systems that its data goes to', ...number }),
  } as const;
};
/** What a change touches, as it was found when it was assessed. */
export const impact = impactOf({}, {});

const planOf = (list: object) =>
  ({
    plannedFrom: Instant({ list: true }),
    plannedTo: Instant(),
    /** The freezes and events that it falls into, the roles that answer for these, and what else is in its way. */
    freezes: List(Text({ maxLength: 80 }), { maxItems: 20, title: 'Freezes', ...list }),
    windowOwners: List(role, { maxItems: 12, title: 'Owners of freezes', ...list }),
    conflicts: List(Text({ maxLength: 300 }), { maxItems: 20, title: 'Conflicts', ...list }),
  }) as const;
/** When it is done, and what else holds then, as the calendar was when that was checked. */
export const plan = planOf({});

const evidenceOf = (text: object) =>
  ({
    testPlan: Text({ maxLength: 4000, title: 'Test plan', ...text }),
    testResults: Text({ maxLength: 4000, title: 'Test results', ...text }),
    uatScript: Text({ maxLength: 2000, title: 'What users tried', ...text }),
    uatResult: Text({ maxLength: 2000, title: 'What came of it', ...text }),
    rollbackPlan: Text({ maxLength: 4000, title: 'Plan to roll back', ...text }),
    notes: Text({ maxLength: 4000, title: 'Release notes', ...text }),
    communication: Text({ maxLength: 2000, title: 'Who is told what', ...text }),
  }) as const;
/** The proof that goes with it. */
export const evidence = evidenceOf({});

/** Of a case: written by what happens alone, so that whoever keeps it does not give themselves what others are to give. */
const decided = { decided: true } as const;
const ofCase = planOf({ ...noNames, ...decided });
const signed = { ...noText, ...decided } as const;

/** What its author says of it. */
const said = {
  title: Text({ list: true, maxLength: 200 }),
  /** Empty where nothing is said. */
  summary: Text({ maxLength: 3000, title: 'What and why', ...noText }),
  subject: OneOf(subjects, { list: true }),
  type: OneOf(types, { list: true }),
  /** Of a standard change: which of the kinds that are approved beforehand. */
  kind: Text({ maxLength: 60, title: 'Standard kind', ...noText }),
  ...impactOf(noNames, nothing),
  ...declaredFacts,
  /** Of our own definitions: what is to be in force, by its hash, and what was when it was proposed. */
  contentHash: Optional(Text({ maxLength: 80 })),
  baseline: Optional(Text({ maxLength: 200 })),
  ...evidenceOf(noText),
  /** Numbers, by their ids, of which none may leave its bounds once it is implemented. */
  guardRails: List(Text({ maxLength: 80 }), { maxItems: 20, title: 'Guard-rails', default: [] }),
  /** The release that it goes live with. */
  release: Optional(Text({ maxLength: 40, list: true })),
} as const;

/** What a draft carries. Impact is found, approvals and plans are recorded: none of it is said. */
export const drafted = Fields({ number: Text({ maxLength: 40 }), ...said });

const isRequired = (name: string) => (drafted.required as readonly string[]).includes(name);
/** What a draft says nothing of is as the field is where it is missing. */
export const draftedSet: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(said).map(([name, schema]) => {
    const field = `event.${name}`;
    if ('default' in schema) return [name, `has(${field}) ? dyn(${field}) : ${JSON.stringify(schema.default)}`];
    return [name, isRequired(name) ? field : `has(${field}) ? dyn(${field}) : null`];
  }),
);

/** Beside the list of systems. */
export const firstSystem = (list: string) => `size(${list}) > 0 ? dyn(${list}[0]) : null`;

/** What is known of a change. Texts are limited so that it fits into a case. */
export const data = Fields({
  number: Text({ maxLength: 40 }),
  ...said,
  ...impactOf({ ...noNames, ...decided }, { ...nothing, ...decided }),
  baseline: Optional(Text({ maxLength: 200, ...decided })),
  /** What users tried, and signed. */
  uatScript: Text({ maxLength: 2000, title: 'What users tried', ...signed }),
  uatResult: Text({ maxLength: 2000, title: 'What came of it', ...signed }),
  /** The first of the systems: a number that is split by system counts it there. */
  system: Optional(Text({ list: true, maxLength: 80, ...decided })),
  /** When its impact was found; until then it is not assessed. */
  impactAt: Optional(Instant(decided)),
  /** The points of its risk and the hash of its content when it was approved; -1: it was not. */
  approvedPoints: Integer({ default: -1, minimum: -1, ...decided }),
  approvedHash: Text({ maxLength: 80, title: 'Hash that was approved', ...signed }),
  /** There is nobody who could agree, as the gate found. */
  onlyPerson: Flag({ default: false, ...decided }),
  ...ofCase,
  plannedFrom: Optional(Instant({ list: true, ...decided })),
  plannedTo: Optional(Instant(decided)),
  /** The day that was first committed to. Planned anew, it stays. */
  committedOn: Optional(Day({ list: true, ...decided })),
  uatSignedOff: Flag({ default: false, ...decided }),
  /** Whether an approval is owed since it was done without, and whether its time has passed. */
  approvalOwed: Flag({ default: false, ...decided }),
  approvalMissed: Flag({ default: false, ...decided }),
  failures: List(OneOf(failures), { maxItems: 12, default: [], ...decided }),
  /** What the review found, and what the gate said last. */
  review: note(4000, 'Review'),
  outcome: Text({ maxLength: 1000, title: 'What the gate said', ...signed }),
});
