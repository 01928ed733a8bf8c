/**
 * Events that the kernel itself makes or that every case understands. A flow cannot declare events of these names; an approval
 * may name them (`not: ['revise']`).
 */
export const builtInEvents = [
  'approve',
  'decline',
  'revise',
  'assign',
  'comment',
  'link',
  'repair',
  'skip-rung',
  'replay',
  'merge',
  'rekey',
  'retract',
  'alias',
  'migrate',
  'erase',
  'legal-hold',
  'lift-legal-hold',
  'resend',
  'settle-effect',
  'overdue',
  'rung',
  'child-closed',
  'effect-failed',
  'expected',
] as const;
export type BuiltInEvent = (typeof builtInEvents)[number];

/**
 * Roles that every flow knows: who puts cases right, who orders that they are kept, who answers for what is kept of persons, who sees
 * all cases and may do nothing, and who looks after accounts and has no part in the business.
 */
export const kernelRoles = ['operator', 'legal', 'privacy', 'auditor', 'administrator'] as const;
export type KernelRole = (typeof kernelRoles)[number];

/** States of the kernel, which no flow declares: facts wait for the birth of the case; it was merged into another; it was taken back. */
export const kernelStates = ['expected', 'merged', 'retracted'] as const;

/** The state of a case that was merged into another, and of a name that leads to a case of another id. */
export const mergedState = 'merged';

/**
 * The state of a case that was taken back: what was said of it was said by mistake. Its log stays, and readers leave out what came before. It can be born
 * again.
 */
export const retractedState = 'retracted';

/**
 * What still speaks of a merged case itself. Whatever else is sent to it is meant for the case that it was merged into
 * (`clocks.mergedInto`).
 */
export const eventsOfMerged: ReadonlySet<string> = new Set<BuiltInEvent>([
  'comment',
  'repair',
  'replay',
  'erase',
  'legal-hold',
  'lift-legal-hold',
  'resend',
  'settle-effect',
  'child-closed',
  'effect-failed',
]);

/** What can still be done with the record of a case that was taken back, beside bearing it again. */
export const eventsOfRetracted: ReadonlySet<string> = new Set<BuiltInEvent>([
  'comment',
  'replay',
  'erase',
  'legal-hold',
  'lift-legal-hold',
  'settle-effect',
]);

/** Exceptions that the kernel raises itself. A flow may declare one of these names to give it an owner and a target time. */
export const builtInExceptions = ['deviation', 'overdue', 'effectFailed'] as const;
export type BuiltInException = (typeof builtInExceptions)[number];
