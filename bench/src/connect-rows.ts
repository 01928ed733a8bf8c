import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { days, defineFlow, Fields, Integer, Text } from '@throughline/language';
import { serve } from '@throughline/server';
import pg from 'pg';
import { type ConnectAsker, startConnectAsker } from './connect-asker.ts';
import { type Benchmark, compare, type Timed, time } from './measure.ts';

/** An order of a shop, as its facts say; nothing of it is decided here. */
const shopOrder = defineFlow({
  name: 'shop-order',
  title: 'Order',
  owner: 'shop',
  key: 'number',
  roles: { shop: {} },
  data: Fields({ number: Text(), customer: Text(), total: Integer() }),
  events: { ship: {} },
  start: { place: { to: 'placed' } },
  states: {
    placed: { title: 'Placed', owner: 'shop', within: days(5), on: { ship: { to: 'shipped' } } },
    shipped: { final: 'done' },
  },
});

const batch = 20_000;
const deliveries = 3000;
const width = 64;
const statement = 2000;
const secret = `whsec_${Buffer.from('what both sides know').toString('base64')}`;

interface Served {
  readonly address: string;
  readonly pool: pg.Pool;
  readonly asker: ConnectAsker;
}

const customer = (at: number) => `Customer ${at % 500}`;

/** Facts by POST, as JSON Lines, each under its id; the answer comes when they are durable. */
export const connectBatch: Benchmark = {
  name: 'connect.batch',
  run: () =>
    withServed(async ({ address, pool, asker }) => {
      await pool.query(
        'create table peer.fact (id text primary key, flow text, entity text, key text, event text, at timestamptz, data jsonb)',
      );
      const options = {
        unit: 'facts/s',
        peer: `the same lines by unnest into a table with a key, ${statement} a statement`,
        rounds: 5,
      };
      return compare('connect.batch', options, async (round) => {
        const lines = Array.from({ length: batch }, (_, at) => {
          const number = `${round}-${at}`;
          const data = { number, customer: customer(at), total: at };
          const fact = {
            flow: 'shop-order',
            entity: 'shop',
            key: number,
            event: 'place',
            at: '2026-01-01T00:00:00Z',
            data,
            id: number,
          };
          return JSON.stringify(fact);
        });
        const body = lines.join('\n');
        const sent = await asker.send({ url: `${address}/api/v1/main/facts?source=bench`, body });
        const { applied } = JSON.parse(sent.answer ?? '{}') as { readonly applied?: number };
        if (applied !== batch) throw new Error(`${applied} facts of ${batch}: ${sent.answer?.slice(0, 500)}`);
        const peer = await time(() => insertLines(pool, body));
        return { ours: { count: batch, milliseconds: sent.milliseconds }, peer };
      });
    }),
};

/** What any program has to do with them: parse, and write durably. */
async function insertLines(pool: pg.Pool, body: string): Promise<number> {
  const lines = body.split('\n');
  for (let start = 0; start < lines.length; start += statement) {
    const facts = lines.slice(start, start + statement).map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
    const column = (name: string) => facts.map((fact) => fact[name]);
    await pool.query(
      'insert into peer.fact select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[])',
      [...['id', 'flow', 'entity', 'key', 'event', 'at'].map(column), facts.map(({ data }) => JSON.stringify(data))],
    );
  }
  return lines.length;
}

/** Signed deliveries, one fact each; each is answered when its fact is durable. */
export const connectWebhook: Benchmark = {
  name: 'connect.webhook',
  run: () =>
    withServed(async ({ address, pool, asker }) => {
      const bare = await bareReceiver(pool);
      try {
        const options = {
          unit: `signed webhooks/s at ${width} in flight`,
          peer: 'a bare HTTP server with one insert a request',
          rounds: 5,
        };
        return await compare('connect.webhook', options, async (round) => {
          const bodies = Array.from({ length: deliveries }, (_, at) =>
            JSON.stringify({ id: `${round}-${at}`, customer: customer(at), total: at, placed_at: '2026-01-01T00:00:00Z' }),
          );
          const ours: Timed = await asker.send({ url: `${address}/hooks/shop`, bodies, width, secret });
          const { rows } = await pool.query<{ count: number }>(
            `select count(*)::int4 as count from throughline.case_data where key like $1`,
            [`${round}-%`],
          );
          if (rows[0]?.count !== deliveries) throw new Error(`${rows[0]?.count} cases of ${deliveries} deliveries`);
          return { ours, peer: await asker.send({ url: bare.url, bodies, width, secret }) };
        });
      } finally {
        await bare.close();
      }
    }),
};

async function bareReceiver(pool: pg.Pool) {
  await pool.query('create table peer.delivery (id text primary key, body jsonb not null)');
  const own = new pg.Pool({ connectionString: pool.options.connectionString, max: 16 });
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const insert = {
        name: 'delivery',
        text: 'insert into peer.delivery values ($1, $2)',
        values: [request.headers['webhook-id'], body],
      };
      own.query(insert).then(
        () => response.end('{}'),
        (error: Error) => response.writeHead(500).end(error.message),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await own.end();
    },
  };
}

const declaration = {
  ...{ id: 'shop', title: 'Shop', owner: 'shop', tier: 1, kind: 'webhook', liveFrom: '2020-01-01T00:00:00Z' },
  auth: { kind: 'signature', scheme: 'standard', secret: { secret: 'env:BENCH_HOOK_KEY' } },
  mapping: {
    ...{ flow: 'shop-order', entity: 'shop', key: { column: 'id' } },
    events: [
      {
        ...{ event: 'place', at: { column: 'placed_at', format: 'ISO' } },
        data: { number: { column: 'id' }, customer: { column: 'customer' }, total: { column: 'total', as: 'integer' } },
      },
    ],
  },
};

async function withServed<T>(work: (served: Served) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  await chmod(home, 0o711);
  mkdirSync(join(home, 'connections'));
  writeFileSync(join(home, 'connections', 'shop.json'), JSON.stringify(declaration));
  const { DATABASE_URL: _, ...env } = process.env;
  const stopping = new AbortController();
  const asker = startConnectAsker();
  try {
    const served = await serve({
      env: { ...env, THROUGHLINE_HOME: home, THROUGHLINE_SIGN_IN: 'off', BENCH_HOOK_KEY: secret },
      port: 0,
      signal: stopping.signal,
    });
    try {
      const { engine, pool } = await served.house.company('main');
      await engine.deploy([shopOrder], { by: 'bench' });
      await pool.query('create schema peer');
      return await work({ address: served.address, pool, asker });
    } finally {
      stopping.abort();
      await served.closed;
    }
  } finally {
    asker.end();
    await rm(home, { recursive: true, force: true });
  }
}
