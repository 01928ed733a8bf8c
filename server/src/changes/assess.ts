import type { ChangeView } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import type { CatalogueNode } from '../catalogue/graph.ts';
import { readGraph } from '../catalogue/impact.ts';
import { type Impact, impactOf } from '../catalogue/impact-of.ts';
import { requireRole } from '../diagnosis/require-role.ts';
import { ask, recordPersons } from '../gate/propose.ts';
import { gate, isOnlyPerson } from '../gate/sole-person.ts';
import type { Throughline } from '../throughline.ts';
import { refuseUnknownMetrics } from '../watching/named-metrics.ts';
import { conflictsAt } from './calendar.ts';
import { findByNumber, textsOf } from './read-changes.ts';
import { type Asking, showChange } from './show-change.ts';

/** So many names of a kind, and roles that answer, a change holds. */
const [namesMax, ownersMax] = [60, 12];
/** Whoever answers for something so many steps away is asked; further on, they are told by what is listed. */
const askedSteps = 1;
/** Of these; who keeps a number or a document is told. */
const answered: ReadonlySet<CatalogueNode['kind']> = new Set(['system', 'integration', 'data-object', 'flow']);

/**
 * Finds out what a change touches, by the catalogue as it is now, writes it down and assesses the change.
 *
 * @throws ThroughlineError case-unknown; RefusedError
 */
export async function assessChange(throughline: Throughline, number: string, asking: Asking): Promise<ChangeView> {
  const found = await findByNumber(throughline, 'change', number, asking.visible);
  await requireMay(throughline, found, asking, 'assess');
  refuseUnknownMetrics(throughline, 'change', found.data);
  const graph = await readGraph(throughline);
  const impact = impactOf(graph, await startsOf(throughline, found));
  const { now } = await throughline.engine.clock();
  const data = { ...touchedBy(found, impact), impactAt: new Date(now).toISOString() };
  await ask(throughline, found.id, { type: 'recordImpact', data, actor: gate });
  await recordPersons(throughline, found.id);
  const onlyPerson = await isOnlyPerson(throughline);
  if (onlyPerson !== (found.data['onlyPerson'] === true))
    await ask(throughline, found.id, { type: 'recordPersons', data: { onlyPerson }, actor: gate });
  if (found.state === 'draft') await ask(throughline, found.id, { type: 'assess', actor: asking.actor });
  return showChange(throughline, number, asking);
}

/** What its author said that it changes: found again, it begins there, not at what was found of it. */
async function startsOf({ engine }: Throughline, { id }: CaseView): Promise<readonly string[]> {
  const [born] = await engine.history(id, { limit: 1 });
  const said = (kind: string, field: string) => textsOf(born?.input?.[field]).map((name) => `${kind}:${name}`);
  return [...said('system', 'systems'), ...said('flow', 'flows'), ...said('integration', 'integrations')];
}

/** What it says that it touches, and what follows from it, the nearest first. */
function touchedBy({ data }: CaseView, { of, touched }: Impact): JsonObject {
  const near = [...of, ...[...touched].sort((a, b) => a.steps - b.steps).map(({ node }) => node)];
  const names = (field: string, kind: CatalogueNode['kind']) => {
    const found = near.filter((node) => node.kind === kind).map(({ name }) => name.slice(0, 80));
    return [...new Set([...textsOf(data[field]), ...found])].slice(0, namesMax);
  };
  const asked = [...of, ...touched.filter(({ steps }) => steps <= askedSteps).map(({ node }) => node)];
  const answering = asked
    .filter(({ kind }) => answered.has(kind))
    .flatMap(({ owner, alsoOwner }) => [owner, alsoOwner].filter((role) => role !== null && role !== undefined && role !== ''))
    .map(String);
  return {
    systems: textsOf(data['systems']),
    ...{ flows: names('flows', 'flow'), integrations: names('integrations', 'integration'), metrics: names('metrics', 'metric') },
    ...{ documents: names('documents', 'document'), roleNames: names('roleNames', 'role') },
    owners: [...new Set([...textsOf(data['owners']), ...answering])].slice(0, ownersMax),
    fanOut: touched.filter(({ node }) => node.kind === 'system').length,
  };
}

/**
 * Holds a time against the calendar, writes down what is in the way, and schedules the change for then. In a freeze or an event, whoever
 * answers for it is asked.
 *
 * @throws ThroughlineError case-unknown; RefusedError
 */
export async function scheduleChange(
  throughline: Throughline,
  number: string,
  { from, to }: { readonly from: string; readonly to: string },
  asking: Asking,
): Promise<ChangeView> {
  const found = await findByNumber(throughline, 'change', number, asking.visible);
  await requireMay(throughline, found, asking, 'schedule');
  const at = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  // Every freeze counts; what is written down of the rest everybody reads who sees the change.
  const time = { from: Date.parse(from), to: Date.parse(to) };
  const checked = await conflictsAt(throughline, found, time);
  const seen = await conflictsAt(throughline, found, time, asking.visible);
  const data = {
    ...{ plannedFrom: at.from, plannedTo: at.to },
    ...{ freezes: checked.freezes.slice(0, 20), windowOwners: checked.windowOwners.slice(0, ownersMax) },
    conflicts: seen.conflicts.map(({ text }) => text.slice(0, 300)).slice(0, 20),
  };
  await ask(throughline, found.id, { type: 'recordPlan', data, actor: gate });
  const type = checked.windowOwners.length > 0 ? 'scheduleInFreeze' : 'schedule';
  await ask(throughline, found.id, { type, data: at, actor: asking.actor });
  return showChange(throughline, number, asking);
}

/** Whoever may not is told before anything is written. */
async function requireMay(throughline: Throughline, found: CaseView, { actor }: Asking, event: string): Promise<void> {
  const flow = await newestFlow(throughline, 'change');
  const declared = [...flow.states.values()].flatMap(({ on }) => on.get(event) ?? []);
  requireRole(flow, declared, actor, found.entity);
}
