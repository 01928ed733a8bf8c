import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem, ApiUnreachable, createClient } from './client.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit | undefined;
}

function clientOf(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const fetch = (async (url: string, init?: RequestInit) => {
    sent.push({ url, init });
    return answer();
  }) as typeof globalThis.fetch;
  return { sent, client: createClient({ address: 'http://here', fetch, actAs: () => 'clara' }) };
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' },
  });

test('[A6] a request becomes an address, headers and a body', async () => {
  const { sent, client } = clientOf(() => json({ items: [] }));
  await client.request('GET /{database}/cases', {
    params: { database: 'demo' },
    query: { flow: 'a b', open: false, where: ['x=1', 'y=&'], limit: 5 },
  });
  await client.request('POST /{database}/cases/{case}/commands', {
    params: { database: 'main', case: 'a/b' },
    body: { type: 'pay' },
    ifMatch: 12,
    idempotencyKey: 'k',
    actAs: 'ben',
  });
  assert.equal(sent[0]?.url, 'http://here/api/v1/demo/cases?flow=a+b&open=false&where=x%3D1&where=y%3D%26&limit=5');
  assert.equal(sent[1]?.url, 'http://here/api/v1/main/cases/a%2Fb/commands');
  assert.deepEqual(sent[1]?.init?.headers, {
    accept: 'application/json, application/problem+json',
    'content-type': 'application/json',
    'if-match': '"12"',
    'idempotency-key': 'k',
    'throughline-act-as': 'ben',
  });
  assert.equal(sent[1]?.init?.body, '{"type":"pay"}');
});

test('[A8] a list is had as CSV, its body as it comes; a problem is one all the same', async () => {
  const lines = () => new Response('Key\r\n', { headers: { 'content-type': 'text/csv' } });
  const { sent, client } = clientOf(lines);
  const asked = { params: { database: 'demo' }, query: { flow: 'invoice' } } as const;
  assert.equal(await (await client.csv('GET /{database}/cases', asked)).text(), 'Key\r\n');
  assert.deepEqual(sent[0]?.init?.headers, { accept: 'text/csv, application/problem+json', 'throughline-act-as': 'clara' });
  const refused = clientOf(() => json({ code: 'flow-unknown', detail: 'No', status: 404 }, 404)).client;
  await assert.rejects(refused.csv('GET /{database}/cases', asked), ApiProblem);
  const strange = clientOf(() => new Response('<html>', { status: 502 })).client;
  await assert.rejects(strange.csv('GET /{database}/cases', asked), ApiUnreachable);
});

test('[A7] a problem is thrown as one; whatever is no answer of this API, as unreachable', async () => {
  const problem = { code: 'refused', detail: 'No', status: 409 };
  await assert.rejects(
    clientOf(() => json(problem, 409)).client.request('GET /doors'),
    (error) => error instanceof ApiProblem && error.problem.code === 'refused',
  );
  const unreachable: (() => Response)[] = [
    () => {
      throw new TypeError('fetch failed');
    },
    () => new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } }),
    () => new Response('{"items":', { headers: { 'content-type': 'application/json' } }),
    () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } }),
  ];
  for (const answer of unreachable) {
    await assert.rejects(
      clientOf(answer).client.request('GET /doors'),
      (error) => error instanceof ApiUnreachable,
      String(answer),
    );
  }
  const aborted = AbortSignal.abort(new Error('enough'));
  const failing = clientOf(() => {
    throw new Error('enough');
  });
  await assert.rejects(failing.client.request('GET /doors', { signal: aborted }), /enough/);
});
