import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type {
  Connection,
  ConnectionDetail,
  ConnectionPreview,
  ConnectionRun,
  DeadLetterView,
  FactsTaken,
} from '@throughline/api';
import { Currency, days, defineFlow, Fields, Money, Text } from '@throughline/language';
import * as testing from '@throughline/testing';
import { type HttpHouse, httpHouse } from '../../test/http-house.ts';
import type { Throughline } from '../throughline.ts';

const limit = { timeout: 120_000 };
const secret = 'a-token-that-nobody-may-see';
const signingKey = Buffer.from('a key that both sides know').toString('base64');

const webOrder = defineFlow({
  name: 'web-order',
  title: 'Order of the web shop',
  owner: 'shop-desk',
  key: 'number',
  roles: { 'shop-desk': {} },
  data: Fields({ number: Text(), customer: Text({ personal: true }), total: Money(), currency: Currency() }),
  events: { ship: { data: Fields({}) } },
  start: { place: { to: 'placed' } },
  states: {
    placed: { title: 'Placed', owner: 'shop-desk', within: days(5), on: { ship: { to: 'shipped', by: 'person' } } },
    shipped: { final: 'done' },
  },
});

const placed = {
  number: { column: 'id' },
  customer: { column: 'customer.name' },
  total: { column: 'total', as: 'money' },
  currency: { constant: 'EUR' },
};

const mapping = {
  ...{ flow: 'web-order', entity: 'shop', key: { column: 'id' }, currency: 'EUR' },
  events: [
    {
      ...{ event: 'place', at: { column: 'placed_at', format: 'ISO' } },
      data: placed,
    },
    { event: 'ship', at: { column: 'shipped_at', format: 'ISO' }, when: { column: 'shipped_at', present: true } },
  ],
};

interface Order {
  readonly id: string;
  readonly placed_at: string;
  readonly updated_at: string;
  readonly [field: string]: unknown;
}

const order = (number: number, more: object = {}): Order => ({
  ...{ id: `W-${number}`, customer: { name: `Customer ${number}` }, total: '10.50', shipped_at: null },
  ...{
    placed_at: `2026-11-01T00:00:${String(number % 60).padStart(2, '0')}Z`,
    updated_at: new Date(Date.UTC(2026, 10, 1) + number).toISOString(),
  },
  ...more,
});

