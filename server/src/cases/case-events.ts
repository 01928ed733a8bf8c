import type { CaseEvent } from '@throughline/api';
import type { CaseView, EventView } from '@throughline/engine';
import { type CompiledFlow, calendarOfCase, stateTitle } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { findCase } from './case-detail.ts';
import { iso } from './case-row.ts';
import { outcomesOf, type Surroundings } from './event-outcomes.ts';
import { titleOfEvent } from './event-title.ts';
import { cellValue, dataFields, isSaid, titleOfField, wordsOf } from './fields.ts';
import { loadFlows } from './flow-book.ts';
import { caseNames, doerName } from './names.ts';

export interface EventPage {
  readonly items: CaseEvent[];
  readonly next?: string;
}

/**
 * Events of a case, the newest first. A page ends at a number, so what happens meanwhile moves nothing.
 *
 * @throws ThroughlineError case-unknown, cursor-invalid
 */
export async function caseEvents(
  throughline: Throughline,
  id: string,
  { limit = 50, after }: { readonly limit?: number; readonly after?: string },
): Promise<EventPage> {
  const { engine } = throughline;
  const found = await findCase(throughline, id);
  const before = after === undefined ? found.seq + 1 : readCursor(after);
  const first = Math.max(1, before - limit);
  const events = await engine.history(id, { after: first - 1, limit: before - first });
  const around = await surroundings(throughline, found);
  const causes = await caseNames(
    throughline,
    events.flatMap(({ cause }) => (cause === null ? [] : [cause.case])),
  );
  const items = events
    .map((event) => ({ ...eventView(throughline, around, event), cause: causes.get(event.cause?.case ?? '') ?? null }))
    .reverse();
  return first > 1 ? { items, next: String(first) } : { items };
}

function readCursor(after: string): number {
  const before = /^[1-9]\d{0,9}$/.test(after) ? Number(after) : Number.NaN;
  if (before > 1) return before;
  throw new ThroughlineError('cursor-invalid', 'The cursor does not belong to this list', { place: 'after' });
}

async function surroundings(throughline: Throughline, found: CaseView): Promise<Surroundings> {
  const { engine } = throughline;
  const [children, effects, flowOf] = await Promise.all([
    engine.children(found.id),
    engine.effects(found.id),
    loadFlows(throughline, [found]),
  ]);
  const flow = flowOf(found);
  return {
    flow,
    calendar: calendarOfCase(flow, found.entity, {}),
    children: new Map(children.map((child) => [`${child.flow}/${child.key}`, child])),
    effects: new Map(effects.map((effect) => [effect.key, effect])),
  };
}

function eventView(throughline: Throughline, around: Surroundings, event: EventView): Omit<CaseEvent, 'cause'> {
  const { flow } = around;
  const state = (name: string) => ({ state: name, title: stateTitle(flow.definition, name) });
  return {
    seq: event.seq,
    type: event.type,
    title: titleOfEvent(throughline, flow, event),
    kind: event.kind,
    from: event.from === null ? null : state(event.from),
    to: state(event.to),
    actor: doerName(throughline, event),
    occurredAt: iso(event.occurredAt),
    recordedAt: iso(event.recordedAt),
    reason: event.reason,
    changes: changesOf(flow, event),
    outcomes: outcomesOf(around, event),
    rung: event.outcome.fired ?? null,
    deviation: event.deviation?.message ?? null,
    quiet: isQuiet(event),
  };
}

/** The fields that an event set; `null`: it removed them. */
function changesOf(flow: CompiledFlow, { patch }: EventView): CaseEvent['changes'] {
  const kinds = new Map(dataFields(flow).map(({ name, kind }) => [name, kind]));
  return Object.entries(patch?.data ?? {})
    .filter(([name]) => isSaid(flow, name))
    .slice(0, 500)
    .map(([name, value]) => ({
      name,
      title: titleOfField(flow, name),
      kind: kinds.get(name) ?? 'text',
      value: wordsOf(flow, name, cellValue(value)),
    }));
}

/** Nothing that a reader looks for at first. */
function isQuiet({ type, from, to, outcome, deviation }: EventView): boolean {
  const { raised = [], fired, awaiting } = outcome;
  const isTold = type === 'comment' || type === 'approve' || type === 'decline' || type === 'expected';
  return from === to && raised.length === 0 && fired === undefined && awaiting === undefined && deviation === null && !isTold;
}
