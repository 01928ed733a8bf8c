import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ColumnChoice, Home, Import, Preview, RowError, Suggestion, Upload } from '@throughline/api';
import * as testing from '@throughline/testing';
import { type HttpHouse, httpHouse } from '../../test/http-house.ts';
import { measuringEnds } from '../home/measuring.ts';
import { createHouse } from '../house.ts';
import { verifyLog } from '../verify-log.ts';
import { showImport, startImport } from './import-runs.ts';
import { uploadsMax } from './uploads.ts';

const limit = { timeout: 60_000 };
const csv = { 'content-type': 'text/csv' };

const header = 'Belegnr;Debitor;Belegdatum;Fällig am;Betrag;Bezahlt am;Bezahlt;Strittig';
const good = [
  'R-1;Nord AG;02.01.2026;01.02.2026;1.234,50;20.01.2026;;Nein',
  'R-2;Süd GmbH;13.01.2026;12.02.2026;99,00;;;Nein',
  'R-3;Nord AG;14.01.2026;13.02.2026;80,00;20.02.2026;30,00;Nein',
  'R-4;Ost KG;15.01.2026;14.02.2026;60,00;;;Ja',
];
const bad = [
  'R-5;Nord AG;31.02.2026;01.03.2026;10,00;;;Nein',
  'R-6;Nord AG;01.02.2026;01.03.2026;zehn;;;Nein',
  'R-7;Nord AG;01.02.2026;01.03.2026;-5,00;;;Nein',
  ';Nord AG;01.02.2026;01.03.2026;10,00;;;Nein',
  'R-9;=1+1;01.02.2026;01.03.2026;10,00;;;Nein',
  'R-10;Nord AG;01.02.2026;01.03.2026;10,00;01.01.2099;;Nein',
  'R-11;zu wenig',
];
const fileOf = (...rows: readonly string[]) => [header, ...rows, ''].join('\r\n');

async function upload({ ask }: HttpHouse, bytes: string | Buffer, name = 'Rechnungen.csv') {
  return ask(`POST /main/uploads?name=${encodeURIComponent(name)}`, { payload: bytes, headers: csv });
}

async function choiceFor(house: HttpHouse, id: string): Promise<ColumnChoice> {
  const { choice } = (await house.ask(`GET /main/uploads/${id}/suggestion?flow=invoice`)).json<Suggestion>();
  return { ...choice, entity: 'Muster GmbH', currency: 'EUR' };
}

/** Asks until an import has ended; each question is a request of its own. */
async function ended(house: HttpHouse, id: string): Promise<Import> {
  for (;;) {
    const found = (await house.ask(`GET /main/imports/${id}`)).json<Import>();
    if (found.status !== 'running') return found;
  }
}

function folderOf({ env }: HttpHouse): string {
  return join(env['THROUGHLINE_HOME'] ?? '', 'uploads');
}

test('[S400] an upload lies under the home, is named by its id and read by nobody else', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const sent = await upload(house, fileOf(...good), '../../evil.csv');
  assert.equal(sent.status, 201, sent.text);
  const { id, ...found } = sent.json<Upload>();
  assert.partialDeepStrictEqual(found, { name: '../../evil.csv', delimiter: ';', encoding: 'UTF-8' });
  assert.deepEqual(found.columns[3], { name: 'Fällig am', samples: ['01.02.2026', '12.02.2026', '13.02.2026', '14.02.2026'] });
  assert.deepEqual([found.rows.length, found.rows[0]?.line], [4, 2]);
  assert.deepEqual(readdirSync(folderOf(house)).sort(), [`${id}.csv`, `${id}.json`]);
  assert.equal(statSync(join(folderOf(house), `${id}.csv`)).mode & 0o777, 0o600);
  assert.equal((await house.ask(`GET /main/uploads/${id}`)).status, 200);
  assert.equal((await house.ask(`DELETE /main/uploads/${id}`)).status, 204);
  assert.equal((await house.ask(`GET /main/uploads/${id}`)).json()['code'], 'upload-unknown');
  assert.deepEqual(readdirSync(folderOf(house)), []);
});

