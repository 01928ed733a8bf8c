import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { ProblemDocument } from '@throughline/api';
import * as testing from '@throughline/testing';
import { companyDatabases, emptyFolder } from '../../test/http-house.ts';
import { serve } from '../serve.ts';

const host = 'Host: localhost\r\n';
const post = `POST /api/v1/doors/demo/build HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;

/** What is sent, as bytes, and the code that is answered. */
const broken: Readonly<Record<string, readonly [bytes: string, code: string]>> = {
  'no HTTP': ['hello\r\n\r\n', 'request-invalid'],
  'the beginning of TLS': ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'request-invalid'],
  'no host': ['GET /api/v1/health HTTP/1.1\r\n\r\n', 'host-refused'],
  'no host, as long ago': ['GET /api/v1/health HTTP/1.0\r\n\r\n', 'host-refused'],
  'NUL in a header': [`GET /api/v1/health HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, 'request-invalid'],
  'a header too long': [`GET /api/v1/health HTTP/1.1\r\n${host}X: ${'x'.repeat(40_000)}\r\n\r\n`, 'headers-too-large'],
  'an address too long': [`GET /api/v1/health?${'x'.repeat(40_000)} HTTP/1.1\r\n${host}\r\n`, 'headers-too-large'],
  'bytes in the address': [`GET /api/v1/main/flows/\xff\xfe HTTP/1.1\r\n${host}\r\n`, 'request-invalid'],
  'two lengths': [`${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 'request-invalid'],
  'a length and pieces': [`${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 'request-invalid'],
  'a negative length': [`${post}Content-Length: -2\r\n\r\n{}`, 'request-invalid'],
  'another site as its address': [`GET //evil.example/ HTTP/1.1\r\n${host}\r\n`, 'route-unknown'],
  'out of the folder': [`GET /api/v1/../../../etc/passwd HTTP/1.1\r\n${host}\r\n`, 'route-unknown'],
  'an unknown method': [`PROPFIND /api/v1/health HTTP/1.1\r\n${host}\r\n`, 'route-unknown'],
};

test('[S152] what is no HTTP, or too much of it, gets a problem document too, and harms nobody', {
  timeout: 60_000,
}, async (t) => {
  const { env, drop } = await companyDatabases(testing);
  const stopping = new AbortController();
  const faults: unknown[] = [];
  const onError = (error: unknown) => faults.push(error);
  const server = await serve({ env, port: 0, console: emptyFolder(t), signal: stopping.signal, onError });
  t.after(async () => {
    stopping.abort();
    await server.closed;
    await drop();
  });
  const { port } = new URL(server.address);
  for (const [name, [bytes, code]] of Object.entries(broken)) {
    const [head = '', body = ''] = (await answerTo(Number(port), bytes)).split('\r\n\r\n');
    const document = JSON.parse(body) as ProblemDocument;
    assert.equal(document.code, code, name);
    assert.ok(head.startsWith(`HTTP/1.1 ${document.status} `), name);
    assert.ok(head.includes(`request-id: ${document.requestId}`), name);
  }
  // Whose body breaks off has gone: nobody is answered, nothing is built.
  await answerTo(Number(port), `${post}Content-Length: 20\r\n\r\n{`);
  assert.equal((await fetch(`${server.address}/api/v1/health`)).status, 200);
  assert.deepEqual(faults, []);
});

/** Sends bytes, then nothing more, and reads to the end of the connection. */
function answerTo(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    socket.once('close', () => resolve(text));
    socket.once('error', reject);
    socket.end(Buffer.from(bytes, 'latin1'));
  });
}
