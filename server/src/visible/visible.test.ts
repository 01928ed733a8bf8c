import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hiddenText, type RouteKey, routes } from '@throughline/api';
import { type CaseView, caseId } from '@throughline/engine';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { amountOf, costOf, entityOf, type Looker, lookers, marks, places, tellOfThree } from '../../test/three-entities.ts';
import { actionsOf } from '../cases/case-actions.ts';
import { caseLines, eventLines } from '../cases/case-csv.ts';
import { caseDetail } from '../cases/case-detail.ts';
import { caseEvents } from '../cases/case-events.ts';
import { caseGroups, caseList, caseTotals } from '../cases/case-list.ts';
import { command } from '../cases/commands.ts';
import { forgetMeasured, measuringEnds } from '../home/measuring.ts';
import { csvLine } from '../http/csv.ts';
import { csvHandlers, handlers } from '../http/handlers.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { visibleIn } from './visible-in.ts';

/** One metric of each kind of formula. */
const measured = [...Map.groupBy(listMetrics(), ({ formula }) => formula.kind).values()].flatMap((alike) => alike.slice(0, 1));

interface Asked {
  readonly params?: object;
  readonly query?: object;
}

/** How each way of reading is asked. A route that is added has to be added here, too: so that nobody forgets who may see what it tells. */
const questions: Readonly<Record<string, (of: { readonly cases: readonly CaseView[] }) => readonly Asked[]>> = {
  ...Object.fromEntries(
    [
      'clock',
      'me',
      'flows',
      'flow-library',
      'work/counts',
      'views',
      'home',
      'metrics',
      'notifications',
      'notifications/count',
      'log',
      'log/facets',
      'exceptions',
      'scorecard',
      'watches',
      'diagnoses',
    ].map((name) => [name, () => [{}]]),
  ),
  ...Object.fromEntries(
    ['', '/cases', '/brief'].map((name) => [
      `diagnoses/{case}${name}`,
      ({ cases }) => cases.slice(0, 2).map(({ id }) => ({ params: { case: id }, query: { of: 'whole.now' } })),
    ]),
  ),
  cases: () => [
    ...['dossier', 'vault', 'invoice', 'exception', 'task'].flatMap((flow) => [
      { query: { flow } },
      { query: { flow, sort: '-$entity' } },
      { query: { flow, open: true, where: ['$entity^=zqe'] } },
    ]),
    { query: { flow: 'dossier', sort: 'amount', personal: true } },
    ...places.map((place) => ({ query: { flow: 'dossier', where: [`cost=${costOf(place)}`] } })),
    { query: { flow: 'dossier', sort: 'margin' } },
  ],
  'cases/totals': () => [
    { query: { flow: 'dossier', sum: 'amount' } },
    { query: { flow: 'dossier', sum: 'cost' } },
    { query: { flow: 'invoice', sum: 'open' } },
  ],
  'cases/groups': () =>
    [
      ['dossier', 'customer'],
      ['dossier', '$entity'],
      ['dossier', 'remark'],
      ['vault', 'customer'],
      ['exception', 'ofKey'],
      ['task', 'ofKey'],
      ['task', '$entity'],
    ].map(([flow, by]) => ({ query: { flow, by } })),
  'cases/{case}': ({ cases }) => cases.map(({ id }) => ({ params: { case: id } })),
  'cases/{case}/events': ({ cases }) =>
    cases.flatMap(({ id }) => [{ params: { case: id } }, { params: { case: id }, query: { personal: true } }]),
  'cases/{case}/actions': ({ cases }) => cases.map(({ id }) => ({ params: { case: id } })),
  'cases/{case}/watch': ({ cases }) => cases.map(({ id }) => ({ params: { case: id } })),
  'log/{case}/{seq}': ({ cases }) =>
    cases.flatMap(({ id, seq, flow }) =>
      (flow === 'dossier' ? [1, seq] : [seq]).map((number) => ({ params: { case: id, seq: number } })),
    ),
  'log/xes': () => [{ query: {} }],
  receivables: () => [{ query: {} }, { query: { by: 'customer' } }, { query: { by: '$entity' } }],
  tasks: () => ['mine', 'all'].map((whose) => ({ query: { whose, status: 'open' } })),
  decisions: () => ['mine', 'all'].map((whose) => ({ query: { whose } })),
  search: () => ['zqe1', 'zqe2', 'zqe3', 'zqv', 'zqf', 'zqp', 'D-', 'I-', 'V-'].map((q) => ({ query: { q } })),
  rungs: () => [{ query: { flow: 'invoice', ladder: 'dunning' } }, { query: { flow: 'dossier', ladder: 'chase' } }],
  'metrics/{metric}': () =>
    measured.flatMap(({ id }, at) => [
      { params: { metric: id }, query: { by: 'entity' } },
      ...(at < 1 ? [{ params: { metric: id }, query: {} }] : []),
    ]),
  'metrics/{metric}/series': () => measured.slice(0, 1).map(({ id }) => ({ params: { metric: id }, query: { by: 'entity' } })),
  'metrics/{metric}/parts': () => {
    const period = { againstFrom: '2026-01-01', againstTo: '2026-02-01', from: '2026-02-01', to: '2026-03-01', by: 'entity' };
    return measured.slice(0, 3).map(({ id }) => ({ params: { metric: id }, query: period }));
  },
  'metrics/{metric}/cases': () => measured.map(({ id }) => ({ params: { metric: id }, query: {} })),
  ...Object.fromEntries(
    ['', '/activity', '/behaviour', '/exceptions', '/metrics', '/versions', '/parameters'].map((name) => [
      `flows/{flow}${name}`,
      () => ['dossier', 'vault', 'invoice'].map((flow) => ({ params: { flow } })),
    ]),
  ),
  'flows/{flow}/mining': () => [{ params: { flow: 'dossier' } }],
  'flows/{flow}/mining/cases': () => [{ params: { flow: 'dossier' }, query: { activity: 'open', limit: 100 } }],
  'flows/{flow}/versions/{version}/diff': () => [{ params: { flow: 'dossier', version: 1 } }],
};

