import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FlowDefinition, type JsonObject, proposeMigration } from '@throughline/language';
import { caseId } from '../case-id.ts';
import { type Bench, bench, closing, command, named, order, outcomes, parcel, place } from '../fixture.test.ts';
import { shareOf } from '../settings/routing.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { PilotPlan } from './pilots.ts';
import { because, operator, orderMapping, parcelMapping, secondOrder, secondParcel } from './second-versions.test.ts';

const plan: PilotPlan = {
  name: 'later reminders',
  definitions: [secondOrder, secondParcel],
  mappings: [orderMapping(), parcelMapping()],
  share: 0.5,
  salt: 's1',
  ...because,
};

const keys = Array.from({ length: 40 }, (_, index) => `K${index}`);
const isOfPilot = (key: string) => shareOf('s1', { entity: 'halden', key }) < 0.5;

async function versions({ engine }: Pick<Bench, 'engine'>, flow: string, of: readonly string[] = keys) {
  const found = await engine.readCases(of.map((key) => caseId(named(key, flow))));
  return Object.fromEntries(found.map(({ key, version }) => [key, version]));
}

const byArm = (of: readonly string[] = keys) => Object.fromEntries(of.map((key) => [key, isOfPilot(key) ? 2 : 1]));

test('[E163] [E164] a pilot takes its share of the newborn cases; who was there stays, and the choice is the same in every process', async (t) => {
  const { engine, another, pool } = await closing(bench(), t);
  await engine.dispatch([place('K0'), place('K1'), place('K2')]);
  await engine.beginPilot(plan);
  const other = another();
  const [ours, theirs] = [keys.slice(3, 20), keys.slice(20)];
  const results = await Promise.all([
    engine.dispatch(ours.map((key) => place(key))),
    other.dispatch(theirs.map((key) => place(key))),
  ]);
  assert.ok(results.flat().every(({ outcome }) => outcome === 'applied'));
  const expected: Readonly<Record<string, number>> = { ...byArm(), K0: 1, K1: 1, K2: 1 };
  assert.deepEqual(await versions({ engine }, 'order'), expected);
  // Both versions in one batch, each case by its own; a process that begins now goes on as the others did.
  await another().dispatch(keys.map((key) => command(key, 'ask')));
  for (const key of keys) {
    const [birth, asked] = await engine.history(caseId(named(key)));
    assert.deepEqual([birth?.version, asked?.version], [expected[key], expected[key]]);
  }
  assert.deepEqual(await versions({ engine }, 'order'), expected);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E166] what a case of a pilot opens runs the pilot’s versions, and what another opens does not', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.beginPilot({ ...plan, segment: 'data.amount > 100' });
  // Parcels go by the same keys as their orders, and still it is the order that counts: the second would be of the share by its name.
  const [rich = '', poor = ''] = keys.filter(isOfPilot);
  const [other = ''] = keys.filter((key) => !isOfPilot(key));
  const amounts: Readonly<Record<string, number>> = { [rich]: 101, [poor]: 7, [other]: 101 };
  const all = Object.keys(amounts);
  await engine.dispatch(all.flatMap((key) => [place(key, { amount: amounts[key] ?? 0 }), command(key, 'ship')]));
  await engine.settle();
  const expected = { [rich]: 2, [poor]: 1, [other]: 1 };
  assert.deepEqual(await versions({ engine }, 'order', all), expected);
  assert.deepEqual(await versions({ engine }, 'parcel', all), expected);
});

const text = { type: 'string', maxLength: 200 };
const basket = {
  name: 'basket',
  title: 'Basket',
  owner: 'sales',
  key: 'number',
  data: { type: 'object', additionalProperties: false, properties: { number: text }, required: ['number'] },
  children: { line: { flow: 'line' } },
  start: { fill: { to: 'full' } },
  states: {
    full: {
      owner: 'sales',
      within: { days: 400 },
      on: {
        add: { open: [{ child: 'line', event: 'pick', key: 'data.number + "/1"', with: { number: 'data.number + "/1"' } }] },
        pay: { to: 'paid' },
      },
    },
    paid: { final: 'done' },
  },
} as unknown as FlowDefinition;
const line = { ...parcel, name: 'line', title: 'Line', start: { pick: { to: 'packed' } } } as unknown as FlowDefinition;

test('[E166] owned cases are of their owner’s arm, or, where a pilot tries them alone, of one arm by family', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.deploy([basket, line], { by: 'bo' });
  const secondLine = { ...secondParcel, name: 'line', title: 'Line', start: line.start } as FlowDefinition;
  const [deployed] = await engine.deploy([secondLine], { by: 'bo', released: false });
  await engine.storeMapping(proposeMigration(line, secondLine), because);
  await engine.beginPilot({ name: 'lines', flows: { line: deployed?.version ?? 0 }, share: 0.5, salt: 's1', ...because });
  const inBasket = (key: string, type: string, data: JsonObject = {}) => ({
    ...command(key, type, data),
    case: named(key, 'basket'),
  });
  const results = await engine.dispatch(keys.flatMap((key) => [inBasket(key, 'fill', { number: key }), inBasket(key, 'add')]));
  assert.deepEqual([...new Set(outcomes(results))], ['applied']);
  const lines = await Promise.all(keys.map(async (key) => (await engine.children(caseId(named(key, 'basket'))))[0]?.version));
  assert.deepEqual(
    lines,
    keys.map((key) => (isOfPilot(key) ? 2 : 1)),
  );
});

