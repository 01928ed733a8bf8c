// Tryton for real, started here: about two minutes, most of them the making of its tables. Skipped where it is not installed.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as testing from '@throughline/testing';
import { type Fault, faultProxy } from '../../../connect/test/hostile/fault-proxy.ts';
import { missing, password, setUp, type Tryton, trytonOn } from '../../../connect/test/tryton/program.ts';
import { day, type Rpc, signIn } from '../../../connect/test/tryton/rpc.ts';
import { tradeIn } from '../../../connect/test/tryton/trade.ts';
import { makeWorld } from '../../../connect/test/tryton/world.ts';
import { trytonOrder } from '../../../examples/tryton/flow.ts';
import {
  casesByState,
  exampleConnection,
  factInstants,
  factsByType,
  passDays,
  runOnce,
  virtualCompany,
} from '../../test/real-system.ts';
import type { Throughline } from '../throughline.ts';

const limit = { timeout: 1_200_000 };
const orderCount = 50;

test(
  '[C180] [C181] [C182] [C183] Tryton: orders to cash as facts, and written back, though its server is killed',
  limit,
  async (t) => {
    const absent = missing();
    if (absent !== undefined) {
      process.stdout.write(`Tryton: NOT RAN, ${absent}\n`);
      return t.skip(absent);
    }
    const scene = await openScene(t);
    const { throughline, tryton, proxy, trade, sound, run } = scene;
    const orders = await trade.order(Array.from({ length: orderCount }, (_, at) => at + 1));
    await trade.quote(orders);

    await t.test(
      '[C180] killed while it is read, and restarted: what was read stays, and nothing is lost or doubled',
      async () => {
        assert.equal((await run()).counts.facts, orderCount, 'quotations');
        await trade.confirm(orders);
        for (const requests of [12, 17]) {
          proxy.faults.push(...passes(requests), { kind: 'meanwhile', run: () => tryton.kill() });
          const broken = await run();
          assert.deepEqual([broken.status, broken.failure?.code, broken.failure?.again], ['failed', 'unreachable', true]);
          proxy.faults.length = 0;
          await tryton.start();
        }
        assert.equal((await run()).status, 'done');
        assert.deepEqual(await factsByType(throughline), { quote: 50, confirm: 50, process: 50 });
      },
    );

    await t.test(
      '[C181] shipments, invoices and payments follow, each with its time; a part of an invoice leaves the rest open',
      async () => {
        const rpcAgain = await signIn(tryton.url, { user: 'admin', password });
        const [first = 0, second = 0] = orders;
        const again = tradeIn(rpcAgain, scene.world);
        await again.ship(orders);
        await again.post(orders);
        const today = day(new Date().toISOString().slice(0, 10));
        await again.pay(first, '5.00', today);
        await again.pay(second, '25.00', today);
        assert.partialDeepStrictEqual(await run(), { status: 'done', counts: { deadLetters: 0 } });
        assert.deepEqual(await factsByType(throughline), { quote: 50, confirm: 50, process: 50, ship: 50, invoice: 50, pay: 2 });
        assert.partialDeepStrictEqual(await run(), { status: 'done', counts: { facts: 0, deadLetters: 0 } });
        const total = 1250 * ((orderCount * (orderCount + 1)) / 2);
        assert.deepEqual(await sums(throughline), { amount: total, invoiced: total, paid: 3000 });
        assert.deepEqual(await casesByState(throughline), { invoiced: 49, paid: 1 });
        const instants = await instantsOf(rpcAgain);
        for (const { type, key, at } of await factInstants(throughline))
          assert.ok(instants.has(`${type} ${key} ${at}`), `${type} ${key} ${at}`);
      },
    );

    await t.test(
      '[C182] [C183] a reminder is written to its order once, though answers are lost and Tryton is killed',
      async () => {
        proxy.faults.push(...passes(10), ...lostAnswers(6), ...passes(10), { kind: 'meanwhile', run: () => restart(tryton) });
        await passDays(throughline, sound, 40);
        const written = await notes(await signIn(tryton.url, { user: 'admin', password }));
        assert.deepEqual(
          written.map(({ comment }) => comment.split('Reminded').length - 1).sort(),
          [0, ...Array.from({ length: 49 }, () => 1)],
          'each that is open, once; the paid one not',
        );
        assert.ok(
          written.some(({ comment }) => comment.includes('7.50')),
          'what is open after the part that was paid',
        );
      },
    );
    process.stdout.write('Tryton: RAN\n');
  },
);

