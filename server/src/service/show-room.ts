import type { DocumentRow, IncidentRoom, Value } from '@throughline/api';
import type { CaseView, EventView } from '@throughline/engine';
import { type CompiledFlow, deadlines, ladderTitle, type Millis } from '@throughline/language';
import { readEvents } from '../cases/case-detail.ts';
import { caseEvents } from '../cases/case-events.ts';
import { iso, isoOrNull } from '../cases/case-row.ts';
import { loadFlows, newestFlows } from '../cases/flow-book.ts';
import { doerName } from '../cases/names.ts';
import { readCatalogue } from '../catalogue/read-catalogue.ts';
import type { CatalogueRecords, DocumentRecord } from '../catalogue/records.ts';
import { documentRow, roleOf } from '../catalogue/show-coverage.ts';
import { changesWithin } from '../diagnosis/changes.ts';
import { readRegister } from '../integrations/register.ts';
import { viewsOfGroups } from '../integrations/show-failures.ts';
import type { Throughline } from '../throughline.ts';
import { textSeen } from '../visible/redact.ts';
import { blockedBy } from './blocked-cases.ts';
import { changesCarriedOut } from './change-causes.ts';
import { messagesOf, readMessages } from './messages.ts';
import { findNumbered, incidentRow, ledBy, readCases, type Seer, stateOf, textOf, textsOf } from './read-incidents.ts';
import { actionRows } from './read-problems.ts';
import { statusText, summaryText } from './room-text.ts';

/** What may be behind it is looked for so far back from when it began, and until it was over. */
const causesDays = 14;
const dayMs = 86_400_000;
const eventsShown = 200;
const promised = ['response', 'resolution', 'lead', 'communication', 'answer', 'vendor'];

/** All that whoever works on an incident needs at once, as they may see it. @throws ThroughlineError case-unknown */
export async function showRoom(throughline: Throughline, number: string, seer: Seer): Promise<IncidentRoom> {
  const { visible, now } = seer;
  const found = await findNumbered(throughline, 'incident', number, visible);
  const flowOf = await loadFlows(throughline, [found]);
  const flow = flowOf(found);
  const row = ledBy(throughline, incidentRow(flowOf, found, seer));
  const [records, groups, causes, events, page, problem, actions, blocked] = await Promise.all([
    readCatalogue(throughline, { visible }),
    groupsOf(throughline, found, seer),
    causesOf(throughline, found, seer),
    readEvents(throughline, found),
    caseEvents(throughline, found.id, { limit: eventsShown }, seer),
    problemOf(throughline, found, seer),
    actionsOf(throughline, found, seer),
    blockedBy(throughline, row, seer),
  ]);
  const touched = { ...row, systems: systemsOf(row, records) };
  const [affected, messages] = await Promise.all([
    affectedBy(throughline, touched, records),
    readMessages(throughline, records.documents),
  ]);
  const incident = { ...row, ...moreOf(flow, found, seer) };
  const said = saidOf(throughline, events);
  const facts = { incident, live: { ...liveOf(groups), blocked }, said, actions, problem };
  return {
    ...facts,
    promises: promisesOf(flow, found, now),
    groups,
    affected,
    causes,
    timeline: page.items.map(({ seq, occurredAt: at, actor: by, title, reason, changes, outcomes }) => ({
      ...{ at, by, title },
      // What it was born with stands above; lists of parts are for its case.
      changes: (seq === 1 ? [] : changes).filter((one) => one.value !== null && one.title !== title && !isParts(one.value)),
      text: [...(reason === null ? [] : [reason]), ...outcomes.map(({ text }) => text)].join('; ').slice(0, 2000),
    })),
    escalation: escalationOf(touched, records),
    messages: messagesOf(messages, facts),
    status: statusText(facts, now),
    summary: summaryText(facts, found.data),
  };
}

