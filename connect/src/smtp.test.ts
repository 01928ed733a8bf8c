import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type MailMode, mailServer } from '@throughline/testing';
import { SMTPServer } from 'smtp-server';
import { smtpSink } from './smtp.ts';

const from = 'Halden Components <billing@halden.example>';
const payload = {
  to: 'buyer@customer.example',
  subject: 'Reminder: invoice 7 — été',
  text: 'Dear customer,\n\n.\n\n€ 5 are open.\n',
};
const effect = { idempotencyKey: 'case-1/dunning/1/remind', payload };

async function serverFor(t: TestContext, mode: MailMode = 'accept') {
  const server = await mailServer(mode);
  t.after(() => server.close());
  return server;
}

test('[C30] a mail goes out as it is, and a second sending has the same Message-ID', async (t) => {
  const server = await serverFor(t);
  const sink = smtpSink({ url: server.url, from });
  const first = await sink.perform(effect);
  const second = await sink.perform(effect);
  const other = await sink.perform({ ...effect, idempotencyKey: 'case-2/dunning/1/remind' });
  assert.equal(first.outcome, 'done');
  assert.deepEqual(first, second);
  assert.notDeepEqual(first, other);
  const [mail] = server.received;
  assert.equal(mail?.from, 'billing@halden.example');
  assert.deepEqual(mail?.to, ['buyer@customer.example']);
  assert.equal(mail?.headers.get('message-id'), first.outcome === 'done' ? first.result.messageId : '');
  assert.match(mail?.headers.get('message-id') ?? '', /^<[0-9a-f]{40}@halden\.example>$/);
  assert.match(mail?.body ?? '', /=E2=82=AC 5 are open|€ 5 are open/);
});

const outcomes: readonly (readonly [mode: MailMode, outcome: string, received: number])[] = [
  ['reject', 'refused', 0],
  ['temporary', 'retry', 0],
  ['close', 'unknown', 1],
  ['hang', 'unknown', 1],
];

for (const [mode, outcome, received] of outcomes) {
  test(`[C31] a server that answers by "${mode}" makes the outcome ${outcome}`, async (t) => {
    const server = await serverFor(t, mode);
    const result = await smtpSink({ url: server.url, from, timeoutMs: 250 }).perform(effect);
    assert.equal(result.outcome, outcome);
    assert.equal(server.received.length, received);
  });
}

test('[C31] who is told to stop says whether the mail may be on its way', async (t) => {
  const server = await serverFor(t, 'hang');
  const stopping = new AbortController();
  const sending = smtpSink({ url: server.url, from }).perform(effect, stopping.signal);
  await server.whenReceived(1);
  stopping.abort(new Error('No answer within 60 s'));
  assert.deepEqual(await sending, { outcome: 'unknown', error: 'No answer within 60 s' });
  const before = await smtpSink({ url: server.url, from }).perform(effect, AbortSignal.abort(new Error('Never mind')));
  assert.deepEqual(before, { outcome: 'retry', error: 'Never mind' });
});

test('[C31] where no server listens, or it hangs up before the mail, nothing has gone out', async (t) => {
  const gone = await mailServer();
  await gone.close();
  assert.equal((await smtpSink({ url: gone.url, from }).perform(effect)).outcome, 'retry');
  const rude = createServer((socket) => socket.end('421 too busy\r\n')).listen(0, '127.0.0.1');
  await once(rude, 'listening');
  t.after(() => rude.close());
  const { port } = rude.address() as AddressInfo;
  assert.equal((await smtpSink({ url: `smtp://127.0.0.1:${port}`, from }).perform(effect)).outcome, 'retry');
});

test('[C32] what would add a header or a recipient is refused before anything is sent', async (t) => {
  const server = await serverFor(t);
  const sink = smtpSink({ url: server.url, from });
  const bad = [
    { to: 'a@b.example\r\nBcc: c@d.example' },
    { to: 'a@b.example, c@d.example' },
    { to: 'A <a@b.example>' },
    { to: '' },
    { subject: 'x\r\nBcc: c@d.example' },
    { subject: 'x\nX-Spam: no' },
    { text: 7 },
  ];
  for (const change of bad)
    assert.equal((await sink.perform({ idempotencyKey: 'k', payload: { ...payload, ...change } })).outcome, 'refused');
  assert.deepEqual(server.received, []);
});

test('[C33] no error shows the password, in whatever form it was sent', async (t) => {
  const password = 'p4ss/w:rd';
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: (auth, _, answer) =>
      answer(new Error(`no such user with ${auth.password} (${Buffer.from(auth.password ?? '').toString('base64')})`)),
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  const url = `smtp://user:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  const result = await smtpSink({ url, from }).perform(effect);
  assert.equal(result.outcome, 'retry');
  const text = JSON.stringify(result);
  for (const secret of [password, encodeURIComponent(password), Buffer.from(password).toString('base64')])
    assert.ok(!text.includes(secret), text);
  assert.match(text, /\*\*\*/);
});

test('[C33] an address that is none is refused without showing it', () => {
  for (const url of ['http://user:secret@host', 'smtp://', 'mail.example', '']) {
    assert.throws(
      () => smtpSink({ url, from }),
      (error) => error instanceof TypeError && !error.message.includes('secret'),
    );
  }
  assert.throws(() => smtpSink({ url: 'smtp://host', from: 'nobody' }), TypeError);
});
