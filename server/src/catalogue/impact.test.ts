import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineFlow, defineMetric, Fields, Flag, Text } from '@throughline/language';
import { seededRandom } from '@throughline/testing';
import { buildGraph } from './build-graph.ts';
import { carriers, type EdgeName, edgeKinds } from './edges.ts';
import { type CatalogueGraph, graphBuilder, nodeId } from './graph.ts';
import { impactOf } from './impact-of.ts';
import type { CatalogueRecords, SystemRecord } from './records.ts';

const nothing: Omit<SystemRecord, 'caseId' | 'name' | 'title' | 'owner' | 'tier'> = {
  ...{ entity: 'main', state: 'live', purpose: '', businessOwner: '', disposition: 'tolerate', vendor: '', renewsOn: null },
  ...{
    environments: [],
    escalation: [],
    dataClasses: [],
    controls: [],
    capabilities: [],
    dependsOn: [],
    flows: [],
    calledAs: [],
  },
};
const system = (name: string, owner: string, more: Partial<SystemRecord>): SystemRecord => ({
  ...{ ...nothing, caseId: name, name, title: name, owner, tier: '2' as const },
  ...more,
});
const integration = (name: string, source: string, target: string, moves: string) => ({
  ...{ caseId: name, entity: 'main', name, title: name, owner: 'integration-owner', state: 'live' },
  ...{ source, target, moves, pattern: 'api', tier: 'critical' as const },
});

const ticket = defineFlow({
  name: 'ticket',
  title: 'Ticket',
  owner: 'support',
  key: 'number',
  data: Fields({ number: Text(), urgent: Flag({ default: false }) }),
  start: { open: 'open' },
  states: { open: { on: { close: 'closed' } }, closed: { final: 'done' } },
});

const ticketsOpen = defineMetric({
  ...{ id: 'tickets-open', title: 'Open tickets', description: 'Tickets that are open.', owner: 'support-lead', unit: 'count' },
  ...{ direction: 'down', flow: 'ticket', dimensions: ['urgent'] },
  formula: { kind: 'balance', from: { born: true }, to: { enters: 'closed' } },
});

/** A company of five systems, by hand. */
const records: CatalogueRecords = {
  systems: [
    system('SSO', 'security-lead', { tier: '1' }),
    system('CRM', 'systems-lead', { businessOwner: 'sales-lead', dependsOn: ['sso'], flows: ['ticket'] }),
    system('ERP', 'systems-lead', {
      ...{ tier: '1', businessOwner: 'head-of-finance', dependsOn: ['SSO'], controls: ['access-review'], vendor: 'Nordwind' },
    }),
    system('WMS', 'operations-lead', {}),
    system('BI', 'data-lead', { tier: '3' }),
  ],
  integrations: [
    integration('crm-erp', 'CRM', 'ERP', 'Customers'),
    integration('erp-wms', 'ERP', 'WMS', 'orders'),
    integration('erp-bi', 'ERP', 'BI', 'everything'),
  ],
  automations: [],
  dataObjects: [
    {
      ...{ caseId: 'customer', entity: 'main', name: 'customer', title: 'Customer', owner: 'sales-lead', state: 'live' },
      ...{ recordSystem: 'CRM', systems: ['ERP'], flows: [] },
    },
  ],
  documents: [
    {
      ...{ caseId: 'RB-1', entity: 'main', name: 'RB-1', title: 'ERP does not post', owner: 'systems-lead', state: 'current' },
      ...{ kind: 'runbook', ofKind: 'system', of: 'ERP', url: '', reviewedOn: null, lastTestedOn: null, lastUsedOn: null },
    },
  ],
  flows: [ticket],
  metrics: [ticketsOpen],
  fillings: [{ integration: 'crm-erp', flow: 'ticket', fields: ['urgent'] }],
  titleOfRole: (role) => role,
};
const company = buildGraph(records);
const said = (of: string) => impactOf(company, [of]).touched.map(({ node, steps }) => `${steps} ${node.id}`);

test('[S780] of a company of five systems, what a change of the sign-in touches is exact, by kind and distance', () => {
  assert.deepEqual(said('system:SSO'), [
    ...['1 system:CRM', '1 system:ERP', '3 system:BI', '3 system:WMS'],
    ...['2 integration:crm-erp', '2 integration:erp-bi', '2 integration:erp-wms'],
    ...['2 data-object:customer', '2 flow:ticket', '3 metric:tickets-open', '2 document:RB-1', '2 control:access-review'],
    ...['1 role:security-lead', '2 role:head-of-finance', '2 role:sales-lead', '2 role:systems-lead'],
    ...['3 role:integration-owner', '3 role:support', '4 role:data-lead', '4 role:operations-lead'],
  ]);
  // The warehouse is fed by the ERP and feeds nobody.
  assert.deepEqual(said('system:WMS'), ['1 integration:erp-wms', '1 role:operations-lead', '2 role:integration-owner']);
});

