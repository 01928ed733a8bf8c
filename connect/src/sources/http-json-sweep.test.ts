import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Json, JsonObject } from '@throughline/language';
import { httpJson, openContext } from '../index.ts';

const start = Date.UTC(2026, 10, 1);
const written: Readonly<Record<string, (at: number) => string | number>> = {
  instant: (at) => new Date(at).toISOString(),
  seconds: (at) => Math.floor(at / 1000),
  milliseconds: (at) => at,
};
const readBack: Readonly<Record<string, (mark: string) => number>> = {
  instant: (mark) => Date.parse(mark),
  seconds: (mark) => Number(mark) * 1000,
  milliseconds: Number,
};

/** Pages of two by id, whatever has changed; the first sweep is disturbed after its first page. */
async function openService(t: TestContext, kind: string) {
  const changed = new Map(['A', 'B', 'C', 'D'].map((id, at) => [id, start - 3_600_000 + at]));
  let now = start;
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const since = readBack[kind]?.(query.get('since') ?? '') ?? 0;
    const from = Number(query.get('from') ?? 0);
    const found = [...changed].filter(([, at]) => at >= since).sort();
    const records = found.slice(from, from + 2).map(([id, at]) => ({ id, changed: written[kind]?.(at) ?? null }));
    response
      .writeHead(200, { date: new Date(now).toUTCString(), 'content-type': 'application/json' })
      .end(JSON.stringify(records));
    if (from !== 0 || now !== start) return;
    // A was read a moment ago; D is on a page to come.
    changed.set('A', start + 60_000);
    changed.set('D', start + 120_000);
    now = start + 180_000;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, changed };
}

for (const kind of Object.keys(written))
  test(`[C204] a record that changes during a sweep, behind it, is read by the next one (${kind})`, async (t) => {
    const { url, changed } = await openService(t, kind);
    const settings = {
      ...{ url, paging: { style: 'offset', param: 'from', size: 2 } },
      watermark: { path: 'changed', kind, param: 'since', start: written[kind]?.(0) ?? 0 },
    };
    const known = new Map<string, Json>();
    let cursor: Json = null;
    for (let sweep = 0; sweep < 2; sweep += 1) {
      const { context, close } = openContext({
        declaration: { allowInside: ['127.0.0.1'] },
        ...{ secrets: { env: {} }, operatorAllows: ['*'], signal: new AbortController().signal },
        machine: { now: () => start, wait: async () => undefined },
      });
      for await (const batch of httpJson.source?.(settings as unknown as JsonObject).read(cursor, context) ?? []) {
        for (const record of batch.records as readonly { readonly id: string; readonly changed: Json }[])
          known.set(record.id, record.changed);
        cursor = batch.cursor;
      }
      close();
    }
    assert.deepEqual(Object.fromEntries(known), Object.fromEntries([...changed].map(([id, at]) => [id, written[kind]?.(at)])));
  });
