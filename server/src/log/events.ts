import type { LogEvent } from '@throughline/api';
import type { CaseView, LogEntry } from '@throughline/engine';
import { calendarOfCase, stateTitle } from '@throughline/language';
import { readEvents } from '../cases/case-detail.ts';
import { iso, ownTitle } from '../cases/case-row.ts';
import { caseViews } from '../cases/case-views.ts';
import { recipientsSeen } from '../cases/effects.ts';
import { outcomesOf } from '../cases/event-outcomes.ts';
import { titleOfEvent } from '../cases/event-title.ts';
import { type FlowBook, loadFlows } from '../cases/flow-book.ts';
import { actorName, doerName, nameOf } from '../cases/names.ts';
import type { Throughline } from '../throughline.ts';
import { type Redact, redactFor } from '../visible/redact.ts';
import type { Visible } from '../visible/visible.ts';
import type { LogQuestion } from './selection.ts';
import { readQuestion } from './selection.ts';

export interface LogContext {
  readonly visible: Visible;
  readonly now: number;
}

export interface LogEventPage {
  readonly items: LogEvent[];
  readonly next?: string;
  readonly lookedBackTo?: string;
}

/** @throws ThroughlineError filter-invalid, cursor-invalid */
export async function logEvents(
  throughline: Throughline,
  context: LogContext,
  { limit = 50, after, ...question }: LogQuestion & { readonly limit?: number; readonly after?: string },
): Promise<LogEventPage> {
  const selection = await readQuestion(throughline, context.visible, question);
  if (selection === undefined) return { items: [] };
  const page = await throughline.engine.log({ ...selection, limit, ...(after === undefined ? {} : { after }) });
  const { next, lookedBackTo } = page;
  return {
    items: await eventsOf(throughline, context, page.entries),
    ...(next === undefined ? {} : { next }),
    ...(lookedBackTo === undefined ? {} : { lookedBackTo: iso(lookedBackTo) }),
  };
}

/** Events as the log shows them: at most three statements, however many they are. */
export async function eventsOf(
  throughline: Throughline,
  { visible, now }: LogContext,
  entries: readonly LogEntry[],
): Promise<LogEvent[]> {
  const cases = await caseViews(
    throughline,
    entries.map(({ caseId }) => caseId),
  );
  const owners = await caseViews(
    throughline,
    [...cases.values()].flatMap(({ parent }) => (parent === undefined ? [] : [parent])),
  );
  const flowOf = await loadFlows(throughline, [...cases.values(), ...owners.values(), ...entries]);
  const redacts = await redactions(throughline, { visible, now }, [...cases.values()], flowOf);
  const named = (found: CaseView) => nameOf(flowOf(found), found);
  return entries.flatMap((entry) => {
    const found = cases.get(entry.caseId);
    if (found === undefined) return [];
    const flow = flowOf(entry);
    const state = (name: string) => ({ state: name, title: stateTitle(flow.definition, name) });
    const around = {
      flow,
      calendar: calendarOfCase(flow, found.entity, {}),
      children: new Map(),
      effects: new Map(),
      recipients: recipientsSeen(flow, visible, found.entity),
    };
    const owner = owners.get(found.parent ?? '');
    const redact = redacts.get(found.id) ?? unchanged;
    return [
      {
        case: {
          ...named(found),
          title: ownTitle(flowOf(found), found),
          of: owner === undefined ? null : named(owner),
        },
        seq: entry.seq,
        type: entry.type,
        title: redact(titleOfEvent(throughline, flow, entry)),
        kind: entry.kind,
        from: entry.from === null ? null : state(entry.from),
        to: state(entry.to),
        actor: doerName(throughline, entry),
        principal: entry.principal === entry.actor ? null : actorName(throughline, entry.principal, entry.actorKind),
        occurredAt: iso(entry.occurredAt),
        recordedAt: iso(entry.recordedAt),
        reason: entry.reason === null ? null : redact(entry.reason),
        outcomes: outcomesOf(around, entry).map(({ kind, text }) => ({ kind, text: redact(text) })),
        deviation: entry.deviation === null ? null : redact(entry.deviation.message),
        manual: entry.outcome.manual === true,
        cause: entry.cause,
        sealed: entry.isSealed,
        hash: entry.hash,
      },
    ];
  });
}

const unchanged: Redact = (text) => text;

/** What is taken out of the texts of each case of which something is kept back; what it is now and what it has been. */
async function redactions(
  throughline: Throughline,
  { visible, now }: LogContext,
  cases: readonly CaseView[],
  flowOf: FlowBook,
): Promise<ReadonlyMap<string, Redact>> {
  const redacts = new Map<string, Redact>();
  for (const found of cases) {
    const flow = flowOf(found);
    if (visible.hidden(flow, found.entity).size === 0) continue;
    redacts.set(found.id, redactFor(visible, flow, found, { events: await readEvents(throughline, found), now }));
  }
  return redacts;
}
