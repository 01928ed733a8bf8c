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
  'overdue',
  'rung',
  'child-closed',
  'effect-failed',
  'expected',
] as const;
export type BuiltInEvent = (typeof builtInEvents)[number];

/** Exceptions that the kernel raises itself. A flow may declare one of these names to give it an owner and a target time. */
export const builtInExceptions = ['deviation', 'overdue', 'effectFailed'] as const;
export type BuiltInException = (typeof builtInExceptions)[number];
