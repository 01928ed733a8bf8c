import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ConnectorError } from './connector-error.ts';
import { openContext } from './context.ts';
import { secretsOf } from './secrets.ts';

const token = 'hvs.the-token-of-the-vault';

async function listen(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A vault that answers as HashiCorp Vault documents it for `GET /v1/:mount/data/:path` of KV version 2. */
async function openVault(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-vault-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${token}\n`);
  const vault = {
    folder,
    tokenFile,
    secrets: new Map<string, Readonly<Record<string, unknown>>>(),
    token,
    asked: 0,
    instead: 0,
    text: '',
  };
  const url = await listen(t, (request, response) => {
    vault.asked += 1;
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' }).end(JSON.stringify(body));
    if (vault.text !== '') return void response.end(vault.text);
    if (vault.instead !== 0) return send(vault.instead, { errors: [`${token} ${JSON.stringify([...vault.secrets.values()])}`] });
    if (request.headers['x-vault-token'] !== vault.token) return send(403, { errors: ['permission denied'] });
    const data = vault.secrets.get(request.url ?? '');
    if (data === undefined) return send(404, { errors: [] });
    const metadata = {
      created_time: '2026-11-01T08:00:00.0Z',
      custom_metadata: null,
      deletion_time: '',
      destroyed: false,
      version: 1,
    };
    const about = {
      request_id: 'r',
      lease_id: '',
      renewable: false,
      lease_duration: 0,
      wrap_info: null,
      warnings: null,
      auth: null,
    };
    send(200, { ...about, data: { data, metadata } });
  });
  const env = { THROUGHLINE_VAULT_URL: url, THROUGHLINE_VAULT_TOKEN_FILE: tokenFile };
  return Object.assign(vault, { env });
}

async function refusal(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof ConnectorError, String(error));
  return error;
}

const path = '/v1/secret/data/shops/parcels';

test('[C200] a reference to a vault is read as KV version 2 answers, at each use; its token, too, may be renewed', async (t) => {
  const vault = await openVault(t);
  vault.secrets.set(path, { value: 'one', token: 'two' });
  const { read } = secretsOf({ env: vault.env });
  assert.equal(await read({ secret: 'vault:shops/parcels' }), 'one');
  assert.equal(await read({ secret: 'vault:shops/parcels#token' }), 'two');
  vault.secrets.set(path, { value: 'another' });
  assert.equal(await read({ secret: 'vault:shops/parcels' }), 'another');
  vault.token = 'hvs.renewed';
  assert.match((await refusal(read({ secret: 'vault:shops/parcels' }))).message, /the vault answered 403/);
  writeFileSync(vault.tokenFile, 'hvs.renewed');
  assert.equal(await read({ secret: 'vault:shops/parcels' }), 'another');
  const before = vault.asked;
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => read({ secret: 'vault:shops/parcels' }))), Array(3).fill('another'));
  assert.equal(vault.asked - before, 1, 'who asks at the same time shares the answer');
});

test('[C201] a secret that is rotated between a request and its answer is read again, and the request succeeds', async (t) => {
  const vault = await openVault(t);
  vault.secrets.set(path, { value: 'the old one' });
  const used: string[] = [];
  const url = await listen(t, (request, response) => {
    used.push(request.headers.authorization ?? '');
    // It is rotated over there and in the vault while the first request is on its way.
    vault.secrets.set(path, { value: 'the new one' });
    const isRight = request.headers.authorization === 'Bearer the new one';
    response
      .writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' })
      .end(JSON.stringify({ said: request.headers.authorization }));
  });
  const { context, close } = openContext({
    declaration: { auth: { kind: 'bearer', token: { secret: 'vault:shops/parcels' } }, allowInside: ['127.0.0.1'] },
    ...{ secrets: { env: vault.env }, operatorAllows: ['*'], signal: new AbortController().signal },
    machine: { now: () => Date.now(), wait: async () => undefined },
  });
  t.after(close);
  assert.equal((await context.http.send({ url })).status, 200);
  assert.deepEqual(used, ['Bearer the old one', 'Bearer the new one']);
  assert.equal(context.secrets.hide('the old one, the new one'), '***, ***');
});

test('[C202] whatever the vault does, neither the secret nor its token is in what is told of it', async (t) => {
  const vault = await openVault(t);
  vault.secrets.set(path, { value: 's3cr3t-value', list: ['s3cr3t-value'] });
  const { read } = secretsOf({ env: vault.env });
  const told: ConnectorError[] = [];
  for (const status of [302, 400, 403, 404, 429, 500, 503]) {
    vault.instead = status;
    told.push(await refusal(read({ secret: 'vault:shops/parcels' })));
  }
  vault.instead = 0;
  for (const text of [
    's3cr3t-value',
    '{"data":"s3cr3t-value"}',
    JSON.stringify({ data: { data: null } }),
    JSON.stringify('s3cr3t-value'.repeat(20_000)),
  ]) {
    vault.text = text;
    told.push(await refusal(read({ secret: 'vault:shops/parcels' })));
  }
  vault.text = '';
  for (const name of ['shops/parcels#list', 'shops/parcels#toString', '../sys/policy', 'shops/../../sys', 'a?b', 'a//b', 'none'])
    told.push(await refusal(read({ secret: `vault:${name}` })));
  for (const env of [
    { ...vault.env, THROUGHLINE_VAULT_URL: 'http://vault.example' },
    { ...vault.env, THROUGHLINE_VAULT_URL: 'no address' },
    { ...vault.env, THROUGHLINE_VAULT_TOKEN_FILE: '/nowhere/token' },
    { ...vault.env, THROUGHLINE_VAULT_URL: 'http://127.0.0.1:1' },
    {},
  ])
    told.push(await refusal(secretsOf({ env }).read({ secret: 'vault:shops/parcels' })));
  for (const error of told) {
    const all = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    assert.ok(!all.includes('s3cr3t-value') && !all.includes(token), all);
  }
  assert.deepEqual(
    told.filter(({ mayPass }) => mayPass).map(({ message }) => /(?:answered |does )(\w+)/.exec(message)?.[1]),
    ['429', '500', '503', 'not'],
    'only what may pass is tried again soon',
  );
});

test('[C203] a program may stand for a vault: it is given the name and no shell, and says nothing that is told', async (t) => {
  const { folder } = await openVault(t);
  const command = join(folder, 'ask-vault');
  const write = (script: string) => {
    writeFileSync(command, `#!/bin/sh\n${script}\n`);
    chmodSync(command, 0o700);
  };
  const { read } = secretsOf({ env: { THROUGHLINE_VAULT_COMMAND: command } });
  write('echo "secret of $1"');
  assert.equal(await read({ secret: 'vault:shops/parcels#token' }), 'secret of shops/parcels#token');
  write('echo "s3cr3t-value"; echo "s3cr3t-value" >&2; exit 3');
  const error = await refusal(read({ secret: 'vault:shops/parcels' }));
  assert.match(error.message, /ended with 3/);
  assert.ok(!`${error.stack} ${JSON.stringify(error)}`.includes('s3cr3t-value'));
  assert.match((await refusal(read({ secret: 'vault:$(id)' }))).message, /no name of a secret/);
});