/** The shop: pages of two, by what changed last. */
async function openShop(t: TestContext) {
  const orders: Order[] = [];
  const asked: string[] = [];
  const shop = { orders, asked, token: secret, url: '', beforeAnswer: async (_: number) => {} };
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    await shop.beforeAnswer(asked.length);
    if (request.headers.authorization !== `Bearer ${shop.token}`)
      return void response.writeHead(401).end(`no: ${request.headers.authorization}`);
    const query = new URL(request.url ?? '/', shop.url).searchParams;
    const since = Date.parse(query.get('since') ?? '');
    const found = orders.filter(({ updated_at }) => !(Date.parse(updated_at) < since));
    const from = Number(query.get('from') ?? 0);
    response.end(JSON.stringify(found.slice(from, from + 2)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  shop.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return shop;
}

function declare({ env }: Pick<HttpHouse, 'env'>, name: string, value: unknown): void {
  const folder = join(env['THROUGHLINE_HOME'] ?? '', 'connections');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
}

const shopOrders = (url: string, more: object = {}) => ({
  ...{ id: 'shop-orders', title: 'Orders of the web shop', owner: 'shop-desk', tier: 1, kind: 'http-json', mapping },
  ...{
    auth: { kind: 'bearer', token: { secret: 'env:SHOP_TOKEN' } },
    allowInside: ['127.0.0.1'],
    liveFrom: '2026-10-01T00:00:00Z',
  },
  settings: {
    ...{ url, paging: { style: 'offset', param: 'from', size: 2 } },
    watermark: { path: 'updated_at', kind: 'instant', param: 'since', start: '2020-01-01T00:00:00Z', overlapSeconds: 1 },
  },
  ...more,
});

async function openHouse(t: TestContext): Promise<HttpHouse> {
  const signIn = {
    THROUGHLINE_SIGN_IN: 'off',
    THROUGHLINE_CONNECT_INSIDE: '127.0.0.1',
    SHOP_TOKEN: secret,
    HOOK_KEY: `whsec_${signingKey}`,
  };
  const house = await httpHouse(t, testing, { signIn });
  await (await house.house.company('main')).engine.deploy([webOrder], { by: 'test' });
  return house;
}

const connection = async ({ ask }: HttpHouse, id = 'shop-orders') =>
  (await ask(`GET /main/connections/${id}`)).json<ConnectionDetail>();

/** Runs it, and asks until it has ended: each question is a request of its own. */
async function run(house: HttpHouse, id = 'shop-orders'): Promise<ConnectionRun> {
  const begun = await house.ask(`POST /main/connections/${id}/run`);
  assert.equal(begun.status, 202, begun.text);
  for (;;) {
    const { items } = (await house.ask(`GET /main/connections/${id}/runs?limit=1`)).json<{ items: readonly ConnectionRun[] }>();
    if (items[0] !== undefined && items[0].status !== 'running') return items[0];
  }
}

const letters = async ({ ask }: HttpHouse, status = 'open') =>
  (await ask(`GET /main/connections/shop-orders/dead-letters?status=${status}`)).json<{ items: readonly DeadLetterView[] }>()
    .items;

/** Every case by its key, with the events that it has had. */
async function recorded({ pool }: Pick<Throughline, 'pool'>): Promise<readonly string[]> {
  const { rows } = await pool.query<{ key: string; events: string }>(
    `select d.key, string_agg(e.type, ' ' order by e.seq) as events from throughline.case_data d
      join throughline.event e on e.bucket = d.bucket and e.case_id = d.id where e.flow = 'web-order' group by d.key order by d.key`,
  );
  return rows.map(({ key, events }) => `${key} ${events}`);
}

test('[S640] [S641] [S642] [S643] [S644] a connection is a file: checked, previewed, run, paused, seen', limit, async (t) => {
  const house = await openHouse(t);
  const shop = await openShop(t);
  const throughline = await house.house.company('main');

  await t.test('[S640] what is wrong with its file is told with its place; corrected, it counts at once', async () => {
    declare(house, 'shop-orders.json', shopOrders(shop.url, { kind: 'http-jsn' }));
    declare(house, 'broken.yaml', 'id: [');
    const { items, folder } = (await house.ask('GET /main/connections')).json<{ items: readonly Connection[]; folder: string }>();
    assert.ok(folder.endsWith('connections'));
    assert.deepEqual(
      items.map(({ id, status, faults }) => [id, status, faults[0]?.code]),
      [
        ['broken', 'invalid', 'declaration-invalid'],
        ['shop-orders', 'invalid', 'kind-unknown'],
      ],
    );
    assert.equal((await house.ask('POST /main/connections/shop-orders/run')).json()['code'], 'connection-invalid');
    declare(house, 'shop-orders.json', shopOrders(shop.url, { mapping: { ...mapping, flow: 'nothing' } }));
    assert.equal((await house.ask('POST /main/connections/shop-orders/preview')).json()['code'], 'flow-unknown');
    declare(house, 'shop-orders.json', shopOrders(shop.url));
    const { status, credentials, budget } = await connection(house);
    assert.deepEqual([status, budget.requestsPerRun], ['new', null]);
    assert.deepEqual(credentials, [{ place: 'auth.token', reference: 'env:SHOP_TOKEN', present: true }]);
    declare(house, 'unarmed.json', {
      ...shopOrders(shop.url),
      id: 'unarmed',
      auth: { kind: 'bearer', token: { secret: 'env:NOT_THERE' } },
    });
    assert.deepEqual(
      (await connection(house, 'unarmed')).credentials.map(({ present }) => present),
      [false],
    );
    rmSync(join(house.env['THROUGHLINE_HOME'] ?? '', 'connections', 'unarmed.json'));
    assert.equal((await house.ask('GET /main/connections/nothing')).json()['code'], 'connection-unknown');
    assert.equal((await house.ask('GET /main/connections', { headers: { accept: 'text/csv' } })).text.split('\r\n').length, 4);
  });

  await t.test('[S641] preview: the first records, what they would become, and nothing is written', async () => {
    shop.orders.push(order(1), order(2, { shipped_at: '2026-11-02T00:00:00Z' }), order(3, { total: 'ten' }));
    const preview = (await house.ask('POST /main/connections/shop-orders/preview')).json<ConnectionPreview>();
    assert.deepEqual(
      preview.rows.map(({ facts, errors }) => [
        ...facts.map(({ key, event, outcome }) => `${key} ${event} ${outcome}`),
        ...errors.map(({ code }) => code),
      ]),
      [['W-1 place applied'], ['W-2 place applied', 'W-2 ship applied'], ['bad-number']],
    );
    assert.deepEqual(await recorded(throughline), []);
    assert.equal((await connection(house)).lastRun, null);
    const checked = await house.ask('POST /main/connections/shop-orders/check');
    assert.deepEqual([checked.json()['ok'], checked.json()['message']], [true, 'It answers; the first page has 2 records']);
  });

  await t.test('[S642] run: facts once, however often; what cannot be taken is a dead letter with its owner', async () => {
    const first = await run(house);
    assert.partialDeepStrictEqual(first, {
      status: 'done',
      counts: { records: 3, facts: 3, deadLetters: 1, duplicates: 0, pages: 2 },
    });
    assert.deepEqual(await recorded(throughline), ['W-1 place', 'W-2 place ship']);
    shop.orders.push(order(4));
    const second = await run(house);
    assert.deepEqual([second.counts.facts, second.counts.deadLetters > 0], [1, true], 'the overlap comes again');
    assert.deepEqual(await recorded(throughline), ['W-1 place', 'W-2 place ship', 'W-4 place']);
    const [letter, ...others] = await letters(house);
    assert.deepEqual(others, [], 'the same record again is the same letter');
    assert.partialDeepStrictEqual(letter, {
      owner: { name: 'shop-desk' },
      times: 2,
      errors: [{ code: 'bad-number', field: 'total' }],
    });
    const view = await connection(house);
    assert.deepEqual([view.status, view.openDeadLetters, view.liveFrom], ['ready', 1, '2026-10-01T00:00:00.000Z']);
    assert.match(view.cursor ?? '', /2026-11-01T00:00:00\.004Z/);
  });

  await t.test(
    '[S643] a dead letter: taken again by the mapping as it is now, or discarded for a reason; its content goes',
    async () => {
      const [letter] = await letters(house);
      const id = letter?.id ?? '';
      const again = (await house.ask(`POST /main/dead-letters/${id}/replay`)).json<DeadLetterView>();
      assert.deepEqual([again.status, again.times], ['open', 3], 'nothing was mended');
      const words = { ...placed, total: { column: 'total', values: { ten: 1000 } } };
      declare(
        house,
        'shop-orders.json',
        shopOrders(shop.url, { mapping: { ...mapping, events: [{ ...mapping.events[0], data: words }] } }),
      );
      const taken = (await house.ask(`POST /main/dead-letters/${id}/replay`)).json<DeadLetterView>();
      assert.deepEqual([taken.status, taken.record, taken.settledBy], ['replayed', null, 'owner']);
      assert.ok((await recorded(throughline)).includes('W-3 place'));
      assert.equal((await house.ask(`POST /main/dead-letters/${id}/replay`)).json()['code'], 'dead-letter-settled');
      declare(house, 'shop-orders.json', shopOrders(shop.url));
      shop.orders.push(order(5, { total: null }));
      await run(house);
      const [next] = await letters(house);
      const payload = { reason: 'A test of theirs' };
      const gone = (await house.ask(`POST /main/dead-letters/${next?.id}/discard`, { payload })).json<DeadLetterView>();
      assert.deepEqual([gone.status, gone.record, gone.reason], ['discarded', null, 'A test of theirs']);
      assert.deepEqual(
        (await letters(house, 'discarded')).map(({ id: one }) => one),
        [next?.id],
      );
      assert.equal((await house.ask(`POST /main/dead-letters/${letter?.connection}/discard`, { payload })).status, 400);
    },
  );

  await t.test(
    '[S644] a refusal over there is in the run log without the secret; paused, it does not run by itself',
    async () => {
      shop.token = 'another-token';
      const failed = await run(house);
      assert.partialDeepStrictEqual(failed, { status: 'failed', failure: { code: 'credentials-refused', again: false } });
      assert.ok(!JSON.stringify(failed).includes(secret), failed.failure?.message);
      assert.equal((await connection(house)).status, 'failing');
      shop.token = secret;
      assert.equal(
        (await house.ask('POST /main/connections/shop-orders/pause', { payload: { reason: 'They move' } })).status,
        200,
      );
      const { status, paused } = await connection(house);
      assert.deepEqual([status, paused?.by, paused?.reason], ['paused', 'owner', 'They move']);
      assert.equal((await house.ask('POST /main/connections/shop-orders/resume')).status, 200);
      assert.equal((await run(house)).status, 'done');
    },
  );

  await t.test('[S645] a field that vanished or changed its type is told, once', async () => {
    for (let number = 100; number < 130; number += 1) shop.orders.push(order(number));
    await run(house);
    for (let number = 200; number < 230; number += 1)
      shop.orders.push(order(number, { customer: { name: number }, total: undefined }));
    const { counts } = await run(house);
    assert.ok(counts.deadLetters >= 29, String(counts.deadLetters));
    const told = (await connection(house)).notices.map(
      ({ code, path, before: was, after: is }) => `${code} ${path}: ${was} -> ${is}`,
    );
    assert.deepEqual(
      told.filter((one) => !one.includes('clock') && !one.includes('appeared') && !one.includes('total: text -> number')).sort(),
      ['type-changed customer.name: text -> number'],
    );
  });
  assert.deepEqual(house.faults, []);
});

test('[S646] a delivery counts once its facts are durable, and once; whoever cannot sign is refused', limit, async (t) => {
  const house = await openHouse(t);
  const throughline = await house.house.company('main');
  const auth = { kind: 'signature', scheme: 'standard', secret: { secret: 'env:HOOK_KEY' } };
  declare(house, 'shop-hook.json', {
    ...{ id: 'shop-hook', title: 'Shop', owner: 'shop-desk', tier: 1, kind: 'webhook', mapping, auth },
    liveFrom: '2026-10-01T00:00:00Z',
  });
  const deliver = async (body: string, { id = 'msg_1', at = Math.floor(Date.now() / 1000), key = signingKey } = {}) => {
    const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${at}.${body}`).digest('base64');
    const { statusCode, body: text } = await house.app.inject({
      ...{ method: 'POST', url: '/hooks/shop-hook', payload: body },
      headers: {
        ...{ host: 'localhost', 'content-type': 'application/json', 'webhook-id': id },
        ...{ 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` },
      },
    });
    return {
      status: statusCode,
      ...(JSON.parse(text) as { readonly code?: string; readonly repeated?: boolean; readonly facts?: number }),
    };
  };
  const body = JSON.stringify(order(1), undefined, 1);
  assert.partialDeepStrictEqual(await deliver(body), { status: 200, repeated: false, facts: 1 });
  assert.deepEqual(await recorded(throughline), ['W-1 place']);
  assert.partialDeepStrictEqual(await deliver(body), { status: 200, repeated: true });
  assert.partialDeepStrictEqual(await deliver(body, { id: 'msg_2' }), { status: 200, facts: 0 });
  const long = `msg_${'x'.repeat(4000)}`;
  assert.partialDeepStrictEqual(await deliver(body, { id: long }), { status: 200, repeated: false });
  assert.partialDeepStrictEqual(await deliver(body, { id: long }), { status: 200, repeated: true });
  assert.partialDeepStrictEqual(await deliver(body, { id: 'msg_3', key: 'AAAA' }), { status: 401, code: 'signature-invalid' });
  assert.partialDeepStrictEqual(await deliver(body, { id: 'msg_4', at: 1_700_000_000 }), { status: 401, code: 'signature-old' });
  const { refused } = await connection(house, 'shop-hook');
  assert.deepEqual(
    refused.map(({ code, count }) => [code, count]),
    [
      ['signature-invalid', 1],
      ['signature-old', 1],
    ],
  );
  assert.partialDeepStrictEqual(await deliver('{', { id: 'msg_5' }), { status: 400, code: 'body-unreadable' });
  assert.equal((await deliver(`{"x":"${'y'.repeat(2_100_000)}"}`, { id: 'msg_6' })).code, 'body-too-large');
  assert.partialDeepStrictEqual(await deliver('{"id":"W-9"}', { id: 'msg_7' }), { status: 200, deadLetters: 1 });
  assert.deepEqual(await recorded(throughline), ['W-1 place']);
  const many = await Promise.all(
    Array.from({ length: 20 }, (_, at) => deliver(JSON.stringify(order(50 + (at % 5))), { id: `msg_${100 + (at % 5)}` })),
  );
  assert.ok(many.every(({ status }) => status === 200));
  assert.equal((await recorded(throughline)).length, 6, 'sent four times at once, each is there once');
  assert.deepEqual(house.faults, []);
});

