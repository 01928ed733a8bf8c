import type { ReleasePackage } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { computedFields, eventTitle, inWords, stateTitle } from '@throughline/language';
import { contextsOf } from '../cases/approvals.ts';
import { iso } from '../cases/case-row.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import { readGraph } from '../catalogue/impact.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { readCalendar } from './calendar.ts';
import { conflictsOf } from './conflicts.ts';
import { findByNumber, readAll, textOf, textOrNull, textsOf } from './read-changes.ts';
import { releaseMarkdown } from './release-markdown.ts';

/** A release with its changes, and what stands in their proof. @throws ThroughlineError case-unknown */
export async function showRelease(
  throughline: Throughline,
  number: string,
  { visible, now }: { readonly visible: Visible; readonly now: number },
): Promise<ReleasePackage> {
  const found = await findByNumber(throughline, 'release', number, visible);
  const changes = (await readAll(throughline, 'change', visible)).filter(({ data }) => data['release'] === number).reverse();
  const [flowOf, contextOf, histories] = await Promise.all([
    loadFlows(throughline, [found, ...changes]),
    contextsOf(throughline),
    Promise.all(
      [found, ...changes].map(async (one) => ({ one, events: await throughline.engine.history(one.id, { limit: 1000 }) })),
    ),
  ]);
  const { data, state } = found;
  const { definition } = flowOf(found);
  const planned = histories[0]?.events.find(({ type }) => type === 'plan')?.input?.['plannedOn'];
  const rows = changes.map((change) =>
    changeRow(
      change,
      computedFields(flowOf(change), change.data, contextOf(flowOf(change), now), change.entity),
      stateTitle(flowOf(change).definition, change.state),
    ),
  );
  const breached = (found.clocks.children?.['exception/guardRailBreached']?.open.length ?? 0) > 0;
  const breaches =
    histories[0]?.events.filter(({ type }) => type === 'breachGuardRail').map(({ input }) => input?.['metric']) ?? [];
  const titles = new Map(listMetrics().map(({ id, title }) => [id, title]));
  const day = textOrNull(data['plannedOn']);
  const at = Date.parse(`${day ?? '1970-01-01'}T00:00:00Z`);
  const parts = day === null ? undefined : await readCalendar(throughline, visible, { from: at, to: at });
  const conflicts =
    parts === undefined ? [] : conflictsOf(parts.planned, parts.periods, await readGraph(throughline, { visible }));
  const body: Omit<ReleasePackage, 'markdown'> = {
    ...{ caseId: found.id, number, title: textOf(data['title']), summary: textOf(data['summary']) },
    state: { name: state, title: stateTitle(definition, state), final: definition.states[state]?.final !== undefined },
    requester: visible.field('release', 'requester', found.entity) === 'shown' ? textOrNull(data['requester']) : null,
    ...{ committedOn: textOrNull(planned), plannedOn: day, releasedOn: textOrNull(data['releasedOn']) },
    ...{ systems: textsOf(data['systems']), flows: textsOf(data['flows']) },
    changes: rows,
    approvals: histories.flatMap(({ one, events }) =>
      events
        .filter(({ type }) => type === 'approve')
        .map(({ input, principal, occurredAt, reason }) => ({
          ...{
            of: titleOfEvent(flowOf(one).definition, String(input?.['of'] ?? '')),
            number: one.key,
            by: actorName(throughline, principal),
            at: iso(occurredAt),
            reason,
          },
        })),
    ),
    notes: textOf(data['notes']),
    communication: textOf(data['communication']),
    hypercareUntil: textOrNull(data['hypercareUntil']),
    guardRails: textsOf(data['guardRails']).map((metric) => ({
      ...{ metric, title: titles.get(metric) ?? metric, breached: breached && breaches.includes(metric) },
    })),
    conflicts: conflicts.filter(({ of, with: other }) => of === number || other === number).slice(0, 100),
    missing: rows.flatMap((row) => row.missing.map((part) => `${row.number}: ${part}`)).slice(0, 100),
  };
  return { ...body, markdown: releaseMarkdown(body, iso(now)) };
}

/** What was approved: an event by its title, an exception or a rung by its name in words. */
function titleOfEvent(definition: Parameters<typeof eventTitle>[0], of: string): string {
  return of === '' || of.includes('/') ? inWords(of) : eventTitle(definition, of);
}

function changeRow(
  { key, data }: CaseView,
  computed: Readonly<Record<string, unknown>>,
  state: string,
): ReleasePackage['changes'][number] {
  return {
    ...{ number: key, title: textOf(data['title']), state, risk: String(computed['risk'] ?? 'low') },
    ...{ notes: textOf(data['notes']), testPlan: textOf(data['testPlan']), testResults: textOf(data['testResults']) },
    ...{ rollbackPlan: textOf(data['rollbackPlan']), communication: textOf(data['communication']) },
    uat: data['uatSignedOff'] === true ? textOf(data['uatResult']) || 'Signed off' : '',
    missing: textsOf(computed['missing']),
  };
}
