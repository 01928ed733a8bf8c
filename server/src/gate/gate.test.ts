import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise, type Sink } from '@throughline/engine';
import { type Actor, type FlowDefinition, type JsonObject, type Pack, proposeMigration } from '@throughline/language';
import { access, change } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { attach, type Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { carryThrough } from './carry-through.ts';
import { ship } from './first-definitions.ts';
import { gateSinks } from './gate-sink.ts';
import { foundByGate, propose } from './propose.ts';
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

/** A flow that asks the gate as a change does. */
const forger = {
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
/** Works effects off until the change is where it is to be; what failed once is tried again after a pause. */
async function until(house: Throughline, id: string, state: string): Promise<void> {
  for (let looks = 0; looks < 400 && (await stateOf(house, id)) !== state; looks += 1) {
    await run(house);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.equal(await stateOf(house, id), state, await outcomeOf(house, id));
}

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

test('[S801] [S802] nothing gets past the gate: no way into production without the approval of somebody else for what is there now', {
  timeout: 240_000,
}, async (t) => {
  const house = await openHouse(t, await company());
  await putInForce(house, [parcel(3)], { actor: lea, title: 'Flow parcel', summary: 'for an import' });
  await letIn(house, 'lea');
  await letIn(house, 'rolf');
  const desk: Actor = { ...rolf, id: 'desk of lea', principal: 'lea' };
  const bot: Actor = { id: 'key of lea', kind: 'automation', principal: 'lea', roles: [...rolf.roles, 'change-gate'] };
  const chief = person('lea', 'operator', 'systems-lead');

  /** Each begins with a proposal of its own, tries, and says what it was told; nothing may be in force by it. */
  const attempts: Readonly<Record<string, (id: string, number: string) => Promise<readonly string[]>>> = {
    'without approval': async (id) => [await ask(house, id, 'implement', lea), await scheduled(house, id, lea)],
    'approved by its author': async (id) => {
      await submitted(house, id, lea);
      return [await ask(house, id, 'approve', lea, { of: 'submit' })];
    },
    'approved by what its author lent to another desk': async (id) => {
      await submitted(house, id, lea);
      return [await ask(house, id, 'approve', desk, { of: 'submit' })];
    },
    'approved by a key of its author': async (id) => {
      await submitted(house, id, lea);
      return [await ask(house, id, 'approve', bot, { of: 'submit' })];
    },
    'with an approval older than its content': async (id) => {
      await approvedBy(id);
      const other = await proposeParcel(house, 7);
      assert.equal(await ask(house, id, 'revise', lea, { contentHash: other.hash }), 'applied');
      return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
    },
    'with an approval that was revised to fit': async (id) => {
      await approvedBy(id);
      const other = await proposeParcel(house, 7);
      assert.equal(await ask(house, id, 'revise', lea, { contentHash: other.hash }), 'applied');
      const refused = await ask(house, id, 'revise', lea, { approvedHash: other.hash });
      return [refused, await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
    },
    'with an approval that was put right to fit, as operator': async (id) => {
      await approvedBy(id);
      const other = await proposeParcel(house, 7);
      const data = { contentHash: other.hash, approvedHash: other.hash };
      assert.equal(await ask(house, id, 'repair', chief, { data }), 'applied');
      return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
    },
    'put right by hand, as operator': async (id) => {
      await submitted(house, id, lea);
      const found = await house.engine.readCase(id);
      const data = { approvedHash: found?.data['contentHash'] ?? null, approvedPoints: 2 };
      assert.equal(await ask(house, id, 'repair', chief, { state: 'scheduled', data }), 'applied');
      return [await ask(house, id, 'implement', lea)];
    },
    'as if alone': async (id) => {
      assert.equal(await ask(house, id, 'recordPersons', bot, { onlyPerson: true }), 'applied');
      await submitted(house, id, lea);
      return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
    },
    'as a standard change': async (id) => {
      const mild = { changesDefinition: false, changesDataModel: false, touchesMoney: false, reversible: true };
      assert.equal(await ask(house, id, 'revise', lea, { type: 'standard', kind: 'help-text', ...mild }), 'applied');
      await submitted(house, id, lea);
      return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
    },
    'said to be milder than it is': async (id) => {
      assert.equal(await ask(house, id, 'revise', lea, { changesDefinition: false }), 'applied');
      await approvedBy(id);
      return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
    },
    'said to concern nobody': async (id) => {
      assert.equal(await ask(house, id, 'revise', lea, { owners: [] }), 'data-invalid');
      assert.equal(await ask(house, id, 'repair', chief, { data: { owners: [] } }), 'applied');
      await approvedBy(id);
      return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
    },
    'by saying that it was done': async (id) => [
      await ask(house, id, 'implemented', bot),
      await ask(house, id, 'rolledBack', bot),
    ],
    'by an import of the same file': async (_, number) => {
      const error = await putInForce(house, [parcel(5)], { actor: rolf, title: 'x', summary: 'y' }).then(
        () => undefined,
        (failure: { readonly code?: string; readonly place?: string }) => failure,
      );
      assert.equal(error?.place, number);
      return [error?.code ?? 'applied'];
    },
    'by another flow that calls the gate': async (_, number) => {
      const bell = (await house.engine.dispatch([ring(number)]))[0];
      assert.equal(bell?.outcome, 'applied', JSON.stringify(bell));
      await run(house);
      return (await house.engine.effects(bell.caseId)).map(({ error }) => error ?? 'applied');
    },
    'by a migration that nobody approved': async () => {
      const content = { flow: 'parcel', from: 1, to: 2 };
      const failure = await propose(house, { subject: 'migration', content, title: 'Move', summary: 'x' }, lea).then(
        () => undefined,
        (error: { readonly code?: string }) => error,
      );
      return [failure?.code ?? 'applied'];
    },
  };
  const approvedBy = async (id: string) => {
    await submitted(house, id, lea);
    assert.equal(await ask(house, id, 'approve', rolf, { of: 'submit' }), 'applied');
  };
  await house.engine.deploy([forger], { by: 'test' });
  const ring = (number: string) => ({
    case: { flow: 'forger', entity: 'company', key: number },
    input: { kind: 'command', type: 'ring', data: { number }, actor: lea } as const,
  });
  const told: Record<string, string> = {};
  for (const [way, attempt] of Object.entries(attempts)) {
    const { case: id, number } = await proposeParcel(house, 5);
    const answers = await attempt(id, number);
    await run(house);
    const [state, outcome] = [await stateOf(house, id), await outcomeOf(house, id)];
    const said = outcome === '' ? '' : `: ${outcome.replace(/^.*change-not-approved: /, '')}`;
    told[way] = `${answers.join(', ')}; ${state}${said}`;
    assert.equal(await inForce(house), 1, way);
    await ask(house, id, 'cancel', lea);
  }
  assert.deepEqual(told, {
    'without approval': 'applied, not-allowed-in-state; draft',
    'approved by its author': 'approver-excluded; assessed',
    'approved by what its author lent to another desk': 'approver-excluded; assessed',
    'approved by a key of its author': 'person-required; assessed',
    'with an approval older than its content': 'applied, applied; scheduled',
    'with an approval that was revised to fit': 'data-invalid, applied, applied; scheduled',
    'with an approval that was put right to fit, as operator':
      'applied, applied; failed: “approvedHash” was written by hand, not by what happened: propose it anew',
    'put right by hand, as operator': 'applied; failed: Its state was put right by hand: propose it anew',
    'as if alone': 'applied, applied; failed: Nobody but its author has agreed, and there is somebody else now',
    'as a standard change':
      'applied, applied; failed: A definition of ours is never a standard change: it needs an approval of its own',
    'said to be milder than it is':
      'applied, applied; failed: “changesDefinition” was said otherwise than its content is: propose it anew',
    'said to concern nobody': 'applied, applied; failed: “owners” was written by hand, not by what happened: propose it anew',
    'by saying that it was done': 'not-allowed-in-state, not-allowed-in-state; draft',
    'by an import of the same file': 'change-not-approved; draft',
    'by a migration that nobody approved': 'flow-unknown; draft',
    'by another flow that calls the gate': 'Only a change alters what is in force; draft',
  });
});

test('[S803] [S804] what is approved is carried out once: by two at once, after a kill, and only on what it was proposed against', {
  timeout: 240_000,
}, async (t) => {
  const house = await openHouse(t, await company());
  await putInForce(house, [parcel(3)], { actor: lea, title: 'Flow parcel', summary: 'for an import' });
  await letIn(house, 'lea');
  await letIn(house, 'rolf');
  const ready = async (days: number) => {
    const proposed = await proposeParcel(house, days);
    await submitted(house, proposed.case, lea);
    assert.equal(await ask(house, proposed.case, 'approve', rolf, { of: 'submit' }), 'applied');
    assert.equal(await scheduled(house, proposed.case, lea), 'applied');
    return proposed;
  };
  const [first, second] = [await ready(4), await ready(5)];
  const both = await Promise.all([ask(house, first.case, 'implement', lea), ask(house, first.case, 'implement', rolf)]);
  assert.deepEqual(both.sort(), ['applied', 'not-allowed-in-state']);
  // The process dies when it has put it in force, and before it could say so.
  const { call, ...others } = gateSinks(house, {});
  assert.ok(call !== undefined);
  const dying: Sink = {
    ...call,
    async perform(effect, signal) {
      await call.perform(effect, signal);
      throw new Error('killed');
    },
  };
  await house.engine.runEffects({ sinks: { ...others, call: dying } });
  assert.deepEqual([await inForce(house), await stateOf(house, first.case)], [2, 'implementing']);
  await until(house, first.case, 'validating');
  assert.equal(await inForce(house), 2);
  const { rows } = await house.pool.query("select version from throughline.flow_version where flow = 'parcel'");
  assert.equal(rows.length, 2);

  assert.equal(await ask(house, second.case, 'implement', lea), 'applied');
  await until(house, second.case, 'failed');
  assert.equal(
    await outcomeOf(house, second.case),
    'baseline-moved: it was proposed against parcel 1, and in force is parcel 2: propose it anew',
  );
  assert.equal(await inForce(house), 2);
});

test('[S805] a change is taken back by itself: the version before, its running cases, the value before', {
  timeout: 240_000,
}, async (t) => {
  const house = await openHouse(t, await company());
  const alone = async (subject: 'flow' | 'parameters' | 'mapping' | 'migration' | 'pilot', content: JsonObject) => {
    const proposed = await propose(house, { subject, content, title: `A ${subject}`, summary: 'x', evidence: foundByGate }, lea);
    await carryThrough(house, proposed, lea);
    return proposed.case;
  };
  const bear = async (key: string) => {
    const input = { kind: 'command', type: 'hand', data: { number: key }, actor: lea } as const;
    return (await house.engine.submit({ case: { flow: 'parcel', entity: 'e', key }, input })).caseId;
  };
  const versionOf = async (id: string) => (await house.engine.readCase(id))?.version;
  await putInForce(house, [parcel(3)], { actor: lea, title: 'Flow parcel', summary: 'x' });
  const old = await bear('P-1');
  const next = await alone('flow', parcel(4) as unknown as JsonObject);
  const young = await bear('P-2');
  await alone('mapping', proposeMigration(parcel(3), parcel(4)) as unknown as JsonObject);
  const moved = await alone('migration', { flow: 'parcel', from: 1, to: 2 });
  assert.deepEqual([await versionOf(old), await versionOf(young)], [2, 2]);
  const tuned = await alone('parameters', { flow: 'parcel', values: { fast: 5 } });
  const fast = async () => (await house.engine.parameters('parcel')).parameters['fast'];
  assert.equal(await fast(), 5);

  const back = async (id: string) => {
    assert.equal(await ask(house, id, 'rollBack', rolf), 'applied');
    await run(house);
  };
  await back(tuned);
  assert.equal(await fast(), 2);
  await back(moved);
  assert.deepEqual([await versionOf(old), await versionOf(young)], [1, 1]);
  await alone('migration', { flow: 'parcel', from: 1, to: 2 });
  await back(next);
  assert.equal(await inForce(house), 1);
  assert.deepEqual([await versionOf(old), await versionOf(young)], [1, 1]);
  // Taken back once, and said so: nothing is left that could be taken back again.
  assert.equal(await ask(house, next, 'rollBack', rolf), 'not-allowed-in-state');
});