test(
  '[S402] text in UTF-16 or Windows-1252 is read too; what is none of the files that are read is refused, and nothing of it stays',
  limit,
  async (t) => {
    const house = await httpHouse(t, testing);
    const text = fileOf(...good);
    const encoded: readonly (readonly [Upload['encoding'], Buffer])[] = [
      ['UTF-8', Buffer.from(`\uFEFF${text}`)],
      ['UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le')],
      ['Windows-1252', Buffer.from(text, 'latin1')],
    ];
    for (const [encoding, bytes] of encoded) {
      const { id, ...found } = (await upload(house, bytes)).json<Upload>();
      assert.equal(found.encoding, encoding);
      assert.deepEqual([found.columns[3]?.name, found.rows[1]?.cells[1]], ['Fällig am', 'Süd GmbH'], encoding);
      assert.match(readFileSync(join(folderOf(house), `${id}.csv`), 'utf8'), /Fällig/);
      const packed = (await upload(house, gzipSync(bytes), 'Rechnungen.csv.gz')).json<Upload>();
      assert.deepEqual([packed.format, packed.encoding, packed.delimiter], ['csv', encoding, ';']);
      assert.deepEqual([packed.columns, packed.rows], [found.columns, found.rows], `packed ${encoding}`);
      assert.match(gunzipSync(readFileSync(join(folderOf(house), `${packed.id}.csv`))).toString(), /Fällig/);
    }
    const damaged = Buffer.concat([Buffer.from(fileOf(...good)), Buffer.from([0x52, 0xff, 0x3b, 0x0a])]);
    assert.equal((await upload(house, damaged)).json<Upload>().encoding, 'UTF-8');
    const kept = readdirSync(folderOf(house)).length;
    const refused: readonly (readonly [string, string | Buffer, RegExp])[] = [
      ['nothing', '', /empty/],
      ['a header alone', header, /No row/],
      ['a workbook', Buffer.from('PK\u0003\u0004rest'), /workbook/],
      ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), /compressed/],
      ['gzip that ends half-way', gzipSync(`${fileOf(...good)}${'x;1;2\n'.repeat(50_000)}`).subarray(0, 400), /compressed/],
      ['bytes', Buffer.from([1, 0, 2, 0]), /no text/],
      ['too many columns', `${Array.from({ length: 501 }, (_, index) => `c${index}`).join(',')}\n1\n`, /501|No row/],
      ['a header that is never closed', '"a;b\n1;2\n', /never closed/],
    ];
    for (const [name, bytes, message] of refused) {
      const answer = await upload(house, bytes);
      assert.deepEqual([answer.status, answer.json()['code']], [422, 'upload-unreadable'], `${name} ${answer.text}`);
      assert.match(String(answer.json()['detail']), message, name);
    }
    assert.equal(readdirSync(folderOf(house)).length, kept);
  },
);

test('[S403] an upload that breaks off, or finds the disk full, leaves nothing', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const { takeUpload } = await import('./uploads.ts');
  const folder = folderOf(house);
  async function* breaking(error: Error) {
    yield Buffer.from(fileOf(...good));
    throw error;
  }
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  await assert.rejects(takeUpload(folder, 'a.csv', breaking(full)), { code: 'storage-full' });
  await assert.rejects(takeUpload(folder, 'a.csv', breaking(new Error('gone'))), /gone/);
  assert.deepEqual(readdirSync(folder), []);
  const tooLarge = { 'content-type': 'text/csv', 'content-length': String(300 * 1024 * 1024) };
  const answer = await house.ask('POST /main/uploads?name=a.csv', { payload: 'a;b\n1;2\n', headers: tooLarge });
  assert.equal(answer.json()['code'], 'body-too-large');
});