const passes = (count: number): readonly Fault[] => Array.from({ length: count }, () => ({ kind: 'pass' }));
/** The request arrives and is worked off, and nobody hears of it. */
const lostAnswers = (count: number): readonly Fault[] =>
  Array.from({ length: count }, () => [...passes(2), { kind: 'cut', afterBytes: 0 } as const]).flat();

async function restart(tryton: Tryton): Promise<void> {
  await tryton.kill();
  await tryton.start();
}

async function openScene(t: TestContext) {
  const database = await testing.testDatabase('tryton', setUp);
  const tryton = await trytonOn(database.url);
  const proxy = await faultProxy(() => tryton.port);
  t.after(async () => {
    await proxy.close();
    await tryton.close();
    await database.close();
  });
  await tryton.start();
  const rpc = await signIn(tryton.url, { user: 'admin', password });
  const world = await makeWorld(rpc, new Date().toISOString().slice(0, 10));
  const env = { TRYTON_PASSWORD: password, THROUGHLINE_CONNECT_INSIDE: '127.0.0.1' };
  const throughline = await virtualCompany(t, testing, { flow: trytonOrder, env });
  const url = tryton.url.replace(`:${tryton.port}/`, `:${proxy.port}/`);
  const sound = exampleConnection('tryton/tryton.yaml', ({ settings, auth }) => ({
    auth: { ...auth, user: 'admin' },
    settings: { ...settings, url, context: world.context },
  }));
  return { throughline, tryton, proxy, world, trade: tradeIn(rpc, world), sound, run: () => runOnce(throughline, sound) };
}

async function sums({ pool }: Throughline) {
  const { rows } = await pool.query<Readonly<Record<string, number>>>(
    `select sum((data->>'amount')::int8)::float8 as amount, sum((data->>'invoiced')::int8)::float8 as invoiced,
      sum((data->>'paid')::int8)::float8 as paid from throughline.case_data`,
  );
  return { ...rows[0] };
}

interface Instant {
  readonly [part: string]: number;
}

const msOf = ({ year = 0, month = 1, day: of, hour, minute, second, microsecond = 0 }: Instant) =>
  Date.UTC(year, month - 1, of, hour, minute, second, Math.floor(microsecond / 1000));

/** When things happened by Tryton's own tables: the history of each order, its shipment, its invoice, its payments. */
async function instantsOf(rpc: Rpc): Promise<ReadonlySet<string>> {
  type Row = { readonly id: number; readonly number: string; readonly origins: string; readonly write_date: Instant };
  type More = Row & {
    readonly 'move.': { readonly create_date: Instant };
    readonly create_date: Instant;
    readonly 'invoice_payment.': { readonly origins: string };
  };
  const all = (model: string, domain: readonly unknown[], fields: readonly string[]) =>
    rpc<readonly More[]>(`model.${model}.search_read`, domain, 0, 1000, null, fields, {});
  const sales = await all('sale.sale', [], ['number']);
  const revisions = await rpc<readonly (readonly [Instant, number])[]>(
    'model.sale.sale.history_revisions',
    sales.map(({ id }) => id),
    {},
  );
  const numbers = new Map(sales.map(({ id, number }) => [id, number]));
  const found = new Set<string>();
  for (const [at, id] of revisions)
    for (const type of ['quote', 'confirm', 'process']) found.add(`${type} ${numbers.get(id)} ${msOf(at)}`);
  for (const row of await all('stock.shipment.out', [], ['origins', 'write_date']))
    found.add(`ship ${row.origins} ${msOf(row.write_date)}`);
  for (const row of await all('account.invoice', [], ['origins', 'move.create_date']))
    found.add(`invoice ${row.origins} ${msOf(row['move.'].create_date)}`);
  for (const row of await all('account.move.line', [['invoice_payment', '!=', null]], ['invoice_payment.origins', 'create_date']))
    found.add(`pay ${row['invoice_payment.'].origins} ${msOf(row.create_date)}`);
  return found;
}

async function notes(rpc: Rpc): Promise<readonly { readonly comment: string }[]> {
  const rows = await rpc<readonly { readonly comment: string | null }[]>(
    'model.sale.sale.search_read',
    [],
    0,
    1000,
    null,
    ['comment'],
    {},
  );
  return rows.map(({ comment }) => ({ comment: comment ?? '' }));
}
