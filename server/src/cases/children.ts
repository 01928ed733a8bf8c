import type { Child } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type CompiledFlow, eventTitle, inWords, type JsonObject, stateTitle } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { isOpen, iso, isoOrNull, type Moment } from './case-row.ts';
import type { FlowBook } from './flow-book.ts';
import { actorName, ownerName } from './names.ts';

/** The task that marks an approval is no work of its own: who decides it works on the approval. */
export const approvalTask = 'approve ';

/** Exceptions or tasks of a case: open ones first, the soonest due first. */
export function childViews(
  throughline: Pick<Throughline, 'database'>,
  children: readonly CaseView[],
  flow: 'exception' | 'task',
  { flowOf, parent, now }: Moment & { readonly flowOf: FlowBook; readonly parent: CompiledFlow },
): Child[] {
  return children
    .filter((child) => child.flow === flow && !nameOf(child).startsWith(approvalTask))
    .map((child) => childView(throughline, flowOf(child), parent, child, now))
    .sort((a, b) => Number(b.open) - Number(a.open) || compare(a.dueAt ?? '9999', b.dueAt ?? '9999') || compare(a.key, b.key));
}

function childView(
  throughline: Pick<Throughline, 'database'>,
  flow: CompiledFlow,
  parent: CompiledFlow,
  child: CaseView,
  now: number,
): Child {
  const { id, key, data, state, clocks, enteredAt } = child;
  const open = isOpen(flow, child);
  const dueAt = typeof data['dueAt'] === 'string' ? Date.parse(data['dueAt']) : null;
  return {
    id,
    key,
    kind: nameOf(child),
    title: text(data, 'title') ?? inWords(nameOf(child)),
    owner: ownerName(parent, text(data, 'owner') ?? flow.definition.owner),
    assignee: clocks.assignee === undefined ? null : actorName(throughline, clocks.assignee),
    severity: severityOf(data),
    blocks: data['blocks'] === true,
    open,
    state,
    stateTitle: stateTitle(flow.definition, state),
    openedAt: iso(clocks.bornAt ?? enteredAt),
    closedAt: open ? null : iso(enteredAt),
    dueAt: isoOrNull(dueAt),
    late: open && dueAt !== null && dueAt <= now,
    resolution: resolutionText(parent, text(data, 'resolution')),
    runbook: runbookIn(parent, child),
  };
}

/** What the owner of an exception should do, as the flow says of whose case it is. */
export function runbookIn({ exceptions }: CompiledFlow, { flow, data }: Pick<CaseView, 'flow' | 'data'>): string | null {
  return flow === 'exception' ? (exceptions.get(text(data, 'kind') ?? '')?.runbook ?? null) : null;
}

const inSentence = (title: string) => `${title.charAt(0).toLowerCase()}${title.slice(1)}`;

/** A transition that resolves without saying how leaves the name of its event. */
function resolutionText({ definition, events }: CompiledFlow, resolution: string | undefined): string | null {
  if (resolution === undefined) return null;
  return events.has(resolution) ? inSentence(eventTitle(definition, resolution)) : resolution;
}

/** The kind of an exception, the name of a task. */
function nameOf({ data }: CaseView): string {
  return text(data, 'kind') ?? text(data, 'name') ?? '';
}

function text(data: JsonObject, field: string): string | undefined {
  const value = data[field];
  return typeof value === 'string' ? value : undefined;
}

function severityOf({ severity }: JsonObject): Child['severity'] {
  return severity === 'low' || severity === 'medium' || severity === 'high' || severity === 'critical' ? severity : null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
