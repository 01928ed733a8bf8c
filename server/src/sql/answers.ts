import type { Pool } from 'pg';

/** By whom and under which key something was asked. */
export interface AnswerKey {
  readonly actor: string;
  readonly key: string;
}

export type Claim =
  | { readonly kind: 'ours' }
  /** `body` null: it is being worked out. */
  | { readonly kind: 'taken'; readonly digest: string; readonly body: string | null; readonly revision: number | null };

/** Takes the key where it is free, or where whoever took it has not answered in time. */
export async function claimAnswer(pool: Pool, { actor, key, digest }: AnswerKey & { readonly digest: string }): Promise<Claim> {
  const { rows } = await pool.query<{ ours: boolean; digest: string; body: string | null; revision: number | null }>(
    `with claimed as (
       insert into throughline_server.answer as a (actor, key, digest, claimed_until)
       values ($1, $2, $3, now() + interval '5 minutes')
       on conflict (actor, key) do update set digest = excluded.digest, claimed_until = excluded.claimed_until
         where a.body is null and a.claimed_until < now()
       returning digest)
     select true as ours, digest, null as body, null::int4 as revision from claimed
     union all
     select false, digest, body, revision from throughline_server.answer
       where actor = $1 and key = $2 and not exists (select from claimed)`,
    [actor, key, digest],
  );
  const [row] = rows;
  // Taken this moment by another server: not to be seen yet.
  if (row === undefined) return { kind: 'taken', digest, body: null, revision: null };
  return row.ours ? { kind: 'ours' } : { kind: 'taken', digest: row.digest, body: row.body, revision: row.revision };
}

export async function keepAnswer(
  pool: Pool,
  { actor, key }: AnswerKey,
  { body, revision }: { readonly body: string; readonly revision: number | null },
): Promise<void> {
  await pool.query('update throughline_server.answer set revision = $3, body = $4 where actor = $1 and key = $2', [
    actor,
    key,
    revision,
    body,
  ]);
}

/** Nothing came of it: the key is free again. */
export async function releaseAnswer(pool: Pool, { actor, key }: AnswerKey): Promise<void> {
  await pool.query('delete from throughline_server.answer where actor = $1 and key = $2 and body is null', [actor, key]);
}

/** Answers are kept for a day, and 10,000 of them at most: the oldest go first. */
export async function forgetAnswers(pool: Pool): Promise<void> {
  await pool.query(
    `delete from throughline_server.answer where (actor, key) in (
       (select actor, key from throughline_server.answer where created_at < now() - interval '24 hours' limit 1000)
       union all
       (select actor, key from throughline_server.answer order by created_at desc offset 10000 limit 1000))`,
  );
}
