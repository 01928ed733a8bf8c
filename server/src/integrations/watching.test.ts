import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FailureGroupView, IntegrationRun, IntegrationView, ReplayResult, RunsTaken } from '@throughline/api';
import type { Actor } from '@throughline/language';
import * as testing from '@throughline/testing';
import fc from 'fast-check';
import { httpHouse } from '../../test/http-house.ts';
import { soundConnection } from '../connections/declarations.ts';
import { runConnection } from '../connections/run-connection.ts';
import type { CompanyContext } from '../http/handler.ts';
import { integrationHandlers } from '../http/handlers/integrations.ts';
import { visibleIn } from '../visible/visible-in.ts';
import { tellDeclaredVolumes } from './declared-volume.ts';
import { expectedRecords } from './expected-records.ts';
import { settleByRuns } from './failure-table.ts';
import { missedSlots } from './missed-slots.ts';
import { forgetRuns } from './run-table.ts';
import { tailOf, watchIntegrations } from './watch-integrations.ts';

const limit = { timeout: 300_000 };
const [hour, day] = [3_600_000, 86_400_000];

test('[S703] each run fixes when the next is due; what may still come, came late, or drifts is not missed', () => {
  const schedule = { everyMs: 100, toleranceMs: 10 };
  assert.deepEqual(missedSlots([0, 100, 205, 500], schedule, 505), [305, 405]);
  // The tolerance is over, or not yet.
  assert.deepEqual([missedSlots([0], schedule, 110), missedSlots([0], schedule, 111)], [[], [100]]);
  // It came late, and before the next one was due.
  assert.deepEqual(missedSlots([0, 140], schedule, 141), []);
  const gaps = fc.array(fc.integer({ min: 90, max: 110 }), { maxLength: 30 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 9 }), (all, missing) => {
      const begun = [0, ...all].map((_, index) => all.slice(0, index).reduce((sum, gap) => sum + gap, 0));
      const until = (begun.at(-1) ?? 0) + missing * 100 + 11;
      return missedSlots(begun, schedule, until).length === missing;
    }),
  );
});

test('[S706] a day is held against the four weeks before it, each weekday by itself; a binomial tail says what is chance', () => {
  const days = Array.from({ length: 60 }, (_, index) => {
    const at = Date.UTC(2026, 0, 5) + index * day;
    const weekend = [0, 6].includes(new Date(at).getUTCDay());
    return { day: new Date(at).toISOString().slice(0, 10), records: (weekend ? 20 : 100) + ((index * 7) % 5) };
  });
  const strange = days.map((one) => (one.day === '2026-03-03' ? { ...one, records: 31 } : one));
  const outside = expectedRecords(strange).filter(
    ({ records, expected }) => expected !== null && (records < expected.low || records > expected.high),
  );
  assert.deepEqual(
    outside.map(({ day: on }) => on),
    ['2026-03-03'],
  );
  // Of those that are not asked for nothing is worked out; of the others the same.
  assert.deepEqual(expectedRecords(strange, '2026-03-03').slice(57), expectedRecords(strange).slice(57));
  assert.deepEqual([strange[57]?.day, expectedRecords(strange, '2026-03-03')[56]?.expected], ['2026-03-03', null]);
  assert.deepEqual(
    expectedRecords(days.slice(0, 20)).map(({ expected }) => expected),
    Array(20).fill(null),
  );
  assert.ok(Math.abs(tailOf(28, 0.01, 2) - (1 - 0.99 ** 28 - 28 * 0.01 * 0.99 ** 27)) < 1e-12);
});

const registered = {
  ...{ title: 'Orders of the shop', source: 'Shop', target: 'ERP', pattern: 'api', moves: 'orders', owner: 'systems-lead' },
  ...{ tier: 'critical', reviewOn: '2099-01-01' },
};

async function openHouse(t: TestContext) {
  const house = await httpHouse(t, testing);
  const throughline = await house.house.company('main');
  const post = async <T>(path: string, payload?: object): Promise<T> => {
    const answer = await house.ask(`POST /main${path}`, payload === undefined ? {} : { payload });
    assert.ok(answer.status < 300, answer.text);
    return answer.json<T>();
  };
  return {
    ...{ house, throughline, post },
    register: (key: string, data: object) =>
      post('/cases', { flow: 'integration', entity: 'company', key, type: 'register', data: { ...registered, ...data } }),
    tell: (name: string, ...runs: readonly object[]) => post<RunsTaken>(`/integrations/${name}/runs`, { runs }),
    show: async (name: string) =>
      (await house.ask(`GET /main/integrations/${name}`)).json<
        IntegrationView & { readonly groups: readonly FailureGroupView[] }
      >(),
    watch: () => watchIntegrations(throughline, { since: Date.now() - 40 * day }),
  };
}

