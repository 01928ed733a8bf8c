import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bindings } from './bindings.ts';
import { connectionSinks } from './connection-sinks.ts';

test('[S730] [S731] [C191] calls go to the connection of their destination; mails as before; what none takes, or two do, waits and says why', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-sinks-'));
  const heard: string[] = [];
  let loses = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(`${request.method} ${request.headers['x-key'] ?? ''} ${Buffer.concat(chunks).toString()}`);
      if (loses) request.socket.destroy();
      else response.end('{"order":{"id":7}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const declare = (id: string, keyed: object, more: object = {}) =>
    writeFileSync(
      join(folder, `${id}.json`),
      JSON.stringify({
        ...{ id, title: id, owner: 'desk', tier: 3, kind: 'http-request', allowInside: ['127.0.0.1'], ...more },
        settings: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, ...keyed },
      }),
    );
  declare('erp', { keyHeader: 'X-Key', body: { order: '{number}', lines: '{lines}' }, result: { id: 'order.id' } });
  declare('plain', {}, { destinations: ['Ticket desk', 'board'] });
  declare('other', {}, { destinations: ['board'] });
  const env = { THROUGHLINE_CONNECTIONS: folder, THROUGHLINE_CONNECT_INSIDE: '*' };
  const mail = { perform: async () => ({ outcome: 'done' }) as const };
  const sinks = connectionSinks({ mail }, env);
  assert.equal(sinks.mail, mail);
  const { call } = sinks;
  assert.ok(call?.reaches !== undefined);
  const names = ['call:erp', 'call:Ticket desk', 'call:board', 'call:plain', 'call:nothing'];
  assert.deepEqual([...(await call.reaches(names))], ['call:erp', 'call:Ticket desk']);
  const bound = await bindings(env);
  const board = bound.get('board');
  assert.ok(board?.kind === 'unbound' && board.reason('board').includes('other, plain'), JSON.stringify(board));

  const effect = (to: string) => ({
    ...{ caseId: 'c', key: 'e', idempotencyKey: 'k1', kind: 'call', attempt: 1 },
    payload: { to, data: { number: 'O-1', lines: 3 }, principal: 'ada' },
  });
  const { signal } = new AbortController();
  assert.deepEqual(await call.perform(effect('erp'), signal), { outcome: 'done', result: { status: 200, id: 7 } });
  assert.equal((await call.perform(effect('Ticket desk'), signal)).outcome, 'done');
  assert.deepEqual(heard, ['POST k1 {"order":"O-1","lines":3}', 'POST  {"number":"O-1","lines":3}']);
  loses = true;
  for (const [to, found] of [
    ['erp', 'not-done'],
    ['Ticket desk', 'cannot-say'],
  ] as const) {
    assert.equal((await call.perform(effect(to), signal)).outcome, 'unknown');
    assert.equal((await call.lookUp?.(effect(to), signal))?.outcome, found, 'whether the receiver knows the key');
  }
  assert.equal((await call.perform(effect('nothing'), signal)).outcome, 'retry', 'its declaration has gone, and may come back');
});
