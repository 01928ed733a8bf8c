import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise } from '@throughline/engine';
import type { Actor, FlowDefinition, JsonObject } from '@throughline/language';
import { catalogue, change, integrationPack } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { attach, type Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { assessChange, scheduleChange } from './assess.ts';
import { showCalendar } from './calendar.ts';
import { decisionLog } from './decision-log.ts';
import { showRelease } from './release-package.ts';
import { listChanges, showChange } from './show-change.ts';

/** Stages of a lead, as they are named in marketing and in the ledger. */
const lead = {
  ...{ name: 'lead', title: 'Lead', owner: 'revops-lead', key: 'number' },
  data: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'], additionalProperties: false },
  start: { enter: { to: 'sql' } },
  states: { sql: { owner: 'revops-lead', within: { days: 5 }, on: { win: { to: 'won' } } }, won: { final: 'done' } },
} as unknown as FlowDefinition;

async function prepare(url: string): Promise<void> {
  const house = attach({ url, env: {}, database: 'main', release: () => Promise.resolve() });
  await initialise(house.pool, { mode: 'real' });
  await migrateServer(house.pool);
  await house.engine.deploy([...catalogue.flows, ...integrationPack.flows, ...change.flows, lead], { by: 'test' });
  await house.close();
}

const person = (name: string, ...roles: readonly string[]): Actor => ({ id: name, kind: 'person', principal: name, roles });
const seeing = (actor: Actor) => ({ actor, visible: seesAll });
const ann = person('ann', 'systems-analyst');
const keeper = person('kim', 'systems-lead', 'integration-owner', 'release-manager', 'sales-lead');
const rik = person('rik', 'requester');

async function ask(
  house: Throughline,
  [flow, key]: readonly [string, string],
  type: string,
  actor: Actor,
  data: JsonObject = {},
  reason = 'because',
): Promise<void> {
  const input = { kind: 'command', type, data, actor, reason } as const;
  const result = await house.engine.submit({ case: { flow, entity: 'company', key }, input });
  assert.equal(result.outcome, 'applied', `${type}: ${JSON.stringify(result)}`);
}

async function register(house: Throughline): Promise<void> {
  const system = { tier: '1', disposition: 'invest' };
  for (const [name, owner, flows] of [
    ['CRM', 'revops-lead', ['lead']],
    ['Mailing', 'marketing-lead', []],
    ['Ledger', 'finance-lead', []],
  ] as const)
    await ask(house, ['system', name], 'register', keeper, { name, title: name, owner, ...system, flows: [...flows] });
  for (const [name, target] of [
    ['crm-mailing', 'Mailing'],
    ['crm-ledger', 'Ledger'],
  ] as const)
    await ask(house, ['integration', name], 'register', keeper, {
      ...{ name, title: name, source: 'CRM', target, pattern: 'api', moves: 'leads', owner: 'integration-owner', tier: 'minor' },
      reviewOn: '2027-01-01',
    });
  await ask(house, ['document', 'DOC-1'], 'draft', keeper, {
    ...{ number: 'DOC-1', title: 'How leads are qualified', kind: 'sop', ofKind: 'flow', of: 'lead', owner: 'revops-lead' },
  });
}

test('[S820] [S822] [S823] [S824] [S825] [S826] a design review: what a new stage touches, who has to agree, when it may go live, and all of it as a document', async (t) => {
  const house = await openHouse(t, await testDatabase('changes_company', prepare), 'demo');
  await register(house);
  const draft = {
    ...{ number: 'CHG-1', title: 'A stage “qualified technical”', subject: 'system', type: 'normal', release: 'R-1' },
    ...{ systems: ['CRM'], flows: ['lead'], changesDefinition: true, changesDataModel: true, changesIntegration: true },
    ...{
      testPlan: 'Walk one lead through',
      testResults: 'It arrived',
      rollbackPlan: 'Take the stage out',
      notes: 'One more stage',
    },
    communication: 'Sales, on Monday',
  };
  await ask(house, ['change', 'CHG-1'], 'draft', ann, draft);
  await assert.rejects(assessChange(house, 'CHG-1', seeing(rik)), { name: 'RefusedError' });
  const assessed = await assessChange(house, 'CHG-1', seeing(ann));
  assert.deepEqual(
    [assessed.state.name, assessed.impact.flows, assessed.impact.integrations, assessed.impact.documents, assessed.impact.fanOut],
    ['assessed', ['lead'], ['crm-ledger', 'crm-mailing'], ['DOC-1'], 2],
  );
  // 2 for the definition, 2 for the integration, 2 since its data goes to two systems.
  assert.deepEqual([assessed.riskPoints, assessed.risk], [6, 'medium']);
  assert.equal(
    assessed.riskFacts.reduce((sum, { points }) => sum + points, 0),
    6,
  );
  const rightsOf = ({ rights }: typeof assessed) =>
    rights.map(({ id, roles }) => [id, ...roles.map(({ name }) => name)].join(' '));
  assert.deepEqual(rightsOf(assessed), [
    'DEC-05 revops-lead integration-owner',
    'DEC-06 data-lead revops-lead integration-owner',
    'DEC-07 integration-owner revops-lead',
  ]);
  assert.deepEqual(assessed.missing, ['sign-off of users']);

  await ask(house, ['change', 'CHG-1'], 'signOff', ann, { uatScript: 'Qualify a lead', uatResult: 'Went well' });
  await ask(house, ['change', 'CHG-1'], 'approve', rik, { of: 'signOff' });
  await ask(house, ['change', 'CHG-1'], 'submit', ann);
  const [ivo, dana, rea] = [person('ivo', 'integration-owner'), person('dana', 'data-lead'), person('rea', 'revops-lead')];
  const mine = async (actor: Actor) => (await listChanges(house, 'mine', seeing(actor))).map(({ number }) => number);
  assert.deepEqual([await mine(ivo), await mine(ann), await mine(rik)], [['CHG-1'], [], []]);
  await ask(house, ['change', 'CHG-1'], 'approve', ivo, { of: 'submit' });
  const agreed = async () =>
    (await showChange(house, 'CHG-1', seeing(ann))).rights.map(({ id, roles }) =>
      [id, ...roles.map((role) => `${role.name}:${role.agreed?.by.id ?? '-'}`)].join(' '),
    );
  assert.equal((await agreed())[1], 'DEC-06 data-lead:- revops-lead:- integration-owner:ivo');
  await ask(house, ['change', 'CHG-1'], 'approve', dana, { of: 'submit' });
  await ask(house, ['change', 'CHG-1'], 'approve', rea, { of: 'submit' });
  assert.equal((await agreed())[1], 'DEC-06 data-lead:dana revops-lead:rea integration-owner:ivo');

  // The fair stands for everything; in it, sales is asked.
  const fair = { name: 'fair', title: 'Spring fair', kind: 'event', owner: 'sales-lead' };
  const days = { from: '2030-03-11T00:00:00Z', to: '2030-03-14T00:00:00Z' };
  await ask(house, ['change-window', 'fair'], 'plan', keeper, { ...fair, ...days });
  const inFair = { from: '2030-03-12T18:00:00Z', to: '2030-03-12T20:00:00Z' };
  await assert.rejects(scheduleChange(house, 'CHG-1', inFair, seeing(ann)), { name: 'RefusedError' });
  const asked = await scheduleChange(house, 'CHG-1', inFair, seeing(keeper));
  assert.deepEqual([asked.state.name, asked.conflicts.map(({ kind }) => kind)], ['approved', ['event']]);
  assert.equal(rightsOf(asked).at(-1), 'DEC-08 sales-lead');
  const scheduled = await scheduleChange(
    house,
    'CHG-1',
    { from: '2030-03-19T18:00:00Z', to: '2030-03-19T20:00:00Z' },
    seeing(keeper),
  );
  assert.deepEqual([scheduled.state.name, scheduled.conflicts, scheduled.committedOn], ['scheduled', [], '2030-03-19']);

  await ask(house, ['release', 'R-1'], 'draft', keeper, {
    ...{ number: 'R-1', title: 'Stages', summary: 'A stage', requester: 'Rea', systems: ['CRM'], flows: ['lead'] },
  });
  await ask(house, ['release', 'R-1'], 'plan', keeper, { plannedOn: '2030-03-19' });
  const march = { from: '2030-03-01', to: '2030-03-31' };
  const { entries, conflicts } = await showCalendar(house, march, { now: 0, visible: seesAll });
  assert.deepEqual(
    entries.map(({ kind, key }) => `${kind} ${key}`),
    ['event fair', 'release R-1', 'change CHG-1'],
  );
  assert.deepEqual(conflicts, []);

  const body = await showRelease(house, 'R-1', { visible: seesAll, now: Date.parse('2030-03-18T09:00:00Z') });
  assert.deepEqual(
    [body.committedOn, body.missing, body.changes.map(({ number, uat }) => [number, uat])],
    ['2030-03-19', [], [['CHG-1', 'Went well']]],
  );
  for (const part of [
    '# Release R-1: Stages',
    'As of 2030-03-18 09:00 UTC',
    '- Planned for: 2030-03-19',
    'CHG-1, Submit for approval: rea',
    'Take the stage out',
  ])
    assert.ok(body.markdown.includes(part), `${part}\n${body.markdown}`);

  const log = await decisionLog(house, {}, { now: Date.now(), visible: seesAll });
  assert.deepEqual(
    log.map(({ by, key, decision, of }) => `${by.id} ${decision} ${key} ${of}`),
    ['rea', 'dana', 'ivo']
      .map((by) => `${by} Approved CHG-1 Submit for approval`)
      .concat('rik Approved CHG-1 Let users sign it off'),
  );
});