test('[S404] uploads are kept for a day, and so many of them', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const folder = folderOf(house);
  const { takeUpload } = await import('./uploads.ts');
  const bytes = async function* () {
    yield Buffer.from(fileOf(...good));
  };
  const ids: string[] = [];
  for (let index = 0; index < uploadsMax + 2; index += 1) {
    const { id } = await takeUpload(folder, 'a.csv', bytes());
    ids.push(id);
    const seconds = Date.now() / 1000 - 1000 + index;
    for (const end of ['csv', 'json']) utimesSync(join(folder, `${id}.${end}`), seconds, seconds);
  }
  assert.equal(readdirSync(folder).length, 2 * uploadsMax);
  assert.equal(existsSync(join(folder, `${ids[1]}.csv`)), false);
  const day = Date.now() / 1000 - 90_000;
  for (const end of ['csv', 'json']) utimesSync(join(folder, `${ids.at(-1)}.${end}`), day, day);
  await takeUpload(folder, 'a.csv', bytes());
  assert.equal(existsSync(join(folder, `${ids.at(-1)}.csv`)), false);
});

test('[S405] the flows that rows can be cases of, with the fields that they look for', limit, async (t) => {
  const { ask } = await httpHouse(t, testing);
  const { items } = (await ask('GET /main/import-targets')).json<{
    items: { flow: { name: string }; fields: { name: string; required: boolean }[] }[];
  }>();
  const invoice = items.find(({ flow }) => flow.name === 'invoice');
  assert.deepEqual(
    invoice?.fields.filter(({ required }) => required).map(({ name }) => name),
    ['number', 'dueOn', 'amount'],
  );
  const names = items.map(({ flow }) => flow.name);
  for (const name of ['order', 'payment']) assert.ok(names.includes(name), name);
  for (const name of ['task', 'exception']) assert.ok(!names.includes(name), name);
});

test(
  '[S406] a preview says what becomes of each of the first rows, and what is wrong in the whole file; nothing is written',
  limit,
  async (t) => {
    const house = await httpHouse(t, testing);
    const { id } = (await upload(house, fileOf(...good, ...bad))).json<Upload>();
    const body = { flow: 'invoice', choice: await choiceFor(house, id) };
    const seen = (await house.ask(`POST /main/uploads/${id}/preview`, { payload: body })).json<Preview>();
    assert.partialDeepStrictEqual(seen, {
      read: 11,
      good: 4,
      bad: 7,
      cases: 4,
      events: 11,
      duplicates: 0,
      deviations: 0,
      complete: true,
    });
    const rows = seen.rows.map(({ line, key, events, errors }) => [
      line,
      key,
      events.map(({ title }) => title).join(', '),
      errors.map(({ code }) => code).join(' '),
    ]);
    assert.deepEqual(rows, [
      [2, 'R-1', 'Created, Sent, Payment', ''],
      [3, 'R-2', 'Created, Sent', ''],
      [4, 'R-3', 'Created, Sent, Payment', ''],
      [5, 'R-4', 'Created, Sent, Disputed', ''],
      [6, 'R-5', '', 'bad-date'],
      [7, 'R-6', '', 'bad-number'],
      [8, 'R-7', '', 'data-invalid'],
      [9, null, '', 'value-missing'],
      [10, 'R-9', '', 'formula-in-cell'],
      [11, 'R-10', '', 'in-future'],
      [12, null, '', 'field-count'],
    ]);
    assert.partialDeepStrictEqual(seen.rows[2]?.fields, {
      amount: 8000,
      currency: 'EUR',
      paidOn: '2026-02-20',
      paidAmount: 3000,
      dueOn: '2026-02-13',
    });
    assert.deepEqual(seen.rows[4]?.fields['amount'], '10,00');
    assert.ok(seen.assumptions.some((text) => /disputed/.test(text)));
    assert.ok(Date.parse(seen.liveFrom) <= Date.now());
    assert.equal((await house.ask('GET /main/flows/invoice')).json()['cases'], 0);
  },
);

