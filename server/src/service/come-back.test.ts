import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '@throughline/language';
import { change, service } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { initialiseVirtual } from '../throughline.ts';
import { runWatches } from '../watching/run-watches.ts';

const lea: Actor = { id: 'lea', kind: 'person', principal: 'lea', roles: ['incident-lead', 'systems-lead'] };
const day = 86_400_000;
const begin = Date.parse('2027-01-04T09:00:00Z');

test('[P348] the third incident of a kind within 90 days opens its problem, once; two of another kind, and a third after 90 days, open none; [P350] what stands too long is one incident for as long as that lasts', async (t) => {
  const house = await openHouse(t, await testDatabase('nothing_yet', () => Promise.resolve()), 'demo');
  await initialiseVirtual(house, begin);
  await migrateServer(house.pool);
  await house.engine.deploy([...service.flows, ...change.flows], { by: 'test' });
  const fails = async (number: string, signature: string, after: number) => {
    if (after > 0) await house.engine.travel(begin + after * day);
    const beganAt = new Date(begin + after * day).toISOString();
    const result = await house.engine.submit({
      case: { flow: 'incident', entity: 'company', key: number },
      input: {
        ...{ kind: 'command', type: 'detect', actor: lea },
        data: { number, title: `${signature} fails`, priority: 'P3', signature, beganAt, flows: ['invoice'], systems: ['ERP'] },
      },
    });
    assert.equal(result.outcome, 'applied', JSON.stringify(result));
  };
  const asked = async () => {
    const options = { watches: service.watches ?? [], metrics: [] };
    const runs = (await runWatches(house, options)) ?? [];
    const { cases } = await house.engine.list({ flow: 'problem', limit: 10 });
    return {
      recorded: runs.reduce((sum, { recorded }) => sum + recorded, 0),
      outcomes: [...new Set(runs.map(({ outcome }) => outcome))],
      problems: cases.map(({ key, data }) => [key, data['incident'], data['incidents'], data['priority'], data['systems']]),
    };
  };
  await fails('INC-1', 'sync', 0);
  await fails('INC-2', 'mail', 1);
  await fails('INC-3', 'sync', 2);
  await fails('INC-4', 'disk', 2);
  await fails('INC-5', 'disk', 3);
  await house.engine.travel(begin + 4 * day);
  assert.deepEqual(await asked(), { recorded: 0, outcomes: ['done'], problems: [] }, 'two of a kind');
  await fails('INC-6', 'sync', 10);
  await house.engine.travel(begin + 11 * day);
  const problem = ['PRB-sync', 'INC-6', 3, 'P3', ['ERP']];
  assert.deepEqual(await asked(), { recorded: 1, outcomes: ['done'], problems: [problem] });
  // The same row is the same fact the next mornings; the third of a kind after 94 days has one before it only.
  await fails('INC-7', 'disk', 97);
  await house.engine.travel(begin + 98 * day);
  assert.deepEqual((await asked()).problems, [problem]);

  // Nobody takes the problem on: a backlog of one, told once for as long as it lasts.
  const [backlogs] = (service.watches ?? []).filter(({ name }) => name === 'overdue-backlogs');
  assert.ok(backlogs !== undefined && 'metric' in backlogs.ask);
  const watch = { ...backlogs, ask: { ...backlogs.ask, breached: { above: 0 } } };
  const toldOn = async (nth: number) => {
    await house.engine.travel(begin + nth * day);
    const runs = (await runWatches(house, { watches: [watch], metrics: [] })) ?? [];
    const { cases } = await house.engine.list({ flow: 'incident', limit: 50 });
    const told = cases.filter(({ data }) => data['category'] === 'backlog').map(({ key, data }) => [key, data['signature']]);
    return { rows: runs.at(-1)?.rows, told: told.sort() };
  };
  const first = ['BACKLOG-problem-2027-02-08', 'backlog/problem'];
  assert.deepEqual(await toldOn(105), { rows: 1, told: [first] });
  assert.deepEqual(await toldOn(112), { rows: 1, told: [first] }, 'the same weeks');
});
