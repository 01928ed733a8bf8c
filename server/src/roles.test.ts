import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as testing from '@throughline/testing';
import pg from 'pg';
import { type Running, terminal } from '../../cli/test/terminal.ts';
import { gateTo } from '../test/gate.ts';
import { companyDatabases, cutConnections } from '../test/http-house.ts';
import { countOrders, startLoad } from '../test/load.ts';

const limit = { timeout: 120_000 };
const words = ['start', '--port', '0', '--json', '--no-demo'];

async function addressOf(server: Running): Promise<string> {
  const { ready } = await server.printed<{ ready: { address: string } }>();
  return ready.address;
}

async function database(t: TestContext): Promise<{ readonly url: string; readonly pool: pg.Pool }> {
  const { env, drop } = await companyDatabases(testing);
  const url = env['DATABASE_URL'] ?? '';
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  t.after(async () => {
    await pool.end();
    await drop();
  });
  return { url, pool };
}

test('[S448] a worker answers only whether it works, an API server works nothing off', limit, async (t) => {
  const { url, pool } = await database(t);
  const { start } = terminal(t);
  const api = start([...words, '--role', 'api'], { DATABASE_URL: url });
  const address = await addressOf(api);
  const load = startLoad(address, 1);
  await load.more(3);
  await load.stop();
  const waiting = async () => {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*)::int4 as waiting from throughline.effect where status = 'pending'`,
    );
    return rows[0]?.waiting;
  };
  await pool.query(`update throughline.case_ set due_at = now() - interval '1 hour' where due_at is not null`);
  const due = async () => (await pool.query('select from throughline.case_ where due_at <= now()')).rowCount ?? 0;
  assert.ok((await due()) >= 3);
  assert.equal((await fetch(`${address}/api/v1/ready`)).status, 200);
  const worker = start([...words, '--role', 'worker'], { DATABASE_URL: url });
  const workplace = await addressOf(worker);
  while ((await due()) > 0 || (await waiting()) !== 0) await sleep(20);
  assert.equal((await fetch(`${workplace}/api/v1/ready`)).status, 200);
  assert.match(await (await fetch(`${workplace}/metrics`)).text(), /throughline_deadline_cases_total\{company="main"\} [1-9]/);
  assert.match(await (await fetch(`${address}/metrics`)).text(), /^throughline_http_requests_total/m);
  for (const path of ['/api/v1/main/cases/totals?flow=order', '/api/v1/openapi.json', '/'])
    assert.equal((await fetch(`${workplace}${path}`, { headers: { accept: 'text/html' } })).status, 404, path);
  worker.interrupt('SIGTERM');
  api.interrupt();
  assert.deepEqual([(await worker.ended).code, (await api.ended).code], [143, 130]);
});

test(
  '[S447] of three processes on one database one is killed, one cut off: nothing is lost, nothing done twice',
  limit,
  async (t) => {
    const { url, pool } = await database(t);
    const { start, throughline } = terminal(t);
    const gate = await gateTo(t, url);
    const doomed = start(words, { DATABASE_URL: url });
    const gated = start(words, { DATABASE_URL: gate.url });
    const worker = start([...words, '--role', 'worker'], { DATABASE_URL: url });
    const addresses = [await addressOf(doomed), await addressOf(gated)] as const;
    await addressOf(worker);
    const loads = addresses.map((address, index) => startLoad(address, 4, `P${index}`));
    const [first, second] = loads;
    await Promise.all(loads.map((load) => load.more(15)));
    process.kill(doomed.pid, 'SIGKILL');
    await doomed.ended;
    await first?.stop({ abandons: true });
    gate.shut();
    await cutConnections(testing, url);
    await second?.met(503);
    assert.equal((await fetch(`${addresses[1]}/api/v1/ready`)).status, 503);
    gate.open();
    await second?.more(15);
    await second?.stop();
    while ((await fetch(`${addresses[1]}/api/v1/ready`)).status !== 200) await sleep(20);
    // What the killed one had begun without answering is sent again to the other.
    const unsure = first?.unanswered ?? [];
    const again = startLoad(addresses[1], 1, unsure);
    await again.stop();
    const placed = new Set([...(first?.placed ?? []), ...(second?.placed ?? []), ...again.placed]);
    assert.equal(await countOrders(addresses[1]), placed.size);
    const settled = async () => {
      const { rowCount } = await pool.query(`select from throughline.effect where status = 'pending' and kind = 'message'`);
      return rowCount === 0;
    };
    while (!(await settled())) await sleep(20);
    const { rows } = await pool.query<{ births: number; receipts: number; orders: number }>(`select
    (select count(*)::int4 from throughline.event where flow = 'order' and seq = 1) as births,
    (select count(distinct (case_id, source, key))::int4 from throughline.receipt r
      where exists (select from throughline.case_ c where c.id = r.case_id and c.flow = 'order')
        and exists (select from throughline.source s where s.id = r.source and s.name like 'api/%')) as receipts,
    (select count(*)::int4 from throughline.case_ where flow = 'order') as orders`);
    assert.deepEqual(rows[0], { births: placed.size, receipts: placed.size, orders: placed.size });
    gated.interrupt('SIGTERM');
    worker.interrupt('SIGTERM');
    assert.deepEqual([(await gated.ended).code, (await worker.ended).code], [143, 143]);
    const verified = await throughline(['log', 'verify', '--json'], { DATABASE_URL: url });
    assert.equal(verified.code, 0, verified.stdout);
  },
);