test('[S407] a choice that cannot be right is refused with all that is wrong with it', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const { id } = (await upload(house, fileOf(...good))).json<Upload>();
  const { currency: _, ...choice } = await choiceFor(house, id);
  const columns = { dueOn: 'Faellig', amount: 'Betrag', paidAmount: 'Bezahlt', nothing: 'Betrag' };
  const answer = await house.ask(`POST /main/uploads/${id}/preview`, {
    payload: { flow: 'invoice', choice: { ...choice, columns } },
  });
  assert.deepEqual([answer.status, answer.json()['code']], [422, 'mapping-unfit']);
  assert.deepEqual(
    answer.json<{ errors: { place: string }[] }>().errors.map(({ place }) => place),
    ['choice/columns/number', 'choice/columns/dueOn', 'choice/columns/nothing', 'choice/currency', 'choice/columns/paidOn'],
  );
  for (const flow of ['task', 'none']) {
    const unknown = await house.ask(`POST /main/uploads/${id}/preview`, { payload: { flow, choice } });
    assert.equal(unknown.json()['code'], 'flow-unknown');
  }
});

test('[S408] an import records what the preview said, once however often it is run; history fires nothing', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const { id } = (await upload(house, fileOf(...good, ...bad))).json<Upload>();
  const body = { upload: id, flow: 'invoice', choice: await choiceFor(house, id) };
  const begun = await house.ask('POST /main/imports', { payload: body, headers: { 'idempotency-key': 'once' } });
  assert.equal(begun.status, 202, begun.text);
  const again = await house.ask('POST /main/imports', { payload: body, headers: { 'idempotency-key': 'once' } });
  assert.deepEqual([again.headers['idempotent-replayed'], again.json<Import>().id], ['true', begun.json<Import>().id]);
  const done = await ended(house, begun.json<Import>().id);
  assert.partialDeepStrictEqual(done, {
    status: 'done',
    share: 1,
    rows: 11,
    cases: 4,
    events: 11,
    errors: 7,
    duplicates: 0,
    failure: null,
  });

  const errors = (await house.ask(`GET /main/imports/${done.id}/errors?limit=4`)).json<{ items: RowError[]; next?: string }>();
  const rest = (await house.ask(`GET /main/imports/${done.id}/errors?after=${errors.next}`)).json<{
    items: RowError[];
    next?: string;
  }>();
  assert.deepEqual(
    [...errors.items, ...rest.items].map(({ line }) => line),
    [6, 7, 8, 9, 10, 11, 12],
  );
  assert.equal(rest.next, undefined);
  assert.equal((await house.ask(`GET /main/imports/${done.id}/errors?after=x`)).json()['code'], 'cursor-invalid');
  const table = await house.ask(`GET /main/imports/${done.id}/errors`, { headers: { accept: 'text/csv' } });
  assert.match(table.text, /^\uFEFFLine,Column,Value,Code.*\r\n6,Belegdatum,31\.02\.2026,bad-date/);
  // What a spreadsheet would run is shown as text.
  assert.match(table.text, /'=1\+1/);

  const company = await house.house.company('main');
  await company.engine.settle();
  assert.deepEqual((await company.engine.counts()).map(({ flow, state, cases }) => [flow, state, cases]).sort(), [
    ['exception', 'open', 1],
    ['invoice', 'disputed', 1],
    ['invoice', 'paid', 1],
    ['invoice', 'partially_paid', 1],
    ['invoice', 'sent', 1],
  ]);
  assert.deepEqual(await company.engine.effectCounts(), []);
  assert.equal((await verifyLog(company)).found, 0);

  const second = await house.ask('POST /main/imports', { payload: body });
  assert.partialDeepStrictEqual(await ended(house, second.json<Import>().id), {
    status: 'done',
    events: 0,
    duplicates: 11,
    cases: 0,
  });
  const suggestion = (await house.ask(`GET /main/uploads/${id}/suggestion?flow=invoice`)).json<Suggestion>();
  assert.equal(suggestion.choice.entity, 'Muster GmbH');
});