/** What tells of no case: the clock, who there is, what an upload holds (of the real company alone, and for whoever may import). */
const elsewhere: Readonly<Record<string, string>> = {
  stream: 'says only that something changed',
  'metrics/{metric}/sql': 'what is declared',
  people: 'who there is: tested with accounts',
  accounts: 'tested with accounts',
  'accounts/{account}': 'tested with accounts',
  roles: 'tested with accounts',
  delegations: 'tested with accounts',
  keys: 'tested with accounts',
  'admin-acts': 'tested with accounts',
  'refused-attempts': 'tested with accounts',
  jobs: 'for who runs the server',
  'notifications/preferences': 'one’s own',
  'import-targets': 'of the real company',
  'uploads/{upload}': 'of the real company',
  'uploads/{upload}/suggestion': 'of the real company',
  'imports/{import}': 'of the real company',
  'imports/{import}/errors': 'of the real company',
  'imports/{import}/totals': 'of the real company, for whoever may import',
  'imports/{import}/first-numbers': 'of the real company, for whoever may import; segments by columns that are shown',
  'imports/{import}/retraction': 'of the real company, for whoever may import',
  connections: 'of the real company, for their owners, keepers and auditors (S644)',
  'connections/{connection}': 'of the real company, for its owner, keepers and auditors (S644)',
  'connections/{connection}/runs': 'of the real company, for its owner, keepers and auditors (S644)',
  'connections/{connection}/dead-letters': 'of the real company, for its owner and keepers (S644)',
  incidents: 'of the entities that are seen (S840)',
  'incidents/{number}/room': 'of the entities that are seen (S840)',
  problems: 'of the entities that are seen (S840)',
  'corrective-actions': 'of the entities that are seen (S840)',
  service: 'of the entities that are seen (S840)',
  integrations: 'of the entities that are seen (S704)',
  'integrations/{integration}': 'of the entities that are seen (S704)',
  'integrations/{integration}/runs': 'of the entities that are seen (S704)',
  'integrations/{integration}/failures': 'of the entities that are seen (S704)',
  automations: 'of the entities that are seen (S704)',
  changes: 'of the changes that are seen (S820)',
  'changes/{number}': 'of the changes that are seen (S820)',
  calendar: 'of the changes, releases and windows that are seen (S820)',
  'decision-log': 'of the cases that are seen (S820)',
  'releases/{number}': 'of the releases and changes that are seen (S820)',
  'flows/{flow}/definition': 'what is declared',
  'changes/{number}/content': 'of the changes that are seen (S807)',
  'changes/{number}/pictures': 'of the changes that are seen (S807)',
  systems: 'of the entities that are seen (S789)',
  'systems/{system}': 'of the entities that are seen (S789)',
  'system-diagram': 'of the entities that are seen (S789)',
  coverage: 'of the entities that are seen (S789)',
  documents: 'of the entities that are seen (S789)',
  impact: 'of the entities that are seen (S789)',
  requests: 'of the cases that are seen (S866)',
  'requests/{request}': 'of the cases that are seen (S866)',
  plans: 'of the cases that are seen (S866)',
  'plans/{plan}': 'of the cases that are seen (S866)',
  roadmap: 'of the cases that are seen (S866)',
  'business-cases': 'of the cases that are seen (S866)',
  reconciliations: 'of the real company, for their owners, keepers and auditors (S680)',
  'reconciliations/{reconciliation}': 'of the real company, for its owner, keepers and auditors (S680)',
  'reconciliations/{reconciliation}/runs': 'of the real company, for its owner, keepers and auditors (S680)',
  'reconciliations/{reconciliation}/breaks': 'of the real company, for its owner, keepers and auditors (S680)',
};

