import { call } from '@throughline/language';
import { approvers, isStandard, lead, timingRight } from './decision-rights.ts';
import { authors, byGate, firstResponders, implementers, testers } from './roles.ts';

/* What moves a change, from its draft to what was learned of it. */

const byAuthor = { by: 'person', roles: authors } as const;
const byImplementer = { roles: implementers } as const;
const byReviewer = { by: 'person', roles: ['systems-lead', 'release-manager'] } as const;

/** What is approved: how risky it was, and what is to be in force. Altered since, it needs another approval. */
const asApproved = {
  approvedPoints: 'computed.riskPoints',
  approvedHash: 'has(data.contentHash) ? dyn(data.contentHash) : ""',
} as const;

/** What is missing of the proof, in words; empty: nothing. An emergency is not kept waiting for it. */
const lacking = [
  ['missingTests', 'data.testPlan == "" || data.testResults == ""', 'tests'],
  ['missingRollback', 'data.rollbackPlan == ""', 'roll-back plan'],
  [
    'missingPackage',
    'computed.risk != "low" && ((!data.uatSignedOff && !data.onlyPerson) || data.notes == "" || data.communication == "")',
    'package',
  ],
] as const;
const lacks = (name: (typeof lacking)[number][0]) => `(${lacking.find(([each]) => each === name)?.[1]})`;

/** The parts that are missing, by name. */
export const missing = [
  '(data.testPlan == "" ? ["test plan"] : [])',
  '(data.testResults == "" ? ["test results"] : [])',
  '(data.rollbackPlan == "" ? ["roll-back plan"] : [])',
  '(computed.risk != "low" && !data.uatSignedOff && !data.onlyPerson ? ["sign-off of users"] : [])',
  '(computed.risk != "low" && data.notes == "" ? ["release notes"] : [])',
  '(computed.risk != "low" && data.communication == "" ? ["communication"] : [])',
].join(' + ');

const kinds = ['missingTests', 'missingRollback', 'missingPackage'] as const;
const isWhole = kinds.map((kind) => `!${lacks(kind)}`).join(' && ');

/** Each set of what can be missing: it is raised, all of it at once. */
const refusedForLack = [1, 2, 3, 4, 5, 6, 7].map((bits) => {
  const isMissing = (index: number) => (bits >> index) % 2 === 1;
  return {
    ...byAuthor,
    when: kinds.map((kind, index) => `${isMissing(index) ? '' : '!'}${lacks(kind)}`).join(' && '),
    raise: kinds.filter((_, index) => isMissing(index)),
  };
});

const approved = { to: 'approved', set: asApproved, resolve: [...kinds, 'notApproved'] } as const;
const approval = { roles: lead, each: approvers } as const;

/** Submitted with all its proof it is approved, by whoever decides on what it touches. */
export const submit = [
  ...refusedForLack,
  { roles: authors, when: `${isWhole} && (${isStandard})`, ...approved },
  // Nobody could agree: it stays unapproved until a second person does.
  {
    ...byAuthor,
    when: `${isWhole} && !(${isStandard}) && data.onlyPerson`,
    ...approved,
    set: { ...asApproved, approvalOwed: 'true' },
    raise: 'unapproved',
  },
  { ...byAuthor, ...approved, approval },
] as const;

const doesPackage = (also: string) => `data.uatSignedOff && ${also}`;
const proof = (resolve: (typeof kinds)[number]) => ({ ...byAuthor, resolve }) as const;
const part = (also: string) => [{ ...byAuthor, when: doesPackage(also), resolve: 'missingPackage' }, byAuthor] as const;

/** The proof, part by part. Users try it and say so; whoever wrote it is none of them. */
export const prove = {
  addTests: proof('missingTests'),
  addRollback: proof('missingRollback'),
  addNotes: part('data.communication != ""'),
  addCommunication: part('data.notes != ""'),
  signOff: [
    {
      ...byAuthor,
      when: 'data.notes != "" && data.communication != ""',
      approval: { roles: testers },
      set: { uatSignedOff: 'true' },
      resolve: 'missingPackage',
    },
    { ...byAuthor, approval: { roles: testers }, set: { uatSignedOff: 'true' } },
  ],
} as const;

export const recordImpact = { ...byGate };
export const recordPlan = { ...byGate };
export const recordPersons = { ...byGate };
export const assess = { roles: authors, when: 'has(data.impactAt)', to: 'assessed' } as const;
export const cancel = { ...byAuthor, to: 'cancelled', reason: true, resolve: [...kinds, 'notApproved', 'unapproved'] } as const;

/** As it was checked against the calendar, and as it was approved. */
const isAsChecked =
  'has(data.plannedFrom) && has(data.plannedTo) && event.from == data.plannedFrom && event.to == data.plannedTo && event.from < event.to';
