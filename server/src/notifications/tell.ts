import type { Notification } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type CompiledFlow, stateTitle } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { caseViews } from '../cases/case-views.ts';
import { aboutApproval, titleOfEvent } from '../cases/event-title.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { doerName, roleName } from '../cases/names.ts';
import { subjectField, subjectOf } from '../cases/subject.ts';
import type { Throughline } from '../throughline.ts';
import { type Redact, redactFor } from '../visible/redact.ts';
import type { Visible } from '../visible/visible.ts';
import { decisionTitle } from '../work/decision-title.ts';
import { type EventHead, readEventHeads } from './event-heads.ts';
import type { NotificationRow } from './notification-table.ts';

/** So much of a comment is shown. */
const commentMax = 200;

interface Parts {
  readonly throughline: Throughline;
  readonly row: NotificationRow;
  readonly flow: CompiledFlow;
  readonly root: CaseView;
  readonly child: CaseView | undefined;
  readonly event: EventHead | undefined;
  /** Takes out of a text what the reader may not see. */
  readonly redact: Redact;
}

/**
 * Notifications as people read them, as far as they may see the cases: what has gone, or may no longer be seen, is left out. A few statements,
 * however many they are.
 */
export async function tellNotifications(
  throughline: Throughline,
  visible: Visible,
  rows: readonly NotificationRow[],
): Promise<Notification[]> {
  const ids = rows.flatMap(({ caseId, childId }) => (childId === null ? [caseId] : [caseId, childId]));
  const views = await caseViews(throughline, ids);
  const flowOf = await loadFlows(throughline, [...views.values()]);
  const events = await readEventHeads(throughline.pool, rows);
  const { now } = await throughline.engine.clock();
  return rows.flatMap((row) => {
    const root = views.get(row.caseId);
    if (root === undefined || !visible.sees(root)) return [];
    const event = events.get(`${row.eventCase} ${row.seq}`);
    const flow = flowOf(root);
    const redact = redactFor(visible, flow, root, { now });
    return [tell(visible, { throughline, row, flow, root, child: views.get(row.childId ?? ''), event, redact })];
  });
}

function tell(visible: Visible, parts: Parts): Notification {
  const { throughline, row, flow, root, event, redact } = parts;
  const { id, key, entity, state } = root;
  const about = subjectField(flow)?.name;
  const shown = about !== undefined && visible.field(flow, about, entity) === 'shown';
  return {
    id: row.id,
    kind: row.kind,
    title: redact(titles[row.kind](parts)),
    case: {
      ...{ id, flow: root.flow, flowTitle: flow.definition.title ?? root.flow, key, entity },
      stateTitle: stateTitle(flow.definition, state),
    },
    subject: shown ? (subjectOf(flow, root.data) ?? null) : null,
    by: event === undefined ? null : doerName(throughline, event),
    at: iso(row.at),
    unread: row.unread,
    settled: row.settled,
    mailedAt: row.mailedAt === null ? null : iso(row.mailedAt),
  };
}

const ofChild = ({ child }: Parts) => String(child?.data['title'] ?? '');

const titles: Readonly<Record<Notification['kind'], (parts: Parts) => string>> = {
  task: (parts) => `Task for ${roleName(parts.flow, String(parts.child?.data['owner'])).title}: ${ofChild(parts)}`,
  approval: ({ flow, row }) => decisionTitle(flow.definition, row.about),
  exception: (parts) => `Exception for ${roleName(parts.flow, String(parts.child?.data['owner'])).title}: ${ofChild(parts)}`,
  effect: (parts) => `Did not go out: ${ofChild(parts)}`,
  late: (parts) =>
    parts.child === undefined
      ? `Late: the target time of ${stateTitle(parts.flow.definition, parts.event?.to ?? parts.root.state)} has passed`
      : `Late: ${ofChild(parts)}`,
  assigned: (parts) => (parts.child === undefined ? 'Assigned to you' : `Assigned to you: ${ofChild(parts)}`),
  mentioned: ({ event }) => {
    const text = event?.input?.['text'];
    if (typeof text !== 'string') return 'You were named in a comment';
    return `You were named: ${text.length > commentMax ? `${text.slice(0, commentMax)}…` : text}`;
  },
  answered: ({ flow, row, event }) => {
    const answer = { approve: 'Approved', decline: 'Declined' }[event?.type ?? ''] ?? 'No longer to be approved';
    return `${answer}: ${aboutApproval(flow, row.about)}`;
  },
  watched: ({ throughline, flow, event }) => {
    if (event === undefined) return 'The case moved';
    return `${titleOfEvent(throughline, flow, event)}: now ${stateTitle(flow.definition, event.to)}`;
  },
};
