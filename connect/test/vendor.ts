import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A record as the vendor has it. */
export interface VendorRecord {
  readonly id: string;
  readonly updated_at: string;
  readonly [field: string]: unknown;
}

export interface Vendor {
  readonly url: string;
  readonly host: string;
  readonly records: VendorRecord[];
  /** Requests as they came, oldest first. */
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[];
  /** The token that counts. */
  token: string;
  /** Answers the next requests, one each, instead of the vendor. */
  readonly instead: ((request: IncomingMessage, response: ServerResponse) => void)[];
  put(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const pageSize = 3;

/**
 * A service with orders, over HTTP: by cursor (`/orders`), page number (`/pages`), offset (`/offset`), last record (`/after`), Link (`/links`), next
 * address (`/next`) and JSON Lines (`/lines`), all by `updated_since`; `/search` is asked by POST. `/token` gives tokens for client credentials.
 */
export async function openVendor({ start = Date.UTC(2026, 0, 1) } = {}): Promise<Vendor> {
  let made = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      vendor.requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      const instead = vendor.instead.shift();
      if (instead !== undefined) instead(request, response);
      else answer(vendor, request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const vendor: Vendor = {
    ...{ url: `http://${host}`, host: '127.0.0.1', records: [], requests: [], token: 'first-token-0001', instead: [] },
    async put(keys) {
      for (const id of keys) {
        const updated = new Date(start + made * 60_000).toISOString();
        vendor.records.push({
          id,
          updated_at: updated,
          customer: { name: `Customer ${made}` },
          total: '12.50',
          status: 'placed',
        });
        made += 1;
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return vendor;
}

function answer(vendor: Vendor, request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url ?? '/', vendor.url);
  const send = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  if (url.pathname === '/token') {
    const pair = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString('utf8');
    return void (pair === `app:${vendor.token}`
      ? send(200, { access_token: `of-${vendor.token}`, expires_in: 3600 })
      : send(401, { error: 'invalid_client' }));
  }
  const { authorization = '' } = request.headers;
  if (authorization !== `Bearer ${vendor.token}` && authorization !== `Bearer of-${vendor.token}`)
    return void send(401, { error: 'who are you?' });
  const asked = request.method === 'POST' ? (JSON.parse(body) as Record<string, string>) : Object.fromEntries(url.searchParams);
  const since = asked['updated_since'] ?? '';
  const found = vendor.records.filter(({ updated_at }) => updated_at >= since);
  const from = Number(asked['cursor'] ?? asked['offset'] ?? 0);
  const slice = found.slice(from, from + pageSize);
  const next = from + pageSize < found.length ? from + pageSize : undefined;
  const nextUrl = new URL(url);
  nextUrl.searchParams.set('offset', String(next));
  switch (url.pathname) {
    case '/orders':
    case '/search':
      return void send(200, { data: { items: slice }, next_cursor: next === undefined ? null : String(next) });
    case '/pages': {
      const page = Number(asked['page'] ?? 1);
      return void send(200, { results: found.slice((page - 1) * pageSize, page * pageSize) });
    }
    case '/offset':
      return void send(200, slice);
    case '/after': {
      const at = found.findIndex(({ id }) => id === asked['starting_after']) + 1;
      return void send(200, { data: found.slice(at, at + pageSize), has_more: at + pageSize < found.length });
    }
    case '/links':
      return void send(
        200,
        slice,
        next === undefined ? {} : { link: `<${url.href}>; rel="self", <${nextUrl.pathname}${nextUrl.search}>; rel="next"` },
      );
    case '/next':
      return void send(200, { value: slice, next: next === undefined ? null : nextUrl.href });
    case '/lines':
      return void response
        .writeHead(200, { 'content-type': 'application/jsonl' })
        .end(slice.map((one) => `${JSON.stringify(one)}\n`).join(''));
    default:
      return void send(404, { error: 'no such thing' });
  }
}
