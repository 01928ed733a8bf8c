import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { serve } from '@throughline/server';
import { company } from '../test/company.ts';

const limit = { timeout: 300_000 };
const hourMs = 3_600_000;

const integration = {
  ...{ name: 'crm-erp', title: 'Invoices to the ERP', source: 'CRM', target: 'ERP', pattern: 'api', moves: 'invoices' },
  ...{ owner: 'integration-owner', tier: 'critical', runbook: '1. Look at the field that was renamed.', reviewOn: '2099-01-01' },
  maps: [{ flow: 'invoice', values: ['sent', 'paid'] }],
};
const automation = {
  ...{ name: 'invoice-bot', title: 'Files invoices', platform: 'Power Automate', owner: 'billing-lead', telemetry: 'none' },
  ...{ dataClasses: ['customer'], reviewOn: '2099-01-01' },
};

async function openHouse(t: TestContext) {
  const { throughline, env } = await company(t);
  const path = mkdtempSync(join(tmpdir(), 'throughline-integrations-'));
  t.after(() => rmSync(path, { recursive: true }));
  const house = {
    ...env,
    THROUGHLINE_CONNECTIONS: join(path, 'connections'),
    THROUGHLINE_RECONCILIATIONS: join(path, 'reconciliations'),
  };
  const put = (name: string, content: string | object) => {
    const file = join(path, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const stopping = new AbortController();
  const { address, closed } = await serve({ env: house, port: 0, signal: stopping.signal });
  t.after(async () => {
    stopping.abort();
    await closed;
  });
  return { path, put, ask: (...words: readonly string[]) => throughline([...words, '--server', address], house) };
}

type House = Awaited<ReturnType<typeof openHouse>>;

test(
  '[X150] [X151] [X152] [X153] [X160] integrations, automations, reconciliations and systems on the command line',
  limit,
  async (t) => {
    const house = await openHouse(t);
    await t.test('[X150] what a file describes is registered, and changed when it is told again', () => registered(house));
    await t.test('[X151] runs come by a file, each once; a line that cannot be taken is told, and the end says so', () =>
      told(house),
    );
    await t.test(
      '[X152] list and show say how an integration does, what failed of it, and end with 1 where something is open',
      () => shown(house),
    );
    await t.test('[X153] a reconciliation is run, shown and its breaks are listed', () => compared(house));
    await t.test('[X160] systems and documents are registered by a file, listed, shown and drawn; impact names the way', () =>
      catalogued(house),
    );
  },
);

async function registered({ ask, put }: House): Promise<void> {
  const nothing = await ask('integration', 'list');
  assert.deepEqual([nothing.code, nothing.stdout.startsWith('Nothing is registered')], [0, true], nothing.stderr);
  const file = put('integrations.json', [integration]);
  assert.equal((await ask('integration', 'register', file)).stdout, 'crm-erp is registered.\n');
  put('integrations.json', [{ ...integration, atLeast: 1, atMost: 50 }]);
  assert.equal((await ask('integration', 'register', file)).stdout, 'crm-erp is changed.\n');
  const listed = await ask('integration', 'list', '--json');
  const one = JSON.parse(listed.stdout) as { readonly standing: string; readonly atMost: number };
  assert.deepEqual([one.standing, one.atMost], ['no-runs', 50]);
  const nameless = await ask('integration', 'register', put('nameless.json', { title: 'x' }));
  assert.deepEqual([nameless.code, /^file-unreadable: /.test(nameless.stderr)], [2, true], nameless.stderr);
  assert.equal((await ask('automation', 'register', put('bots.json', automation))).stdout, 'invoice-bot is registered.\n');
  const bots = await ask('automation', 'list', '--csv');
  assert.match(
    bots.stdout,
    /^\uFEFFname,.*\r\ninvoice-bot,Files invoices,Power Automate,,billing-lead,live,none,customer,2099-01-01\r\n$/,
  );
}

async function told({ ask, put }: House): Promise<void> {
  const at = (hours: number) => new Date(Date.now() - hours * hourMs).toISOString();
  const rows = [
    `crm-erp,r1,${at(3)},success,20,0,`,
    `crm-erp,r2,${at(2)},partial,20,2,reference-missing`,
    `crm-erp,r3,${at(1)},done,20,0,`,
    `other,r1,${at(1)},success,20,0,`,
  ];
  const file = put('runs.csv', ['integration,run,started_at,status,records,records_failed,error_class', ...rows, ''].join('\n'));
  const first = await ask('integration', 'runs', '--from', file);
  assert.match(
    first.stdout,
    /^2 taken, 0 changed, 0 known; 2 lines were not taken\.\n {2}line 4: request-invalid: \/status .+\n {2}line 5: integration-unknown: /,
  );
  assert.equal(first.code, 1);
  const lines = put(
    'runs.jsonl',
    `${JSON.stringify({ run: 'r1', startedAt: at(3), status: 'success', records: 20 })}\nno json\n`,
  );
  const again = await ask('integration', 'runs', 'crm-erp', '--from', lines);
  assert.match(
    again.stdout,
    /^0 taken, 1 changed, 0 known; 1 lines were not taken\.\n {2}line 2: request-invalid: it is no JSON\n$/,
  );
  const log = await ask('integration', 'runs', 'crm-erp', '--csv');
  assert.deepEqual(
    log.stdout.split('\r\n').map((line) => line.split(',')[1]),
    ['run', 'r2', 'r1', undefined],
  );
}

async function shown({ ask }: House): Promise<void> {
  const listed = await ask('integration', 'list');
  assert.match(listed.stdout, /^crm-erp +critical +integration-owner +failing +\S+ +50\.0% +99\.0% +0 +1 +0 +0$/m);
  assert.equal(listed.code, 1);
  const one = await ask('integration', 'show', 'crm-erp');
  assert.match(one.stdout, /^crm-erp\/\S+: 1 failed, 1 open, 0 in doubt \(Failed\)\n {2}1 failed: reference-missing$/m);
  assert.match(one.stdout, /^Maps invoice.state: sent, paid$/m);
  assert.match(one.stdout, /^What to do: 1\. Look at the field/m);
  assert.equal(one.code, 1);
  const unknown = await ask('integration', 'show', 'none');
  assert.deepEqual([unknown.code, /^integration-unknown: /.test(unknown.stderr)], [2, true], unknown.stderr);
}

async function compared({ ask, put, path }: House): Promise<void> {
  for (const [id, rows] of [
    ['crm', 'A,10.00\nB,20.50\n'],
    ['erp', 'A,10.00\n'],
  ] as const) {
    const settings = { path: join(path, id), pattern: '*.csv', whole: { marker: '.done' }, format: 'csv' };
    const declaration = { id, title: id, owner: 'systems-lead', tier: 1, kind: 'folder', settings };
    put(`connections/${id}.json`, declaration);
    put(`${id}/invoices.csv`, `number,total\n${rows}`);
    put(`${id}/invoices.csv.done`, '');
  }
  const side = (connection: string) => ({
    ...{ system: connection.toUpperCase(), connection, key: ['number'], amount: 'total', currency: { is: 'EUR' } },
  });
  const declared = { id: 'crm-erp', title: 'Invoices', owner: 'systems-lead', left: side('crm'), right: side('erp') };
  put('reconciliations/crm-erp.json', declared);
  assert.match((await ask('reconciliation', 'list')).stdout, /^crm-erp +CRM +ERP +systems-lead +- +never run +- +-/m);
  const run = await ask('reconciliation', 'run', 'crm-erp');
  assert.equal(run.code, 1, run.stderr);
  assert.match(run.stdout, /^2 records against 1: 1 agree, 0 are on their way, 1 break, 0 of them aged$/m);
  assert.match(run.stdout, /^EUR +30\.50 +10\.00 +-20\.50 +-20\.50 .* 0\.00$/m);
  const stands = await ask('reconciliation', 'show', 'crm-erp');
  assert.match(stands.stdout, /^Invoices: CRM against ERP/);
  const breaks = await ask('reconciliation', 'breaks', 'crm-erp');
  assert.match(breaks.stdout, /^B +missing +20\.50 EUR +- +-20\.50 EUR +\S+ +crm-erp\/B$/m);
  assert.equal(breaks.code, 1);
}

async function catalogued({ ask, put, path }: House): Promise<void> {
  const erp = { name: 'ERP', title: 'ERP', owner: 'systems-lead', tier: '1', disposition: 'invest', dependsOn: ['SSO'] };
  const sso = { name: 'SSO', title: 'Sign-in', owner: 'security-lead', tier: '2', disposition: 'eliminate' };
  assert.equal(
    (await ask('system', 'register', put('systems.json', [erp, sso]))).stdout,
    'ERP is registered.\nSSO is registered.\n',
  );
  const runbook = { number: 'RB-1', title: 'ERP stands', kind: 'runbook', ofKind: 'system', of: 'ERP', owner: 'systems-lead' };
  const file = put('documents.json', { ...runbook, reviewedOn: new Date().toISOString().slice(0, 10) });
  assert.equal((await ask('document', 'register', file)).stdout, 'RB-1 is registered.\n');
  assert.match((await ask('document', 'list')).stdout, /^RB-1 +runbook +ERP +systems-lead +current/m);
  const listed = await ask('system', 'list');
  assert.match(listed.stdout, /^ERP +1 +systems-lead +live +invest +- +undocumented/m);
  assert.equal(listed.code, 1);
  assert.match((await ask('system', 'show', 'ERP')).stdout, /^Gaps: diagram missing$/m);
  const impact = await ask('system', 'impact', 'SSO');
  assert.match(impact.stdout, /^ {2}ERP: ERP does not work without Sign-in$/m);
  const svg = join(path, 'systems.svg');
  await ask('system', 'diagram', '--out', svg);
  assert.match(readFileSync(svg, 'utf8'), /^<svg[^>]*role="img"/);
  assert.match((await ask('system', 'diagram', '--gaps')).stdout, /^remove: Sign-in is to go/m);
  const unknown = await ask('system', 'impact', 'none');
  assert.deepEqual([unknown.code, /^node-unknown: /.test(unknown.stderr)], [2, true], unknown.stderr);
}
