import { type FlowDefinition, isJsonObject, type Json, metricFlows, metricNames, stateTitle } from '@throughline/language';
import { rolesIn } from '../http/roles.ts';
import type { NodeKind } from './edges.ts';
import { type CatalogueGraph, type GraphBuilder, graphBuilder } from './graph.ts';
import type { CatalogueRecords, Registered } from './records.ts';

/** The catalogue as a graph: the same records give the same graph. What has ended (retired, given up) is not in it. */
export function buildGraph(records: CatalogueRecords): CatalogueGraph {
  const graph = graphBuilder();
  const named = systemNames(records);
  addSystems(graph, records, named);
  addIntegrations(graph, records, named);
  addDataObjects(graph, records, named);
  addFlows(graph, records, named);
  addMetrics(graph, records);
  addDocuments(graph, records, named);
  return graph.done();
}

/** People write names as they speak: a system is found by its name, its title, or what flows call it, in capitals or not. */
type Names = (said: string) => string;

function systemNames({ systems }: CatalogueRecords): Names {
  const known = new Map<string, string>();
  for (const { name, title, calledAs } of systems) {
    for (const said of [name, title, ...calledAs]) if (!known.has(said.toLowerCase())) known.set(said.toLowerCase(), name);
  }
  for (const { name } of systems) known.set(name.toLowerCase(), name);
  return (said) => known.get(said.trim().toLowerCase()) ?? said.trim();
}

function addOwned(
  graph: GraphBuilder,
  kind: NodeKind,
  { name, title, owner, state }: Pick<Registered, 'name' | 'title' | 'owner' | 'state'>,
  more: { readonly tier?: string; readonly alsoOwner?: string } = {},
): void {
  const { tier = null, alsoOwner = '' } = more;
  graph.add({ kind, name, title, owner: owner === '' ? null : owner, tier, state, ...(alsoOwner === '' ? {} : { alsoOwner }) });
  for (const role of new Set([owner, alsoOwner])) {
    graph.join('answers', ['role', role], [kind, name]);
    graph.join('owned', [kind, name], ['role', role]);
  }
}

function addSystems(graph: GraphBuilder, { systems, titleOfRole }: CatalogueRecords, named: Names): void {
  for (const system of systems) {
    const own = ['system', system.name] as const;
    addOwned(graph, 'system', system, { tier: system.tier, alsoOwner: system.businessOwner });
    for (const other of system.dependsOn) graph.join('needs', own, ['system', named(other)]);
    for (const flow of system.flows) graph.join('recorded', ['flow', flow], own);
    for (const control of system.controls) {
      graph.join('kept', ['control', control], own);
      graph.join('scoped', own, ['control', control]);
    }
    graph.join('supplied', own, ['vendor', system.vendor]);
    for (const { role } of system.escalation) {
      addRole(graph, role, titleOfRole);
      graph.join('answers', ['role', role], own);
    }
  }
}

function addRole(graph: GraphBuilder, role: string, titleOfRole: (role: string) => string): void {
  graph.add({ kind: 'role', name: role, title: titleOfRole(role), owner: null, tier: null, state: null });
}

function addIntegrations(graph: GraphBuilder, records: CatalogueRecords, named: Names): void {
  for (const integration of records.integrations) {
    const own = ['integration', integration.name] as const;
    addOwned(graph, 'integration', integration, { tier: integration.tier });
    graph.join('reads', own, ['system', named(integration.source)]);
    graph.join('writes', own, ['system', named(integration.target)]);
    graph.join('fed', ['system', named(integration.target)], own);
    for (const { flow, field } of integration.maps ?? []) {
      graph.join('maps', own, ['flow', flow]);
      if (field !== 'state') graph.join('maps', own, ['field', `${flow}.${field}`]);
    }
  }
  for (const automation of records.automations) {
    addOwned(graph, 'automation', automation);
    graph.join('runs', ['automation', automation.name], ['system', named(automation.platform)]);
  }
  for (const { integration, flow, fields } of records.fillings) {
    graph.join('told', ['flow', flow], ['integration', integration]);
    for (const field of fields) graph.join('fills', ['integration', integration], ['field', `${flow}.${field}`]);
  }
}

/** `invoices`, `Invoice` and `invoice` are one thing. */
const bare = (said: string) => said.trim().toLowerCase().replace(/s$/, '');

function addDataObjects(graph: GraphBuilder, { dataObjects, integrations }: CatalogueRecords, named: Names): void {
  for (const object of dataObjects) {
    const own = ['data-object', object.name] as const;
    addOwned(graph, 'data-object', object);
    graph.join('recorded', own, ['system', named(object.recordSystem)]);
    for (const system of object.systems) graph.join('copies', ['system', named(system)], own);
    for (const flow of object.flows) graph.join('about', ['flow', flow], own);
    const said = new Set([bare(object.name), bare(object.title)]);
    for (const { name, moves } of integrations) {
      if (!moves.split(/[,;]/).some((part) => said.has(bare(part)))) continue;
      graph.join('moves', ['integration', name], own);
      graph.join('moved', own, ['integration', name]);
    }
  }
}

