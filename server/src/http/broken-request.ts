import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HttpProblem, problemDocument } from './problem.ts';
import { securityHeaders } from './safety.ts';

/** Answers what is no HTTP, or too much of it: there is no request to answer to, only a connection, which ends with it. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const document = problemDocument(problemIn(error), requestId);
  const body = JSON.stringify(document);
  const headers = {
    ...securityHeaders,
    'cache-control': 'no-store',
    connection: 'close',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'request-id': requestId,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${document.status} ${STATUS_CODES[document.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

function problemIn({ code }: NodeJS.ErrnoException): HttpProblem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new HttpProblem('headers-too-large', 'The address and headers are too long', { expected: 'at most 32 KB together' });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new HttpProblem('request-invalid', 'The request did not arrive whole in time');
  return new HttpProblem('request-invalid', 'This is no HTTP request', { expected: 'HTTP/1.1' });
}
