import type { SystemDetail, SystemRow } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import { ThroughlineError } from '../errors.ts';
import { listIntegrations } from '../integrations/show-register.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { coverageOf } from './coverage.ts';
import { readCatalogue } from './read-catalogue.ts';
import type { CatalogueRecords, SystemRecord } from './records.ts';
import { roleHolders } from './role-holders.ts';
import { documentRow, roleOf, showCoverage, standingOf } from './show-coverage.ts';

export interface Seer {
  readonly visible: Visible;
  readonly now: Millis;
}

const dayMs = 86_400_000;
const changesLookBackMs = 90 * dayMs;
const casesMax = 1000;
const shownMax = 100;
const isLive = ({ state }: { readonly state: string }) => state === 'live' || state === 'retiring';

/** The register as somebody may see it, by tier and name. What has been retired comes last. */
export async function listSystems(throughline: Throughline, { visible, now }: Seer): Promise<SystemRow[]> {
  const records = await readCatalogue(throughline, { visible, withEnded: true });
  return rowsOf(throughline, records, { visible, now });
}

async function rowsOf(throughline: Throughline, records: CatalogueRecords, { visible, now }: Seer): Promise<SystemRow[]> {
  const [holders, incidents, changes, integrations, exceptions] = await Promise.all([
    roleHolders(throughline, now),
    namingSystems(throughline, visible, { flow: 'incident', open: true }),
    namingSystems(throughline, visible, { flow: 'change' }),
    listIntegrations(throughline, visible, now),
    openExceptions(throughline, visible),
  ]);
  const coverage = new Map(coverageOf(records, holders).map((one) => [`${one.kind}:${one.name}`, standingOf(one)]));
  const recent = changes.filter(({ occurred }) => occurred >= now - changesLookBackMs);
  const rows = records.systems.map((one): SystemRow => {
    const names = namesOfSystem(one);
    const joined = integrations.filter(({ state, source, target }) => state === 'live' && (names(source) || names(target)));
    const due = joined.reduce((sum, { success }) => sum + success.due, 0);
    const succeeded = joined.reduce((sum, { success }) => sum + success.succeeded, 0);
    const { caseId, name, title, purpose, businessOwner, tier, disposition, vendor, renewsOn } = one;
    return {
      ...{ caseId, name, title, state: one.state as SystemRow['state'], purpose, tier, disposition, vendor, renewsOn },
      ...{ owner: roleOf(one.owner), businessOwner: businessOwner === '' ? null : roleOf(businessOwner) },
      coverage: coverage.get(`system:${name}`) ?? null,
      health: {
        openIncidents: incidents.filter(({ systems }) => systems.some(names)).length,
        openExceptions: exceptions.get(`system:${name}`) ?? 0,
        integrations: joined.length,
        integrationSuccess: due === 0 ? null : succeeded / due,
        changes: recent.filter(({ systems }) => systems.some(names)).length,
      },
    };
  });
  const last = ({ state }: SystemRow) => (state === 'retired' || state === 'dropped' ? 1 : 0);
  return rows.sort((a, b) => last(a) - last(b) || (a.tier === b.tier ? (a.title < b.title ? -1 : 1) : a.tier < b.tier ? -1 : 1));
}

/** Whether something that people wrote is this system. */
function namesOfSystem({ name, title, calledAs }: SystemRecord): (said: string) => boolean {
  const known = new Set([name, title, ...calledAs].map((one) => one.toLowerCase()));
  return (said) => known.has(said.trim().toLowerCase());
}

interface Naming {
  readonly found: CaseView;
  readonly isOpen: boolean;
  readonly systems: readonly string[];
  readonly occurred: Millis;
}

/** The cases of a flow that name systems. A flow that is not in force has none. */
async function namingSystems(
  throughline: Throughline,
  visible: Visible,
  { flow, open }: { readonly flow: string; readonly open?: boolean },
): Promise<readonly Naming[]> {
  const { engine } = throughline;
  const { latest } = await engine.clock();
  if (latest[flow] === undefined) return [];
  const flowOf = await newestFlow(throughline, flow);
  const { cases } = await engine.list({
    flow,
    limit: casesMax,
    ...(open === undefined ? {} : { open }),
    ...visible.selection(flow),
  });
  return cases.map((found) => {
    const { systems } = found.data;
    const isOpen = flowOf.states.get(found.state)?.definition.final === undefined;
    return {
      found,
      isOpen,
      systems: Array.isArray(systems) ? systems.map(String) : [],
      occurred: found.clocks.bornAt ?? found.enteredAt,
    };
  });
}