type House = Awaited<ReturnType<typeof openHouse>>;

test('[S703] [S704] [S705] [S706] [S707] [S708] [S709] [S710] [S711] [S712] integrations are watched', limit, async (t) => {
  const house = await openHouse(t);
  await t.test('[S703] [S705] silence is a failure and a missed run of its day; told late after all it is none', () =>
    silent(house),
  );
  await t.test('[S709] a goal that is broken by more than chance is an exception, until it is kept again', () => goal(house));
  await t.test('[S706] [S710] a volume outside of what is declared; lines of files that cannot be taken', () => volume(house));
  await t.test('[S707] [S708] a connection registers itself, its dead letters are a failure, and are replayed with proof', () =>
    connected(house),
  );
  await t.test('[S711] hours of fewer or more records than declared are failures, until one is as declared', () =>
    declared(house),
  );
  await t.test('[S712] runs that are too old or too many are forgotten once their day is told, and stay so', () =>
    forgotten(house),
  );
  await t.test('[S704] who does not see integrations is not told of any, nor takes their runs', () => unseen(house));
});

async function silent({ register, tell, watch, show, throughline }: House): Promise<void> {
  await register('shop', { everyMinutes: 1440, toleranceMinutes: 30 });
  const begin = Math.floor((Date.now() - hour) / day) * day - 6 * day;
  const run = (nth: number) => ({
    ...{ run: `r${nth}`, startedAt: new Date(begin + nth * day).toISOString(), status: 'success', records: 10 },
  });
  await tell('shop', run(0), run(1), run(3));
  await watch();
  const found = await show('shop');
  assert.equal(found.standing, 'silent');
  assert.equal(found.silentSince, new Date(begin + 4 * day).toISOString());
  assert.equal(found.success.missed, found.success.due - 3);
  assert.ok(found.success.missed >= 3);
  assert.deepEqual(
    found.groups.flatMap(({ parts }) => parts.map(({ errorClass, outcome }) => [errorClass, outcome])),
    found.groups.map(() => ['missed-run', 'missed']),
  );
  const days = await throughline.engine.list({ flow: 'integration-day', limit: 100 });
  assert.deepEqual(
    days.cases.map(({ data }) => [data['due'], data['succeeded'], data['missed']]),
    [
      [1, 1, 0],
      [1, 1, 0],
      [1, 0, 1],
      [1, 1, 0],
      [1, 0, 1],
      [1, 0, 1],
    ],
  );
  // It had run all the time, and nobody had told: nothing is open any more.
  await tell('shop', run(2), run(4), run(5), { ...run(6), startedAt: new Date(begin + 6 * day).toISOString() });
  await watch();
  const late = await show('shop');
  assert.deepEqual([late.openFailures, late.openGroups, late.silentSince], [0, 0, null]);
}

async function goal({ register, tell, watch, throughline }: House): Promise<void> {
  await register('crm', { goal: 900 });
  const run = (nth: number, status: string) => ({
    ...{ run: `r${nth}`, startedAt: new Date(Date.now() - 2 * hour + nth * 1000).toISOString(), status, records: 1 },
  });
  const state = async () => {
    await watch();
    const found = await throughline.engine.findCase({ flow: 'integration', entity: 'company', key: 'crm' });
    return found?.clocks.children?.['exception/underGoal']?.open.length ?? 0;
  };
  await tell('crm', ...Array.from({ length: 10 }, (_, nth) => run(nth, nth < 2 ? 'failed' : 'success')));
  // Two of ten fail by chance where one of ten may.
  assert.equal(await state(), 0);
  await tell('crm', run(10, 'failed'), run(11, 'failed'));
  assert.equal(await state(), 1);
  await tell('crm', ...Array.from({ length: 30 }, (_, nth) => run(nth + 12, 'success')));
  assert.equal(await state(), 0);
}

async function volume({ register, tell, show, house }: House): Promise<void> {
  await register('stock', { atLeast: 50, atMost: 200 });
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  await tell('stock', { run: 'a', startedAt: at(30), status: 'success', records: 49 });
  const [group] = (await show('stock')).groups;
  assert.deepEqual(
    group?.parts.map(({ errorClass, outcome }) => [errorClass, outcome]),
    [['volume-low', 'volume']],
  );
  const csv = [
    `Run,Started at,Status,records`,
    `b,${at(20)},success,120`,
    `c,yesterday,success,120`,
    `d,${at(10)},success,x`,
  ].join('\n');
  const upload = (payload: string) =>
    house.ask('POST /main/integration-runs?integration=stock', {
      payload,
      headers: { 'content-type': 'application/octet-stream' },
    });
  const told = (await upload(csv)).json<RunsTaken>();
  assert.deepEqual(
    [told.taken, told.rejected.map(({ line, code }) => [line, code])],
    [
      1,
      [
        [3, 'request-invalid'],
        [4, 'request-invalid'],
      ],
    ],
  );
  // The next run that succeeds makes it good.
  const [good] = (await show('stock')).groups;
  assert.deepEqual([good?.state.name, good?.proof], ['verified', '1 of 1 settled: 1 done. run b went well']);
  const headless = await upload('a,b\n1,2\n');
  assert.deepEqual([headless.status, headless.json<{ code: string }>().code], [400, 'body-unreadable']);
}

