import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, JsonObject } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { ask, entity, person, tellStory } from '../../test/small-company.ts';
import { RefusedError } from '../cases/refused.ts';
import { deployPacks } from '../flows.ts';
import { gate } from '../gate/sole-person.ts';
import { findMetric, listMetrics } from '../metrics.ts';
import { migrateServer } from '../migrations/migrate.ts';
import type { Throughline } from '../throughline.ts';
import { unbrokenBreach } from './guard-rails.ts';
import { refuseUnknownMetrics } from './named-metrics.ts';
import { runWatches } from './run-watches.ts';
import { listWatches } from './watches.ts';

const revised = findMetric('invoice-error-rate');
const keeper: Actor = { id: 'rolf', kind: 'person', principal: 'rolf', roles: ['release-manager'] };
const lead: Actor = { id: 'lea', kind: 'person', principal: 'lea', roles: ['systems-lead'] };

test('[S889] a breach is what is out of its target up to the latest period that is over, since the day on', () => {
  const day = (from: string, value: number | null, { complete = true, n = 9 } = {}) => ({ from, value, complete, n });
  const told = (...points: ReturnType<typeof day>[]) =>
    unbrokenBreach(revised, points, { after: '2026-05-20', casesMin: 2 }).map(({ from }) => from.slice(8));
  assert.deepEqual(revised.target, { to: 0.1 });
  assert.deepEqual(told(day('2026-05-20', 0.9), day('2026-05-21', 0.1)), [], 'on the day itself, and at the bound');
  assert.deepEqual(told(day('2026-05-21', 0.2), day('2026-05-22', 0.3), day('2026-05-23', 0, { complete: false })), ['21', '22']);
  assert.deepEqual(told(day('2026-05-21', 0.2), day('2026-05-22', 0), day('2026-05-23', 0.11)), ['23'], 'back, and out again');
  assert.deepEqual(told(day('2026-05-21', 0.2), day('2026-05-22', 0)), [], 'back');
  assert.deepEqual(told(day('2026-05-21', 0.2), day('2026-05-22', 1, { n: 1 })), ['21'], 'too few cases say nothing');
  assert.deepEqual(told(day('2026-05-21', null)), [], 'no value');
});

test('[S889] what is to be watched and is no metric, or has no target, is refused where it is said, with what there is', () => {
  const refused = (flow: string, ...guardRails: string[]) => {
    try {
      refuseUnknownMetrics({}, flow, { guardRails });
      return [];
    } catch (error) {
      assert.ok(error instanceof RefusedError);
      const { code, place, expected } = error.refusal;
      return [code, place, String(expected).includes(revised.id)];
    }
  };
  const untargeted = listMetrics().find(({ target }) => target === undefined);
  assert.ok(untargeted !== undefined);
  assert.deepEqual(refused('change', revised.id), []);
  assert.deepEqual(refused('change', revised.id, 'no-such-number'), ['data-invalid', '/guardRails/1', true]);
  assert.deepEqual(refused('release', untargeted.id), ['data-invalid', '/guardRails/0', true]);
  assert.deepEqual(refused('invoice', 'no-such-number'), [], 'no watch reads it there');
});

test('[S889] [L423] a guard-rail that a release in hypercare or a change being validated names is watched: out of its target it is told once', async (t) => {
  const house = await openHouse(t, await testDatabase('small_company', tellStory), 'demo');
  await migrateServer(house.pool);
  await deployPacks(house);
  const release = { flow: 'release', key: 'R-1' };
  const clerk = person('anna.roth');
  const bill = {
    customer: 'Nordwind',
    currency: 'EUR',
    amount: 1_000,
    dueOn: '2026-07-31',
    country: 'DE',
    contact: 'a@nordwind.example',
  };
  const create = (number: string) =>
    ask(house, { flow: 'invoice', key: number }, 'create', clerk, { ...bill, number, deliveryReference: `DR-${number}` });
  const revise = (number: string) => ask(house, { flow: 'invoice', key: number }, 'revise', clerk, { dueOn: '2026-08-15' });
  const watches = listWatches().filter(({ name }) => name.startsWith('guard-rails'));
  const run = async (to: string) => {
    await house.engine.travel(Date.parse(`${to}T06:30:00Z`));
    const runs = (await runWatches(house, { watches, metrics: [] })) ?? [];
    const ofReleases = runs.filter(({ watch }) => watch === 'guard-rails-of-releases');
    assert.deepEqual([...new Set(runs.map(({ outcome, message }) => `${outcome}${message}`))], ['done']);
    const { engine } = house;
    const { rows } = await house.pool.query<{ id: string }>("select id from throughline.case_ where flow = 'release'");
    const events = await engine.history(rows[0]?.id ?? '', { limit: 1000 });
    return {
      recorded: ofReleases.reduce((sum, one) => sum + one.recorded, 0),
      told: events
        .filter(({ type }) => type === 'breachGuardRail')
        .map(({ input, outcome }) => [input?.['metric'], outcome.raised]),
    };
  };
  await ask(house, release, 'submit', lead);
  await ask(house, release, 'approve', keeper, { of: 'submit' });
  await ask(house, release, 'release', keeper, { releasedOn: '2026-05-20' });
  const guardRails = [revised.id, 'no-such-number'];
  await implementChange(house, { number: 'CHG-9', guardRails });
  await ask(house, release, 'startHypercare', lead, { until: '2026-06-15', guardRails });
  const change = async () => {
    const found = await house.engine.findCase({ flow: 'change', entity, key: 'CHG-9' });
    const told = (await house.engine.history(found?.id ?? '')).find(({ type }) => type === 'breachGuardRail');
    return [found?.state, found?.data['failures'], told?.input?.['metric']];
  };
  assert.deepEqual(await run('2026-05-21'), { recorded: 0, told: [] }, 'nothing since');
  assert.deepEqual(await change(), ['validating', [], undefined]);
  for (const number of ['I-11', 'I-12']) await create(number);
  await revise('I-11');
  const first = [[revised.id, ['guardRailBreached']]];
  assert.deepEqual(await run('2026-05-22'), { recorded: 1, told: first }, 'one of two, more than one of ten');
  assert.deepEqual(await change(), ['failed', ['guard-rail'], revised.id]);
  assert.deepEqual(await run('2026-05-23'), { recorded: 0, told: first }, 'the same breach');
});

/** A change of a system, up to where it is looked at whether it works. */
async function implementChange(
  house: Throughline,
  { number, guardRails }: { readonly number: string; readonly guardRails: readonly string[] },
): Promise<void> {
  const step = (type: string, actor: Actor, data: JsonObject = {}) =>
    ask(house, { flow: 'change', key: number }, type, actor, data);
  const touched = { systems: [], flows: [], integrations: [], metrics: [], documents: [], roleNames: [], owners: [], fanOut: 0 };
  const [from, to] = ['2026-05-20T13:00:00Z', '2026-05-20T14:00:00Z'];
  const kind = { type: 'standard', kind: 'help-text', subject: 'system' };
  await step('draft', lead, { number, title: 'A word in the help', ...kind, guardRails });
  await step('recordImpact', gate, { ...touched, impactAt: from });
  await step('assess', lead);
  await step('addTests', lead, { testPlan: 'Read it', testResults: 'It reads well' });
  await step('addRollback', lead, { rollbackPlan: 'The old word' });
  await step('submit', lead);
  await step('recordPlan', gate, { plannedFrom: from, plannedTo: to, freezes: [], windowOwners: [], conflicts: [] });
  await step('schedule', lead, { from, to });
  await step('implement', lead);
  await step('implemented', lead);
}
