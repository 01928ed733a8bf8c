import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { SinkCounterpart } from '../../test/conformance/counterpart.ts';
import { sinkConformance } from '../../test/conformance/sink-conformance.ts';
import {
  chat,
  checkDeclaration,
  connectionKinds,
  httpRequest,
  openContext,
  secretsOf,
  signDelivery,
  verifyDelivery,
  webhookOut,
} from '../index.ts';

const key = `whsec_${Buffer.from('a key that both sides know').toString('base64')}`;
const effect = { kind: 'mail', payload: { to: 'x', subject: 'Order W-1', text: 'It <is> late & waits' } };

/** Takes requests, knows each by what `idOf` finds, and does each once. */
async function openReceiver(options: {
  readonly declare: (url: string) => Pick<SinkCounterpart, 'declaration' | 'env'>;
  readonly idOf?: (headers: Readonly<Record<string, unknown>>) => string;
}): Promise<SinkCounterpart & { readonly bodies: string[] }> {
  const done: string[] = [];
  const bodies: string[] = [];
  let next: Parameters<SinkCounterpart['meet']>[0] = 'take';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const id = options.idOf?.(request.headers) ?? 'one';
      if (request.method === 'GET')
        return response.end(JSON.stringify({ orders: done.filter((one) => request.url?.includes(one)) }));
      bodies.push(Buffer.concat(chunks).toString('utf8'));
      if (next === 'refuse') return response.writeHead(400).end('no');
      if (next === 'busy') return response.writeHead(503).end('later');
      if (!done.includes(id) || options.idOf === undefined) done.push(id);
      if (next === 'lose-answer') return request.socket.destroy();
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { declaration, env } = options.declare(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  let counted = 0;
  return {
    ...{
      declaration: { ...declaration, allowInside: ['127.0.0.1'] },
      env,
      effect,
      bodies,
      knowsKeys: options.idOf !== undefined,
    },
    meet(how) {
      next = how;
      counted = done.length;
    },
    // Without keys, what was done since it was last told how to meet requests.
    done: (wanted) => (options.idOf === undefined ? done.length - counted : done.filter((one) => one === idOf(wanted)).length),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A webhook's id is made of the key. */
const idOf = (wanted: string) => wanted;

sinkConformance(
  httpRequest,
  () =>
    openReceiver({
      declare: (url) => ({ declaration: { settings: { url, keyHeader: 'Idempotency-Key' } }, env: {} }),
      idOf: (headers) => String(headers['idempotency-key']),
    }),
  'http-request (by key)',
);
sinkConformance(
  httpRequest,
  () =>
    openReceiver({
      declare: (url) => ({
        declaration: {
          settings: {
            url,
            headers: { 'x-ours': 'a' },
            keyHeader: 'x-key',
            lookUp: { url: `${url}/?ref={key}`, found: 'orders' },
          },
        },
        env: {},
      }),
      idOf: (headers) => String(headers['x-key']),
    }),
  'http-request (by look-up)',
);

test('[C134] ours is verified by the library of Standard Webhooks, and what the library signs by us; a body that was changed, by nobody', async () => {
  const receiver = await openReceiver({
    declare: (url) => ({
      declaration: { settings: { url }, auth: { kind: 'signature', scheme: 'standard', secret: { secret: 'env:KEY' } } },
      env: { KEY: key },
    }),
    idOf: (headers) => String(headers['webhook-id']),
  });
  const { declaration, env, bodies, close } = receiver;
  const signal = new AbortController().signal;
  const machine = { now: () => Date.now(), wait: async () => undefined };
  const opened = openContext({ declaration, secrets: { env }, operatorAllows: ['*'], machine, signal });
  const sink = webhookOut.sink?.(declaration.settings as never);
  for (const [how, outcome] of [
    ['take', 'done'],
    ['refuse', 'refused'],
    ['busy', 'retry'],
    ['lose-answer', 'unknown'],
  ] as const) {
    receiver.meet(how);
    assert.equal((await sink?.perform({ idempotencyKey: 'k', ...effect }, opened.context))?.outcome, outcome);
  }
  assert.deepEqual(JSON.parse(bodies[0] ?? '').data, effect.payload);
  opened.close();
  await close();

  const at = Math.floor(Date.now() / 1000);
  const body = '{"id":"é"}';
  assert.deepEqual(new Webhook(key).verify(body, signDelivery(body, { id: 'msg_1', at, secret: key })), { id: 'é' });
  const theirs = {
    ...{ 'webhook-id': 'msg_2', 'webhook-timestamp': String(at) },
    'webhook-signature': `v1,AAAA ${new Webhook(key).sign('msg_2', new Date(at * 1000), body)}`,
  };
  const auth = { kind: 'signature', scheme: 'standard', secret: { secret: 'env:NEW' }, earlier: { secret: 'env:KEY' } } as const;
  const verify = (text: string) =>
    verifyDelivery({ headers: theirs, body: Buffer.from(text) }, auth, {
      secrets: secretsOf({ env: { KEY: key, NEW: 'whsec_AAAA' } }),
      now: at * 1000,
    });
  assert.deepEqual(await verify(body), { id: 'msg_2' }, 'by the secret before it, while it is exchanged');
  await assert.rejects(verify(`${body} `), { code: 'signature-invalid' });
});

test('[C118] [C119] a chat: text that mentions nobody, its address in no error, and a doubtful message stays doubtful', async () => {
  for (const app of ['slack', 'teams'] as const) {
    const receiver = await openReceiver({
      declare: (url) => ({
        declaration: { settings: { app }, auth: { kind: 'address', url: { secret: 'env:HOOK' } } },
        env: { HOOK: `${url}/T0/secret` },
      }),
    });
    const { declaration, env, bodies, close } = receiver;
    const machine = { now: () => 0, wait: async () => undefined };
    const opened = openContext({
      declaration,
      secrets: { env },
      operatorAllows: ['*'],
      machine,
      signal: new AbortController().signal,
    });
    const sink = chat.sink?.({ app });
    const send = async () => sink?.perform({ idempotencyKey: 'k', ...effect }, opened.context);
    assert.equal((await send())?.outcome, 'done');
    const sent = JSON.stringify(JSON.parse(bodies[0] ?? ''));
    assert.ok(sent.includes(app === 'slack' ? '*Order W-1*\\nIt &lt;is&gt; late &amp; waits' : '"type":"AdaptiveCard"'), sent);
    receiver.meet('lose-answer');
    const lost = await send();
    assert.equal(lost?.outcome, 'unknown');
    assert.ok(!JSON.stringify(lost).includes('secret'), JSON.stringify(lost));
    assert.equal(sink?.lookUp, undefined);
    opened.close();
    await close();
  }
});

test('[C190] a connection that takes calls may name the destinations; one that takes none may not', () => {
  const common = { id: 'erp', title: 'ERP', owner: 'desk', tier: 2, destinations: ['erp bookings', 'erp'] };
  const taking = { ...common, kind: 'http-request', settings: { url: 'https://erp.example/' } };
  assert.ok(checkDeclaration(taking, connectionKinds).ok);
  const misspelt = checkDeclaration({ ...taking, destinations: ['9'] }, connectionKinds);
  assert.ok(!misspelt.ok && misspelt.faults[0]?.place.startsWith('destinations'), JSON.stringify(misspelt));
  const source = checkDeclaration({ ...common, kind: 'folder', settings: { path: '/in', format: 'csv' } }, connectionKinds);
  assert.ok(!source.ok && source.faults.some(({ place }) => place === 'destinations'), JSON.stringify(source));
});
