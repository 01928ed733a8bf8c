import type { CaseView } from '@throughline/engine';
import { newestFlows } from '../cases/flow-book.ts';
import { declaredConnections } from '../connections/declarations.ts';
import { titleOfRole } from '../http/roles.ts';
import { metricsIn } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen } from '../visible/metrics-seen.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import type {
  AutomationRecord,
  CatalogueRecords,
  DataObjectRecord,
  DocumentRecord,
  Filling,
  IntegrationRecord,
  Registered,
  SystemRecord,
  ValueMap,
} from './records.ts';

/** More of one register are not read. */
const casesMax = 1000;
/** What is over is in no graph. */
const ended: ReadonlySet<string> = new Set(['retired', 'dropped', 'merged', 'retracted', 'expected']);

export interface Reading {
  /** Default: everything, as the program itself sees it. */
  readonly visible?: Visible;
  /** Systems, documents and integrations that have ended, too. Default: no. */
  readonly withEnded?: boolean;
}

/** Registers and definitions, as somebody may see them. Of two entities that both have one of a name, the first counts. */
export async function readCatalogue(
  throughline: Throughline,
  { visible = seesAll, withEnded = false }: Reading = {},
): Promise<CatalogueRecords> {
  const { latest } = await throughline.engine.clock();
  const read = async <T>(flow: string, recordOf: (found: CaseView) => T & Registered): Promise<readonly (T & Registered)[]> => {
    if (latest[flow] === undefined) return [];
    const { cases } = await throughline.engine.list({ flow, limit: casesMax, ...visible.selection(flow) });
    const records = new Map<string, T & Registered>();
    for (const found of cases) {
      if (!records.has(found.key) && (withEnded || !ended.has(found.state))) records.set(found.key, recordOf(found));
    }
    return [...records.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  const [systems, integrations, automations, dataObjects, documents, flows, fillings] = await Promise.all([
    read('system', systemOf),
    read('integration', integrationOf),
    read('automation', automationOf),
    read('data-object', dataObjectOf),
    read('document', documentOf),
    newestFlows(throughline),
    readFillings(throughline),
  ]);
  const seenFlows = flows.map(({ definition }) => definition).filter(({ name }) => isSeen(visible, name));
  const metrics = metricsIn(throughline).flatMap((metric) => {
    const flowsOf = [metric.flow].flat();
    return flowsOf.every((flow) => latest[flow] !== undefined && isSeen(visible, flow))
      ? (metricSeen(visible, metric) ?? [])
      : [];
  });
  return { systems, integrations, automations, dataObjects, documents, flows: seenFlows, metrics, fillings, titleOfRole };
}

function isSeen(visible: Visible, flow: string): boolean {
  const scope = visible.cases(flow);
  return scope === 'all' || scope.length > 0;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const day = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function registered({ id, entity, key, state, data }: CaseView): Registered {
  return { caseId: id, entity, name: key, title: text(data['title']) || key, owner: text(data['owner']), state };
}

function systemOf(found: CaseView): SystemRecord {
  const { data } = found;
  return {
    ...registered(found),
    ...{ purpose: text(data['purpose']), businessOwner: text(data['businessOwner']), vendor: text(data['vendor']) },
    tier: (data['tier'] ?? '3') as SystemRecord['tier'],
    disposition: (data['disposition'] ?? 'tolerate') as SystemRecord['disposition'],
    renewsOn: day(data['renewsOn']),
    environments: (data['environments'] ?? []) as unknown as SystemRecord['environments'],
    escalation: (data['escalation'] ?? []) as unknown as SystemRecord['escalation'],
    ...{ dataClasses: texts(data['dataClasses']), controls: texts(data['controls']), capabilities: texts(data['capabilities']) },
    ...{ dependsOn: texts(data['dependsOn']), flows: texts(data['flows']), calledAs: texts(data['calledAs']) },
  };
}

/** The values of flows that an integration knows, as its case holds them; one that names no field is of the state. */
export function mapsOf(value: unknown): ValueMap[] {
  const held = (value ?? []) as readonly (Omit<ValueMap, 'field'> & Partial<ValueMap>)[];
  return held.map((map) => ({ field: 'state', ...map }));
}

function integrationOf(found: CaseView): IntegrationRecord {
  const { data } = found;
  return {
    ...registered(found),
    ...{ source: text(data['source']), target: text(data['target']), pattern: text(data['pattern']), moves: text(data['moves']) },
    maps: mapsOf(data['maps']),
    tier: (data['tier'] ?? 'minor') as IntegrationRecord['tier'],
  };
}

function automationOf(found: CaseView): AutomationRecord {
  return { ...registered(found), platform: text(found.data['platform']) };
}

function dataObjectOf(found: CaseView): DataObjectRecord {
  const { data } = found;
  return {
    ...registered(found),
    ...{ recordSystem: text(data['recordSystem']), systems: texts(data['systems']), flows: texts(data['flows']) },
  };
}

function documentOf(found: CaseView): DocumentRecord {
  const { data } = found;
  return {
    ...registered(found),
    ...{ kind: text(data['kind']), of: text(data['of']), url: text(data['url']) },
    ofKind: (data['ofKind'] ?? 'company') as DocumentRecord['ofKind'],
    ...{ audience: day(data['audience']), priorities: texts(data['priorities']) },
    ...{ reviewedOn: day(data['reviewedOn']), lastTestedOn: day(data['lastTestedOn']), lastUsedOn: day(data['lastUsedOn']) },
  };
}

/** The flows and fields that connections of this house fill. What is declared wrongly fills nothing. */
async function readFillings({ env, database }: Throughline): Promise<readonly Filling[]> {
  if (database !== 'main') return [];
  return (await declaredConnections(env)).flatMap(({ id, checked }) => {
    const mapping = checked.ok ? checked.declaration.mapping : undefined;
    if (mapping === undefined) return [];
    const fields = new Set(mapping.events.flatMap(({ data }) => Object.keys(data ?? {})));
    return [{ integration: id, flow: mapping.flow, fields: [...fields].sort() }];
  });
}