const mapping = {
  ...{ flow: 'invoice', entity: 'Muster GmbH', key: { column: 'id' }, currency: 'EUR' },
  events: [
    {
      ...{ event: 'create', at: { column: 'issued', format: 'YYYY-MM-DD' } },
      data: {
        ...{
          number: { column: 'id' },
          customer: { column: 'customer' },
          country: { constant: 'DE' },
          currency: { constant: 'EUR' },
        },
        ...{ amount: { column: 'amount', as: 'money' }, dueOn: { column: 'due', as: 'date', format: 'YYYY-MM-DD' } },
      },
    },
  ],
};

async function connected({ house, throughline, post, show, watch }: House): Promise<void> {
  const home = house.env['THROUGHLINE_HOME'] ?? '';
  const folder = join(home, 'ledger');
  for (const path of [folder, join(home, 'connections')]) mkdirSync(path, { recursive: true });
  const declare = (more: object) =>
    writeFileSync(
      join(home, 'connections', 'ledger.json'),
      JSON.stringify({
        ...{
          id: 'ledger',
          title: 'The ledger',
          owner: 'owner',
          tier: 1,
          kind: 'folder',
          liveFrom: '2026-01-01T00:00:00Z',
          mapping,
        },
        ...{ settings: { path: folder, pattern: '*.csv', whole: { marker: '.done' }, format: 'csv' }, ...more },
      }),
    );
  declare({});
  writeFileSync(
    join(folder, 'a.csv'),
    'id,issued,customer,amount,due\nI-1,2026-10-01,Ada,10.00,2026-10-31\nI-2,2026-10-01,Ada,1O.00,2026-10-31\n',
  );
  writeFileSync(join(folder, 'a.csv.done'), '');
  await watch();
  declare({ tier: 2 });
  const run = await runConnection(throughline, await soundConnection(throughline.env, 'ledger'), {
    ...{ cause: 'request', signal: new AbortController().signal },
  });
  assert.deepEqual([run.status, run.counts.deadLetters], ['done', 1]);
  for (let look = 0; look < 2; look += 1) await watch();
  const found = await show('ledger');
  assert.deepEqual(
    [found.isConnection, found.tier, found.lastRun?.status, found.openDeadLetters],
    [true, 'important', 'partial', 1],
  );
  const [group] = found.groups;
  assert.deepEqual([group?.state.name, group?.count, group?.openDeadLetters], ['dead', 1, 1]);
  const runs = (await house.ask('GET /main/integrations/ledger/runs')).json<{ items: readonly IntegrationRun[] }>();
  assert.deepEqual(
    runs.items.map(({ run: id, records, recordsFailed, toldBy }) => [id, records, recordsFailed, toldBy]),
    [[run.id, 2, 1, 'connection']],
  );
  const replay = () => post<ReplayResult>(`/integration-failures/${group?.caseId}/replay`);
  const still = await replay();
  assert.deepEqual([still.replayed, still.stillDead, still.group.state.name], [0, 1, 'owned']);
  const amount = { column: 'amount', as: 'text' };
  const [event] = mapping.events;
  declare({
    mapping: { ...mapping, events: [{ ...event, data: { ...event?.data, amount: { constant: 1000 }, customer: amount } }] },
  });
  const done = await replay();
  assert.deepEqual([done.replayed, done.stillDead, done.group.state.name], [1, 0, 'verified']);
  assert.match(done.group.proof ?? '', /^1 of 1 settled: 1 done\. receipts connection\/ledger /);
  assert.ok(done.proof !== null);
  // Replayed once more there is nothing to take.
  assert.equal((await replay()).replayed, 0);
}

