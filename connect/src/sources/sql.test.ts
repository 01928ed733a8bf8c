import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { testServer } from '@throughline/testing';
import pg from 'pg';
import type { Counterpart } from '../../test/conformance/counterpart.ts';
import { patientMachine } from '../../test/conformance/machine.ts';
import { sourceConformance } from '../../test/conformance/source-conformance.ts';
import { type MariaDb, openMariaDb, portTo } from '../../test/servers.ts';
import { type ConnectorError, openContext, sql } from '../index.ts';

const auth = { kind: 'password', user: 'reader', password: { secret: 'env:PASSWORD' } } as const;
const keyOf: Counterpart['keyOf'] = (record) => (record as { readonly id: string }).id;

interface Postgres {
  readonly port: number;
  readonly admin: pg.Client;
  readonly database: string;
  /** Nobody can connect any more. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** A database of the real server, with orders, behind a port. */
async function openOrders(database: string): Promise<Postgres> {
  const server = await testServer();
  await server.ensureDatabase(database);
  const folder = /@([^/]+)\//.exec(server.superuserUrl(database))?.[1] ?? '';
  const admin = new pg.Client({ connectionString: server.superuserUrl(database) });
  await admin.connect();
  await admin.query(
    `drop role if exists reader; create role reader login password 'first-secret'; grant pg_read_all_data to reader`,
  );
  await admin.query(
    'create table orders (id text primary key, at timestamptz not null, total numeric(20, 2), open bool, big int8)',
  );
  const bridge = await portTo(`${decodeURIComponent(folder)}/.s.PGSQL.5432`);
  let isOpen = true;
  const stop = async () => {
    if (!isOpen) return;
    isOpen = false;
    await bridge.close();
  };
  return {
    ...{ port: bridge.port, admin, database, stop },
    async close() {
      await stop();
      await admin.end();
      await server.dropDatabase(database);
    },
  };
}

const settingsOf = (dialect: string, port: number, database: string) => ({
  ...{ dialect, host: '127.0.0.1', port, database, tls: 'off', query: 'select * from orders', batch: 3, key: 'id' },
  watermark: { column: 'at', kind: 'instant' },
});

sourceConformance(
  sql,
  async () => {
    const orders = await openOrders('connect_conformance');
    const env: Record<string, string | undefined> = { PASSWORD: 'first-secret' };
    return {
      declaration: { settings: settingsOf('postgresql', orders.port, orders.database), auth, allowInside: ['127.0.0.1'] },
      ...{ env, keyOf, stop: orders.stop, close: orders.close },
      async put(keys) {
        // Within the same microsecond as well: the key tells them apart.
        for (const key of keys)
          await orders.admin.query(
            `insert into orders values ($1, timestamptz '2026-01-01' + $2::int / 2 * interval '1 microsecond', 1)`,
            [key, key.slice(2)],
          );
      },
      async rotate() {
        await orders.admin.query(`alter role reader password 'second-secret'`);
        env['PASSWORD'] = 'second-secret';
      },
    };
  },
  { name: 'sql (PostgreSQL)' },
);

describe('sql on PostgreSQL', () => {
  let orders: Postgres;
  before(async () => {
    orders = await openOrders('connect_sql');
  });
  after(() => orders.close());

  async function read(settings: object = {}) {
    const { context, close } = openContext({
      ...{
        declaration: { auth, allowInside: ['127.0.0.1'] },
        secrets: { env: { PASSWORD: 'first-secret' } },
        operatorAllows: ['*'],
      },
      ...{ machine: patientMachine, signal: new AbortController().signal },
    });
    const source = sql.source?.({ ...settingsOf('postgresql', orders.port, orders.database), ...settings });
    const records = [];
    try {
      for await (const batch of source?.read(null, context) ?? []) records.push(...batch.records);
    } finally {
      close();
    }
    return records;
  }

  test('[C126] values are text as the database writes them: no digit, no microsecond is lost', async () => {
    await orders.admin.query(
      `insert into orders values ('a', '2026-01-01 00:00:00.123456+00', 12345678901234567.89, true, 9223372036854775807), ('b', '2026-01-02', null, false, null)`,
    );
    assert.deepEqual(await read(), [
      { id: 'a', at: '2026-01-01 00:00:00.123456+00', total: '12345678901234567.89', open: 'true', big: '9223372036854775807' },
      { id: 'b', at: '2026-01-02 00:00:00+00', total: null, open: 'false', big: null },
    ]);
  });

  test('[C127] it only reads: a statement that writes is refused by the database, and a wrong one says where', async () => {
    await orders.admin.query(`create function gone() returns setof orders language sql as 'delete from orders returning *'`);
    await assert.rejects(
      read({ query: 'select * from gone()' }),
      (error: ConnectorError) => error.code === 'request-refused' && /read-only/.test(error.message),
    );
    const { rows } = await orders.admin.query('select from orders');
    assert.equal(rows.length, 2);
    await assert.rejects(read({ query: 'select * from nothing' }), (error: ConnectorError) => error.place === 'settings.query');
  });
});

let mariaDb: MariaDb | undefined;
try {
  mariaDb = await openMariaDb();
} catch (error) {
  // biome-ignore lint/suspicious/noConsole: the log of the tests says what was run for real.
  console.log(`MariaDB: NOT RAN (${String(error).slice(0, 200)})`);
}

if (mariaDb === undefined) test('[C110] sql on MariaDB', (t) => t.skip('NOT RAN: MariaDB is not installed'));
else {
  const server = mariaDb;
  sourceConformance(
    sql,
    async () => {
      await server.query(`create database shop; create user reader@'127.0.0.1' identified by 'first-secret'; grant select on shop.* to reader@'127.0.0.1';
        create table shop.orders (id varchar(20) primary key, at datetime(6) not null, total decimal(20, 2))`);
      const env: Record<string, string | undefined> = { PASSWORD: 'first-secret' };
      let stopped: Promise<void> | undefined;
      const stop = () => {
        stopped ??= server.close();
        return stopped;
      };
      return {
        declaration: { settings: settingsOf('mysql', server.port, 'shop'), auth, allowInside: ['127.0.0.1'] },
        ...{ env, keyOf, stop, close: stop },
        async put(keys) {
          for (const key of keys)
            await server.query(
              `insert into shop.orders values ('${key}', timestampadd(microsecond, ${Number(key.slice(2)) >> 1}, '2026-01-01'), 1)`,
            );
        },
        async rotate() {
          await server.query(`alter user reader@'127.0.0.1' identified by 'second-secret'`);
          env['PASSWORD'] = 'second-secret';
        },
      };
    },
    { name: 'sql (MariaDB: RAN)' },
  );
}
