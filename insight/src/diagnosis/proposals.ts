import { exposedRows } from './causes.ts';
import type { Diagnosis } from './diagnose.ts';
import { matches } from './matches.ts';
import type { DiagnosisContext } from './question.ts';

export interface Proposal {
  readonly decision: 'process-change' | 'system-fix' | 'automation-tweak' | 'business-escalation' | 'incident' | 'no-action';
  readonly title: string;
  readonly detail: string;
}

/** What can be done: where the change came from, where its effect shows, or nothing, with a reason. */
export function proposalsOf({ pattern, causes, dataset, verdict }: Diagnosis): readonly Proposal[] {
  const top = pattern.rows.find((row) => row.verdict === 'kept' && row.conditions.length > 0);
  const cause = causes.causes.find((each) => each.verdict === 'kept');
  const missing = top?.conditions.find(({ value }) => value === 'missing');
  const found: Proposal[] = [];
  if (cause !== undefined)
    found.push({
      decision: cause.kind === 'parameter' ? 'automation-tweak' : 'system-fix',
      title: cause.kind === 'parameter' ? `Set ${cause.title} back` : `Mend ${cause.key}, or roll it back`,
      detail: 'Removes the cause at its source.',
    });
  if (missing !== undefined)
    found.push({
      decision: 'process-change',
      title: `Require ${missing.title.toLowerCase()} before the next step`,
      detail: `A guard in the flow ${dataset.effect.flow}: rehearse it first; its approver must not be its author.`,
    });
  else if (top !== undefined && cause === undefined)
    found.push({
      decision: 'process-change',
      title: `Look at how “${top.label}” is worked on`,
      detail: `${Math.round(top.affected)} of its ${top.cases} cases are affected, and no recorded change explains it.`,
    });
  if (verdict === 'everything-rose' && cause === undefined)
    found.push({
      decision: 'business-escalation',
      title: 'Raise it with whoever answers for the whole',
      detail: 'All kinds of cases rose alike: what changed lies outside of what cases record.',
    });
  if (cause !== undefined && cause.kind !== 'incident' && cause.kind !== 'parameter')
    found.push({
      decision: 'incident',
      title: 'Open an incident',
      detail: 'Where it still goes on and cannot wait: those who keep the systems running are called, with this finding.',
    });
  found.push({ decision: 'no-action', title: 'No action, keep watching', detail: 'Needs a reason.' });
  return found;
}

/** What ties the pattern to the change: how many of its affected cases were exposed. */
export function causeNote(found: Diagnosis, context: DiagnosisContext): string | null {
  const { pattern, causes, dataset, attributes } = found;
  const top = pattern.rows.find((row) => row.verdict === 'kept' && row.conditions.length > 0);
  const cause = causes.causes.find((each) => each.verdict === 'kept');
  if (top === undefined || cause === undefined) return null;
  const exposed = new Set(exposedRows(cause, { dataset, attributes, context }));
  const affected = dataset.rows.filter(
    (row) => row.period === 1 && row.affected && top.conditions.every((condition) => matches(row, condition)),
  );
  const both = affected.filter((row) => exposed.has(row)).length;
  return `${both} of the ${affected.length} affected cases with “${top.label}” were exposed to ${cause.key}: ${cause.exposure}.`;
}
