import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { deployPacks } from '../src/flows.ts';
import { attach } from '../src/throughline.ts';
import { companyDatabases, type TestDatabases } from './http-house.ts';
import { type Answered, declareShop, deliver, hookKey, placed, recorded, sendFacts, shipped, shopOrder } from './shop-hook.ts';

const program = fileURLToPath(new URL('serve-shop.ts', import.meta.url));

interface Shop {
  readonly child: ChildProcess;
  readonly port: number;
  readonly gone: Promise<void>;
}

async function start(env: Readonly<Record<string, string>>): Promise<Shop> {
  const child = spawn(process.execPath, [program], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (said) => resolve(Number(String(said))));
    gone.then(() => reject(new Error('The server ended')), reject);
  });
  return { child, port, gone };
}

/** After how many answers a blow falls: each comes at another moment. */
export interface Blow {
  readonly afterAnswers: number;
}

/**
 * Sends orders by signed deliveries and by facts, kills the server (SIGKILL) at each blow, starts it again and lets the senders send again what was not
 * acknowledged, until all is. Asserts that each fact is there exactly once: what was acknowledged is not sent again, so that it would be missing.
 */
export async function killShop(
  t: TestContext,
  databases: TestDatabases,
  { orders, blows }: { readonly orders: number; readonly blows: readonly Blow[] },
): Promise<void> {
  const { env: found, drop } = await companyDatabases(databases);
  t.after(drop);
  const env: Readonly<Record<string, string>> = { ...found, ...hookKey };
  declareShop(env['THROUGHLINE_HOME'] ?? '');
  const throughline = attach({ url: env['DATABASE_URL'] ?? '', env, database: 'main', release: () => Promise.resolve() });
  const pool = new pg.Pool({ connectionString: env['DATABASE_URL'], max: 1 });
  try {
    await deployPacks(throughline);
    await throughline.engine.deploy([shopOrder], { by: 'test' });
    const left = new Map<string, (port: number) => Promise<Answered>>();
    for (let order = 0; order < orders; order += 1)
      for (const record of [placed(order), shipped(order)]) {
        const id = `${record.what}-${order}`;
        left.set(id, (port) => deliver(port, { id, body: JSON.stringify(record) }));
      }
    const batch = Array.from({ length: orders }, (_, at) => 10_000 + at);
    const facts = batch.flatMap((order) => [['place', order] as const, ['ship', order] as const]);
    left.set('facts', (port) => sendFacts(port, facts));
    for (const blow of [...blows, undefined]) await sendOnce(env, left, blow);
    assert.equal(left.size, 0);
    assert.deepEqual(await recorded({ pool }), { place: 2 * orders, ship: 2 * orders });
    const { rows } = await pool.query<{ doubled: number }>(
      `select count(*)::int4 as doubled from (select case_id, type from throughline.event where flow = 'shop-order' group by 1, 2 having count(*) > 1) d`,
    );
    assert.deepEqual(rows, [{ doubled: 0 }]);
  } finally {
    await pool.end();
    await throughline.close();
  }
}

/** Starts the server and sends what is left; with a blow, it is killed in the middle, else it ends in peace. */
async function sendOnce(
  env: Readonly<Record<string, string>>,
  left: Map<string, (port: number) => Promise<Answered>>,
  blow: Blow | undefined,
): Promise<void> {
  const { child, port, gone } = await start(env);
  let answers = 0;
  const sending = [...left].map(async ([id, send]) => {
    const { status } = await send(port);
    if (status !== 200) return;
    left.delete(id);
    answers += 1;
    if (blow !== undefined && answers >= blow.afterAnswers) child.kill('SIGKILL');
  });
  if (blow?.afterAnswers === 0) child.kill('SIGKILL');
  await Promise.all(sending);
  if (blow === undefined) child.stdin?.write('exit\n');
  else child.kill('SIGKILL');
  await gone;
}
