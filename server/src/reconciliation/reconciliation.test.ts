import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { BreakAge, ReconciliationBreak, ReconciliationRun, ReconciliationView } from '@throughline/api';
import * as testing from '@throughline/testing';
import { type HttpHouse, httpHouse } from '../../test/http-house.ts';
import { lockConnection, unlockConnection } from '../connections/run-connection.ts';

const limit = { timeout: 120_000 };

interface Row {
  readonly number: string;
  readonly total: string;
  readonly issued?: string;
}

/** Two systems that export their invoices into a folder each. */
async function openSystems(t: TestContext) {
  const house = await httpHouse(t, testing, { signIn: { THROUGHLINE_SIGN_IN: 'off' } });
  const home = house.env['THROUGHLINE_HOME'] ?? '';
  const put = (folder: string, name: string, text: string) => {
    mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, folder, name), text);
  };
  const side = (id: string) => {
    put(
      'connections',
      `${id}.json`,
      JSON.stringify({
        ...{ id, title: `Invoices of the ${id}`, owner: 'systems-lead', tier: 1, kind: 'folder' },
        settings: { path: join(home, id), pattern: '*.csv', whole: { marker: '.done' }, format: 'csv' },
      }),
    );
    return (rows: readonly Row[]) => {
      put(
        id,
        'invoices.csv',
        ['number,total,issued', ...rows.map((row) => `${row.number},${row.total},${row.issued ?? '2026-10-01'}`), ''].join('\n'),
      );
      put(id, 'invoices.csv.done', '');
    };
  };
  const snapshot = (connection: string) => ({
    system: connection.toUpperCase(),
    connection,
    key: ['number'],
    amount: 'total',
    currency: { is: 'EUR' },
    at: 'issued',
  });
  put(
    'reconciliations',
    'crm-erp.json',
    JSON.stringify({
      ...{ id: 'crm-erp', title: 'Invoices of the CRM in the ERP', owner: 'systems-lead' },
      ...{ left: snapshot('crm'), right: snapshot('erp') },
    }),
  );
  return { house, put, crm: side('crm'), erp: side('erp') };
}

const run = async ({ ask }: HttpHouse) => {
  const answer = await ask('POST /main/reconciliations/crm-erp/run');
  assert.equal(answer.status, 200, answer.text);
  return answer.json<ReconciliationRun>();
};
const breaks = async ({ ask }: HttpHouse, query = '') =>
  (await ask(`GET /main/reconciliations/crm-erp/breaks${query}`)).json<{
    items: readonly ReconciliationBreak[];
    next?: string;
  }>();

async function cases({ house }: HttpHouse) {
  const { engine } = await house.company('main');
  const page = await engine.list({ flow: 'reconciliation-break', limit: 100 });
  return page.cases.map(({ key, state, data }) => [key, state, data['difference']]).sort();
}

test(
  '[S680] each break is a case with the owner of the comparison, and closes only when a later one agrees',
  limit,
  async (t) => {
    const { house, crm, erp, put } = await openSystems(t);
    crm([
      { number: 'A', total: '10.00' },
      { number: 'B', total: '20.50' },
      { number: 'C', total: '7.00' },
    ]);
    erp([
      { number: 'A', total: '10.00' },
      { number: 'C', total: '6.90' },
      { number: 'D', total: '3.00' },
    ]);
    const first = await run(house);
    assert.equal(first.failure, null);
    const [totals] = first.found?.totals ?? [];
    assert.deepEqual(
      [totals?.left, totals?.right, totals?.difference, totals?.unexplained, first.found?.sums],
      ['37.50', '19.90', '-17.60', '0.00', true],
    );
    assert.deepEqual(await cases(house), [
      ['crm-erp/B', 'open', -2050],
      ['crm-erp/C', 'open', -10],
      ['crm-erp/D', 'open', 300],
    ]);
    // Seen again nothing is told twice; what changes is told.
    crm([
      { number: 'A', total: '10.00' },
      { number: 'B', total: '20.50' },
      { number: 'C', total: '7.20' },
    ]);
    await run(house);
    assert.deepEqual(await cases(house), [
      ['crm-erp/B', 'open', -2050],
      ['crm-erp/C', 'open', -30],
      ['crm-erp/D', 'open', 300],
    ]);
    // Told as ended before its lock goes: whoever asks then waits for it.
    const throughline = await house.house.company('main');
    const held = await lockConnection(throughline, 'reconciliation crm-erp');
    assert.ok(held !== undefined);
    const next = run(house);
    await house.ask('GET /main/reconciliations');
    await unlockConnection(held, 'reconciliation crm-erp');
    assert.equal((await next).status, 'done');
    // A comparison that cannot read a record ends nothing, nor does one that fails.
    erp([
      { number: 'A', total: '10.00' },
      { number: 'B', total: '20.50' },
      { number: 'C', total: '7.20' },
      { number: 'E', total: 'ten' },
    ]);
    const unsure = await run(house);
    assert.deepEqual(
      unsure.found?.unread.map(({ code, key }) => [code, key]),
      [['amount-unreadable', 'E']],
    );
    assert.deepEqual(
      (await cases(house)).map(([, state]) => state),
      ['open', 'open', 'open'],
    );
    put('connections', 'erp.json', '{');
    const broken = await run(house);
    assert.deepEqual([broken.status, broken.found], ['failed', null]);
    assert.deepEqual(
      (await cases(house)).map(([, state]) => state),
      ['open', 'open', 'open'],
    );
  },
);

