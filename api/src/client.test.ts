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
