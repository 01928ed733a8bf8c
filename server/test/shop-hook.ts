import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { days, defineFlow, Fields, Integer, Text } from '@throughline/language';
import type { Throughline } from '../src/throughline.ts';
import { type HttpHouse, type HttpHouseOptions, httpHouse, type TestDatabases } from './http-house.ts';

/* A shop whose orders come by signed deliveries and by facts, for tests of what may happen to them on the way. */

const key = Buffer.from('a key that both sides know').toString('base64');

/** The environment in which its deliveries can be checked. */
export const hookKey = { HOOK_KEY: `whsec_${key}` };

export const shopOrder = defineFlow({
  name: 'shop-order',
  title: 'Order of a shop',
  owner: 'shop-desk',
  key: 'number',
  roles: { 'shop-desk': {} },
  data: Fields({ number: Text(), total: Integer() }),
  events: { place: { data: Fields({ total: Integer() }), set: { total: 'event.total' } }, ship: { lands: 'shipped' } },
  expected: { within: days(2), owner: 'shop-desk' },
  start: { place: { to: 'placed' } },
  states: {
    placed: { title: 'Placed', owner: 'shop-desk', within: days(5), on: { ship: { to: 'shipped' } } },
    shipped: { final: 'done' },
  },
});

const connection = {
  ...{ id: 'shop', title: 'Shop', owner: 'shop-desk', tier: 1, kind: 'webhook', liveFrom: '2026-01-01T00:00:00Z' },
  auth: { kind: 'signature', scheme: 'standard', secret: { secret: 'env:HOOK_KEY' } },
  mapping: {
    ...{ flow: 'shop-order', entity: 'shop', key: { column: 'order' }, dedupe: ['order', 'what'] },
    events: [
      {
        ...{ event: 'place', when: { column: 'what', equals: 'placed' }, at: { column: 'at', format: 'ISO' } },
        data: { total: { column: 'total', as: 'integer' } },
      },
      { event: 'ship', when: { column: 'what', equals: 'shipped' }, at: { column: 'at', format: 'ISO' } },
    ],
  },
};

export function declareShop(home: string): void {
  const folder = join(home, 'connections');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(connection));
}

export interface ShopHouse extends HttpHouse {
  /** On which it listens. */
  readonly port: number;
  readonly throughline: Throughline;
}

/** A house with the shop that listens on a port, as senders find it. */
export async function shopHouse(
  t: TestContext,
  databases: TestDatabases,
  options: Omit<HttpHouseOptions, 'signIn'> = {},
): Promise<ShopHouse> {
  const house = await httpHouse(t, databases, { ...options, signIn: { THROUGHLINE_SIGN_IN: 'off', ...hookKey } });
  declareShop(house.env['THROUGHLINE_HOME'] ?? '');
  const throughline = await house.house.company('main');
  await throughline.engine.deploy([shopOrder], { by: 'test' });
  await house.app.listen({ host: '127.0.0.1', port: 0 });
  return { ...house, throughline, port: (house.app.server.address() as AddressInfo).port };
}

export interface Delivery {
  readonly id: string;
  readonly body: string;
  readonly at?: number;
  readonly key?: string;
  /** Sent instead of what was signed. */
  readonly instead?: string;
}

export interface Answered {
  /** Of the answer, or the code of what became of the connection. */
  readonly status: number | string;
  readonly retryAfter?: string | undefined;
  readonly text: string;
}

/** A request that is not ended yet, and how it is answered. */
export function open(port: number, path: string, headers: Readonly<Record<string, string>>) {
  const asking = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false });
  const answer = new Promise<Answered>((resolve) => {
    asking.once('response', (incoming) => {
      let text = '';
      const { statusCode: status = 0, headers: of } = incoming;
      incoming.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      incoming.once('close', () => resolve({ status, retryAfter: of['retry-after'], text }));
    });
    // Whoever is answered before all was sent may find the connection closed.
    asking.once('error', (error: NodeJS.ErrnoException) => resolve({ status: error.code ?? 'failed', text: '' }));
  });
  return { asking, answer };
}

/** Sends a signed delivery. */
export function deliver(
  port: number,
  { id, body, at = Math.floor(Date.now() / 1000), key: own = key, instead }: Delivery,
): Promise<Answered> {
  const signature = createHmac('sha256', Buffer.from(own, 'base64')).update(`${id}.${at}.${body}`).digest('base64');
  const signed = { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
  const { asking, answer } = open(port, '/hooks/shop', { 'content-type': 'application/json', ...signed });
  asking.end(instead ?? body);
  return answer;
}

/** Sends facts of the shop, `[place or ship, number of the order]`. */
export function sendFacts(port: number, facts: readonly (readonly ['place' | 'ship', number])[]): Promise<Answered> {
  const { asking, answer } = open(port, '/api/v1/main/facts?source=shop', { 'content-type': 'application/jsonl' });
  const lines = facts.map(([event, order]) => {
    const address = { flow: 'shop-order', entity: 'shop', key: `W-${order}`, id: `${event}-${order}`, event };
    const at = event === 'place' ? '2026-11-01T08:00:00Z' : '2026-11-02T08:00:00Z';
    return JSON.stringify({ ...address, at, data: event === 'place' ? { total: order } : {} });
  });
  asking.end(lines.join('\n'));
  return answer;
}

export const placed = (order: number) => ({ order: `W-${order}`, what: 'placed', at: '2026-11-01T08:00:00Z', total: order });
export const shipped = (order: number) => ({ order: `W-${order}`, what: 'shipped', at: '2026-11-02T08:00:00Z' });

/** How many facts of each kind are recorded. */
export async function recorded({ pool }: Pick<Throughline, 'pool'>): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ type: string; count: number }>(
    `select type, count(*)::int4 as count from throughline.event where flow = 'shop-order' and type in ('place', 'ship') group by type`,
  );
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
}
