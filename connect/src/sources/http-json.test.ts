import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Json, JsonObject } from '@throughline/language';
import type { Counterpart } from '../../test/conformance/counterpart.ts';
import { sourceConformance } from '../../test/conformance/source-conformance.ts';
import { openVendor, type Vendor } from '../../test/vendor.ts';
import { type ConnectorError, checkDeclaration, httpJson, openContext } from '../index.ts';

const watermark = { path: 'updated_at', kind: 'instant', param: 'updated_since', start: '2020-01-01T00:00:00Z' };
const bearer = { kind: 'bearer', token: { secret: 'env:TOKEN' } } as const;

/** Each way to page is one more counterpart for the same suite. */
const styles: Readonly<Record<string, (url: string) => JsonObject>> = {
  cursor: (url) => ({
    url: `${url}/orders`,
    records: 'data.items',
    paging: { style: 'cursor', next: 'next_cursor', param: 'cursor' },
  }),
  page: (url) => ({ url: `${url}/pages`, records: 'results', paging: { style: 'page', param: 'page', size: 3 } }),
  offset: (url) => ({ url: `${url}/offset`, paging: { style: 'offset', param: 'offset', size: 3 } }),
  'last record': (url) => ({
    ...{ url: `${url}/after`, records: 'data' },
    paging: { style: 'last-record', path: 'id', param: 'starting_after', more: 'has_more' },
  }),
  link: (url) => ({ url: `${url}/links`, paging: { style: 'link' } }),
  'next address': (url) => ({ url: `${url}/next`, records: 'value', paging: { style: 'next-url', next: 'next' } }),
  'JSON Lines': (url) => ({ url: `${url}/lines`, format: 'json-lines', paging: { style: 'offset', param: 'offset', size: 3 } }),
  POST: (url) => ({
    ...{ url: `${url}/search`, method: 'POST', records: 'data.items', body: { updated_since: '{watermark}' } },
    paging: { style: 'cursor', next: 'next_cursor', param: 'cursor' },
  }),
};

async function open(settings: (url: string) => JsonObject, auth?: Counterpart['declaration']['auth']): Promise<Counterpart> {
  const vendor = await openVendor();
  const env: Record<string, string | undefined> = { TOKEN: vendor.token };
  return {
    declaration: { settings: { ...settings(vendor.url), watermark }, auth: auth ?? bearer, allowInside: ['127.0.0.1'] },
    ...{ env, put: vendor.put, keyOf: (record) => (record as { readonly id: string }).id },
    async rotate() {
      vendor.token = 'second-token-0002';
      env['TOKEN'] = vendor.token;
    },
    stop: vendor.close,
    close: vendor.close,
  };
}

for (const [name, settings] of Object.entries(styles))
  sourceConformance(httpJson, () => open(settings), { name: `http-json (${name})` });

let vendor: Vendor;

async function read(options: Partial<ReadOptions> = {}) {
  const { settings = {}, auth = bearer, cursor = null, waits = [], limits = {}, signal = new AbortController().signal } = options;
  const { context, close } = openContext({
    declaration: { auth, allowInside: ['127.0.0.1'], ...(options.budget === undefined ? {} : { budget: options.budget }) },
    ...{ secrets: { env: { TOKEN: vendor.token } }, operatorAllows: ['127.0.0.1'], signal, limits },
    machine: { now: () => Date.now(), wait: async (milliseconds) => void waits.push(milliseconds) },
  });
  try {
    const batches: { readonly records: readonly Json[]; readonly cursor: Json }[] = [];
    const source = httpJson.source?.({ ...styles['cursor']?.(vendor.url), watermark, ...settings } as JsonObject);
    for await (const batch of source?.read(cursor, context) ?? []) batches.push(batch);
    return { records: batches.flatMap(({ records }) => records), cursor: batches.at(-1)?.cursor, usage: context.usage };
  } finally {
    close();
  }
}

async function openShop(): Promise<void> {
  vendor = await openVendor();
  await vendor.put(['R-1', 'R-2', 'R-3', 'R-4', 'R-5']);
}

