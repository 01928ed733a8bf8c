import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { serve } from '@throughline/server';
import { company } from '../test/company.ts';

const limit = { timeout: 300_000 };

const mapping = {
  ...{ flow: 'invoice', entity: 'Muster GmbH', key: { column: 'id' }, currency: 'EUR' },
  events: [
    {
      ...{ event: 'create', at: { column: 'issued', format: 'YYYY-MM-DD' } },
      data: {
        number: { column: 'id' },
        ...{ customer: { column: 'customer' }, country: { constant: 'DE' }, currency: { constant: 'EUR' } },
        ...{ amount: { column: 'amount', as: 'money' }, dueOn: { column: 'due', as: 'date', format: 'YYYY-MM-DD' } },
      },
    },
  ],
};

/** A house with a connection that reads the files of a folder, and a server that all commands ask. */
async function openHouse(t: TestContext) {
  const { throughline, env } = await company(t);
  const path = mkdtempSync(join(tmpdir(), 'throughline-connections-'));
  t.after(() => rmSync(path, { recursive: true }));
  const settings = { path, pattern: '*.csv', whole: { marker: '.done' }, format: 'csv' };
  const declaration = {
    ...{ id: 'ledger', title: 'The ledger', owner: 'owner', tier: 1, kind: 'folder', liveFrom: '2026-01-01T00:00:00Z' },
    ...{ settings, mapping },
  };
  const house = { ...env, THROUGHLINE_CONNECTIONS: path };
  const stopping = new AbortController();
  const { address, closed } = await serve({ env: house, port: 0, signal: stopping.signal });
  t.after(async () => {
    stopping.abort();
    await closed;
  });
  return {
    env: house,
    declare: (more: object = {}) => writeFileSync(join(path, 'ledger.json'), JSON.stringify({ ...declaration, ...more })),
    drop(name: string, ...rows: readonly string[]) {
      writeFileSync(join(path, name), ['id,issued,customer,amount,due', ...rows, ''].join('\r\n'));
      writeFileSync(join(path, `${name}.done`), '');
    },
    connection: (...words: readonly string[]) => throughline(['connection', ...words, '--server', address]),
    alone: (...words: readonly string[]) => throughline(['connection', ...words], house),
  };
}

type House = Awaited<ReturnType<typeof openHouse>>;

test(
  '[X120] [X121] [X122] [X123] connections are listed, tried, run, paused, and their dead letters settled',
  limit,
  async (t) => {
    const house = await openHouse(t);
    await t.test('[X120] what is declared is listed; a fault is told with its place, and the end says that there is one', () =>
      listed(house),
    );
    await t.test('[X121] check reaches the other side, preview says what records would become; neither writes', () =>
      tried(house),
    );
    await t.test('[X122] run waits for its end and counts; pause and resume; show says how it went', () => ran(house));
    await t.test('[X123] dead letters: listed with why, taken again as mended, or discarded for a reason', () => settled(house));
  },
);

async function listed({ connection, declare, alone }: House): Promise<void> {
  const nothing = await connection('list');
  assert.deepEqual([nothing.code, /^Nothing is declared in .+\.\n$/.test(nothing.stdout)], [0, true], nothing.stdout);
  declare({ kind: 'foldr' });
  const broken = await connection('list');
  assert.equal(broken.code, 1);
  assert.match(broken.stdout, /^ledger .* invalid .*\n(.*\n)*ledger\.json kind: .+\. expected .*folder/m);
  const refused = await connection('run', 'ledger');
  assert.deepEqual([refused.code, /^connection-invalid: /.test(refused.stderr)], [1, true], refused.stderr);
  declare();
  const sound = await connection('list');
  assert.equal(sound.code, 0, sound.stdout);
  assert.match(sound.stdout, /^id +kind +tier +owner +status .*\nledger +folder +1 +owner +new +- +- +0 +-$/m);
  assert.deepEqual(await alone('list'), sound, 'a command by itself says the same');
  const unknown = await connection('show', 'shop');
  assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /^connection-unknown: .*\n(.*\n)* {2}expected +ledger$/m);
}

