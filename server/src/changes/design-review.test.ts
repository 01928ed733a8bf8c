import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise } from '@throughline/engine';
import type { Actor, JsonObject } from '@throughline/language';
import { access, catalogue, change, integrationPack } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { lead } from '../../../examples/leads/flow.ts';
import { leadMetrics } from '../../../examples/leads/metrics.ts';
import { leads } from '../../../examples/leads/pack.ts';
import { withTechnicalStage } from '../../../examples/leads/qualified-technical.ts';
import { gateSinks } from '../gate/gate-sink.ts';
import { propose } from '../gate/propose.ts';
import { showContent } from '../gate/show-content.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { recordMetricVersions } from '../series/metric-versions.ts';
import { attach, type Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { assessChange, scheduleChange } from './assess.ts';
import { decisionLog } from './decision-log.ts';
import { showChange } from './show-change.ts';

async function prepare(url: string): Promise<void> {
  const house = attach({ url, env: {}, database: 'main', release: () => Promise.resolve() });
  await initialise(house.pool, { mode: 'real' });
  await migrateServer(house.pool);
  await house.engine.deploy([...access.flows, ...catalogue.flows, ...integrationPack.flows, ...change.flows, lead], {
    by: 'test',
  });
  await recordMetricVersions(house, [leads]);
  await house.close();
}

const person = (name: string, ...roles: readonly string[]): Actor => ({ id: name, kind: 'person', principal: name, roles });
const seeing = (actor: Actor) => ({ actor, visible: seesAll });
const ann = person('ann', 'systems-analyst');
const keeper = person('kim', 'systems-lead', 'integration-owner', 'release-manager', 'operations-lead');

async function ask(
  house: Throughline,
  [flow, key]: readonly [string, string],
  type: string,
  actor: Actor,
  data: JsonObject = {},
): Promise<void> {
  const result = await house.engine.submit({
    case: { flow, entity: 'company', key },
    input: { kind: 'command', type, data, actor, reason: 'because' },
  });
  assert.equal(result.outcome, 'applied', `${type}: ${JSON.stringify(result)}`);
}

/** The CRM, whose stages two others get under their own names, and how leads are qualified, in writing. */
async function register(house: Throughline): Promise<void> {
  for (const [name, owner, flows] of [
    ['CRM', 'revops-lead', ['lead']],
    ['Mailing', 'marketing-lead', []],
    ['Ledger', 'finance-lead', []],
  ] as const)
    await ask(house, ['system', name], 'register', keeper, {
      ...{ name, title: name, owner, tier: '1', disposition: 'invest', flows: [...flows] },
    });
  for (const [name, target] of [
    ['crm-ledger', 'Ledger'],
    ['crm-mailing', 'Mailing'],
  ] as const)
    await ask(house, ['integration', name], 'register', keeper, {
      ...{ name, title: name, source: 'CRM', target, pattern: 'api', moves: 'leads', owner: 'integration-owner', tier: 'minor' },
      ...{ reviewOn: '2031-01-01', maps: [{ flow: 'lead', values: Object.keys(lead.states) }] },
    });
  await ask(house, ['document', 'SOP-7'], 'draft', keeper, {
    ...{
      number: 'SOP-7',
      title: 'Training: how leads are qualified',
      kind: 'sop',
      ofKind: 'flow',
      of: 'lead',
      owner: 'revops-lead',
    },
  });
}

/** Whoever is not alone needs somebody else's approval. */
async function letIn(house: Throughline, name: string): Promise<void> {
  const data = { person: name, name, email: `${name}@acme.example` };
  await ask(house, ['account', name], 'invite', person('ada', 'owner', 'administrator'), data);
  await ask(house, ['account', name], 'activate', person(name, 'account-holder'), { name });
}

const fates = {
  ...{ 'lead-conversion': 'restated', 'lead-qualifying-time': 'frozen' },
  ...{ 'lead-funnel': 'frozen', 'leads-to-qualify': 'frozen' },
} as const;

test('[S827] [S828] [S829] a stage “qualified – technical” between SQL and opportunity: what it touches, what is wrong with it, who has to agree, what becomes of each metric', {
  timeout: 120_000,
}, async (t) => {
  const { url, close } = await testDatabase('design_review', prepare);
  const house = attach({ url, env: {}, database: 'main', ownMetrics: leadMetrics, release: close });
  t.after(() => house.close());
  await register(house);
  for (const name of ['ann', 'kim']) await letIn(house, name);
  const proposal = {
    subject: 'flow' as const,
    title: 'A stage “qualified – technical”',
    summary: 'What we sell must be buildable',
    content: { flows: [withTechnicalStage], metrics: fates } as unknown as JsonObject,
  };
  await assert.rejects(
    propose(house, { ...proposal, content: { ...proposal.content, metrics: { 'days-sales-outstanding': 'frozen' } } }, ann),
    { name: 'ThroughlineError', code: 'flow-has-errors' },
  );
  const { number, case: id } = await propose(house, proposal, ann);

  const { content, brought } = await showContent(house, number, seesAll);
  assert.deepEqual(
    content.flows.flatMap(({ changes }) => changes.map(({ sentence }) => sentence)),
    [
      'New state “Qualified – technical”, owned by sales, target time 10 days; there, “Sales qualifies it” and “Lost”',
      'In “SQL”, “Sales qualifies it” now leads to “Qualified – technical”; it led to “Opportunity”',
    ],
  );
  // Each of the four metrics names SQL. One of them counts what a lead goes through twice now.
  assert.deepEqual(
    content.findings.map(
      ({ code, severity, path, message }) => `${severity} ${code} ${path} ${message.split(' ').slice(0, 3).join(' ')}`,
    ),
    [
      'warning metric-counts-twice /formula/of The metric lead-conversion',
      'warning metric-spans-state /formula/from/enters The metric lead-qualifying-time',
      'warning metric-spans-state /formula/steps/1/at/enters The metric lead-funnel',
      'warning metric-spans-state /formula/from/enters The metric leads-to-qualify',
      'warning value-unmapped /states/qualified-technical The integration crm-ledger',
      'warning value-unmapped /states/qualified-technical The integration crm-mailing',
    ],
  );
  assert.deepEqual(
    content.integrations.map(({ name, unmapped, gone }) => [name, unmapped, gone]),
    [
      ['crm-ledger', ['qualified-technical'], []],
      ['crm-mailing', ['qualified-technical'], []],
    ],
  );
  const metrics = Object.entries(fates).map(([metric, becomes]) => [metric, 1, true, becomes, null]);
  assert.deepEqual(
    content.metrics.map((one) => [one.id, one.definition, one.isShifted, one.becomes, one.from]),
    metrics,
  );
  assert.deepEqual(brought, []);

  const assessed = await assessChange(house, number, seeing(ann));
  const { flows, integrations, metrics: touched, documents, roleNames, owners, fanOut } = assessed.impact;
  assert.deepEqual(
    { flows, integrations, metrics: touched, documents, owners, fanOut },
    {
      ...{ flows: ['lead'], integrations: ['crm-ledger', 'crm-mailing'], documents: ['SOP-7'], fanOut: 2 },
      ...{ metrics: Object.keys(fates).sort(), owners: ['revops-lead', 'integration-owner'] },
    },
  );
  assert.deepEqual(
    ['marketing', 'revops-lead', 'sales'].filter((role) => !roleNames.includes(role)),
    [],
  );
  // 2 for the definition, 2 for the integrations, 2 since its data goes to two systems.
  assert.deepEqual([assessed.riskPoints, assessed.risk], [6, 'medium']);
  assert.deepEqual(
    assessed.rights.map(({ id: right, roles }) => [right, ...roles.map(({ name }) => name)].join(' ')),
    [
      'DEC-05 revops-lead integration-owner',
      'DEC-06 data-lead revops-lead integration-owner',
      'DEC-07 integration-owner revops-lead',
    ],
  );

  const of = ['change', number] as const;
  for (const [type, data] of [
    ['addTests', { testPlan: 'Walk one lead through', testResults: 'It arrived' }],
    ['addRollback', { rollbackPlan: 'The gate takes it back' }],
    ['addNotes', { notes: 'One more stage' }],
    ['addCommunication', { communication: 'Sales, on Monday' }],
    ['signOff', { uatScript: 'Qualify a lead', uatResult: 'Went well' }],
  ] as const)
    await ask(house, of, type, ann, data);
  await ask(house, of, 'approve', person('rik', 'requester'), { of: 'signOff' });
  await ask(house, of, 'submit', ann);
  const deciders = [person('rea', 'revops-lead'), person('dana', 'data-lead'), person('ivo', 'integration-owner')];
  for (const decider of deciders) {
    assert.equal((await house.engine.readCase(id))?.state, 'assessed');
    await ask(house, of, 'approve', decider, { of: 'submit' });
  }
  assert.equal((await house.engine.readCase(id))?.state, 'approved');
  const log = await decisionLog(house, {}, { now: Date.now(), visible: seesAll });
  assert.deepEqual(
    log.map(({ by, decision, of: what }) => `${by.id} ${decision} ${what}`).slice(0, 3),
    ['ivo', 'dana', 'rea'].map((by) => `${by} Approved Submit for approval`),
  );

  await scheduleChange(house, number, { from: '2030-03-19T18:00:00Z', to: '2030-03-19T20:00:00Z' }, seeing(keeper));
  await ask(house, of, 'implement', keeper);
  for (let looks = 0; looks < 400 && (await house.engine.readCase(id))?.state === 'implementing'; looks += 1) {
    await house.engine.runEffects({ sinks: gateSinks(house, {}) });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.equal((await showChange(house, number, seeing(ann))).state.name, 'validating');
  const after = await showContent(house, number, seesAll);
  const { released } = (
    await house.pool.query<{ released: Date }>(
      `select released_at as released from throughline.flow_version where flow = 'lead' and version = 2`,
    )
  ).rows[0] as { readonly released: Date };
  assert.deepEqual(after.brought, [{ flow: 'lead', version: 2, from: released.toISOString() }]);
  assert.deepEqual(
    after.content.metrics.map(({ id: metric, definition, becomes, from }) => [metric, definition, becomes, from]),
    Object.entries(fates).map(([metric, becomes]) => [metric, 1, becomes, released.toISOString()]),
  );
});