const readings = (Object.keys(routes) as RouteKey[]).filter((key) => key.startsWith('GET /{database}/'));

test('[S480] every way of reading a company has a rule of who sees what', () => {
  const names = readings.map((key) => key.slice('GET /{database}/'.length));
  assert.deepEqual(
    names.filter((name) => questions[name] === undefined && elsewhere[name] === undefined),
    [],
  );
});

test('[S480] [S481] [S482] [S483] [S485] no way of reading tells anybody of a case, an entity or a field that they do not see', async (t) => {
  const house = await openHouse(t, await testDatabase('three_entities', tellOfThree), 'demo');
  const cases = await everyCase(house);
  for (const looker of lookers) {
    const forbidden = places.flatMap((place) =>
      (['cases', 'personal', 'confidential', 'vault'] as const).flatMap((what) =>
        looker[what].includes(place) ? [] : marks(place)[what],
      ),
    );
    const allowed = new Set(
      places.flatMap((place) =>
        (['cases', 'personal', 'confidential', 'vault'] as const).flatMap((what) =>
          looker[what].includes(place) ? marks(place)[what] : [],
        ),
      ),
    );
    const told = new Set<string>();
    const answers = await everything(house, looker, cases);
    await forgetMeasured(house);
    for (const { said, text } of answers) {
      for (const mark of forbidden)
        assert.ok(!text.includes(mark), `${looker.name} is told ${mark} by ${said}: ${around(text, mark)}`);
      for (const mark of allowed) if (text.includes(mark)) told.add(mark);
    }
    // What they may see they are told somewhere: else nothing was tried.
    assert.deepEqual(
      [...allowed].filter((mark) => !told.has(mark)),
      [],
      looker.name,
    );
  }
});

const around = (text: string, mark: string) => text.slice(Math.max(0, text.indexOf(mark) - 200), text.indexOf(mark) + 60);

/** All cases of the three entities, owned ones too. */
async function everyCase({ engine }: Throughline): Promise<readonly CaseView[]> {
  const found: CaseView[] = [];
  for (const flow of ['dossier', 'vault', 'invoice', 'exception', 'task'])
    found.push(...(await engine.list({ flow, entities: places.map(entityOf), limit: 1000 })).cases);
  assert.ok(found.length >= 18, `${found.length} cases`);
  return found;
}

/** What these tell is worked out behind their first answer. */
const measuredLater: ReadonlySet<string> = new Set(['home', 'scorecard']);
/** To wait for that costs seconds: it is done for one who sees a part. */
const patient = 'a guest of one entity';

/** All that somebody is told by all routes, as JSON and as lines. */
async function everything(house: Throughline, looker: Looker, cases: readonly CaseView[]) {
  const { actor } = looker;
  const { now, latest } = await house.engine.clock();
  const visible = await visibleIn(house, latest, actor);
  const context = { throughline: house, actor, now, visible, signal: new AbortController().signal, caller: undefined };
  const answers: { readonly said: string; readonly text: string }[] = [];
  for (const key of readings) {
    const name = key.slice('GET /{database}/'.length);
    for (const asked of questions[name]?.({ cases }) ?? []) {
      const request = { params: { database: 'demo', ...asked.params }, query: asked.query ?? {}, body: undefined, upload: [] };
      const said = `${key} ${JSON.stringify(asked)}`;
      if (measuredLater.has(name) && looker.name === patient) {
        await answered(key, request, context);
        await measuringEnds(house);
      }
      answers.push({ said, text: await answered(key, request, context) });
      const lines = (csvHandlers as Readonly<Record<string, unknown>>)[key];
      if (lines !== undefined) answers.push({ said: `${said} as lines`, text: await linesOf(lines as Lines, request, context) });
    }
  }
  return answers;
}

type Lines = (request: object, context: object) => AsyncIterable<readonly (string | number | null)[]>;

/** What is refused is an answer, too: it must not tell either. The request repeats nothing of what is looked for. */
async function answered(key: RouteKey, request: object, context: object): Promise<string> {
  const handler = handlers[key as keyof typeof handlers] as unknown as (
    request: object,
    context: object,
  ) => Promise<{ body: unknown }>;
  try {
    const { body } = await handler(request, context);
    asContract(key, body);
    return JSON.stringify(body);
  } catch (error) {
    return refusal(error);
  }
}

async function linesOf(lines: Lines, request: object, context: object): Promise<string> {
  try {
    const text: string[] = [];
    for await (const line of lines(request, context)) text.push(csvLine(line));
    return text.join('');
  } catch (error) {
    return refusal(error);
  }
}

