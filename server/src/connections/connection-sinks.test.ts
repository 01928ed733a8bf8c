import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectionSinks } from './connection-sinks.ts';

test('[S649] a mail to a connection is performed by it, doubt looked up at once; others go by mail', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-sinks-'));
  const heard: string[] = [];
  let loses = false;
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.headers['x-key'] ?? ''}`);
    if (loses) request.socket.destroy();
    else response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const declare = (id: string, keyed: object) =>
    writeFileSync(
      join(folder, `${id}.json`),
      JSON.stringify({
        ...{ id, title: id, owner: 'desk', tier: 3, kind: 'http-request', allowInside: ['127.0.0.1'] },
        settings: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, ...keyed },
      }),
    );
  declare('desk', { keyHeader: 'X-Key' });
  declare('plain', {});
  const env = { THROUGHLINE_CONNECTIONS: folder, THROUGHLINE_CONNECT_INSIDE: '*' };
  const mailed: unknown[] = [];
  const perform = async ({ payload }: { readonly payload: { readonly to?: unknown } }) => {
    mailed.push(payload.to);
    return { outcome: 'done' } as const;
  };
  const { mail } = connectionSinks({ mail: { perform } }, env);
  const send = (to: string) => {
    const effect = {
      caseId: 'c',
      key: 'e',
      idempotencyKey: 'k1',
      kind: 'mail',
      payload: { to, subject: 's', text: 't' },
      attempt: 1,
    };
    return mail?.perform(effect, new AbortController().signal);
  };
  assert.equal((await send('desk@connections.invalid'))?.outcome, 'done');
  assert.equal((await send('ida@example.org'))?.outcome, 'done');
  assert.deepEqual([heard, mailed], [['POST k1'], ['ida@example.org']]);
  loses = true;
  assert.equal((await send('desk@connections.invalid'))?.outcome, 'retry', 'the receiver knows the key');
  assert.equal((await send('plain@connections.invalid'))?.outcome, 'unknown', 'this one knows none: a person decides');
  assert.equal((await send('nothing@connections.invalid'))?.outcome, 'retry', 'its declaration may come');
  assert.deepEqual(connectionSinks({}, env), {}, 'without a mail server mails wait');
});