/** A list of parts, or a part, as JSON. */
const isParts = (value: Value) => typeof value === 'string' && /^[[{]/.test(value);

function moreOf(flow: CompiledFlow, { data, entity }: CaseView, { visible }: Seer) {
  const hidden = visible.hidden(flow, entity);
  const seen = (field: string) => textSeen(hidden, data, field);
  const vendor = textOf(data, 'vendor');
  return {
    communications: seen('communications'),
    scribe: seen('scribe'),
    ...{ workaround: seen('workaround'), eta: seen('eta'), impact: seen('impact'), breachReason: seen('breachReason') },
    vendor: vendor === null ? null : { name: vendor, calledAt: textOf(data, 'vendorCalledAt'), said: textOf(data, 'vendorSaid') },
  };
}

function promisesOf(flow: CompiledFlow, found: CaseView, now: Millis): IncidentRoom['promises'] {
  return (
    deadlines(flow, found, { now })
      // What counts in other states only is settled, or has not begun.
      .filter(({ name, standing }) => standing !== 'held' && promised.includes(ladderOf(name)))
      .map((deadline) => ({
        ...{
          name: deadline.name,
          title: ladderTitle(flow.definition, ladderOf(deadline.name)),
          dueAt: isoOrNull(deadline.dueAt),
        },
        ...{ standing: deadline.standing, why: deadline.why },
      }))
  );
}

const ladderOf = (rung: string) => rung.slice(0, Math.max(0, rung.indexOf('/')));

async function groupsOf(throughline: Throughline, { data, entity }: CaseView, { visible }: Seer) {
  const numbers = new Set(textsOf(data, 'failures'));
  if (numbers.size === 0) return [];
  const all = await readCases(throughline, 'integration-failure', { visible });
  const cases = all.filter((one) => one.entity === entity && numbers.has(one.key));
  const register = await readRegister(throughline, visible);
  const views = await Promise.all(
    register.map((of) => {
      const own = cases.filter((one) => one.data['integration'] === of.name);
      return own.length === 0 ? [] : viewsOfGroups(throughline, of, { cases: own, visible });
    }),
  );
  return views.flat().slice(0, 50);
}

/** What is not settled of it now, and its money: of groups that are over nothing is at risk any more. */
function liveOf(groups: IncidentRoom['groups']): Omit<IncidentRoom['live'], 'blocked'> {
  const sum = (of: 'count' | 'open' | 'unknown') => groups.reduce((total, group) => total + group[of], 0);
  const atRisk = new Map<string, number>();
  for (const { state, atRisk: some } of groups)
    for (const { currency, amount } of state.final ? [] : some) atRisk.set(currency, (atRisk.get(currency) ?? 0) + amount);
  const money = [...atRisk]
    .map(([currency, amount]) => ({ currency, amount }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return { failures: sum('count'), open: sum('open'), unknown: sum('unknown'), atRisk: money };
}

async function causesOf(throughline: Throughline, { data, enteredAt }: CaseView, { visible, now }: Seer) {
  const began = Date.parse(textOf(data, 'beganAt') ?? iso(enteredAt));
  const named = new Set(textsOf(data, 'flows'));
  const flows = (await newestFlows(throughline)).filter(({ name }) => named.has(name)).map(({ definition }) => definition);
  const stretch = { from: iso(began - causesDays * dayMs), to: textOf(data, 'endedAt') ?? iso(now) };
  const [found, changes] = await Promise.all([
    changesWithin(throughline, stretch, { flows, visible, knownAt: iso(now) }),
    changesCarriedOut(throughline, stretch, visible.cases('change')),
  ]);
  const all = [
    ...found.map(({ kind, key, title, at, ...more }) => ({
      ...{ kind: kind as string, key, title, at },
      caseId: 'caseId' in more && typeof more.caseId === 'string' ? more.caseId : null,
    })),
    ...changes.map(({ id, key, title, at }) => ({ kind: 'change', key, title, at, caseId: id })),
  ];
  return all
    .sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1))
    .slice(0, 60)
    .map((one) => ({ ...one, at: iso(one.at) }));
}

async function problemOf(throughline: Throughline, { data }: CaseView, { visible }: Seer): Promise<IncidentRoom['problem']> {
  const number = textOf(data, 'problem');
  if (number === null) return null;
  const found = await findNumbered(throughline, 'problem', number, visible).catch(() => undefined);
  if (found === undefined) return null;
  const flow = (await loadFlows(throughline, [found]))(found);
  const workaround = textOf(found.data, 'workaround');
  return { caseId: found.id, number, title: textOf(found.data, 'title') ?? number, state: stateOf(flow, found), workaround };
}

async function actionsOf(throughline: Throughline, found: CaseView, seer: Seer): Promise<IncidentRoom['actions']> {
  const owned = (await throughline.engine.children(found.id)).filter((child) => child.flow === 'corrective-action');
  return (await actionRows(throughline, owned, seer)).slice(0, 100);
}

function saidOf(throughline: Throughline, events: readonly EventView[]): IncidentRoom['said'] {
  return events
    .flatMap((event) =>
      event.type === 'communicate'
        ? [
            {
              ...{ at: iso(event.occurredAt), by: doerName(throughline, event) },
              ...{ audience: String(event.input?.['audience'] ?? ''), text: String(event.input?.['text'] ?? '') },
            },
          ]
        : [],
    )
    .reverse();
}

/** The systems that it names, and those that the integrations which it names join. */
function systemsOf(
  { systems, integrations }: Pick<IncidentRoom['incident'], 'systems' | 'integrations'>,
  records: CatalogueRecords,
): string[] {
  const known = new Set(records.systems.map(({ name }) => name));
  const joined = records.integrations.filter(({ name }) => integrations.includes(name));
  const ends = joined.flatMap(({ source, target }) => [source, target]).filter((name) => known.has(name));
  return [...new Set([...systems, ...ends])].slice(0, 50);
}

async function affectedBy(
  throughline: Throughline,
  { systems, integrations, flows }: Pick<IncidentRoom['incident'], 'systems' | 'integrations' | 'flows'>,
  records: CatalogueRecords,
): Promise<IncidentRoom['affected']> {
  const named = [
    ...systems.map((name) => ({ kind: 'system' as const, name, found: records.systems.find((one) => one.name === name) })),
    ...integrations.map((name) => ({
      ...{ kind: 'integration' as const, name, found: records.integrations.find((one) => one.name === name) },
    })),
    ...flows.map((name) => ({ kind: 'flow' as const, name, found: undefined })),
  ];
  const runbooks = records.documents.filter(({ kind }) => kind === 'runbook');
  const bodies = await bodiesOf(throughline, runbooks);
  return named.map(({ kind, name, found }) => {
    const flow = kind === 'flow' ? records.flows.find((one) => one.name === name) : undefined;
    return {
      ...{ kind, name, title: found?.title ?? flow?.title ?? name, caseId: found?.caseId ?? null },
      owner: found !== undefined ? roleOf(found.owner) : flow === undefined ? null : roleOf(flow.owner),
      runbooks: runbooks
        .filter((one) => one.ofKind === kind && one.of === name)
        .slice(0, 10)
        .map((one) => ({ ...(documentRow(one) as DocumentRow), body: bodies.get(one.caseId) ?? '' })),
    };
  });
}

async function bodiesOf({ engine }: Throughline, documents: readonly DocumentRecord[]): Promise<ReadonlyMap<string, string>> {
  const found = await engine.readCases(documents.map(({ caseId }) => caseId));
  return new Map(found.map(({ id, data }) => [id, textOf(data, 'body') ?? '']));
}

function escalationOf(
  { systems, priority, beganAt }: Pick<IncidentRoom['incident'], 'systems' | 'priority' | 'beganAt'>,
  records: CatalogueRecords,
): IncidentRoom['escalation'] {
  return records.systems
    .filter(({ name }) => systems.includes(name))
    .flatMap(({ name, escalation }) =>
      escalation
        .filter((step) => step.priority === priority)
        .map(({ role, afterMinutes }) => ({
          ...{ system: name, role: roleOf(role), afterMinutes, at: iso(Date.parse(beganAt) + afterMinutes * 60_000) },
        })),
    )
    .sort((a, b) => a.afterMinutes - b.afterMinutes)
    .slice(0, 100);
}
