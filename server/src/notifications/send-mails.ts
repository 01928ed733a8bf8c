import type { MailOutcome, SmtpSink } from '@throughline/connect';
import type { Throughline } from '../throughline.ts';
import { type Recipient, readAudience } from './audience.ts';
import { digestInstant, isQuiet, localTime } from './local-time.ts';
import { claimDigest, claimMail, giveBackDigest, giveBackMail, readAtOnce, readDigests } from './mail-table.ts';
import { type MailText, mailOfDigest, mailOfOne } from './mail-text.ts';
import type { NotificationRow } from './notification-table.ts';
import { readPreferences } from './preferences.ts';
import { tellNotifications } from './tell.ts';

interface Mailing {
  readonly throughline: Throughline;
  readonly transport: SmtpSink;
  readonly signal: AbortSignal;
}

/**
 * Sends what is to be mailed. That a mail is sent is written before it is sent: each goes out at most once, whenever the process ends; one that
 * was under way then may not have gone out, and stands in the console all the same. Only what the mail server surely did not take is tried
 * again. How many were sent.
 */
export async function sendMails(mailing: Mailing): Promise<number> {
  const { pool, engine } = mailing.throughline;
  const [single, digests] = await Promise.all([readAtOnce(pool), readDigests(pool)]);
  if (single.length === 0 && digests.length === 0) return 0;
  const { now } = await engine.clock();
  const audience = new Map((await readAudience(mailing.throughline)).map((one) => [one.id, one]));
  const preferencesOf = await readPreferences(
    pool,
    [...single, ...digests].map(({ person }) => person),
  );
  let sent = 0;
  for (const { id, person } of single) {
    const recipient = audience.get(person);
    const { zone, quiet } = preferencesOf(person);
    if (mailing.signal.aborted) return sent;
    if (recipient === undefined || isQuiet(quiet, localTime(zone, now).hour)) continue;
    const outcome = await sendOne(mailing, recipient, id);
    if (outcome?.outcome === 'done') sent += 1;
    // It is away: the others need not be tried.
    if (outcome?.outcome === 'retry') return sent;
  }
  for (const { person, first } of digests) {
    const recipient = audience.get(person);
    const { zone, digestHour } = preferencesOf(person);
    const local = localTime(zone, now);
    const due = digestInstant(now, local, digestHour);
    if (mailing.signal.aborted) return sent;
    if (recipient === undefined || due === undefined || first >= due) continue;
    const outcome = await sendDigest(mailing, recipient, local.day);
    if (outcome?.outcome === 'done') sent += 1;
    if (outcome?.outcome === 'retry') return sent;
  }
  return sent;
}

async function sendOne(mailing: Mailing, recipient: Recipient, id: string): Promise<MailOutcome | undefined> {
  const { throughline } = mailing;
  const claimed = await claimMail(throughline.pool, id);
  const [told] = claimed === undefined ? [] : await tellNotifications(throughline, recipient.visible, [claimed]);
  if (told === undefined) return undefined;
  const outcome = await send(mailing, { recipient, key: id, mail: mailOfOne(throughline, told) });
  if (outcome.outcome === 'retry') await giveBackMail(throughline.pool, [id]);
  return outcome;
}

async function sendDigest(mailing: Mailing, recipient: Recipient, day: string): Promise<MailOutcome | undefined> {
  const { throughline } = mailing;
  const claimed = await claimDigest(throughline.pool, { person: recipient.id, day });
  const told = claimed === undefined ? [] : await tellAll(throughline, recipient, claimed);
  if (claimed === undefined || told.length === 0) return undefined;
  const outcome = await send(mailing, { recipient, key: `digest ${recipient.id} ${day}`, mail: mailOfDigest(throughline, told) });
  if (outcome.outcome !== 'retry') return outcome;
  await giveBackDigest(throughline.pool, recipient.id);
  await giveBackMail(
    throughline.pool,
    claimed.map(({ id }) => id),
  );
  return outcome;
}

function tellAll(throughline: Throughline, { visible }: Recipient, rows: readonly NotificationRow[]) {
  return tellNotifications(throughline, visible, rows);
}

interface ToSend {
  readonly recipient: Recipient;
  readonly key: string;
  readonly mail: MailText;
}

async function send({ transport, signal }: Mailing, { recipient, key, mail }: ToSend): Promise<MailOutcome> {
  if (recipient.email === null) return { outcome: 'refused', error: 'There is no address' };
  return await transport.perform({ idempotencyKey: `notification ${key}`, payload: { to: recipient.email, ...mail } }, signal);
}