test('[S781] the path says why, back to what is changed, and owners come by how near they are', () => {
  const { touched, owners } = impactOf(company, ['system:SSO']);
  const path = touched.find(({ node }) => node.id === 'system:WMS')?.path ?? [];
  assert.deepEqual(
    path.map(({ from, kind, to }) => `${from} ${edgeKinds[kind].says} ${to}`),
    [
      'system:WMS gets records by integration:erp-wms',
      'integration:erp-wms takes its records from system:ERP',
      'system:ERP does not work without system:SSO',
    ],
  );
  assert.deepEqual(
    owners.map(({ role, steps }) => `${steps} ${role}`),
    [
      ...['0 security-lead', '1 systems-lead', '1 sales-lead', '1 head-of-finance', '2 integration-owner', '2 support'],
      ...['3 data-lead', '3 operations-lead', '3 support-lead'],
    ],
  );
});

test('[S782] a field touches the metrics that name it, the integrations that fill it, and its flow in part alone', () => {
  assert.deepEqual(said('field:ticket.urgent'), ['1 integration:crm-erp', '1 flow:ticket', '1 metric:tickets-open']);
  assert.deepEqual(said('state:ticket.closed'), ['1 flow:ticket', '1 metric:tickets-open']);
  assert.deepEqual(said('state:ticket.open'), ['1 flow:ticket']);
  assert.deepEqual(impactOf(company, ['system:Nowhere', 'system:WMS']).unknown, ['system:Nowhere']);
});

/** Every node that some walk reaches, the shortest by trying all lengths: no queue, no marks. */
function bruteForce(graph: CatalogueGraph, starts: readonly string[]): ReadonlyMap<string, number> {
  const reached = new Map<string, number>(starts.map((id) => [id, 0]));
  let whole = new Set(starts);
  for (let steps = 1; steps <= graph.nodes.size; steps += 1) {
    const hit = graph.edges.filter(({ to }) => whole.has(to));
    for (const { from } of hit) if (!reached.has(from)) reached.set(from, steps);
    const onwards = hit.filter(
      ({ from, kind }) => carriers.has(graph.nodes.get(from)?.kind ?? 'role') && !('inPart' in edgeKinds[kind]),
    );
    whole = new Set(onwards.map(({ from }) => from));
  }
  return reached;
}

test('[S783] in random catalogues impact is what trying all walks finds, each by a path of that length', () => {
  const seed = Number(process.env['SEED'] ?? 780);
  const random = seededRandom(seed);
  const kinds = Object.keys(edgeKinds) as EdgeName[];
  for (let round = 0; round < 500; round += 1) {
    const builder = graphBuilder();
    for (let edge = 0; edge < 4 + random.integer(0, 26); edge += 1) {
      const kind = random.pick(kinds);
      const { from, to } = edgeKinds[kind];
      builder.join(kind, [random.pick(from), `n${random.integer(0, 3)}`], [random.pick(to), `n${random.integer(0, 3)}`]);
    }
    const graph = builder.done();
    const ids = [...graph.nodes.keys()];
    if (ids.length === 0) continue;
    const starts = [...new Set([random.pick(ids), random.pick(ids)])];
    const { touched } = impactOf(graph, starts);
    const expected = new Map([...bruteForce(graph, starts)].filter(([, steps]) => steps > 0));
    assert.deepEqual(new Map(touched.map(({ node, steps }) => [node.id, steps])), expected, `SEED=${seed}`);
    for (const { node, steps, path } of touched) {
      assert.equal(path.length, steps);
      assert.equal(path[0]?.from, node.id);
      assert.ok(starts.includes(path.at(-1)?.to ?? ''));
      for (const [index, { to }] of path.slice(0, -1).entries()) assert.equal(path[index + 1]?.from, to);
    }
  }
});

test('[S784] what is named and in no register is a node that is only named', () => {
  const { nodes } = buildGraph({ ...records, systems: records.systems.slice(1) });
  assert.equal(nodes.get(nodeId('system', 'SSO'))?.isNamedOnly, true);
  assert.equal(nodes.get(nodeId('system', 'CRM'))?.isNamedOnly, false);
});
