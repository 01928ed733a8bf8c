import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { BusinessCase, PlanDetail, RequestCoaching, RequestDetail, RequestView } from '@throughline/api';
import type { Actor, JsonObject } from '@throughline/language';
import { catalogue, change, intake } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { metric, numberAt, scoreInputs, submitted, triaged, wanted } from '../../../packs/test/twelve-requests.ts';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { simulatedMail } from '../demo/simulate.ts';
import type { CompanyContext } from '../http/handler.ts';
import { intakeCsv, intakeHandlers } from '../http/handlers/intake.ts';
import { metricValues } from '../metric-answers.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { initialiseVirtual, type Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { visibleIn } from '../visible/visible-in.ts';
import { followRequests } from './follow-requests.ts';
import { makeQuarter } from './make-quarter.ts';

const person = (id: string, ...roles: readonly string[]): Actor => ({ id, kind: 'person', principal: id, roles: [...roles] });
const lea = person('lea', 'systems-lead');
const ana = person('ana', 'systems-analyst');
const eva = person('eva', 'executive');

async function contextOf(throughline: Throughline, actor: Actor): Promise<CompanyContext> {
  const { now, latest } = await throughline.engine.clock();
  const visible = await visibleIn(throughline, latest, actor);
  return { throughline, actor, now, visible, signal: new AbortController().signal } as unknown as CompanyContext;
}

const inDemo = { database: 'demo' } as const;
type Key = keyof typeof intakeHandlers;

/** Asks a route as somebody; the answer is held against the contract. */
async function asked<T>(throughline: Throughline, actor: Actor, key: Key, more: object = {}): Promise<T> {
  const request = { params: inDemo, query: {}, body: undefined, upload: [], ...more };
  const handler = intakeHandlers[key] as (request: object, context: CompanyContext) => Promise<{ body: never }>;
  const { body } = await handler(request, await contextOf(throughline, actor));
  return asContract(key, body) as T;
}

async function given(
  throughline: Throughline,
  actor: Actor,
  flow: string,
  key: string,
  type: string,
  data: JsonObject = {},
  reason = 'so it is',
) {
  const result = await throughline.engine.submit({
    case: { flow, entity: 'company', key },
    input: { kind: 'command', type, data, actor, reason },
  });
  if (result.outcome !== 'applied') assert.fail(`${type} of ${key}: ${JSON.stringify(result)}`);
}

async function company(t: TestContext): Promise<Throughline> {
  const house = await openHouse(t, await testDatabase('nothing_yet', () => Promise.resolve()), 'demo');
  await initialiseVirtual(house, Date.parse('2027-01-04T09:00:00Z'));
  await migrateServer(house.pool);
  await house.engine.deploy([...intake.flows, ...change.flows, ...catalogue.flows], { by: 'test' });
  return house;
}

const travel = (house: Throughline, day: string) =>
  house.engine.travel(Date.parse(`${day}T10:00:00Z`), { sinks: { mail: simulatedMail } });