test(
  '[S681] what comes back is a break anew; breaks come page by page and as CSV that adds up to the difference',
  limit,
  async (t) => {
    const { house, crm, erp } = await openSystems(t);
    const both = [
      { number: 'A', total: '10.00' },
      { number: 'B', total: '1.00' },
    ];
    crm(both);
    erp([]);
    const empty = await run(house);
    assert.deepEqual([empty.status, empty.found?.breaks.missing], ['done', 2]);
    erp(both);
    await run(house);
    assert.deepEqual(
      (await cases(house)).map(([key, state]) => [key, state]),
      [
        ['crm-erp/A', 'closed'],
        ['crm-erp/B', 'closed'],
      ],
    );
    erp([{ number: 'B', total: '1.50' }]);
    await run(house);
    assert.deepEqual(
      (await cases(house)).map(([key, state]) => [key, state]),
      [
        ['crm-erp/A (2)', 'open'],
        ['crm-erp/A', 'closed'],
        ['crm-erp/B (2)', 'open'],
        ['crm-erp/B', 'closed'],
      ],
    );
    const page = await breaks(house, '?limit=1');
    assert.deepEqual(
      page.items.map(({ number, kind }) => [number, kind]),
      [['crm-erp/A (2)', 'missing']],
    );
    const rest = await breaks(house, `?limit=1&after=${page.next}`);
    assert.deepEqual(
      [rest.items[0]?.record, rest.items[0]?.difference, rest.next],
      ['B', [{ currency: 'EUR', amount: '0.50' }], undefined],
    );
    const { items } = (await house.ask('GET /main/reconciliations')).json<{ items: readonly ReconciliationView[] }>();
    assert.deepEqual([items[0]?.left, items[0]?.lastRun?.found?.totals[0]?.difference], ['CRM', '-9.50']);
    const opened = await house.ask(`GET /main/cases/${page.items[0]?.caseId}`);
    assert.deepEqual(opened.json<{ case: { key: string } }>().case.key, 'crm-erp/A (2)');
    const shown = (await house.ask('GET /main/reconciliations/crm-erp')).json<{ ages: readonly BreakAge[] }>();
    assert.deepEqual(
      shown.ages.map(({ kind, to, count }) => [kind, to, count]),
      [
        ['mismatched', null, 1],
        ['missing', null, 1],
      ],
    );
    type Runs = { readonly items: readonly ReconciliationRun[]; readonly next?: string };
    const runs = (await house.ask('GET /main/reconciliations/crm-erp/runs?limit=2')).json<Runs>();
    const earlier = (await house.ask(`GET /main/reconciliations/crm-erp/runs?limit=2&after=${runs.next}`)).json<Runs>();
    assert.deepEqual(
      [...runs.items, ...earlier.items].map(({ found }) => found?.totals[0]?.difference),
      ['-9.50', '0.00', '-11.00'],
    );
    const unknown = await house.ask('POST /main/reconciliations/nothing/run');
    assert.equal(unknown.status, 404);
  },
);