function many(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `M-${index};Nord AG;02.01.2026;01.02.2026;1,00;20.01.2026;;Nein`);
  return fileOf(...rows);
}

test('[S413] numbers measured before an import are not shown after it', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const measured = async () => {
    for (;;) {
      const { broke } = (await house.ask('GET /main/home')).json<Home>();
      if (broke.asOf !== null) return broke.asOf;
      await measuringEnds(await house.house.company('main'));
    }
  };
  const before = await measured();
  assert.deepEqual(await measured(), before);
  const { id } = (await upload(house, fileOf(...good))).json<Upload>();
  const body = { upload: id, flow: 'invoice', choice: await choiceFor(house, id) };
  const begun = (await house.ask('POST /main/imports', { payload: body })).json<Import>();
  assert.equal((await ended(house, begun.id)).status, 'done');
  assert.notDeepEqual(await measured(), before);
});

test('[S409] one import at a time; stopped, what is imported stays, and run again it goes on', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const { id } = (await upload(house, many(5000))).json<Upload>();
  const body = { upload: id, flow: 'invoice', choice: await choiceFor(house, id) };
  const { id: first } = (await house.ask('POST /main/imports', { payload: body })).json<Import>();
  const refused = await house.ask('POST /main/imports', { payload: body });
  assert.deepEqual([refused.status, refused.json()['code']], [409, 'import-running']);
  assert.equal((await house.ask(`DELETE /main/uploads/${id}`)).json()['code'], 'import-running');
  // Until it is told to stop it may write only between two looks, and it has more than two batches for each of its lanes.
  const client = await (await house.house.company('main')).pool.connect();
  do await client.query('rollback; begin; lock table throughline.event in exclusive mode');
  while ((await house.ask(`GET /main/imports/${first}`)).json<Import>().events === 0);
  const stopping = house.ask(`POST /main/imports/${first}/stop`);
  await house.ask(`GET /main/imports/${first}`);
  await client.query('rollback');
  client.release();
  const stopped = (await stopping).json<Import>();
  assert.equal(stopped.status, 'stopped');
  assert.ok(stopped.events > 0 && stopped.events < 15_000 && stopped.endedAt !== null, JSON.stringify(stopped));
  assert.equal((await house.ask(`POST /main/imports/${first}/stop`)).json<Import>().status, 'stopped');
  const { id: next } = (await house.ask('POST /main/imports', { payload: body })).json<Import>();
  const done = await ended(house, next);
  assert.equal(done.status, 'done');
  assert.equal(done.events + done.duplicates, 15_000);
  assert.ok(done.duplicates >= stopped.events);
  assert.equal((await house.ask('GET /main/flows/invoice')).json()['cases'], 5000);
});

test('[S410] an import whose server has gone has stopped, and another may begin', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const { id } = (await upload(house, fileOf(...good))).json<Upload>();
  const { pool } = await house.house.company('main');
  const { rows } = await pool.query<{ id: string }>(
    `insert into throughline_server.import (upload, flow, choice, progress) values ($1, 'invoice', '{}', $2) returning id`,
    [id, JSON.stringify({ share: 0.5, rows: 2, cases: 2, events: 4, duplicates: 0, errors: 0, deviations: 0 })],
  );
  const abandoned = rows[0]?.id ?? '';
  const found = (await house.ask(`GET /main/imports/${abandoned}`)).json<Import>();
  assert.partialDeepStrictEqual(found, { status: 'stopped', share: 0.5, events: 4 });
  const other = await secondHouse(t, house);
  const begun = await house.ask('POST /main/imports', {
    payload: { upload: id, flow: 'invoice', choice: await choiceFor(house, id) },
  });
  // Seen from another server, it runs until it has ended.
  const seen = await showImport(other, begun.json<Import>().id);
  assert.ok(['running', 'done'].includes(seen.status));
  assert.equal((await ended(house, begun.json<Import>().id)).status, 'done');
  assert.equal((await house.ask('GET /main/imports/00000000-0000-4000-8000-000000000000')).json()['code'], 'import-unknown');
});