test(
  '[S647] facts by POST: each once, what is wrong is told by its line, and only whoever answers for the flow may send them',
  limit,
  async (t) => {
    const house = await openHouse(t);
    const throughline = await house.house.company('main');
    const fact = (number: number, more: object = {}) => ({
      ...{ flow: 'web-order', entity: 'shop', key: `W-${number}`, event: 'place', at: '2026-11-01T00:00:00Z', id: `W-${number}` },
      data: { number: `W-${number}`, customer: 'C', total: 1050, currency: 'EUR' },
      ...more,
    });
    const send = (...lines: readonly unknown[]) =>
      house.ask('POST /main/facts?source=shop', {
        payload: lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
        headers: { 'content-type': 'application/jsonl' },
      });
    const first = await send(fact(1), fact(2, { data: { number: 'W-2' } }), fact(3, { at: 'yesterday' }), '', fact(4));
    assert.partialDeepStrictEqual(
      first.json(),
      { applied: 2, rejectedCount: 2, rejected: [{ line: 2 }, { line: 3 }] },
      first.text,
    );
    assert.partialDeepStrictEqual((await send(fact(1), fact(4))).json(), { applied: 0, duplicates: 2 });
    assert.partialDeepStrictEqual((await send(fact(1, { at: '2026-11-02T00:00:00Z' }))).json(), {
      rejected: [{ code: 'conflict' }],
    });
    assert.equal((await send(fact(5), '{')).json()['code'], 'body-unreadable');
    assert.equal((await send(fact(6, { flow: 'account' }))).json()['code'], 'role-required');
    assert.equal((await send(fact(6, { flow: 'nothing' }))).json()['code'], 'flow-unknown');
    assert.deepEqual(await recorded(throughline), ['W-1 place', 'W-4 place']);
    // More than one batch in each lane, broken off in the middle, and sent again.
    const ship = { event: 'ship', data: {}, at: '2026-11-02T00:00:00Z' };
    const numbers = Array.from({ length: 1200 }, (_, at) => 100 + at);
    const many = numbers.flatMap((number) => [fact(number), fact(number, { ...ship, id: `S-${number}` })]);
    assert.equal((await send(...many, '{')).json()['code'], 'body-unreadable');
    const before = (await recorded(throughline)).length - 2;
    assert.ok(before > 0 && before < numbers.length, `${before} cases of ${numbers.length}`);
    const { applied, duplicates, rejectedCount } = (await send(...many)).json<FactsTaken>();
    assert.deepEqual([applied > 0, duplicates > 0, applied + duplicates, rejectedCount], [true, true, many.length, 0]);
    const rows = await recorded(throughline);
    assert.equal(rows.length, numbers.length + 2);
    assert.ok(rows.every((row) => / place( ship)?$/.test(row)));
    assert.equal(rows.filter((row) => row.endsWith(' ship')).length, numbers.length, 'each once, and in order');
    assert.deepEqual(house.faults, []);
  },
);

