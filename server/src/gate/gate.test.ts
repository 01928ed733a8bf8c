import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise } from '@throughline/engine';
import type { Actor, FlowDefinition, JsonObject, Pack } from '@throughline/language';
import { access, change } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { attach, type Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { carryThrough } from './carry-through.ts';
import { ship } from './first-definitions.ts';
import { gateSinks } from './gate-sink.ts';
import { propose } from './propose.ts';
import { putInForce } from './put-in-force.ts';
import { showContent } from './show-content.ts';
import { gate } from './sole-person.ts';

async function prepare(url: string): Promise<void> {
  const throughline = attach({ url, env: {}, database: 'main', release: () => Promise.resolve() });
  await initialise(throughline.pool, { mode: 'real' });
  await migrateServer(throughline.pool);
  for (const pack of [change, access])
    await ship(
      throughline,
      pack,
      pack.flows.map((definition) => ({ definition, isNew: true })),
    );
  await throughline.close();
}

export const company = () => testDatabase('gate_company', prepare);
const person = (name: string, ...roles: readonly string[]): Actor => ({ id: name, kind: 'person', principal: name, roles });
const lea = person('lea', 'systems-lead', 'release-manager');
const tess = person('tess', 'operations-lead');
const rolf = person('rolf', 'systems-lead', 'release-manager', 'collections-lead', 'finance-lead', 'billing-lead', 'sales-lead');

const parcel = (within: number): FlowDefinition =>
  ({
    ...{ name: 'parcel', title: 'Parcel', owner: 'systems-lead', key: 'number' },
    data: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'], additionalProperties: false },
    parameters: { fast: { type: 'days', default: 2, owner: 'systems-lead', from: 1, to: 9 } },
    start: { hand: { to: 'sent' } },
    states: {
      sent: { owner: 'systems-lead', within: { days: within }, on: { arrive: { to: 'there' } } },
      there: { final: 'done' },
    },
  }) as unknown as FlowDefinition;

/** What came of a command: `applied`, or the code of the refusal. */
async function ask(house: Throughline, id: string, type: string, actor: Actor, data: JsonObject = {}): Promise<string> {
  const result = await house.engine.submit({ case: { id }, input: { kind: 'command', type, data, actor, reason: 'because' } });
  return result.outcome === 'refused' || result.outcome === 'failed' ? result.refusal.code : result.outcome;
}

const inForce = async (house: Throughline, flow = 'parcel') => (await house.engine.clock()).latest[flow];

/** From now on there are two people. */
async function letIn(house: Throughline, name: string): Promise<void> {
  const admin = person('ada', 'owner', 'administrator');
  const data = { person: name, name, email: `${name}@acme.example` };
  const invited = await house.engine.submit({
    case: { flow: 'account', entity: 'company', key: name },
    input: { kind: 'command', type: 'invite', data, actor: admin },
  });
  assert.equal(invited.outcome, 'applied', JSON.stringify(invited));
  assert.equal(await ask(house, invited.caseId, 'activate', person(name, 'account-holder'), { name }), 'applied');
}

const evidence: readonly (readonly [string, JsonObject])[] = [
  ['addTests', { testPlan: 'Send one', testResults: 'It came' }],
  ['addRollback', { rollbackPlan: 'The gate takes it back' }],
  ['addNotes', { notes: 'Parcels may take longer' }],
  ['addCommunication', { communication: 'The desk knows' }],
];

/** From a draft to where somebody must approve it, as its author. */
async function submitted(house: Throughline, id: string, author: Actor): Promise<void> {
  const found = await house.engine.readCase(id);
  const names = ['systems', 'flows', 'integrations', 'metrics', 'documents', 'roleNames', 'owners', 'fanOut'];
  const impact = Object.fromEntries(names.map((name) => [name, found?.data[name] ?? null]));
  assert.equal(await ask(house, id, 'recordImpact', gate, { ...impact, impactAt: '2026-11-01T00:00:00Z' }), 'applied');
  assert.equal(await ask(house, id, 'assess', author), 'applied');
  for (const [type, data] of evidence) assert.equal(await ask(house, id, type, author, data), 'applied');
  assert.equal(await ask(house, id, 'signOff', author, { uatScript: 'x', uatResult: 'y' }), 'applied');
  assert.equal(await ask(house, id, 'approve', tess, { of: 'signOff' }), 'applied');
  assert.equal(await ask(house, id, 'submit', author), 'applied');
}

/** When it is done: what the calendar said of it was recorded. */
async function scheduled(house: Throughline, id: string, by: Actor): Promise<string> {
  const [from, to] = ['2026-11-20T00:00:00Z', '2026-11-20T01:00:00Z'];
  await ask(house, id, 'recordPlan', gate, { plannedFrom: from, plannedTo: to, freezes: [], windowOwners: [], conflicts: [] });
  return ask(house, id, 'schedule', by, { from, to });
}

const run = (house: Throughline) => house.engine.runEffects({ sinks: gateSinks(house, {}) });
const proposeParcel = (house: Throughline, days: number, by: Actor = lea) =>
  propose(house, { subject: 'flow', content: parcel(days) as unknown as JsonObject, title: 'Parcels', summary: 'Longer' }, by);
const stateOf = async (house: Throughline, id: string) => (await house.engine.readCase(id))?.state;
const outcomeOf = async (house: Throughline, id: string) => String((await house.engine.readCase(id))?.data['outcome'] ?? '');

test('[S800] alone, an import brings its flow through the gate at once: in force, and unapproved until somebody agrees', {
  timeout: 120_000,
}, async (t) => {
  const house = await openHouse(t, await company());
  const putting = { actor: lea, title: 'Flow parcel', summary: 'for an import' };
  await putInForce(house, [parcel(3)], putting);
  await putInForce(house, [parcel(3)], putting);
  assert.equal(await inForce(house), 1);
  const { cases } = await house.engine.list({ flow: 'change' });
  assert.deepEqual(
    cases.map(({ key, state, data }) => [key, state, data['approvalOwed']]),
    [['CHG-0001', 'validating', true]],
  );
  const [first] = cases;
  assert.ok(first !== undefined);
  const open = await house.engine.children(first.id);
  assert.deepEqual(
    open.map(({ state, data }) => [data['kind'], state]),
    [['unapproved', 'open']],
  );
  const shown = await showContent(house, 'CHG-0001', seesAll);
  assert.deepEqual([shown.proposedAgainst, shown.isCurrent, shown.content.baseline], ['parcel none', false, 'parcel 1']);

  // What another release of the product brings is a change, too.
  const post = { name: 'post', title: 'Post', roles: {}, flows: [], metrics: [] } as unknown as Pack;
  const letter = (days: number) => ({ ...parcel(days), name: 'letter', title: 'Letter' });
  await ship(house, post, [{ definition: letter(1), isNew: true }]);
  await ship(house, post, [{ definition: letter(2), isNew: false }]);
  assert.equal(await inForce(house, 'letter'), 2);
  const shipped = (await house.engine.list({ flow: 'change' })).cases.map(({ data }) => [data['type'], data['kind']]);
  assert.deepEqual(shipped.slice(1), [['standard', 'shipped-version']]);

  // The second person ends it: the same import is now proposed and refused, and what is owed is asked for.
  await letIn(house, 'lea');
  await letIn(house, 'rolf');
  await assert.rejects(putInForce(house, [parcel(4)], putting), { code: 'change-not-approved', place: 'CHG-0003' });
  await assert.rejects(putInForce(house, [parcel(4)], putting), { code: 'change-not-approved', place: 'CHG-0003' });
  assert.equal(await inForce(house), 1);
  assert.equal(await ask(house, first.id, 'approveAfterwards', lea), 'applied');
  assert.equal(await ask(house, first.id, 'approve', lea, { of: 'approveAfterwards' }), 'approver-excluded');
  assert.equal(await ask(house, first.id, 'approve', rolf, { of: 'approveAfterwards' }), 'applied');
  const closed = await house.engine.children(first.id);
  assert.deepEqual(
    closed.filter(({ data }) => data['kind'] === 'unapproved').map(({ state }) => state),
    ['resolved'],
  );
});