test('[S864] twelve requests: the vague one comes back, the double one is merged, scores can be redone, one call answers all, and numbers give the verdict', async (t) => {
  const house = await company(t);
  const as = <T>(actor: Actor, key: Key, more: object = {}) => asked<T>(house, actor, key, more);
  const one = (number: string) =>
    as<RequestDetail>(ana, 'GET /{database}/requests/{request}', { params: { ...inDemo, request: number } });

  await t.test('[S865] a draft is told what it lacks and what was asked before; asking gives numbers and days', async () => {
    // What is written may answer it, and then nobody asks: of one who did not and twelve who do.
    const article = {
      number: 'KB-1',
      title: 'How customer master data comes to the ERP',
      kind: 'article',
      ofKind: 'system',
      of: 'ERP',
    };
    await given(house, lea, 'document', 'KB-1', 'register', {
      ...article,
      owner: 'systems-lead',
      body: 'Each night, by a file.',
    });
    const runbook = { ...article, number: 'RB-1', kind: 'runbook', owner: 'systems-lead' };
    await given(house, lea, 'document', 'RB-1', 'register', runbook);
    const hr = person('of-hr', 'requester');
    const body = { title: 'Customer master data in the ERP' };
    const drafted = await as<RequestCoaching>(hr, 'POST /{database}/request-drafts', { body });
    assert.deepEqual(
      drafted.articles.map(({ number, shared }) => [number, [...shared].sort()]),
      [['KB-1', ['customer', 'data', 'erp', 'master']]],
    );
    await given(house, hr, 'document', 'KB-1', 'helped');
    for (const [index, { team, title }] of wanted.entries()) {
      const requester = person(`of-${team}`.toLowerCase().replaceAll(' ', '-'), 'requester');
      const isVague = title === 'Onboarding';
      const body = { ...submitted(index), contact: `${requester.id}@halden.example` };
      if (title.startsWith('Keep')) {
        const draft = await as<{ missing: object[]; similar: { number: string; shared: string[] }[] }>(
          requester,
          'POST /{database}/request-drafts',
          { body: { title } },
        );
        assert.deepEqual(
          draft.missing.map((each) => (each as { field: string }).field),
          ['rationale', 'metric', 'baseline', 'target', 'outcomeBy'],
        );
        assert.equal(draft.similar[0]?.number, 'REQ-0001');
        assert.ok(['customer', 'master', 'data', 'crm', 'erp', 'sync'].every((word) => draft.similar[0]?.shared.includes(word)));
      }
      const made = await as<RequestDetail>(requester, 'POST /{database}/requests', { body });
      assert.deepEqual(
        [made.number, made.state, made.isMine, made.submittedOn],
        [numberAt(index), isVague ? 'returned' : 'submitted', true, '2027-01-04'],
      );
      if (isVague)
        assert.deepEqual(
          made.missing.map(({ field }) => field),
          ['rationale', 'metric', 'baseline', 'target', 'outcomeBy'],
        );
    }
    const mine = await as<{ items: RequestView[] }>(person('of-hr', 'requester'), 'GET /{database}/requests', {
      query: { of: 'mine' },
    });
    assert.deepEqual(
      mine.items.map(({ number }) => number),
      ['REQ-0011', 'REQ-0012'],
    );
  });

  await t.test('triage and score: nothing but whole numbers', async () => {
    await given(house, ana, 'request', 'REQ-0008', 'duplicate', {
      of: 'REQ-0001',
      why: 'The same data between the same systems.',
    });
    for (const [index, { points }] of wanted.entries()) {
      if (points.length === 0) continue;
      await given(house, ana, 'request', numberAt(index), 'triage', triaged(index));
      await given(house, ana, 'request', numberAt(index), 'score', scoreInputs(index));
    }
    const first = await one('REQ-0001');
    // 40 x 8 = 320, 20 x 6 = 120, 20 x 6 = 120, 20 x 8 = 160.
    assert.deepEqual([first.score, first.arithmetic], [720, '40 x 8 + 20 x 6 + 20 x 6 + 20 x 8 = 720']);
    for (const { score, inputs } of await Promise.all(
      wanted.flatMap(({ points }, index) => (points.length === 0 ? [] : [one(numberAt(index))])),
    ))
      assert.equal(
        score,
        inputs.reduce((sum, { value, weight }) => sum + value * (weight ?? 0), 0),
      );
  });

  await t.test('decisions, and one call that answers them', async () => {
    const judged = { why: 'By its score.', options: 'Now, later, never.' };
    await given(house, lea, 'request', 'REQ-0004', 'override', { sponsor: 'the CRO', why: 'Promised to the sales force.' });
    for (const index of [0, 1, 2, 3, 4, 5, 6, 8, 10])
      await given(house, lea, 'request', numberAt(index), 'decide', { answer: 'yes', ...judged });
    await given(house, lea, 'request', 'REQ-0010', 'postpone', { ...judged, reviewOn: '2027-04-01' });
    const first = await as<{ told: { number: string; decision: string; mailed: boolean }[] }>(
      lea,
      'POST /{database}/request-answers',
    );
    assert.equal(first.told.length, 12);
    assert.deepEqual(Object.groupBy(first.told, ({ decision }) => decision).yes?.length, 9);
    assert.ok(first.told.every(({ mailed }) => mailed));
    const again = await as<{ told: object[] }>(lea, 'POST /{database}/request-answers');
    assert.deepEqual(again.told, [], 'each is told once');
    const merged = await one('REQ-0008');
    assert.deepEqual([merged.state, merged.isAnswered, merged.duplicateOf], ['told_duplicate', true, 'REQ-0001']);
    assert.deepEqual(first.told.at(-1), { number: 'REQ-0012', decision: 'returned', mailed: true }, 'what is missing');
  });

  await t.test('the plan fits, and says what the override takes the place of', async () => {
    const frame = { number: '2027-Q1', title: 'First quarter', from: '2027-01-04', to: '2027-04-03', runShare: 35 };
    await given(house, lea, 'plan', '2027-Q1', 'draft', { ...frame, capacity: [{ skill: 'systems', daysPerWeek: 10 }] });
    const params = { params: { ...inDemo, plan: '2027-Q1' } };
    // [S862] Whoever solves it: of an answer that breaks something nothing is recorded. In one week are two persons, both for six weeks.
    const broken = { total: 9, bound: 9, leftOut: [], overrides: [], unplaced: [] };
    const inOneWeek = ['REQ-0004', 'REQ-0005', 'REQ-0001'].map((number) => ({ number, week: 0 }));
    await assert.rejects(
      makeQuarter(house, '2027-Q1', {
        ...{ actor: lea, visible: seesAll },
        solve: () => Promise.resolve({ ...broken, items: inOneWeek }),
      }),
      { code: 'plan-failed', message: /breaks what it had to keep to: Week 1 takes more of systems than there is/ },
    );
    const unmade = await as<PlanDetail>(lea, 'GET /{database}/plans/{plan}', params);
    assert.deepEqual([unmade.items, unmade.total], [[], null]);
    const plan = await as<PlanDetail>(lea, 'POST /{database}/plans/{plan}/make', params);
    // The scores are those of the plan that is worked out by hand beside [S860].
    const planned = plan.items.map(({ number }) => number).sort();
    assert.deepEqual(planned, ['REQ-0001', 'REQ-0002', 'REQ-0004', 'REQ-0005', 'REQ-0007', 'REQ-0009', 'REQ-0011']);
    assert.deepEqual([plan.total, plan.bound, plan.faults], [3540, 3540, []]);
    assert.deepEqual(
      plan.overrides.map(({ number, sponsor, displaces }) => [number, sponsor, displaces.map((each) => each.number)]),
      [['REQ-0004', 'the CRO', ['REQ-0006']]],
    );
    assert.deepEqual(
      plan.leftOut.map(({ number }) => number),
      ['REQ-0003', 'REQ-0006'],
    );
    assert.deepEqual(plan.skills, [{ skill: 'systems', capacity: 26, net: 26, run: 9, grow: 16, growMax: 16.9 }]);
    assert.ok(plan.load.every(({ used }) => used.every(({ days, capacity }) => days <= capacity)));
    const law = plan.items.find(({ number }) => number === 'REQ-0005');
    assert.ok(law !== undefined && law.endsOn <= '2027-02-28', law?.endsOn);
    await given(house, lea, 'plan', '2027-Q1', 'propose');
    const { engine } = house;
    await engine.submit({
      case: { flow: 'plan', entity: 'company', key: '2027-Q1' },
      input: { kind: 'command', type: 'approve_plan', data: {}, actor: lea },
    });
    await given(house, eva, 'plan', '2027-Q1', 'approve', { of: 'approve_plan' });
    await given(house, lea, 'plan', '2027-Q1', 'commit');
    assert.equal(await followRequests(house), 7);
    assert.equal(await followRequests(house), 0, 'looked twice, nothing happens twice');
    const next = await as<{ items: RequestView[] }>(ana, 'GET /{database}/requests', { query: { of: 'queue' } });
    assert.deepEqual(
      next.items.slice(-2).map(({ number, state }) => [number, state]),
      [
        ['REQ-0006', 'accepted'],
        ['REQ-0003', 'accepted'],
      ],
    );
    // [S870] Of the next quarter, which begins before the first is over, what goes on takes its people.
    const second = { number: '2027-Q2', title: 'Second quarter', from: '2027-03-29', to: '2027-04-25', runShare: 0 };
    await given(house, lea, 'plan', '2027-Q2', 'draft', { ...second, capacity: [{ skill: 'systems', daysPerWeek: 10 }] });
    const after = await as<PlanDetail>(lea, 'POST /{database}/plans/{plan}/make', { params: { ...inDemo, plan: '2027-Q2' } });
    const last = plan.items.filter(({ endsOn }) => endsOn >= second.from).map(({ number }) => number);
    assert.deepEqual([last.length > 0, after.carried.map(({ number }) => number).sort(), after.faults], [true, last.sort(), []]);
    assert.ok((after.load[0]?.used[0]?.capacity ?? 10) < 10 && after.load[1]?.used[0]?.capacity === 10);
    // What goes on is taken off who is there: of ten days in each of four weeks what is left beside it is what the weeks show.
    const [systems] = after.skills;
    const leftInWeeks = after.load.reduce((sum, { used }) => sum + (used[0]?.capacity ?? 0), 0) / 5;
    assert.deepEqual([systems?.capacity, systems?.net], [8, leftInWeeks]);
    assert.ok(leftInWeeks < 8);
    // A larger piece of work: 60,000 once, 10,000 a year, against 50,000 a year: 90,000 and 60,000 in three years.
    const larger = {
      number: 'RM-1',
      title: 'Portal',
      team: 'Sales',
      objective: 'Orders without calls',
      from: '2027-07-01',
      to: '2027-12-31',
    };
    await given(house, lea, 'roadmap-item', 'RM-1', 'propose', { ...larger, requests: ['REQ-0003'] });
    const made = {
      ...{ currency: 'EUR', cost: 6_000_000, yearlyCost: 1_000_000, yearlyBenefit: 5_000_000, risk: 'Nobody uses it' },
      ...{ alternatives: ['Nothing'], metric: 'dso', baseline: 50, target: 45, outcomeBy: '2028-06-30' },
    };
    const before = await as<{ sponsorAbove: number; items: BusinessCase[] }>(ana, 'GET /{database}/business-cases');
    assert.deepEqual(
      [before.sponsorAbove, before.items[0]?.threeYearCost, before.items[0]?.needsSponsor],
      [5_000_000, null, false],
    );
    await given(house, lea, 'roadmap-item', 'RM-1', 'makeCase', made);
    const [portal] = (await as<{ items: BusinessCase[] }>(ana, 'GET /{database}/business-cases')).items;
    assert.deepEqual(
      [portal?.threeYearCost, portal?.threeYearNet, portal?.returnPercent, portal?.needsSponsor, portal?.outcome?.target],
      [9_000_000, 6_000_000, 67, true, 45],
    );
    const named = await as<RequestDetail>(ana, 'GET /{database}/requests/{request}', {
      params: { ...inDemo, request: 'REQ-0003' },
    });
    assert.deepEqual([named.sponsorAbove, named.businessCase?.number], [12, 'RM-1']);
    const roadmap = await as<{ items: { number: string }[] }>(ana, 'GET /{database}/roadmap', { query: { year: 2027 } });
    assert.equal(roadmap.items.length, 8, 'seven that are planned, and the larger one');
  });

  await t.test('[S867] delivered; after sixty days the number is measured, and says met or missed', async () => {
    const deliver = async (number: string, day: string) => {
      await travel(house, day);
      await given(house, ana, 'request', number, 'begin');
      await given(house, lea, 'request', number, 'release', { releasedOn: day });
    };
    await deliver('REQ-0001', '2027-02-15');
    await deliver('REQ-0009', '2027-02-15');
    await given(house, ana, 'request', 'REQ-0009', 'setOutcome', { ...metric, target: 10 });
    await deliver('REQ-0011', '2027-02-15');
    await given(house, ana, 'request', 'REQ-0011', 'setOutcome', { ...metric, metric: 'no-such-number' });
    await deliver('REQ-0002', '2027-03-20');
    await deliver('REQ-0007', '2027-03-20');
    assert.equal(await followRequests(house), 0, 'before its day nothing is measured');
    // From 17 March to 15 April 3 + 2 person-weeks were released: 5.
    await travel(house, '2027-04-16');
    assert.equal(await followRequests(house), 3);
    assert.equal(await followRequests(house), 0, 'who has no number is asked about once');
    assert.equal((await one('REQ-0011')).state, 'verifying');
    const [met, missed] = [await one('REQ-0001'), await one('REQ-0009')];
    assert.deepEqual([met.state, met.measured, met.attained, met.definition], ['outcome_met', 5, 100, 'request-throughput 1']);
    assert.deepEqual([missed.state, missed.measured, missed.attained], ['outcome_missed', 5, 50]);
    const feedback = await house.engine.findCase({ flow: 'feedback', entity: 'company', key: 'FB-REQ-0001' });
    assert.equal(feedback?.data['requester'], 'of-sales-ops');
    const lines: (readonly unknown[])[] = [];
    const csv = intakeCsv['GET /{database}/requests'] as (
      request: object,
      context: CompanyContext,
    ) => AsyncIterable<readonly unknown[]>;
    for await (const line of csv({ params: inDemo, query: { of: 'decided' } }, await contextOf(house, ana))) lines.push(line);
    assert.equal(lines.length, 1 + 11);
    const january = { from: '2027-01-01', to: '2027-02-01' };
    const { values } = await metricValues(house, 'self-service-deflection', january, seesAll);
    assert.equal(values[0]?.value, 1 / 13);
  });

  await t.test('[S866] who sees no request is told of none', async () => {
    const nobody = person('nobody');
    assert.deepEqual((await as<{ items: object[] }>(nobody, 'GET /{database}/requests')).items, []);
    await assert.rejects(as(nobody, 'GET /{database}/requests/{request}', { params: { ...inDemo, request: 'REQ-0001' } }), {
      code: 'request-unknown',
    });
    await assert.rejects(as(nobody, 'GET /{database}/plans/{plan}', { params: { ...inDemo, plan: '2027-Q1' } }), {
      code: 'plan-unknown',
    });
  });
});