const program = fileURLToPath(new URL('../../test/run-connection.ts', import.meta.url));

function start({ env }: HttpHouse): ChildProcess {
  return spawn(process.execPath, [program, 'shop-orders'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const gone = (child: ChildProcess) => new Promise<void>((resolve) => child.once('close', () => resolve()));

test(
  '[S648] killed between the facts of a batch and its place, the next run reads it again: nothing is lost or doubled',
  limit,
  async (t) => {
    const house = await openHouse(t);
    const shop = await openShop(t);
    const throughline = await house.house.company('main');
    declare(house, 'shop-orders.json', shopOrders(shop.url));
    for (let number = 1; number <= 7; number += 1) shop.orders.push(order(number));
    shop.orders.push(order(8, { total: 'eight' }));
    // The row of the connection is held, so that a run can write facts and not its place.
    await throughline.pool.query(
      `insert into throughline_server.connection (id, live_from) values ('shop-orders', '2026-10-01')`,
    );
    const holder = await throughline.pool.connect();
    try {
      for (const batch of [1]) {
        await holder.query('begin');
        await holder.query(`select from throughline_server.connection where id = 'shop-orders' for update`);
        const child = start(house);
        const ended = gone(child);
        // The run asks for the row once its facts are durable.
        let waiting: number | undefined;
        while (waiting === undefined) {
          const { rows } = await throughline.pool.query<{ pid: number }>(
            `select pid from pg_stat_activity, pg_sleep(0.05) where datname = current_database() and wait_event_type = 'Lock'
              and query like 'update throughline_server.connection set cursor%'`,
          );
          waiting = rows[0]?.pid;
          assert.equal(child.exitCode, null, 'it has ended');
          t.signal.throwIfAborted();
        }
        child.kill('SIGKILL');
        await ended;
        // What it has asked for dies with it, as when the machine does.
        await holder.query('select pg_terminate_backend($1, 10000)', [waiting]);
        await holder.query('rollback');
        assert.equal((await recorded(throughline)).length, 2, `batch ${batch}: its facts are there`);
        assert.equal((await connection(house)).cursor, null, 'and its place is not');
      }
    } finally {
      holder.release(true);
    }
    // Another one dies in the middle of a page.
    const asked = new Promise<void>((resolve) => {
      shop.beforeAnswer = async () => {
        if (shop.asked.length % 3 === 0) {
          resolve();
          await new Promise<void>(() => {});
        }
      };
    });
    const child = start(house);
    await asked;
    child.kill('SIGKILL');
    await gone(child);
    shop.beforeAnswer = async () => {};
    for (;;) {
      // Its session ends, and its lock with it, as soon as the database has seen that it is gone.
      const begun = await house.ask('POST /main/connections/shop-orders/run');
      if (begun.status === 202) break;
      assert.equal(begun.json()['code'], 'connection-running');
      t.signal.throwIfAborted();
    }
    while ((await connection(house)).lastRun?.status === 'running') t.signal.throwIfAborted();
    assert.deepEqual(await recorded(throughline), [
      'W-1 place',
      'W-2 place',
      'W-3 place',
      'W-4 place',
      'W-5 place',
      'W-6 place',
      'W-7 place',
    ]);
    assert.deepEqual((await letters(house)).length, 1, 'and the dead letter is there once');
    const { items } = (await house.ask('GET /main/connections/shop-orders/runs')).json<{ items: readonly ConnectionRun[] }>();
    assert.deepEqual(
      items.map(({ status }) => status),
      ['done', 'stopped', 'stopped'],
    );
    assert.deepEqual(house.faults, []);
  },
);
