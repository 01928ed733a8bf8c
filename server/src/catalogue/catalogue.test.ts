import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { CoverageRow, DocumentRow, ImpactView, SystemDetail, SystemDiagram, SystemRow } from '@throughline/api';
import type { Actor, JsonObject } from '@throughline/language';
import * as testing from '@throughline/testing';
import { httpHouse } from '../../test/http-house.ts';
import type { CompanyContext } from '../http/handler.ts';
import { catalogueHandlers } from '../http/handlers/catalogue.ts';
import { visibleIn } from '../visible/visible-in.ts';
import { watchCatalogue } from './watch-catalogue.ts';

const founder: Actor = { id: 'olga', kind: 'person', principal: 'olga', roles: ['administrator', 'owner'] };

async function openHouse(t: TestContext) {
  const house = await httpHouse(t, testing);
  const throughline = await house.house.company('main');
  const bear = async (flow: string, key: string, type: string, data: object) => {
    const payload = { flow, entity: 'main', key, type, data };
    const answer = await house.ask('POST /main/cases', { payload });
    assert.ok(answer.status < 300, answer.text);
  };
  return {
    ...{ house, throughline, bear },
    get: async <T>(path: string) => {
      const answer = await house.ask(`GET /main${path}`);
      assert.equal(answer.status, 200, answer.text);
      return answer.json<T>();
    },
    system: (name: string, more: object = {}) =>
      bear('system', name, 'register', {
        ...{ name, title: name, owner: 'systems-lead', tier: '2', disposition: 'tolerate' },
        ...more,
      }),
    document: (number: string, kind: string, of: string, reviewedOn: string) =>
      bear('document', number, 'register', {
        ...{ number, title: `${kind} of ${of}`, kind, ofKind: 'system', of, owner: 'systems-lead', reviewedOn },
      }),
    join: (name: string, source: string, target: string, tier = 'minor') =>
      bear('integration', name, 'register', {
        ...{ name, title: name, source, target, pattern: 'api', moves: 'orders', owner: 'integration-owner', tier },
        reviewOn: '2099-01-01',
      }),
    watch: async () => watchCatalogue(throughline, (await throughline.engine.clock()).now),
    person: async (person: string, roles: readonly string[]) => {
      const account = { flow: 'account', entity: 'company', key: person };
      const grants: JsonObject[] = roles.map((role) => ({ role }));
      const data = { person, name: person, email: `${person}@example.com`, title: '', grants };
      const holder: Actor = { id: person, kind: 'person', principal: person, roles: ['account-holder'] };
      await throughline.engine.submit({ case: account, input: { kind: 'command', type: 'invite', data, actor: founder } });
      await throughline.engine.submit({
        case: account,
        input: { kind: 'command', type: 'activate', data: { name: person }, actor: holder },
      });
    },
    coverage: async () => (await house.ask('GET /main/coverage')).json<{ items: CoverageRow[] }>().items,
  };
}
type House = Awaited<ReturnType<typeof openHouse>>;
const openOf = async ({ throughline }: House, key: string) => {
  const found = await throughline.engine.findCase({ flow: 'coverage', entity: 'main', key });
  const open = Object.entries(found?.clocks.children ?? {}).filter(([, child]) => child.open.length > 0);
  return [found?.state, ...open.map(([kind]) => kind).sort()];
};