test('[E168] a pilot without a way back, on a flow that another one tries, or of nothing new is refused, and leaves nothing', async (t) => {
  const { engine } = await closing(bench(), t);
  const { mappings: _, ...withoutMappings } = plan;
  await assert.rejects(engine.beginPilot(withoutMappings), { code: 'pilot-without-way-back' });
  await assert.rejects(engine.beginPilot({ ...plan, segment: 'data.amount +' }), { code: 'segment-invalid' });
  await assert.rejects(engine.beginPilot({ ...plan, segment: 'data.amounts > 1' }), { code: 'segment-invalid' });
  await assert.rejects(engine.beginPilot({ ...plan, segment: 'data.amount + 1' }), { code: 'segment-invalid' });
  await assert.rejects(engine.beginPilot({ ...plan, share: 0 }), { code: 'pilot-invalid' });
  await assert.rejects(engine.beginPilot({ ...plan, share: Number.NaN }), { code: 'pilot-invalid' });
  await assert.rejects(engine.beginPilot({ name: 'none', ...because }), { code: 'pilot-invalid' });
  await assert.rejects(engine.beginPilot({ name: 'old', flows: { order: 1 }, ...because }), { code: 'pilot-invalid' });
  await assert.rejects(engine.beginPilot({ name: 'none', flows: { order: 7 }, ...because }), { code: 'version-unknown' });
  await assert.rejects(engine.beginPilot({ ...plan, reason: '' }), { code: 'reason-missing' });
  const stranding = { ...orderMapping(), states: {} };
  await assert.rejects(engine.beginPilot({ ...plan, mappings: [stranding, parcelMapping()] }), { code: 'migration-refused' });
  assert.equal((await engine.checkPilot(withoutMappings))?.code, 'pilot-without-way-back');
  assert.equal(await engine.checkPilot(plan), undefined);
  assert.deepEqual(await engine.pilots(), []);
  await engine.beginPilot(plan);
  assert.equal((await engine.checkPilot({ ...plan, name: 'other' }))?.code, 'pilot-running');
  await assert.rejects(engine.beginPilot({ ...plan, name: 'other' }), { code: 'pilot-running' });
  await engine.promotePilot({ name: plan.name, ...because });
  await assert.rejects(
    engine.beginPilot({ name: plan.name, flows: { order: 1 }, mappings: [proposeMigration(secondOrder, order)], ...because }),
    {
      code: 'pilot-invalid',
    },
  );
  await assert.rejects(engine.promotePilot({ name: 'nobody', ...because }), { code: 'pilot-unknown' });
});

test('[E169] a promoted pilot is what newborn cases run; how both arms did stays to be read', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('before')]);
  await engine.travel((await engine.clock()).now + 1);
  await engine.beginPilot(plan);
  await engine.dispatch(keys.map((key) => place(key)));
  const taken = keys.filter(isOfPilot);
  await engine.dispatch([command(taken[0] ?? '', 'pay', { amount: 100 })]);
  assert.deepEqual(await engine.pilotArms(plan.name), [
    { flow: 'order', version: 1, isPilot: false, cases: 40 - taken.length, states: { open: 40 - taken.length } },
    { flow: 'order', version: 2, isPilot: true, cases: taken.length, states: { accepted: taken.length - 1, paid: 1 } },
  ]);
  const pilot = await engine.promotePilot({ name: plan.name, ...because });
  assert.equal(pilot.outcome, 'promoted');
  await engine.dispatch([place('after'), { ...command('P', 'pack', { number: 'P' }), case: named('P', 'parcel') }]);
  assert.deepEqual(
    { ...(await versions({ engine }, 'order', ['after'])), ...(await versions({ engine }, 'parcel', ['P'])) },
    { after: 2, P: 2 },
  );
  await assert.rejects(engine.rollBackPilot({ name: plan.name, actor: operator, reason: 'too late' }), { code: 'pilot-unknown' });
});

test('[E169] a pilot that is rolled back takes its running cases back to what is in force, as previewed', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.beginPilot(plan);
  await engine.dispatch(keys.map((key) => place(key)));
  const taken = keys.filter(isOfPilot);
  const [paid = '', closed = ''] = taken;
  await engine.dispatch([
    command(paid, 'pay', { amount: 100 }),
    command(closed, 'pay', { amount: 100 }),
    command(closed, 'close'),
  ]);
  const running = taken.length - 1;
  const preview = await engine.previewRollBack(plan.name);
  assert.deepEqual(preview['order']?.states, [
    { state: 'accepted', migrate: running - 1, refused: 0, ended: 0 },
    { state: 'closed', migrate: 0, refused: 0, ended: 1 },
    { state: 'paid', migrate: 1, refused: 0, ended: 0 },
  ]);
  const order = { name: plan.name, actor: operator, reason: 'more reminders than before' };
  const rolledBack = await engine.rollBackPilot(order);
  assert.deepEqual(
    rolledBack.map((each) => [each.flow, 'run' in each && each.run.migrated, 'run' in each && each.run.refused]),
    [
      ['order', running, 0],
      ['parcel', 0, 0],
    ],
  );
  await engine.dispatch([place('after')]);
  const all = [...keys, 'after'];
  assert.deepEqual(await versions({ engine }, 'order', all), Object.fromEntries(all.map((key) => [key, key === closed ? 2 : 1])));
  const [, , back] = await engine.history(caseId(named(paid)));
  assert.deepEqual([back?.type, back?.version, back?.actor, back?.reason], ['migrate', 1, 'olga', order.reason]);
  // Asked again, there is nothing left to do.
  const again = await engine.rollBackPilot(order);
  assert.deepEqual(
    again.map((each) => 'run' in each && each.run.migrated),
    [0, 0],
  );
  assert.equal((await verifyLog(pool)).found, 0);
});
