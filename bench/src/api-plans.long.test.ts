import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { routes } from '@throughline/api';
import { type InProcess, inProcess } from '@throughline/server';
import { withCompanyOf } from './api-company.ts';
import { hearPlans, type Statement } from './api-plans.ts';

/* About three minutes: 20,000 invoices, of which 1,000 are open, and 200,000 events. */
const size = { open: 1000, closed: 200 };
/** Of a table with more rows than this, none is read whole. */
const smallTable = 2000;
/** Lists gather up to 5,000 cases of those that are open and of those that are not. */
const rowsOfList = 12_000;
/** What counts open cases looks each of them up a few times. */
const rowsOfOpen = 30 * size.open;
/** A page of the log looks at 16,000 events at most, and a few rows of each (E343). */
const rowsOfLog = 80_000;

/** Answers that are about all cases or events there are, and cost accordingly, each with the reason. */
const wholeByNature: Readonly<Record<string, string>> = {
  '/metrics/{metric}': 'measures the whole log',
  '/metrics/{metric}/series': 'measures the whole log',
  '/metrics/{metric}/parts': 'measures the whole log',
  '/metrics/{metric}/cases': 'measures the whole log',
  '/flows/{flow}/mining': 'mines the whole log',
  '/flows/{flow}/mining/cases': 'mines the whole log',
  '/cases/totals': 'counts what it is asked for',
  '/cases/groups': 'counts what it is asked for',
  '/flows/{flow}/versions': 'counts the cases of each version',
  '/log/facets': 'counts up to 100,000 events without a seal; here nothing is ever sealed',
  '/uploads/{upload}/suggestion': 'reads a file',
  '/log/xes': 'a file of all events asked for',
  '/stream': 'does not end',
};

type Json = Readonly<Record<string, unknown>>;

async function get(server: InProcess, path: string): Promise<{ readonly status: number; readonly body: Json }> {
  const answer = await server.fetch(`/api/v1/main${path}`);
  // A brief is a file.
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  if (!isJson) await answer.arrayBuffer();
  return { status: answer.status, body: isJson ? ((await answer.json()) as Json) : {} };
}

async function items(server: InProcess, path: string): Promise<readonly Json[]> {
  const { body } = await get(server, path);
  return (Array.isArray(body['items']) ? body['items'] : []) as readonly Json[];
}

/** Requests for each flow's lists: whole, open and ended, by each column, both ways, and those of each state, as boards ask. */
async function lists(server: InProcess, flow: string): Promise<readonly string[]> {
  const { body } = await get(server, `/flows/${flow}`);
  const columns = (body['columns'] as readonly Json[]).map((column) => String(column['name']));
  const states = (body['states'] ?? []) as readonly Json[];
  const sorts = ['$key', '$due', ...columns].flatMap((column) => [column, `-${column}`]);
  return [
    ...['', '&open=true', '&open=false'].flatMap((open) =>
      sorts.map((sort) => `/cases?flow=${flow}${open}&sort=${encodeURIComponent(sort)}&limit=50`),
    ),
    ...states.map(({ name }) => `/cases?flow=${flow}&where=${encodeURIComponent(`$state=${name}`)}&sort=%24due&limit=50`),
  ];
}