describe('what http-json keeps to', () => {
  before(openShop);
  after(() => vendor.close());

  test('[C120] a pause that the other side asks for is kept, in seconds or to an instant; a long one ends the run', async () => {
    const waits: number[] = [];
    vendor.instead.push((_, response) => response.writeHead(429, { 'retry-after': '7' }).end());
    const { records, usage } = await read({ waits });
    assert.deepEqual([records.length, usage.retries], [5, 1]);
    assert.ok(waits.includes(7000), String(waits));
    vendor.instead.push((_, response) => response.writeHead(503, { 'retry-after': '3600' }).end());
    await assert.rejects(read(), (error: ConnectorError) => error.code === 'vendor-failed' && error.retryAfterMs === 3_600_000);
  });

  test('[C120] a budget ends the run, and the next one goes on', async () => {
    await assert.rejects(
      read({ budget: { requestsPerRun: 1 } }),
      (error: ConnectorError) => error.code === 'budget-spent' && error.mayPass,
    );
    const waits: number[] = [];
    await read({ waits, budget: { requestsPerMinute: 60 } });
    assert.ok(
      waits.some((each) => each > 500 && each <= 1000),
      `a second between two requests: ${waits}`,
    );
  });

  test('[C121] redirects: three at most, no credentials to another origin, none to an address inside', async () => {
    const moved = (location: string) => vendor.instead.push((_, response) => response.writeHead(302, { location }).end());
    moved(`${vendor.url}/orders?updated_since=2020`);
    assert.ok((await read()).records.length > 0);
    for (let times = 0; times < 4; times += 1) moved('/orders');
    await assert.rejects(read(), (error: ConnectorError) => error.code === 'redirect-refused');
    for (const inside of [
      'http://169.254.169.254/latest/meta-data',
      'http://[::1]:1/',
      'http://10.0.0.1/',
      'http://localhost:1/',
      'http://0x7f.1.2.3/',
    ]) {
      moved(inside);
      await assert.rejects(read(), (error: ConnectorError) => error.code === 'host-refused', inside);
    }
    const other = await openVendor();
    moved(`${other.url}/orders`);
    await assert.rejects(read(), (error: ConnectorError) => error.code === 'credentials-refused');
    assert.deepEqual(
      other.requests.map(({ headers }) => headers.authorization),
      [undefined],
    );
    await other.close();
  });

  test('[C121] an answer beyond the limit is not kept, whether it says its length or not', async () => {
    const body = 'x'.repeat(5000);
    vendor.instead.push((_, response) => response.writeHead(200, { 'content-length': '5000' }).end(body));
    await assert.rejects(read({ limits: { bytesMax: 4000 } }), (error: ConnectorError) => error.code === 'answer-too-large');
    vendor.instead.push((_, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(body));
    await assert.rejects(read({ limits: { bytesMax: 4000 } }), (error: ConnectorError) => error.code === 'answer-too-large');
  });
});

describe('how http-json reads', () => {
  before(openShop);
  after(() => vendor.close());

  test('[C122] OAuth 2 client credentials: a token for many requests, another where it is refused', async () => {
    const auth = {
      kind: 'oauth2',
      tokenUrl: `${vendor.url}/token`,
      clientId: 'app',
      clientSecret: { secret: 'env:TOKEN' },
    } as const;
    vendor.requests.length = 0;
    assert.equal((await read({ auth })).records.length, 5);
    assert.equal(vendor.requests.filter(({ url }) => url === '/token').length, 1);
    vendor.instead.push(
      (_, response) => response.end('{"access_token":"stale","expires_in":3600}'),
      (_, response) => response.writeHead(401).end(),
    );
    assert.equal((await read({ auth })).records.length, 5);
  });

  test('[C123] asked for what is new with an overlap; in the middle of a sweep the mark stays, and a page that is lost begins it again', async () => {
    const { cursor } = await read();
    assert.deepEqual(cursor, { watermark: '2026-01-01T00:04:00.000Z' });
    vendor.requests.length = 0;
    await read({ cursor: cursor ?? null, settings: { watermark: { ...watermark, overlapSeconds: 60 } } });
    assert.match(vendor.requests[0]?.url ?? '', /updated_since=2026-01-01T00%3A03%3A00\.000Z/);
    vendor.instead.push((_, response) => response.writeHead(400).end('{"error":"cursor expired"}'));
    const lost = await read({
      cursor: { watermark: '2020-01-01T00:00:00Z', seen: '2026-01-01T00:02:00Z', page: { token: '3' } },
    });
    assert.equal(lost.records.length, 5);
  });

  test('[C124] the other side’s clock is compared with ours', async () => {
    vendor.instead.push((_, response) =>
      response
        .writeHead(200, { date: new Date(Date.now() - 3_600_000).toUTCString() })
        .end('{"data":{"items":[]},"next_cursor":null}'),
    );
    const { usage } = await read();
    assert.ok(Math.abs((usage.skewMs ?? 0) + 3_600_000) < 5000, String(usage.skewMs));
    assert.equal((await read()).usage.skewMs, 0);
  });

  test('[C125] numbers that JavaScript cannot hold stay as they were written; a page without its list says what it has', async () => {
    vendor.instead.push((_, response) =>
      response.end('{"data":{"items":[{"id":12345678901234567890,"n":0.1}]},"next_cursor":null}'),
    );
    assert.deepEqual((await read()).records, [{ id: '12345678901234567890', n: 0.1 }]);
    vendor.instead.push((_, response) => response.end('{"errors":[],"meta":1}'));
    await assert.rejects(
      read(),
      (error: ConnectorError) => error.code === 'answer-invalid' && error.expected?.includes('errors, meta') === true,
    );
  });

  test('[C110] what the schema cannot say of settings is told with its place', () => {
    const wrong = { url: 'https://u:p@example.com', body: {}, watermark: { path: 'a', kind: 'text' } };
    const mapping = {
      flow: 'a',
      entity: 'e',
      key: { column: 'id' },
      events: [{ event: 'x', at: { column: 'at', format: 'ISO' } }],
    };
    const checked = checkDeclaration(
      {
        id: 'a',
        title: 'A',
        owner: 'o',
        tier: 1,
        kind: 'http-json',
        settings: wrong,
        mapping,
        auth: { kind: 'key', user: 'u', privateKey: { secret: 'env:K' } },
      },
      [httpJson],
    );
    assert.ok(!checked.ok);
    const places = checked.faults.map(({ code, place }) => `${code} ${place}`);
    assert.deepEqual(places, [
      'auth-unfit auth.kind',
      'declaration-invalid settings.url',
      'declaration-invalid settings.watermark.param',
      'declaration-invalid settings.body',
    ]);
  });
});

interface ReadOptions {
  readonly settings: JsonObject;
  readonly auth: Counterpart['declaration']['auth'];
  readonly cursor: Json;
  readonly waits: number[];
  readonly limits: { readonly bytesMax?: number };
  readonly budget: Counterpart['declaration']['budget'];
  readonly signal: AbortSignal;
}