test('[S410] a server that stops ends its import in good order', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const { id } = (await upload(house, many(4000))).json<Upload>();
  const request = { upload: id, flow: 'invoice', choice: await choiceFor(house, id) };
  const other = createHouse({ env: house.env, works: false });
  await other.open();
  const stopping = new AbortController();
  const changed = Promise.withResolvers<void>();
  const begun = await startImport(await other.company('main'), request, { signal: stopping.signal, onChange: changed.resolve });
  assert.equal((await house.ask(`POST /main/imports/${begun.id}/stop`)).json()['code'], 'import-running');
  stopping.abort();
  await other.close();
  await changed.promise;
  assert.equal((await house.ask(`GET /main/imports/${begun.id}`)).json<Import>().status, 'stopped');
  const again = await house.ask('POST /main/imports', { payload: request });
  const done = await ended(house, again.json<Import>().id);
  assert.deepEqual([done.status, done.events + done.duplicates], ['done', 12_000]);
});

test('[S406] the recorded invoices: as suggested, each row becomes an invoice, and none deviates', limit, async (t) => {
  const data = testing.needsData(t);
  if (data === undefined) return;
  const house = await httpHouse(t, testing);
  const { id } = (await upload(house, readFileSync(join(data, 'accounts-receivable', 'accounts-receivable.csv')))).json<Upload>();
  const payload = { flow: 'invoice', choice: { ...(await choiceFor(house, id)), currency: 'USD' } };
  const seen = (await house.ask(`POST /main/uploads/${id}/preview`, { payload })).json<Preview>();
  assert.partialDeepStrictEqual(seen, { read: 2466, good: 2466, bad: 0, cases: 2466, deviations: 0, complete: true });
  // Created, sent and paid each, and 561 of them disputed.
  assert.equal(seen.events, 3 * 2466 + 561);
});

async function secondHouse(t: TestContext, { env }: HttpHouse) {
  const house = createHouse({ env, works: false });
  await house.open();
  t.after(() => house.close());
  return house.company('main');
}

test('[S411] the simulated company takes no real data', limit, async (t) => {
  const house = await httpHouse(t, testing, { demo: true });
  const sent = await house.ask('POST /demo/uploads?name=a.csv', { payload: fileOf(...good), headers: csv });
  assert.deepEqual([sent.status, sent.json()['code']], [409, 'import-simulated']);
  assert.equal((await house.ask('GET /demo/import-targets')).json()['code'], 'import-simulated');
});

test('[S412] a file without days of issue, and any other flow: rows become what they say', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const { id } = (await upload(house, 'No,Due,Total\nA-1,2026-02-01,10.00\nA-2,2099-02-01,20.00\n')).json<Upload>();
  const choice = await choiceFor(house, id);
  const seen = (await house.ask(`POST /main/uploads/${id}/preview`, { payload: { flow: 'invoice', choice } })).json<Preview>();
  assert.deepEqual([seen.good, seen.rows[0]?.fields['customer']], [2, 'Not stated']);
  assert.ok(seen.rows.every(({ events }) => events.every(({ at }) => Date.parse(at) <= Date.now())));
  assert.equal(seen.assumptions.length, 3);

  const payments = (
    await upload(house, 'Number,Customer,Currency,Amount,Received on,Date\nP-1,Nord,EUR,10.00,2026-02-01,2026-02-02\n')
  ).json<Upload>();
  const suggestion = (await house.ask(`GET /main/uploads/${payments.id}/suggestion?flow=payment`)).json<Suggestion>();
  const body = { flow: 'payment', choice: { ...suggestion.choice, entity: 'Muster GmbH' } };
  const other = await house.ask(`POST /main/uploads/${payments.id}/preview`, { payload: body });
  assert.equal(other.status, 200, other.text);
  assert.partialDeepStrictEqual(other.json<Preview>(), { good: 1, cases: 1, events: 1 });
});