const isAsApproved =
  'data.approvedPoints == computed.riskPoints && data.approvedHash == (has(data.contentHash) ? data.contentHash : "")';
const committed = { committedOn: 'has(data.committedOn) ? dyn(data.committedOn) : date(event.to)' };

export const schedule = {
  ...byImplementer,
  when: `${isAsChecked} && !(${timingRight.when})`,
  to: 'scheduled',
  set: committed,
} as const;
/** Into a freeze, those who answer for that time agree. */
export const scheduleInFreeze = {
  ...byImplementer,
  when: `${isAsChecked} && ${timingRight.when}`,
  to: 'scheduled',
  set: committed,
  approval: { roles: lead, each: timingRight.roles },
} as const;

const carriedOut = (what: 'implement' | 'rollBack') =>
  call('definitions', {
    with: {
      number: 'data.number',
      subject: 'data.subject',
      what: `"${what}"`,
      contentHash: 'has(data.contentHash) ? dyn(data.contentHash) : ""',
    },
    delivery: 'at-least-once',
    reply:
      what === 'implement'
        ? { done: 'implemented', refused: 'notImplemented', unknown: 'notImplemented' }
        : { done: 'rolledBack', refused: 'notRolledBack', unknown: 'notRolledBack' },
  });

const isReady = `${isWhole} && ${isAsApproved}`;
/** Of a system, people do it. Of our own definitions, the gate does, and nobody else can. Not as it was approved, it stays. */
export const implement = [
  { ...byImplementer, when: `data.subject == "system" && (${isReady})`, to: 'implementing' },
  {
    ...byImplementer,
    when: `data.subject != "system" && (${isReady})`,
    to: 'implementing',
    effects: [carriedOut('implement')],
  },
  { ...byImplementer, raise: 'notApproved' },
] as const;

const byResponder = { by: 'person', roles: firstResponders, reason: true } as const;
/** An emergency is done at once by who may, with a reason; the approval is owed. */
const atOnce = {
  ...byResponder,
  to: 'implementing',
  raise: 'approvalOutstanding',
  set: { ...asApproved, approvalOwed: 'true' },
  resolve: [...kinds, 'notApproved'],
} as const;
export const emergency = [
  { ...atOnce, when: 'data.type == "emergency" && data.subject == "system"' },
  { ...atOnce, when: 'data.type == "emergency" && data.subject != "system"', effects: [carriedOut('implement')] },
  { ...byResponder, raise: 'notApproved' },
] as const;

export const implemented = [
  { ...byImplementer, when: 'data.subject == "system"', to: 'validating' },
  { ...byGate, when: 'data.subject != "system"', to: 'validating' },
] as const;
export const notImplemented = [
  { ...byImplementer, when: 'data.subject == "system"', to: 'failed' },
  { ...byGate, when: 'data.subject != "system"', to: 'failed' },
] as const;

const failedBy = (why: string) => ({ failures: `data.failures + ["${why}"]` });
const back = { ...byReviewer, reason: true, to: 'rolled_back', set: failedBy('roll-back') } as const;

export const rollBack = [
  { ...back, roles: [...implementers, ...firstResponders.slice(0, 1)], when: 'data.subject == "system"' },
  { ...back, when: 'data.subject != "system"', effects: [carriedOut('rollBack')] },
] as const;

export const validate = { ...byImplementer, to: 'successful' } as const;
export const fail = { ...byImplementer, reason: true, to: 'failed', set: failedBy('validation') } as const;
export const causedIncident = {
  roles: ['incident-lead', 'systems-lead', 'release-manager', 'change-gate'],
  to: 'failed',
  set: failedBy('incident'),
} as const;
export const breachGuardRail = {
  roles: ['systems-lead', 'release-manager', 'change-gate'],
  to: 'failed',
  set: failedBy('guard-rail'),
} as const;
/** The next number, or the same one the morning after: it has failed already. */
export const breachAgain = { roles: breachGuardRail.roles } as const;
export const review = { ...byReviewer, to: 'reviewed' } as const;

/** Asked for by anybody who may, given by others: as an approval before. */
export const approveAfterwards = {
  by: 'person',
  roles: authors,
  when: 'data.approvalOwed',
  approval: { roles: lead, each: approvers },
  set: { approvalOwed: 'false' },
  resolve: ['approvalOutstanding', 'unapproved'],
} as const;
export const decideMissed = {
  by: 'person',
  roles: ['executive', 'security-lead', 'systems-lead'],
  reason: true,
  approval: { roles: ['executive', 'security-lead'] },
  when: 'data.approvalMissed',
  set: { approvalMissed: 'false' },
  resolve: 'approvalMissed',
} as const;
/** Not while an approval is owed, or its being missed is undecided. */
export const close = {
  ...byReviewer,
  when: '!data.approvalOwed && !data.approvalMissed',
  to: 'closed',
} as const;
