import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { smtpSink } from '@throughline/connect';
import type { Actor } from '@throughline/language';
import { type MailServer, mailServer, testDatabase } from '@throughline/testing';
import { followAll, notifiedCompany } from '../../test/notified-company.ts';
import { ask, endOfStory, person } from '../../test/small-company.ts';
import type { Throughline } from '../throughline.ts';
import { LogFollower } from './follow-log.ts';
import { defaultWays, type Ways } from './kinds.ts';
import { markNotifications, readNotifications } from './notification-table.ts';
import { writePreferences } from './preferences.ts';
import { sendMails } from './send-mails.ts';

const invoice = (key: string) => ({ flow: 'invoice', key });
const clara = person('clara.stein');
const sofia = person('sofia.brunner');
const dayMs = 86_400_000;

interface Mailed {
  readonly house: Throughline;
  readonly smtp: MailServer;
  readonly send: () => Promise<number>;
  readonly name: (whom: Actor, text: string) => Promise<void>;
}

async function mailed(t: TestContext): Promise<Mailed> {
  const house = await notifiedCompany(t, testDatabase);
  const smtp = await mailServer();
  t.after(() => smtp.close());
  const transport = smtpSink({ url: smtp.url, from: 'throughline@halden.example' });
  const follower = new LogFollower(house);
  return {
    house,
    smtp,
    send: () => sendMails({ throughline: house, transport, signal: new AbortController().signal }),
    name: async (whom, text) => {
      await ask(house, invoice('I-5'), 'comment', sofia, { text: `@${whom.id} ${text}` });
      await followAll(follower);
    },
  };
}

interface Chosen {
  readonly kinds?: Partial<Ways>;
  readonly quiet?: { readonly from: number; readonly until: number } | null;
  readonly digestHour?: number;
}

async function choose({ pool }: Throughline, whom: Actor, { kinds = {}, quiet = null, digestHour = 8 }: Chosen): Promise<void> {
  const { rows } = await pool.query<{ revision: number }>(
    'select revision from throughline_server.notification_preference where person = $1',
    [whom.id],
  );
  const chosen = { kinds: { ...defaultWays, ...kinds }, quiet, digestHour, zone: 'UTC' };
  await writePreferences(pool, { person: whom.id, revision: rows[0]?.revision ?? 0 }, chosen);
}

test('[S506] a mail leads to the case and does nothing: a link by GET, no comment, no facts; and it goes out once', async (t) => {
  const { house, smtp, send, name } = await mailed(t);
  await name(clara, 'by default, here alone');
  assert.equal(await send(), 0);
  await choose(house, clara, { kinds: { mentioned: 'at-once' } });
  await name(clara, 'the secret of the customer');
  assert.deepEqual(await Promise.all([send(), send()]).then((sent) => sent.sort()), [0, 1]);
  const [mail] = smtp.received;
  assert.deepEqual([mail?.to, smtp.received.length], [[clara.id], 1]);
  const text = mail?.raw.replaceAll(/=\r\n/g, '') ?? '';
  const { rows } = await house.pool.query<{ id: string }>(`select id from throughline.case_data where key = 'I-5'`);
  assert.ok(text.includes(`http://localhost:4600/demo/case/${rows[0]?.id}`), text);
  assert.ok(!text.includes('secret of the customer') && !/approve/i.test(text), text);
  assert.equal(await send(), 0);
});

test('[S506] what has been read, or dealt with, is not mailed any more', async (t) => {
  const { house, smtp, send, name } = await mailed(t);
  await choose(house, clara, { kinds: { mentioned: 'at-once' } });
  await name(clara, 'one');
  await name(clara, 'two');
  const [newest] = await readNotifications(house.pool, clara.id, { limit: 1 });
  await markNotifications(house.pool, clara.id, { read: true, ids: [newest?.id ?? ''] });
  assert.equal(await send(), 1);
  assert.equal(smtp.received.length, 1);
});

test('[S507] a process that is killed while it sends sends nothing twice: what was under way stands in the console', async (t) => {
  const { house, smtp, send, name } = await mailed(t);
  await choose(house, clara, { kinds: { mentioned: 'at-once' } });
  await name(clara, 'one');
  await name(clara, 'two');
  smtp.setMode('hang');
  const script = fileURLToPath(new URL('../../test/send-and-hang.ts', import.meta.url));
  const { connectionString: url = '' } = house.pool.options;
  const child = spawn(process.execPath, [script, url, smtp.url], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  await smtp.whenReceived(1);
  child.kill('SIGKILL');
  await ended;
  smtp.setMode('accept');
  assert.equal(await send(), 1);
  assert.equal(await send(), 0);
  const ids = smtp.received.map(({ headers }) => headers.get('message-id'));
  assert.deepEqual([ids.length, new Set(ids).size], [2, 2]);
  assert.equal((await readNotifications(house.pool, clara.id, { unread: true, limit: 9 })).length, 2);
});

test('[S507] what the mail server surely did not take is tried again, later; what it refuses is not', async (t) => {
  const { house, smtp, send, name } = await mailed(t);
  await choose(house, clara, { kinds: { mentioned: 'at-once' } });
  await name(clara, 'one');
  smtp.setMode('temporary');
  assert.equal(await send(), 0);
  smtp.setMode('accept');
  assert.equal(await send(), 0, 'not before its time');
  await house.pool.query(
    'update throughline_server.notification set mail_not_before = clock_timestamp() where mail_attempts = 1',
  );
  assert.equal(await send(), 1);
  smtp.setMode('reject');
  await name(clara, 'two');
  assert.equal(await send(), 0);
  smtp.setMode('accept');
  await house.pool.query('update throughline_server.notification set mail_not_before = null');
  assert.equal(await send(), 0);
  assert.equal(smtp.received.length, 1);
});

test('[S508] one digest a day has what waits; [S509] in quiet hours nothing is mailed at once', async (t) => {
  const { house, smtp, send, name } = await mailed(t);
  const noon = new Date(endOfStory).getUTCHours();
  await choose(house, clara, { kinds: { mentioned: 'digest' }, digestHour: noon - 1 });
  await choose(house, sofia, { kinds: { answered: 'at-once' }, quiet: { from: noon, until: noon + 2 } });
  await name(clara, 'one');
  await name(clara, 'two');
  assert.equal(await send(), 0, 'the hour of today was before: it goes out tomorrow');
  await ask(house, invoice('I-1'), 'comment', clara, { text: 'no more' });
  await house.engine.travel(endOfStory + dayMs, {});
  assert.equal(await send(), 1);
  const [digest] = smtp.received;
  assert.equal(digest?.headers.get('subject'), '2 things wait for you');
  await name(clara, 'three');
  assert.equal(await send(), 0, 'one a day');
  await house.engine.travel(endOfStory + 2 * dayMs, {});
  smtp.setMode('temporary');
  assert.equal(await send(), 0);
  smtp.setMode('accept');
  await house.pool.query('update throughline_server.notification set mail_not_before = null');
  assert.equal(await send(), 1, 'a digest that surely did not go out is not the one of the day');
  await choose(house, clara, { kinds: { mentioned: 'at-once' }, quiet: { from: noon, until: noon + 2 } });
  await name(clara, 'four');
  assert.equal(await send(), 0);
  await house.engine.travel(endOfStory + 2 * dayMs + 3 * 3_600_000, {});
  assert.equal(await send(), 1);
  assert.equal(smtp.received.length, 3);
});
