import type { NotificationKind } from '@throughline/api';
import type { Pool, PoolClient } from 'pg';
import type { Note, Settled } from './derive.ts';
import type { MailWay } from './kinds.ts';

/** So long and so many are kept of a person. */
export const keptDays = 90;
export const keptMax = 1000;

/** As it lies in the database. Instants are UTC ms. */
export interface NotificationRow {
  readonly id: string;
  readonly person: string;
  readonly kind: NotificationKind;
  readonly caseId: string;
  readonly childId: string | null;
  readonly eventCase: string;
  readonly seq: number;
  readonly about: string;
  readonly at: number;
  readonly unread: boolean;
  readonly settled: boolean;
  readonly mailedAt: number | null;
  /** When it was noted, exact to the microsecond: its place in the list. */
  readonly notedAt: string;
}

const millis = (column: string) => `floor(extract(epoch from ${column}) * 1000)::float8`;
export const notificationColumns = `id, person, kind, case_id as "caseId", child_id as "childId", event_case as "eventCase", seq, about,
  ${millis('happened_at')} as at, read_at is null and settled_at is null as unread, settled_at is not null as settled,
  ${millis('mailed_at')} as "mailedAt", noted_at::text as "notedAt"`;

export interface NoteToKeep extends Note {
  readonly mail: MailWay;
}

/** Writes what is not there yet. */
export async function insertNotes(client: PoolClient, notes: readonly NoteToKeep[]): Promise<number> {
  if (notes.length === 0) return 0;
  const { rowCount } = await client.query(
    `insert into throughline_server.notification (person, kind, case_id, child_id, event_case, seq, about, happened_at, mail)
      select person, kind, case_id, child_id, event_case, seq, about, to_timestamp(at / 1000), mail
      from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::int4[], $7::text[], $8::float8[], $9::text[])
        n (person, kind, case_id, child_id, event_case, seq, about, at, mail)
      on conflict (person, event_case, seq) do nothing`,
    [
      ...[notes.map(({ person }) => person), notes.map(({ kind }) => kind), notes.map(({ caseId }) => caseId)],
      ...[notes.map(({ childId }) => childId), notes.map(({ eventCase }) => eventCase), notes.map(({ seq }) => seq)],
      ...[notes.map(({ about }) => about), notes.map(({ at }) => at), notes.map(({ mail }) => mail)],
    ],
  );
  return rowCount ?? 0;
}

/** Nothing is left to do about these. Of what leads to a task or exception, `childId` says which. */
export async function settleNotes(client: PoolClient, settled: readonly Settled[]): Promise<number> {
  if (settled.length === 0) return 0;
  const { rowCount } = await client.query(
    `update throughline_server.notification n set settled_at = clock_timestamp()
      from json_to_recordset($1::json) s (kinds json, "caseId" uuid, "childId" uuid, about text, before int4, person text, "except" text)
      where n.settled_at is null and (n.case_id = s."caseId" and n.event_case = s."caseId" or n.child_id = s."childId")
        and n.kind in (select json_array_elements_text(s.kinds))
        and (s.about is null or n.about = s.about) and (s.before is null or n.seq < s.before)
        and (s.person is null or n.person = s.person) and (s."except" is null or n.person <> s."except")`,
    [JSON.stringify(settled)],
  );
  return rowCount ?? 0;
}

export interface NotificationQuery {
  readonly unread?: boolean;
  readonly kind?: NotificationKind;
  readonly limit: number;
  /** The row before the first. */
  readonly after?: { readonly notedAt: string; readonly id: string };
}

/** The newest first. */
export async function readNotifications(
  client: Pool,
  person: string,
  { unread = false, kind, limit, after }: NotificationQuery,
): Promise<readonly NotificationRow[]> {
  const { rows } = await client.query<NotificationRow>(
    `select ${notificationColumns} from throughline_server.notification
      where person = $1 and ($2::boolean is false or (read_at is null and settled_at is null)) and ($3::text is null or kind = $3)
        and ($4::timestamptz is null or (noted_at, id) < ($4::timestamptz, $5::uuid))
      order by noted_at desc, id desc limit $6`,
    [person, unread, kind ?? null, after?.notedAt ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** The cases to which unread ones lead, each as often as one does: at most `keptMax`. */
export async function readUnreadCases(client: Pool, person: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select case_id as id from throughline_server.notification where person = $1 and read_at is null and settled_at is null limit ${keptMax}`,
    [person],
  );
  return rows.map(({ id }) => id);
}

/** Marks some of a person's, or all that are not settled. Which of them have changed. */
export async function markNotifications(
  client: Pool,
  person: string,
  { read, ids }: { readonly read: boolean; readonly ids?: readonly string[] },
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `update throughline_server.notification set read_at = case when $2 then clock_timestamp() end
      where person = $1 and (read_at is null) = $2 and ($3::uuid[] is null or id = any($3)) and ($3 is not null or settled_at is null)
      returning id`,
    [person, read, ids ?? null],
  );
  return rows.map(({ id }) => id);
}

/** Forgets what is too old, or too much. */
export async function pruneNotifications(client: PoolClient, people: readonly string[]): Promise<void> {
  await client.query(
    `delete from throughline_server.notification where id in (
      select id from throughline_server.notification where noted_at < now() - interval '${keptDays} days' limit 5000)`,
  );
  await client.query(
    `delete from throughline_server.notification n using unnest($1::text[]) p (person), lateral (
        select noted_at, id from throughline_server.notification where person = p.person
        order by noted_at desc, id desc offset ${keptMax - 1} limit 1) last
      where n.person = p.person and (n.noted_at, n.id) < (last.noted_at, last.id)`,
    [[...people]],
  );
}