/** By `system:<name>`, the exceptions that are open of a system and of its coverage. */
async function openExceptions({ engine }: Throughline, visible: Visible): Promise<ReadonlyMap<string, number>> {
  const { latest } = await engine.clock();
  const counts = new Map<string, number>();
  for (const [flow, keyOf] of [
    ['system', (key: string) => `system:${key}`],
    ['coverage', (key: string) => key],
  ] as const) {
    if (latest[flow] === undefined) continue;
    const { cases } = await engine.list({ flow, open: true, limit: casesMax, ...visible.selection(flow) });
    for (const { key, clocks } of cases) {
      const open = Object.entries(clocks.children ?? {})
        .filter(([kind]) => kind.startsWith('exception/'))
        .reduce((sum, [, child]) => sum + child.open.length, 0);
      counts.set(keyOf(key), (counts.get(keyOf(key)) ?? 0) + open);
    }
  }
  return counts;
}

/** @throws ThroughlineError system-unknown */
export async function showSystem(throughline: Throughline, name: string, { visible, now }: Seer): Promise<SystemDetail> {
  const records = await readCatalogue(throughline, { visible, withEnded: true });
  const found = records.systems.find((one) => one.name === name) ?? records.systems.find((one) => namesOfSystem(one)(name));
  if (found === undefined) {
    throw new ThroughlineError('system-unknown', `No system ${name} is registered`, {
      place: 'system',
      expected: records.systems.map((one) => one.name).join(', '),
    });
  }
  const names = namesOfSystem(found);
  const [rows, incidents, changes, covered] = await Promise.all([
    rowsOf(throughline, { ...records, systems: [found] }, { visible, now }),
    namingSystems(throughline, visible, { flow: 'incident' }),
    namingSystems(throughline, visible, { flow: 'change' }),
    showCoverage(throughline, { systems: [found], integrations: [], documents: records.documents }, now),
  ]);
  const titles = new Map(records.flows.map((flow) => [flow.name, flow.title]));
  const own = (all: readonly Naming[]) => all.filter(({ systems }) => systems.some(names)).map(caseOf);
  return {
    ...(rows[0] as SystemRow),
    environments: found.environments.map((one) => ({ name: one.name, url: one.url ?? null })),
    escalation: found.escalation.map(({ priority, role, afterMinutes }) => ({ priority, role: roleOf(role), afterMinutes })),
    ...{ dataClasses: [...found.dataClasses], controls: [...found.controls], capabilities: [...found.capabilities] },
    needs: [...found.dependsOn],
    neededBy: records.systems.filter((one) => isLive(one) && one.dependsOn.some(names)).map((one) => one.name),
    integrations: records.integrations
      .filter(({ state, source, target }) => state !== 'retired' && (names(source) || names(target)))
      .map(({ name: of, title, source, target, moves, tier, state }) => ({
        ...{ name: of, title, moves, tier, state },
        ...(names(source) ? { direction: 'out' as const, other: target } : { direction: 'in' as const, other: source }),
      })),
    flows: found.flows.map((flow) => ({ name: flow, title: titles.get(flow) ?? flow })),
    dataObjects: records.dataObjects
      .filter(({ state, recordSystem, systems }) => state !== 'retired' && (names(recordSystem) || systems.some(names)))
      .map(({ caseId, name: of, title, recordSystem }) => ({ caseId, name: of, title, isRecord: names(recordSystem) })),
    documents: records.documents
      .filter(({ state, ofKind, of }) => state !== 'retired' && ofKind === 'system' && names(of))
      .map(documentRow),
    covered: covered[0] ?? null,
    ...{ incidents: own(incidents).slice(0, shownMax), changes: own(changes).slice(0, shownMax) },
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function caseOf({ found: { id, key, data, state }, isOpen }: Naming) {
  return {
    ...{ caseId: id, number: key, title: text(data['title']) || key, state, open: isOpen },
    weight: text(data['priority']) || text(data['risk']) || null,
  };
}
