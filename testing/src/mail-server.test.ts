import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { type MailMode, type MailServer, mailServer } from './mail-server.ts';

const mail = { from: 'billing@halden.example', to: 'buyer@customer.example', subject: 'Reminder', text: 'Please pay.' };

async function send(server: MailServer, more: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const transport = createTransport({ host: server.host, port: server.port, secure: false, ignoreTLS: true });
  try {
    return await transport.sendMail({ ...mail, ...more });
  } finally {
    transport.close();
  }
}

async function withServer(mode: MailMode, body: (server: MailServer) => Promise<void>): Promise<void> {
  const server = await mailServer(mode);
  try {
    await body(server);
  } finally {
    await server.close();
  }
}

test('[T3] an accepted message is kept with envelope, headers and body', () =>
  withServer('accept', async (server) => {
    await send(server, { messageId: '<key-1@halden.example>' });
    const [got] = server.received;
    assert.deepEqual([got?.from, got?.to], [mail.from, [mail.to]]);
    assert.equal(got?.headers.get('subject'), 'Reminder');
    assert.equal(got?.headers.get('message-id'), '<key-1@halden.example>');
    assert.match(got?.body ?? '', /Please pay\./);
  }));

const refused: readonly (readonly [MailMode, number])[] = [
  ['reject', 550],
  ['temporary', 451],
];
for (const [mode, responseCode] of refused) {
  test(`[T3] ${mode} answers ${responseCode} and keeps nothing`, () =>
    withServer(mode, async (server) => {
      await assert.rejects(send(server), { responseCode });
      assert.equal(server.received.length, 0);
    }));
}

test('[T3] close takes the message and hangs up without a word', () =>
  withServer('close', async (server) => {
    await assert.rejects(send(server), { code: 'ECONNECTION' });
    assert.equal(server.received.length, 1);
  }));

test('[T3] hang takes the message and never answers', () =>
  withServer('hang', async (server) => {
    const sending = assert.rejects(send(server));
    await server.whenReceived(1);
    await server.close();
    await sending;
  }));

test('[T3] the mode can change between messages', () =>
  withServer('temporary', async (server) => {
    await assert.rejects(send(server));
    server.setMode('accept');
    await send(server);
    assert.equal(server.received.length, 1);
  }));
