import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSmtp } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as testing from '@throughline/testing';
import { companyDatabases, emptyFolder } from '../../test/http-house.ts';
import { serve } from '../serve.ts';
import { openTracing } from './tracing.ts';

const limit = { timeout: 60_000 };

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

/** A collector of OTLP over HTTP, in JSON. */
async function collector(t: TestContext): Promise<{ readonly endpoint: string; readonly spans: SentSpan[] }> {
  const spans: SentSpan[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      assert.equal(request.url, '/v1/traces');
      const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] };
      for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

/** A mail server that takes everything, and keeps what it was told. */
async function mailServer(t: TestContext): Promise<{ readonly url: string; readonly mails: string[] }> {
  const mails: string[] = [];
  const server = createSmtp((socket) => {
    let data: string | undefined;
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.write('220 ready\r\n');
    socket.on('data', (text: string) => {
      if (data !== undefined) {
        data += text;
        if (!data.endsWith('\r\n.\r\n')) return;
        mails.push(data);
        data = undefined;
        socket.write('250 taken\r\n');
      } else if (/^data/i.test(text)) {
        data = '';
        socket.write('354 go on\r\n');
      } else if (/^quit/i.test(text)) socket.end('221 bye\r\n');
      else socket.write('250 ok\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, mails };
}

test('[S446] one trace leads from a request over the batch and messages to the effect, and on in the mail', limit, async (t) => {
  const { env, drop } = await companyDatabases(testing);
  const { endpoint, spans } = await collector(t);
  const { url, mails } = await mailServer(t);
  const stopping = new AbortController();
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    THROUGHLINE_SMTP_URL: url,
    THROUGHLINE_SMTP_FROM: 'billing@example.org',
  };
  const server = await serve({ env: { ...env, ...settings }, port: 0, console: emptyFolder(t), signal: stopping.signal });
  t.after(async () => {
    stopping.abort();
    await server.closed;
    await drop();
  });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const { engine } = await server.house.company('main');
  await engine.deploy([letter, archive], { by: 'test' });
  const answer = await fetch(`${server.address}/api/v1/main/cases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent },
    body: JSON.stringify({
      flow: 'letter',
      entity: 'e',
      key: 'L-1',
      type: 'write',
      data: { name: 'L-1', to: 'planted-person@example.org' },
    }),
  });
  assert.equal(answer.status, 201, await answer.text());
  while (mails.length < 1) await sleep(10);
  await engine.settle();
  stopping.abort();
  await server.closed;
  const of = (name: string) => spans.filter((span) => span.name === name && span.traceId === traceId);
  const [request] = of('POST /api/v1/:database/cases');
  const [input] = of('letter write');
  const [effect] = of('effect mail');
  assert.equal(request?.parentSpanId, 'b7ad6b7169203331');
  assert.equal(input?.parentSpanId, request?.spanId);
  assert.deepEqual(
    [...of('dispatch'), ...of('deliver'), ...of('effect mail')].map(({ parentSpanId }) => parentSpanId),
    [input?.spanId, input?.spanId, input?.spanId],
  );
  assert.match(mails[0] ?? '', new RegExp(`^traceparent: 00-${traceId}-${effect?.spanId}-01\r$`, 'im'));
  assert.ok(!JSON.stringify(spans).includes('planted-person'));
});

test('[S446] without a collector nothing is loaded', async () => {
  assert.equal(await openTracing({}), undefined);
  assert.equal(await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }), undefined);
});

const text = { type: 'string', maxLength: 200 };
const letter = {
  ...{ name: 'letter', title: 'Letter', owner: 'porter', key: 'name' },
  data: {
    type: 'object',
    properties: { name: text, to: { ...text, personal: true } },
    required: ['name', 'to'],
    additionalProperties: false,
  },
  mails: { greeting: { subject: 'Hello', text: 'Hello' } },
  start: {
    write: {
      to: 'written',
      effects: [{ kind: 'mail', template: 'greeting', to: 'data.to' }],
      open: [{ flow: 'archive', event: 'keep', key: 'data.name', with: { name: 'data.name' }, onRefused: 'lost' }],
    },
  },
  exceptions: { lost: { owner: 'porter', severity: 'low', within: { days: 1 } } },
  states: { written: { owner: 'porter', within: { hours: 1 }, on: { leave: { to: 'gone' } } }, gone: { final: 'done' } },
} as never;

const archive = {
  ...{ name: 'archive', title: 'Archive', owner: 'porter', key: 'name' },
  data: { type: 'object', properties: { name: text }, required: ['name'], additionalProperties: false },
  start: { keep: { to: 'kept' } },
  states: { kept: { owner: 'porter', within: { hours: 1 }, on: { leave: { to: 'gone' } } }, gone: { final: 'done' } },
} as never;