async function declared({ register, tell, throughline: { pool } }: House): Promise<void> {
  await register('till', {});
  const now = Math.floor(Date.now() / hour) * hour - 30 * 60_000;
  // Ends of hours that are judged: the one before the last is the latest of them.
  const judged = Math.floor((now - hour) / hour) * hour;
  const run = (back: number, records: number) => ({
    ...{ run: `h${back}`, startedAt: new Date(judged - back * hour + 1000).toISOString(), status: 'success', records },
  });
  const look = async () => {
    const volumes = new Map([['till', { atLeast: 10, atMost: 20, per: 'hour' as const }]]);
    await tellDeclaredVolumes(pool, [{ name: 'till', since: judged - 4 * hour }], { volumes, now });
    const { rows } = await pool.query<{ record: string; error_class: string; proof: string | null }>(
      `select record, error_class, proof from throughline_server.integration_failure where integration = 'till' order by at`,
    );
    return rows.map(({ record, error_class, proof }) => [record, error_class, proof]);
  };
  const label = (back: number) => `hour ${new Date(judged - back * hour).toISOString().slice(0, 13)}`;
  await tell('till', run(5, 1), run(4, 10), run(3, 21), run(1, 9), { ...run(0, 5), run: 'not over' });
  const open = [
    [label(3), 'declared-volume-high', null],
    [label(2), 'declared-volume-low', null],
    [label(1), 'declared-volume-low', null],
  ];
  assert.deepEqual(await look(), open);
  assert.deepEqual(await look(), open);
  // A run that went well is no such proof; an hour that is as declared is.
  await settleByRuns(pool, ['till']);
  assert.deepEqual(await look(), open);
  await tell('till', { ...run(1, 2), run: 'more' });
  // As if nobody had looked before the late run was told.
  await pool.query(`delete from throughline_server.integration_failure where integration = 'till' and record = $1`, [label(1)]);
  const proof = `${label(1)}: 11 records`;
  assert.deepEqual(await look(), [
    [label(3), 'declared-volume-high', proof],
    [label(2), 'declared-volume-low', proof],
  ]);
}

async function forgotten({ register, tell, watch, throughline }: House): Promise<void> {
  const { pool } = throughline;
  await register('archive', {});
  const runs = async (name: string) => {
    const { rows } = await pool.query<{ run: string }>(
      'select run from throughline_server.integration_run where integration = $1 order by started_at',
      [name],
    );
    return rows.map(({ run }) => run);
  };
  const run = (back: number) => ({
    ...{ run: `d${back}`, startedAt: new Date(Date.now() - back * day).toISOString(), status: 'success', records: 1 },
  });
  await tell('archive', ...[500, 401, 399, 20, 10, 5].map(run));
  await forgetRuns(pool);
  // Nobody has told the log of these days yet.
  assert.deepEqual(await runs('archive'), ['d500', 'd401', 'd399', 'd20', 'd10', 'd5']);
  await watchIntegrations(throughline, { since: Date.now() - 800 * day });
  await forgetRuns(pool);
  assert.deepEqual(await runs('archive'), ['d399', 'd20', 'd10', 'd5']);
  await forgetRuns(pool, { days: 400, runs: 2 });
  assert.deepEqual(await runs('archive'), ['d10', 'd5']);
  // The last one stays, however old.
  await forgetRuns(pool, { days: 3, runs: 2 });
  assert.deepEqual(await runs('archive'), ['d5']);
  // Runs of a connection are in its own run log, too.
  for (const table of ['connection_run', 'integration_run'])
    await pool.query(
      `update throughline_server.${table} set started_at = started_at - interval '401 days', ended_at = ended_at - interval '401 days'
        where ${table === 'connection_run' ? 'connection' : 'integration'} = 'ledger'`,
    );
  await tell('ledger', run(0));
  await watchIntegrations(throughline, { since: Date.now() - 800 * day });
  await forgetRuns(pool);
  await watch();
  assert.deepEqual(await runs('ledger'), ['d0']);
}

async function unseen({ house, throughline }: House): Promise<void> {
  const { now, latest } = await throughline.engine.clock();
  const asking = async (actor: Actor) => {
    const visible = await visibleIn(throughline, latest, actor);
    return { throughline, visible, now, actor, house: house.house } as unknown as CompanyContext;
  };
  const clerk = { id: 'clerk', kind: 'person', principal: 'clerk' } as const;
  const asked = { params: { database: 'main', integration: 'shop' }, query: {}, body: { runs: [] } } as never;
  const elsewhere = await asking({ ...clerk, roles: [], rolesIn: { Elsewhere: ['billing'] } });
  const list = await integrationHandlers['GET /{database}/integrations'](asked, elsewhere);
  assert.deepEqual(list.body.items, []);
  const routes = [
    'GET /{database}/integrations/{integration}',
    'GET /{database}/integrations/{integration}/runs',
    'GET /{database}/integrations/{integration}/failures',
    'POST /{database}/integrations/{integration}/runs',
  ] as const;
  for (const route of routes)
    await assert.rejects(async () => integrationHandlers[route](asked, elsewhere), { code: 'integration-unknown' });
  // Who sees it and does not keep it tells of no runs.
  const billing = await asking({ ...clerk, roles: ['billing'] });
  const tell = integrationHandlers['POST /{database}/integrations/{integration}/runs'];
  await assert.rejects(async () => tell(asked, billing), { code: 'role-required' });
}
