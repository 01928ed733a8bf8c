import type { CaseEvent } from '@throughline/api';
import type { CaseView, EventView } from '@throughline/engine';
import { calendarOfCase, stateTitle } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { type Redact, redactFor } from '../visible/redact.ts';
import type { Hidden } from '../visible/visible.ts';
import { findSeen, hiddenBy, readEvents } from './case-detail.ts';
import { iso, type Seeing } from './case-row.ts';
import { caseViews } from './case-views.ts';
import { recipientsSeen } from './effects.ts';
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
  seeing: Seeing,
): Promise<EventPage> {
  const { engine } = throughline;
  const { visible } = seeing;
  const found = await findSeen(throughline, id, visible);
  const before = after === undefined ? found.seq + 1 : readCursor(after);
  const first = Math.max(1, before - limit);
  const events = await engine.history(id, { after: first - 1, limit: before - first });
  const around = await surroundings(throughline, found, seeing);
  const causing = await caseViews(
    throughline,
    events.flatMap(({ cause }) => (cause === null ? [] : [cause.case])),
  );
  const causes = await caseNames(
    throughline,
    [...causing.values()].filter((cause) => visible.sees(cause)).map((cause) => cause.id),
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

/** What is known of a case, and what of it is kept back from whoever asks. */
interface Sight extends Surroundings {
  readonly kept: ReadonlyMap<string, Hidden>;
  readonly redact: Redact;
}

async function surroundings(throughline: Throughline, found: CaseView, { now, visible }: Seeing): Promise<Sight> {
  const { engine } = throughline;
  const [children, effects, flowOf] = await Promise.all([
    engine.children(found.id),
    engine.effects(found.id),
    loadFlows(throughline, [found]),
  ]);
  const flow = flowOf(found);
  const kept = visible.hidden(flow, found.entity);
  // What is kept back now may have had other values: of these, too, no text speaks.
  const events = kept.size === 0 ? [] : await readEvents(throughline, found);
  return {
    kept,
    redact: redactFor(visible, flow, found, { events, now }),
    recipients: recipientsSeen(flow, visible, found.entity),
    flow,
    calendar: calendarOfCase(flow, found.entity, {}),
    children: new Map(children.map((child) => [`${child.flow}/${child.key}`, child])),
    effects: new Map(effects.map((effect) => [effect.key, effect])),
  };
}

function eventView(throughline: Throughline, around: Sight, event: EventView): Omit<CaseEvent, 'cause'> {
  const { flow, redact } = around;
  const state = (name: string) => ({ state: name, title: stateTitle(flow.definition, name) });
  return {
    seq: event.seq,
    type: event.type,
    title: redact(titleOfEvent(throughline, flow, event)),
    kind: event.kind,
    from: event.from === null ? null : state(event.from),
    to: state(event.to),
    actor: doerName(throughline, event),
    occurredAt: iso(event.occurredAt),
    recordedAt: iso(event.recordedAt),
    reason: event.reason === null ? null : redact(event.reason),
    changes: changesOf(around, event),
    outcomes: outcomesOf(around, event).map(({ kind, text }) => ({ kind, text: redact(text) })),
    rung: event.outcome.fired ?? null,
    deviation: event.deviation === null ? null : redact(event.deviation.message),
    quiet: isQuiet(event),
  };
}

/** The fields that an event set; `null`: it removed them. */
function changesOf({ flow, kept }: Sight, { patch }: EventView): CaseEvent['changes'] {
  const kinds = new Map(dataFields(flow).map(({ name, kind }) => [name, kind]));
  return Object.entries(patch?.data ?? {})
    .filter(([name]) => isSaid(flow, name))
    .slice(0, 500)
    .map(([name, value]) => ({
      name,
      title: titleOfField(flow, name),
      kind: kinds.get(name) ?? 'text',
      value: kept.has(name) ? null : wordsOf(flow, name, cellValue(value)),
      ...hiddenBy(kept, name),
    }));
}

/** Nothing that a reader looks for at first. */
function isQuiet({ type, from, to, outcome, deviation }: EventView): boolean {
  const { raised = [], fired, awaiting } = outcome;
  const isTold = type === 'comment' || type === 'approve' || type === 'decline' || type === 'expected';
  return from === to && raised.length === 0 && fired === undefined && awaiting === undefined && deviation === null && !isTold;
}
