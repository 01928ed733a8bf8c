import type { StepName } from '@throughline/api';
import type { Submission } from '@throughline/engine';
import { causeNote, type Diagnosis, type DiagnosisContext, proposalsOf, spoken, summariesOf } from '@throughline/insight';
import type { Actor } from '@throughline/language';
import { RefusedError } from '../cases/refused.ts';
import type { Throughline } from '../throughline.ts';

/** What computes the steps. */
export const runner: Actor = { id: 'diagnosis', kind: 'automation', principal: 'diagnosis', roles: ['diagnosis-run'] };

export const stepNames: readonly StepName[] = ['stage', 'bucket', 'sample', 'pattern', 'action'];
const events = {
  stage: 'findStage',
  bucket: 'findBucket',
  sample: 'findSample',
  pattern: 'findPattern',
  action: 'findAction',
} as const satisfies Readonly<Record<StepName, string>>;

/** The steps as they stand in the case: the members of the API's steps, cases by their ids. */
export function stepsOf(found: Diagnosis, context: DiagnosisContext) {
  const { causes } = found;
  return {
    stage: found.stage,
    bucket: found.bucket,
    sample: found.sample,
    pattern: found.pattern,
    action: { ...causes, note: causeNote(found, context), proposals: proposalsOf(found), sentence: found.sentence },
  };
}
export type Steps = ReturnType<typeof stepsOf>;

/** Records the steps from one on in the case, by the program that found them. @throws RefusedError */
export async function recordSteps(
  { engine }: Throughline,
  id: string,
  found: Diagnosis,
  { context, from }: { readonly context: DiagnosisContext; readonly from: StepName },
): Promise<void> {
  const steps = stepsOf(found, context);
  const says = summariesOf(found);
  const submissions = stepNames.slice(stepNames.indexOf(from)).map(
    (step): Submission => ({
      case: { id },
      input: {
        kind: 'command',
        type: events[step],
        actor: runner,
        data: {
          summary: cut(says[step], 1000),
          result: compact(step, steps[step]),
          ...(step === 'pattern' || step === 'action' ? { verdict: found.verdict } : {}),
          ...(step === 'action' ? { says: cut(spoken(found.sentence), 1000), ...sinceOf(found) } : {}),
        },
      },
    }),
  );
  for (const result of await engine.dispatch(submissions)) {
    if (result.outcome === 'refused' || result.outcome === 'failed') throw new RefusedError(result.refusal);
  }
}

function sinceOf({ causes: { since } }: Diagnosis): { readonly since?: string } {
  return since === null ? {} : { since: new Date(since).toISOString() };
}

const lengths: Readonly<Record<StepName, number>> = { stage: 4500, bucket: 3500, sample: 7500, pattern: 7000, action: 5000 };

/** As JSON, in so many characters as the case has room for: the longest list loses its last members, which count least. */
function compact(step: StepName, result: Steps[StepName]): string {
  let value = result as Record<string, unknown>;
  for (;;) {
    const json = JSON.stringify(value, (_, member: unknown) => (typeof member === 'number' ? rounded(member, step) : member));
    if (json.length <= lengths[step]) return json;
    const lists = Object.entries(value).filter(
      (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 1,
    );
    const [name, list] = lists.sort((a, b) => JSON.stringify(b[1]).length - JSON.stringify(a[1]).length)[0] ?? ['', []];
    if (name === '') throw new Error(`The step ${step} is too large to be recorded`);
    value = { ...value, [name]: list.slice(0, -1) };
  }
}

/** The parts of a metric sum to the whole as exactly as they were computed; everything else is for people to read. */
function rounded(value: number, step: StepName): number {
  return step === 'stage' || Number.isInteger(value) ? value : Math.round(value * 10_000) / 10_000;
}

/** Ends in an ellipsis where it is longer. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
