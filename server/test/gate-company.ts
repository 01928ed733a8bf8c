import assert from 'node:assert/strict';
import { initialise } from '@throughline/engine';
import { type Actor, defineCalendar, type FlowDefinition, type JsonObject } from '@throughline/language';
import { access, change } from '@throughline/packs';
import { ship } from '../src/gate/first-definitions.ts';
import { gateSinks } from '../src/gate/gate-sink.ts';
import { propose } from '../src/gate/propose.ts';
import { gate } from '../src/gate/sole-person.ts';
import { migrateServer } from '../src/migrations/migrate.ts';
import { attach, type Throughline } from '../src/throughline.ts';

/** A company with the packs of access and of changes, in which nobody has an account yet. */
export async function prepareGate(url: string): Promise<void> {
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

export const person = (name: string, ...roles: readonly string[]): Actor => ({
  id: name,
  kind: 'person',
  principal: name,
  roles,
});
export const lea = person('lea', 'systems-lead', 'release-manager');
export const tess = person('tess', 'operations-lead');
export const rolf = person(
  'rolf',
  'systems-lead',
  'release-manager',
  'collections-lead',
  'finance-lead',
  'billing-lead',
  'sales-lead',
);

/** Open on weekdays. */
export const depot = defineCalendar({
  ...{ timeZone: 'Europe/Berlin', from: '2026-01-01', to: '2028-12-31' },
  week: Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, [['08:00', '16:00']]])),
});

export const parcel = (within: number): FlowDefinition =>
  ({
    ...{ name: 'parcel', title: 'Parcel', owner: 'systems-lead', key: 'number' },
    data: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'], additionalProperties: false },
    parameters: { fast: { type: 'days', default: 2, owner: 'systems-lead', from: 1, to: 9 } },
    ...{ calendars: { depot }, calendar: { default: 'depot' } },
    start: { hand: { to: 'sent' } },
    states: {
      sent: { owner: 'systems-lead', within: { businessDays: within }, on: { arrive: { to: 'there' } } },
      there: { final: 'done' },
    },
  }) as unknown as FlowDefinition;

/** A flow that asks the gate as a change does. */
export const forger = {
  ...parcel(3),
  ...{ name: 'forger', title: 'Forger', parameters: {} },
  destinations: { definitions: { title: 'Definitions', owner: 'systems-lead', tier: 1 } },
  events: { refused: { title: 'Refused' } },
  start: {
    ring: {
      to: 'sent',
      effects: [
        {
          ...{ kind: 'call', to: 'definitions', with: { number: 'data.number', what: '"implement"' }, delivery: 'at-least-once' },
          reply: { refused: 'refused', unknown: 'refused' },
        },
      ],
    },
  },
  states: { sent: { owner: 'systems-lead', within: { days: 3 }, on: { refused: { to: 'there' } } }, there: { final: 'done' } },
} as unknown as FlowDefinition;

/** What came of a command: `applied`, or the code of the refusal. */
export async function ask(house: Throughline, id: string, type: string, actor: Actor, data: JsonObject = {}): Promise<string> {
  const result = await house.engine.submit({ case: { id }, input: { kind: 'command', type, data, actor, reason: 'because' } });
  return result.outcome === 'refused' || result.outcome === 'failed' ? result.refusal.code : result.outcome;
}

/** The version of a flow in force. */
export const inForce = async (house: Throughline, flow = 'parcel') => (await house.engine.clock()).latest[flow];

/** From now on there are two people. */
export async function letIn(house: Throughline, name: string): Promise<void> {
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
export async function submitted(house: Throughline, id: string, author: Actor): Promise<void> {
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
export async function scheduled(house: Throughline, id: string, by: Actor): Promise<string> {
  const [from, to] = ['2026-11-20T00:00:00Z', '2026-11-20T01:00:00Z'];
  await ask(house, id, 'recordPlan', gate, { plannedFrom: from, plannedTo: to, freezes: [], windowOwners: [], conflicts: [] });
  return ask(house, id, 'schedule', by, { from, to });
}

/** Works off what waits to be done, once. */
export const run = (house: Throughline) => house.engine.runEffects({ sinks: gateSinks(house, {}) });
/** Proposes that parcels take so many days. */
export const proposeParcel = (house: Throughline, days: number, by: Actor = lea) =>
  propose(house, { subject: 'flow', content: parcel(days) as unknown as JsonObject, title: 'Parcels', summary: 'Longer' }, by);
/** Works effects off until the change is where it is to be; what failed once is tried again after a pause. */
export async function until(house: Throughline, id: string, state: string): Promise<void> {
  for (let looks = 0; looks < 400 && (await stateOf(house, id)) !== state; looks += 1) {
    await run(house);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.equal(await stateOf(house, id), state, await outcomeOf(house, id));
}

export const stateOf = async (house: Throughline, id: string) => (await house.engine.readCase(id))?.state;
export const outcomeOf = async (house: Throughline, id: string) =>
  String((await house.engine.readCase(id))?.data['outcome'] ?? '');