test('[S785] [S786] [S787] [S788] [S789] systems are registered, covered, drawn, and seen by whoever may', {
  timeout: 120_000,
}, async (t) => {
  const house = await openHouse(t);
  const today = new Date().toISOString().slice(0, 10);
  await house.system('ERP', { tier: '1', disposition: 'invest', flows: ['invoice'], dependsOn: ['SSO'] });
  await house.system('SSO', { tier: '1', owner: 'security-lead' });
  await house.system('Old shop', { disposition: 'eliminate' });
  await house.join('shop-erp', 'old shop', 'ERP', 'critical');
  await house.join('erp-bank', 'ERP', 'Bank gateway');
  await house.document('RB-1', 'runbook', 'ERP', today);
  await house.document('D-1', 'diagram', 'ERP', today);

  await t.test('[S785] the monitor tells what is missing, and who alone can keep it, once', async () => {
    await house.watch();
    assert.deepEqual(await openOf(house, 'system:ERP'), ['covered']);
    assert.deepEqual(await openOf(house, 'system:SSO'), ['undocumented', 'exception/undocumented']);
    assert.deepEqual(await openOf(house, 'integration:shop-erp'), ['undocumented', 'exception/undocumented']);
    assert.deepEqual(await openOf(house, 'system:Old shop'), ['covered']);
    assert.equal(await house.watch(), 0);
    await house.person('ann', ['systems-lead', 'integration-owner']);
    await house.person('ben', ['integration-owner']);
    await house.watch();
    assert.deepEqual(await openOf(house, 'system:ERP'), ['one_person', 'exception/onePersonOnly']);
    assert.deepEqual(await openOf(house, 'system:SSO'), ['undocumented', 'exception/noOwner', 'exception/undocumented']);
    assert.deepEqual(await openOf(house, 'integration:shop-erp'), ['undocumented', 'exception/undocumented']);
    await house.person('cleo', ['systems-lead', 'security-lead']);
    await house.watch();
    assert.deepEqual(await openOf(house, 'system:ERP'), ['covered']);
    assert.deepEqual(await openOf(house, 'system:SSO'), ['exposed', 'exception/onePersonOnly', 'exception/undocumented']);
    assert.equal(await house.watch(), 0);
  });

  await t.test(
    '[S786] coverage lists what is written, the worst of its tier first; the metric is the share of tier 1',
    async () => {
      const rows = await house.coverage();
      assert.deepEqual(
        rows.map(({ tier, name, standing, people, onlyPerson }) => [tier, name, standing, people, onlyPerson]),
        [
          ['1', 'SSO', 'exposed', 1, 'cleo'],
          ['1', 'shop-erp', 'undocumented', 2, null],
          ['1', 'ERP', 'covered', 2, null],
          ['2', 'Old shop', 'covered', 2, null],
          ['3', 'erp-bank', 'covered', 2, null],
        ],
      );
      const erp = rows.find(({ name }) => name === 'ERP');
      assert.deepEqual(erp?.documents.map(({ kind, standing, number }) => [kind, standing, number]).slice(0, 3), [
        ['runbook', 'current', 'RB-1'],
        ['diagram', 'current', 'D-1'],
        ['configuration-baseline', 'missing', null],
      ]);
      const share = async (metric: string) =>
        (await house.get<{ values: { value: number | null }[] }>(`/metrics/${metric}`)).values[0]?.value;
      assert.equal(await share('documentation-coverage'), 1 / 3);
      assert.equal(await share('bus-factor'), 2 / 3);
      const { items } = await house.get<{ items: DocumentRow[] }>('/documents?of=ERP&kind=runbook');
      assert.deepEqual(
        items.map(({ number, standing }) => [number, standing]),
        [['RB-1', 'current']],
      );
    },
  );

  await t.test('[S787] the register tells how each does; one system what it is joined with; impact names the path', async () => {
    const { items } = await house.get<{ items: SystemRow[] }>('/systems');
    assert.deepEqual(
      items.map(({ name, coverage, health }) => [name, coverage, health.integrations, health.openExceptions]),
      [
        ['ERP', 'covered', 2, 0],
        ['SSO', 'exposed', 0, 2],
        ['Old shop', 'covered', 1, 0],
      ],
    );
    const erp = await house.get<SystemDetail>('/systems/ERP');
    assert.deepEqual(
      erp.integrations.map(({ name, direction, other }) => [name, direction, other]),
      [
        ['erp-bank', 'out', 'Bank gateway'],
        ['shop-erp', 'in', 'old shop'],
      ],
    );
    assert.deepEqual([erp.flows[0]?.title, erp.documents.length, erp.needs], ['Invoice', 2, ['SSO']]);
    const impact = await house.get<ImpactView>('/impact?of=system:SSO');
    const why = impact.touched.find(({ id }) => id === 'flow:invoice')?.path;
    assert.deepEqual(why, [
      { from: 'Invoice', says: 'has its record in', to: 'ERP' },
      { from: 'ERP', says: 'does not work without', to: 'SSO' },
    ]);
    assert.ok(impact.touched.some(({ id }) => id === 'metric:dso'));
    assert.equal((await house.house.ask('GET /main/impact?of=system:Nowhere')).json()['code'], 'node-unknown');
    assert.equal((await house.house.ask('GET /main/systems/Nowhere')).json()['code'], 'system-unknown');
  });

  await t.test('[S788] the picture shows what is there, or is to be; the gaps say what lies between', async () => {
    const current = await house.get<SystemDiagram>('/system-diagram');
    assert.match(current.svg, /^<svg[^>]*role="img"/);
    assert.deepEqual(current.systems.map(({ name }) => name).sort(), ['Bank gateway', 'ERP', 'Old shop', 'SSO']);
    assert.deepEqual(
      current.gaps.map(({ kind, of }) => [kind, of.name]),
      [
        ['remove', 'Old shop'],
        ['rejoin', 'shop-erp'],
        ['register', 'Bank gateway'],
      ],
    );
    const target = await house.get<SystemDiagram>('/system-diagram?show=target');
    assert.deepEqual(
      target.systems.filter(({ isNamedOnly }) => !isNamedOnly).map(({ name }) => name),
      ['ERP', 'SSO'],
    );
  });

  await t.test('[S789] who sees cases of another entity alone is told of none', async () => {
    const { throughline } = house;
    const { now, latest } = await throughline.engine.clock();
    const actor: Actor = { id: 'clerk', kind: 'person', principal: 'clerk', roles: [], rolesIn: { Elsewhere: ['billing'] } };
    const visible = await visibleIn(throughline, latest, actor);
    const context = { throughline, visible, now, actor, house: house.house.house } as unknown as CompanyContext;
    const asked = { params: { database: 'main', system: 'ERP' }, query: { of: ['system:ERP'] } } as never;
    for (const route of ['GET /{database}/systems', 'GET /{database}/coverage', 'GET /{database}/documents'] as const) {
      assert.deepEqual((await catalogueHandlers[route](asked, context)).body.items, []);
    }
    assert.deepEqual((await catalogueHandlers['GET /{database}/system-diagram'](asked, context)).body.systems, []);
    await assert.rejects(async () => catalogueHandlers['GET /{database}/systems/{system}'](asked, context), {
      code: 'system-unknown',
    });
    await assert.rejects(async () => catalogueHandlers['GET /{database}/impact'](asked, context), { code: 'node-unknown' });
  });
});
