import type { ReplayStep } from '@throughline/language';

/** What the explorer can say of a flow. The codes are those of the checker's catalogue (language/SPEC.md); the severities too. */
export const verdictSeverities = {
  'state-unreachable': 'error',
  'state-only-by-deviation': 'warning',
  'no-way-out': 'error',
  'transition-never-taken': 'error',
  'guards-overlap': 'warning',
  'guards-incomplete': 'warning',
  'wait-without-deadline': 'error',
  'rung-never-fires': 'error',
  'event-unsendable': 'error',
  'approver-can-be-author': 'error',
  'approval-out-of-limits': 'warning',
  'refusal-unhandled': 'error',
  'field-can-be-missing': 'error',
  'expression-can-fail': 'warning',
  'state-unowned': 'error',
  /** The document does not satisfy its schema, a name leads nowhere, a message does not fit, or it cannot be compiled. */
  structural: 'error',
} as const;
export type VerdictCode = keyof typeof verdictSeverities;

export interface Verdict {
  readonly code: VerdictCode;
  /** Where: names joined by `/`, for people. */
  readonly place: string;
  readonly text: string;
  /** What was run to see it. */
  readonly history?: readonly ReplayStep[];
  /** Where the verdict is that something never happens: what was tried. */
  readonly bound?: string;
  /** It follows from another verdict, or the rules leave it open: a checker may say it or not. */
  readonly isAside?: true;
}
