import type { DispatchResult, Submission } from './dispatch/submission.ts';
import { sqlState } from './errors.ts';
import type { WorkClass } from './lanes.ts';

/** The loops of a worker. */
export const loopNames = ['deadlines', 'sweeps', 'messages', 'effects'] as const;
export type LoopName = (typeof loopNames)[number];

/** Why a batch was decided again: another was first (`births`, `merges`), or the database chose it in a deadlock or refused its order. */
export type AgainCause = 'births' | 'merges' | 'deadlock' | 'serialization' | 'data';

/** What happened in an engine. Nothing of it is what people entered: ids, names of flows and kinds, numbers, and errors. */
export type EngineEvent =
  /** A batch was committed, in so many attempts; the results by outcome, and the traces that it is part of. */
  | {
      readonly kind: 'batch';
      readonly size: number;
      readonly milliseconds: number;
      readonly attempts: number;
      readonly outcomes: Readonly<Partial<Record<DispatchResult['outcome'], number>>>;
      readonly traces: readonly string[];
    }
  /** A batch failed as a whole: nothing of it was written, or it is not known. */
  | { readonly kind: 'batch-failed'; readonly size: number; readonly milliseconds: number; readonly error: unknown }
  | { readonly kind: 'again'; readonly cause: AgainCause }
  | { readonly kind: 'busy'; readonly class: WorkClass; readonly waiting: number }
  | { readonly kind: 'deadlines'; readonly cases: number; readonly milliseconds: number }
  | {
      readonly kind: 'messages';
      readonly messages: number;
      readonly milliseconds: number;
      readonly traces: readonly string[];
    }
  /** An attempt at an effect ended, and is written; `pending`: it is tried again. */
  | {
      readonly kind: 'effect';
      readonly effect: string;
      readonly destination: string;
      readonly caseId: string;
      readonly key: string;
      readonly attempt: number;
      readonly status: 'pending' | 'done' | 'refused' | 'dead' | 'unknown';
      readonly milliseconds: number;
      readonly trace: string | undefined;
    }
  /** A case was set aside. The code says why, where there is one. */
  | { readonly kind: 'quarantined'; readonly caseId: string; readonly code: string | undefined }
  /** A step of a sweep was made. */
  | { readonly kind: 'sweep'; readonly flow: string; readonly looked: number; readonly lowered: number; readonly isEnd: boolean }
  /** A loop of a worker has looked whether there is something to do; with the error, where it could not. */
  | { readonly kind: 'look'; readonly loop: LoopName; readonly error?: unknown };

/** One submission, as a trace follows it. */
export interface SubmissionTrace {
  /** The `traceparent` (W3C) of what comes of it: kept with its effects. */
  readonly traceparent: string;
  /** It was answered, or failed with an error. */
  end(result: DispatchResult | undefined, error?: unknown): void;
}

/** Is told what an engine does, to count, log and trace it. Called in the midst of the work: it must be quick, and what it throws is a fault. */
export interface Observer {
  event(event: EngineEvent): void;
  /** Called where something is submitted, in the context of whoever does: whether it is part of a trace. */
  trace?(submission: Submission): SubmissionTrace | undefined;
}

/** Has submissions dispatched as parts of the traces that they belong to. */
export async function traced(
  observer: Observer | undefined,
  submissions: readonly Submission[],
  dispatch: (submissions: readonly Submission[]) => Promise<readonly DispatchResult[]>,
): Promise<readonly DispatchResult[]> {
  const traces = observer?.trace === undefined ? [] : submissions.map((submission) => observer.trace?.(submission));
  if (traces.every((trace) => trace === undefined)) return dispatch(submissions);
  const marked = submissions.map((submission, index) => {
    const trace = traces[index];
    return trace === undefined ? submission : { ...submission, trace: trace.traceparent };
  });
  try {
    const results = await dispatch(marked);
    for (const [index, trace] of traces.entries()) trace?.end(results[index]);
    return results;
  } catch (error) {
    for (const trace of traces) trace?.end(undefined, error);
    throw error;
  }
}

/** The different traces of some submissions. */
export function tracesOf(submissions: readonly { readonly trace?: string | null | undefined }[]): readonly string[] {
  return [...new Set(submissions.flatMap(({ trace }) => trace ?? []))];
}

export function countOutcomes(results: readonly DispatchResult[]): Partial<Record<DispatchResult['outcome'], number>> {
  const counts: Partial<Record<DispatchResult['outcome'], number>> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Why the database has a transaction tried again. */
export function transientCause(error: unknown): AgainCause {
  return sqlState(error) === '40P01' ? 'deadlock' : 'serialization';
}

/** The code at the head of a reason such as `flow-unknown: No version …`. */
export function codeOf(reason: string): string | undefined {
  return /^([a-z]+(?:-[a-z]+)*): /.exec(reason)?.[1];
}