function addFlows(graph: GraphBuilder, { flows, titleOfRole, systems }: CatalogueRecords, named: Names): void {
  const known = new Set(systems.map(({ name }) => name));
  for (const flow of flows) {
    const own = ['flow', flow.name] as const;
    addOwned(graph, 'flow', { ...flow, state: 'live' });
    addParts(graph, flow);
    for (const role of rolesIn(flow)) {
      addRole(graph, role, titleOfRole);
      graph.join('works', ['role', role], own);
      graph.join('worked', own, ['role', role]);
    }
    for (const [name, { title = name, owner = '', tier }] of Object.entries(flow.destinations ?? {})) {
      addOwned(graph, 'destination', { name, title, owner, state: 'live' }, tier === undefined ? {} : { tier: String(tier) });
      graph.join('calls', own, ['destination', name]);
      if (known.has(named(name))) graph.join('is', ['destination', name], ['system', named(name)]);
    }
    const { opens, sends } = otherFlows(flow);
    for (const other of opens) graph.join('opened', ['flow', other], own);
    for (const other of [...opens, ...sends]) graph.join('sends', own, ['flow', other]);
  }
}

function addParts(graph: GraphBuilder, flow: FlowDefinition): void {
  const own = ['flow', flow.name] as const;
  const part = { owner: flow.owner, tier: null, state: null };
  for (const state of Object.keys(flow.states)) {
    graph.add({ ...part, kind: 'state', name: `${flow.name}.${state}`, title: `${flow.title}: ${stateTitle(flow, state)}` });
    graph.join('has', own, ['state', `${flow.name}.${state}`]);
  }
  const { properties } = flow.data as { readonly properties?: Readonly<Record<string, { readonly title?: string }>> };
  for (const field of [...Object.keys(properties ?? {}), ...Object.keys(flow.computed ?? {})]) {
    const title = `${flow.title}: ${properties?.[field]?.title ?? field}`;
    graph.add({ ...part, kind: 'field', name: `${flow.name}.${field}`, title });
    graph.join('has', own, ['field', `${flow.name}.${field}`]);
  }
}

/** The flows whose cases a flow opens or owns, and those that it sends messages to, wherever in it that stands. */
function otherFlows({ data: _, ...definition }: FlowDefinition): { readonly opens: Set<string>; readonly sends: Set<string> } {
  const found = { opens: new Set<string>(), sends: new Set<string>() };
  const walk = (value: Json, member: string) => {
    if (Array.isArray(value)) for (const item of value) walk(item, member);
    if (!isJsonObject(value)) return;
    const { flow } = value;
    if (typeof flow === 'string' && member === 'send') found.sends.add(flow);
    if (typeof flow === 'string' && (member === 'open' || member === 'children')) found.opens.add(flow);
    for (const [name, item] of Object.entries(value)) walk(item, member === 'children' ? member : name);
  };
  walk(definition as unknown as Json, '');
  return found;
}

function addMetrics(graph: GraphBuilder, { metrics, titleOfRole }: CatalogueRecords): void {
  for (const metric of metrics) {
    const own = ['metric', metric.id] as const;
    addRole(graph, metric.owner, titleOfRole);
    addOwned(graph, 'metric', { name: metric.id, title: metric.title, owner: metric.owner, state: 'live' });
    for (const flow of [...[metric.flow].flat(), ...metricFlows(metric).map(({ name }) => name)])
      graph.join('counts', own, ['flow', flow]);
    for (const { kind, name, flows } of metricNames(metric)) {
      if (kind !== 'state' && kind !== 'field') continue;
      for (const flow of flows) graph.join('names', own, [kind, `${flow}.${name}`]);
    }
  }
}

function addDocuments(graph: GraphBuilder, records: CatalogueRecords, named: Names): void {
  for (const document of records.documents) {
    const { name, ofKind, of } = document;
    addOwned(graph, 'document', document);
    if (ofKind === 'company') continue;
    graph.join('describes', ['document', name], [ofKind, ofKind === 'system' ? named(of) : of]);
  }
  for (const one of [
    ...records.systems,
    ...records.integrations,
    ...records.automations,
    ...records.dataObjects,
    ...records.documents,
  ]) {
    if (one.owner !== '') addRole(graph, one.owner, records.titleOfRole);
  }
  for (const { businessOwner } of records.systems) if (businessOwner !== '') addRole(graph, businessOwner, records.titleOfRole);
}