async function post(server: InProcess, path: string, body: Json): Promise<Json> {
  const headers = { 'content-type': 'application/json' };
  const answer = await server.fetch(`/api/v1/main${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const said = await answer.text();
  assert.ok(answer.ok, said.slice(0, 500));
  return JSON.parse(said) as Json;
}

/** A diagnosis of the last month, by its id. */
async function diagnosed(server: InProcess): Promise<string> {
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const asked = { metric: 'exception-volume', from: day(30), to: day(0), against: { from: day(60), to: day(30) } };
  return String(((await post(server, '/diagnoses', asked))['case'] as Json)['id']);
}

const integration = 'shop';

async function integrate(server: InProcess): Promise<void> {
  const roles = { source: 'Shop', target: 'ERP', pattern: 'api', moves: 'orders', owner: 'systems-lead', tier: 'minor' };
  const data = { title: 'Orders of the shop', ...roles, reviewOn: '2099-01-01' };
  await post(server, '/cases', { flow: 'integration', entity: 'bench', key: integration, type: 'register', data });
  const run = { run: 'r', startedAt: new Date().toISOString(), status: 'success', records: 1 };
  await post(server, `/integrations/${integration}/runs`, { runs: [run] });
}

/** What is asked for by a name that was made for it. */
const isMade = (path: string) => /^\/(diagnoses|integrations)\//.test(path);

/** A request for each reading operation of the contract, for each flow and some cases of different kinds. */
async function requests(server: InProcess, diagnosis: string): Promise<readonly string[]> {
  const flows = (await items(server, '/flows')).map(({ name }) => String(name));
  const found = await Promise.all(
    [...flows, 'invoice&open=true', 'invoice&open=false'].map((flow) => items(server, `/cases?flow=${flow}&limit=1`)),
  );
  const cases = found.flat().map(({ id }) => String(id));
  const paths = Object.keys(routes)
    .filter((route) => route.startsWith('GET /{database}/'))
    .map((route) => route.slice('GET /{database}'.length))
    .filter((path) => wholeByNature[path] === undefined && path !== '/cases');
  const filled = paths.flatMap((path) => {
    const asked = path
      .replace('{seq}', '1')
      .replace('{version}', '1')
      .replace('{metric}', 'days-to-settle')
      .replace('{integration}', integration)
      .replace(/\{(connection|reconciliation)\}/, 'unknown')
      .replace(/\{(account|upload|import)\}/, cases[0] ?? '');
    if (asked.includes('{flow}')) return flows.map((flow) => asked.replace('{flow}', flow));
    if (path === '/diagnoses/{case}/cases') return [`${asked.replace('{case}', diagnosis)}?of=affected.after`];
    if (path.startsWith('/diagnoses/{case}')) return [asked.replace('{case}', diagnosis)];
    if (asked.includes('{case}')) return cases.map((id) => asked.replace('{case}', id));
    if (path === '/search') return ['I-0001', 'customer', 'c'].map((text) => `${asked}?q=${text}`);
    return [path === '/rungs' ? `${asked}?flow=invoice&ladder=dunning` : asked];
  });
  const listed = await Promise.all(flows.map((flow) => lists(server, flow)));
  const work = ['mine', 'all'].flatMap((whose) => [
    ...['open', 'late', 'done'].map((status) => `/tasks?whose=${whose}&status=${status}`),
    `/decisions?whose=${whose}`,
  ]);
  const log = ['flow=invoice', 'type=send', 'kind=command', 'deviation=true', 'manual=true', 'entity=bench', 'entity=nowhere'];
  return [...filled, ...listed.flat(), ...work, ...log.map((query) => `/log?${query}`)];
}

/** What is measured in the background is there. */
async function untilMeasured(server: InProcess): Promise<void> {
  for (;;) {
    const broke = (await get(server, '/home')).body['broke'] as Json;
    const { asOf } = (await get(server, '/flows/invoice/activity')).body;
    if (broke['status'] !== 'measuring' && asOf !== null) return;
    await wait(200);
  }
}

function boundOf(path: string): number {
  if (path.startsWith('/cases?')) return rowsOfList;
  return path.startsWith('/log') ? rowsOfLog : rowsOfOpen;
}

function complaint(path: string, heard: readonly Statement[]): string | undefined {
  const accesses = heard.flatMap((statement) => statement.accesses);
  const whole = accesses.filter(({ how, rows }) => how.includes('Seq Scan') && rows > smallTable);
  const rows = accesses.reduce((sum, access) => sum + access.rows, 0);
  if (whole.length === 0 && rows <= boundOf(path)) return undefined;
  const worst = heard.toSorted((a, b) => rowsOf(b) - rowsOf(a))[0];
  return `${path}: ${rows} rows, ${JSON.stringify(worst?.accesses)} of ${worst?.text.slice(0, 300)}`;
}

function rowsOf({ accesses }: Statement): number {
  return accesses.reduce((sum, { rows }) => sum + rows, 0);
}

test('[B7] every reading operation of the API follows indexes and looks at few rows', async (t) => {
  await withCompanyOf(size, async ({ env }) => {
    const { heard, stop } = await hearPlans(String(env['THROUGHLINE_HOME']));
    const server = await inProcess({ env });
    try {
      // What is written is measured in the background: it stands before anything is asked.
      await integrate(server);
      const diagnosis = await diagnosed(server);
      await untilMeasured(server);
      const answered = { ok: 0, unknown: 0, statements: 0 };
      const complaints: string[] = [];
      for (const path of await requests(server, diagnosis)) {
        heard.length = 0;
        const { status, body } = await get(server, path);
        // What is not there is looked for all the same; a question that makes no sense would prove nothing.
        if (status !== 200 && (status !== 404 || isMade(path)))
          complaints.push(`${path} answers ${status}: ${JSON.stringify(body).slice(0, 300)}`);
        answered[status === 200 ? 'ok' : 'unknown'] += 1;
        answered.statements += heard.length;
        const said = complaint(path, heard);
        if (said !== undefined) complaints.push(said);
      }
      t.diagnostic(JSON.stringify(answered));
      assert.ok(answered.ok > 300 && answered.statements > 1000, JSON.stringify(answered));
      assert.deepEqual(complaints, []);
    } finally {
      stop();
      await server.close();
    }
  });
});