async function tried({ connection, drop }: House): Promise<void> {
  drop('1.csv', 'C-1,2026-02-01,Nord AG,12.50,2026-03-01', 'C-2,2026-02-02,Nord AG,twelve,2026-03-02');
  const checked = await connection('check', 'ledger');
  assert.equal(checked.code, 0, checked.stdout);
  const preview = await connection('preview', 'ledger');
  assert.equal(preview.code, 1, 'one of the records would become nothing');
  assert.match(preview.stdout, /^ {2}Muster GmbH C-1 create 2026-02-01T00:00:00\.000Z: applied \{.*"amount":1250/m);
  assert.match(preview.stdout, /^ {2}bad-number amount: .+ \(expected: .+\)\n2 records\.\n$/m);
  const { json } = await connection('preview', 'ledger', '--json');
  assert.deepEqual([json.rows.length, json.failure], [2, null]);
  assert.match((await connection('show', 'ledger')).stdout, /: new\n(.*\n)*.*read up to nothing yet\nOpen dead letters: 0\n$/);
}

async function ran({ connection, alone }: House): Promise<void> {
  const first = await connection('run', 'ledger');
  assert.equal(first.stdout, '2 records: 1 facts, of them 0 deviations; 0 known; 1 dead letters.\n', first.stderr);
  assert.equal(first.code, 1, 'a dead letter is something to look at');
  const again = await connection('run', 'ledger', '--json');
  assert.deepEqual([again.code, again.json.status, again.json.counts.facts], [0, 'done', 0], again.stdout);
  assert.equal((await connection('pause', 'ledger', '--reason', 'moving')).stdout, 'ledger is paused.\n');
  assert.match((await connection('show', 'ledger')).stdout, /: paused\nPaused by .+ at .+: moving\n/);
  assert.equal((await connection('resume', 'ledger')).stdout, 'ledger goes on.\n');
  const shown = await connection('show', 'ledger');
  assert.equal(shown.code, 0);
  assert.match(shown.stdout, /^The ledger \(folder, ledger\.json\), of .+: ready\n(.*\n)*Open dead letters: 1\n/);
  assert.match(shown.stdout, /request +done +2 +1 +0 +1/);
  // A command without a server ends with its run, and not before.
  const byItself = await alone('run', 'ledger');
  assert.equal(byItself.stdout, '0 records: 0 facts, of them 0 deviations; 0 known; 0 dead letters.\n', byItself.stderr);
}

async function settled({ connection, declare, drop }: House): Promise<void> {
  drop('2.csv', 'C-3,2026-02-30,Nord AG,1.00,2026-03-01');
  assert.equal((await connection('run', 'ledger')).code, 1);
  const open = await connection('letters', 'ledger');
  assert.equal(open.code, 1);
  assert.match(open.stdout, /^[0-9a-f-]{36} since .+, 1 times, of .+\n {2}bad-number amount: .+\n {2}\{.*"C-2"/m);
  const lines = (await connection('letters', 'ledger', '--json')).stdout.trim().split('\n');
  const letters = lines.map((line) => JSON.parse(line) as { readonly id: string; readonly record: string });
  const idOf = (key: string) => letters.find(({ record }) => record.includes(key))?.id ?? '';
  const same = await connection('replay', idOf('C-2'));
  assert.equal(same.code, 1);
  assert.match(same.stdout, /^It became no fact:\n {2}amount: /);
  const [create] = mapping.events;
  const amount = { column: 'amount', values: { twelve: 1200 } };
  declare({ mapping: { ...mapping, events: [{ ...create, data: { ...create?.data, amount } }] } });
  const taken = await connection('replay', idOf('C-2'));
  assert.deepEqual([taken.stdout, taken.code], ['It is replayed.\n', 0], taken.stderr);
  const discarded = await connection('replay', idOf('C-3'), '--discard', 'no such day');
  assert.deepEqual([discarded.stdout, discarded.code], ['It is discarded.\n', 0], discarded.stderr);
  const twice = await connection('replay', idOf('C-3'), '--discard', 'again');
  assert.deepEqual([twice.code, /^dead-letter-settled: /.test(twice.stderr)], [1, true], twice.stderr);
  const none = await connection('letters', 'ledger');
  assert.deepEqual([none.stdout, none.code], ['No dead letters.\n', 0]);
}