const refusals: ReadonlySet<string> = new Set([
  'case-unknown',
  'field-hidden',
  'metric-request',
  'role-required',
  'event-unknown',
]);

function refusal(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  if (code === undefined || !refusals.has(code)) throw error;
  return `${code}: ${message}`;
}

test('[S484] [S486] [S487] who sees a part is told so; what is kept back says which role would show it, and cannot be asked about', async (t) => {
  const house = await openHouse(t, await testDatabase('three_entities', tellOfThree), 'demo');
  const { now, latest } = await house.engine.clock();
  const seeing = async (name: string) => {
    const looker = lookers.find((one) => one.name === name);
    assert.ok(looker !== undefined);
    return {
      now,
      actor: looker.actor,
      visible: await visibleIn(house, latest, looker.actor),
      signal: new AbortController().signal,
    };
  };
  const flow = 'dossier';
  const guest = await seeing('a guest of one entity');
  const list = await caseList(house, { flow }, guest);
  const [row] = list.items;
  assert.deepEqual([list.items.length, list.visibleEntities], [1, [entityOf(1)]]);
  assert.deepEqual(row?.fields['cost'], null);
  assert.deepEqual(row?.hidden, {
    cost: { needs: ['auditor', 'chief'] },
    remark: { needs: ['auditor', 'chief'] },
    margin: { needs: ['auditor', 'chief'] },
  });
  assert.deepEqual(await caseTotals(house, { flow, sum: 'amount' }, guest.visible), {
    cases: 1,
    sums: [{ amount: amountOf(1), currency: 'EUR' }],
    visibleEntities: [entityOf(1)],
  });
  for (const asked of [{ where: ['cost>1'] }, { where: ['remark^=zq'] }, { sort: '-margin' }])
    await assert.rejects(caseList(house, { flow, ...asked }, guest), { code: 'field-hidden', expected: 'auditor, chief' });
  await assert.rejects(caseTotals(house, { flow, sum: 'margin' }, guest.visible), { code: 'field-hidden', place: 'sum' });
  await assert.rejects(caseGroups(house, { flow, by: 'remark' }, guest.visible), { code: 'field-hidden', place: 'by' });
  await assert.rejects(Array.fromAsync(caseLines(house, { flow, personal: true }, guest)), {
    code: 'field-hidden',
    place: 'personal',
  });

  const other = caseId({ flow, entity: entityOf(2), key: 'D-zqe2' });
  const none = caseId({ flow, entity: entityOf(2), key: 'none' });
  const told = async (id: string) => [
    await messageOf(caseDetail(house, id, guest)),
    await messageOf(caseEvents(house, id, {}, guest)),
    await messageOf(actionsOf(house, id, guest)),
    await messageOf(command(house, id, { type: 'comment', data: { text: 'hello' }, actor: guest.actor }, guest)),
  ];
  assert.deepEqual(
    (await told(other)).map((message) => message.replace(other, none)),
    await told(none),
  );
  const detail = await caseDetail(house, row?.id ?? '', guest);
  assert.deepEqual([detail.links, detail.unseenLinks], [[], 1]);
  const data = new Map(detail.data.map((field) => [field.name, field]));
  assert.deepEqual(data.get('patient')?.hidden?.needs.includes('desk'), true);
  assert.deepEqual(
    detail.effects.map(({ to, subject, hidden }) => [to, subject, hidden === undefined]),
    [[null, `About ${hiddenText}`, false]],
  );
  const reasons = (await caseEvents(house, row?.id ?? '', {}, guest)).items.map(({ reason }) => reason);
  assert.ok(reasons.includes(`no longer ${hiddenText}, who knew of ${hiddenText}`), JSON.stringify(reasons));
});

test('[S488] personal data is in a file only where it is asked for, and may be seen', async (t) => {
  const house = await openHouse(t, await testDatabase('three_entities', tellOfThree), 'demo');
  const { now, latest } = await house.engine.clock();
  const all = lookers.find(({ name }) => name === 'everybody');
  assert.ok(all !== undefined);
  const walk = { now, visible: await visibleIn(house, latest, all.actor), signal: new AbortController().signal };
  const id = caseId({ flow: 'dossier', entity: entityOf(1), key: 'D-zqe1' });
  for (const personal of [false, true]) {
    const lines = [
      ...(await Array.fromAsync(caseLines(house, { flow: 'dossier', personal }, walk))),
      ...(await Array.fromAsync(eventLines(house, id, { ...walk, personal }))),
    ];
    assert.equal(JSON.stringify(lines).includes('zqp1'), personal);
    assert.ok(JSON.stringify(lines).includes('zqf1'));
  }
});

async function messageOf(asked: Promise<unknown>): Promise<string> {
  return await asked.then(
    () => 'answered',
    (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
  );
}
