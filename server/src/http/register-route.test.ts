import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route, RouteKey } from '@throughline/api';
import fastify, { type FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { House } from '../house.ts';
import { openDesk } from '../sign-in/open-desk.ts';
import { readSignInSettings } from '../sign-in/settings.ts';
import { problemOf } from './problem.ts';
import { type AnyHandler, registerRoute } from './register-route.ts';

/** One route of no company, on a server that has no house. */
function serverOf(key: string, route: Partial<Route>, handler: AnyHandler): FastifyInstance {
  const app = fastify();
  app.setErrorHandler((error, _, reply) => reply.code(400).send({ code: problemOf(error).code }));
  for (const type of route.upload?.mediaTypes ?? []) app.addContentTypeParser(type, (_, payload, done) => done(null, payload));
  const registered = { name: key as RouteKey, route: { tag: '', summary: '', ...route }, handler, csv: undefined };
  const house = {} as House;
  const desk = openDesk({ house, settings: readSignInSettings({ THROUGHLINE_SIGN_IN: 'off' }), isPublic: false });
  const options = { house, desk, broken: new AbortController().signal, checksAnswers: false };
  registerRoute(app, registered, options);
  return app;
}

test('[S108] what has not changed since the ETag is not sent again', async () => {
  const response = Type.Object({ value: Type.Integer() });
  const app = serverOf('GET /thing', { response }, async () => ({ body: { value: 7 }, revision: 12 }));
  const cases: readonly [string | undefined, number][] = [
    [undefined, 200],
    ['"11"', 200],
    ['"12"', 304],
    ['"1", W/"12"', 304],
  ];
  for (const [tag, status] of cases) {
    const headers = tag === undefined ? {} : { 'if-none-match': tag };
    const answer = await app.inject({ method: 'GET', url: '/api/v1/thing', headers });
    assert.deepEqual([answer.statusCode, answer.headers['etag']], [status, '"12"'], tag);
    assert.equal(answer.body, status === 304 ? '' : '{"value":7}');
  }
});

test('[S114] an upload is handed on as it comes, up to its limit', async () => {
  let taken = 0;
  const count: AnyHandler = async (request) => {
    taken = 0;
    for await (const chunk of (request as { upload: AsyncIterable<Uint8Array> }).upload) taken += chunk.byteLength;
    return { body: { taken } };
  };
  const upload = { mediaTypes: ['text/csv'], bytesMax: 1000 };
  const app = serverOf('POST /file', { upload, response: Type.Object({ taken: Type.Integer() }) }, count);
  const send = (bytes: number) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/file',
      headers: { 'content-type': 'text/csv' },
      payload: Buffer.alloc(bytes, 'x'),
    });
  assert.deepEqual((await send(1000)).json(), { taken: 1000 });
  assert.deepEqual((await send(1001)).json(), { code: 'body-too-large' });
  assert.equal(taken, 0, 'What is announced as too large is not read');
  assert.deepEqual((await app.inject({ method: 'POST', url: '/api/v1/file' })).json(), { taken: 0 });
});
