import type { Millis } from '@throughline/language';
import type { Pool } from 'pg';
import { type NotificationRow, notificationColumns } from './notification-table.ts';

const isWaiting = `mailed_at is null and read_at is null and settled_at is null and (mail_not_before is null or mail_not_before <= clock_timestamp())`;

/** What is older is no news: it is not mailed at once, nor in a digest. */
const atOnceHours = 24;
const digestDays = 7;

export interface WaitingMail {
  readonly id: string;
  readonly person: string;
}

/** What is to be mailed at once, the oldest first. */
export async function readAtOnce(pool: Pool): Promise<readonly WaitingMail[]> {
  const { rows } = await pool.query<WaitingMail>(
    `select id, person from throughline_server.notification
      where mail = 'at-once' and ${isWaiting} and noted_at > clock_timestamp() - interval '${atOnceHours} hours' order by noted_at limit 500`,
  );
  return rows;
}

/** Notes that it is mailed now. `undefined`: somebody else mails it, or it has been read or dealt with. */
export async function claimMail(pool: Pool, id: string): Promise<NotificationRow | undefined> {
  const { rows } = await pool.query<NotificationRow>(
    `update throughline_server.notification set mailed_at = clock_timestamp() where id = $1 and ${isWaiting} returning ${notificationColumns}`,
    [id],
  );
  return rows[0];
}

/** The mail server surely did not take it: it is tried again later, ten times at most. */
export async function giveBackMail(pool: Pool, ids: readonly string[]): Promise<void> {
  await pool.query(
    `update throughline_server.notification set mailed_at = null, mail_attempts = mail_attempts + 1,
        mail_not_before = clock_timestamp() + interval '1 minute' * (2 ^ least(mail_attempts, 8))
      where id = any($1::uuid[]) and mail_attempts < 10`,
    [[...ids]],
  );
}

/** Whose digest has something in it, and since when. */
export async function readDigests(pool: Pool): Promise<readonly { readonly person: string; readonly first: Millis }[]> {
  const { rows } = await pool.query<{ person: string; first: number }>(
    `select person, floor(extract(epoch from min(happened_at)) * 1000)::float8 as first from throughline_server.notification
      where mail = 'digest' and ${isWaiting} and noted_at > clock_timestamp() - interval '${digestDays} days' group by person order by person`,
  );
  return rows;
}

/** Takes the digest of a day, and notes that all in it is mailed. `undefined`: the person has had one that day. */
export async function claimDigest(
  pool: Pool,
  { person, day }: { readonly person: string; readonly day: string },
): Promise<readonly NotificationRow[] | undefined> {
  const { rows } = await pool.query<NotificationRow & { readonly taken: boolean }>(
    `with day as (
       insert into throughline_server.notification_digest as d (person, day) values ($1, $2::date)
       on conflict (person) do update set day = excluded.day where d.day < excluded.day returning person),
     mailed as (
       update throughline_server.notification n set mailed_at = clock_timestamp() from day
       where n.person = day.person and mail = 'digest' and ${isWaiting} and noted_at > clock_timestamp() - interval '${digestDays} days'
       returning ${notificationColumns.replace('person,', 'n.person,')})
     select mailed.* from mailed order by "notedAt" desc`,
    [person, day],
  );
  return rows.length === 0 ? undefined : rows;
}

/** The digest surely did not go out: the person has had none that day. */
export async function giveBackDigest(pool: Pool, person: string): Promise<void> {
  await pool.query('update throughline_server.notification_digest set day = day - 1 where person = $1', [person]);
}
