import type { Actor } from '@throughline/language';
import type { Pool, PoolClient } from 'pg';

/** How far a retraction has come. */
export interface RetractionState {
  readonly status: 'running' | 'done' | 'failed';
  readonly reason: string;
  readonly actor: Actor;
  /** The last case that was dealt with; `null`: none yet. */
  readonly after: { readonly bucket: number; readonly id: string } | null;
  readonly cases: number;
  readonly facts: number;
  readonly sent: number;
  readonly failure: string | null;
}

export interface StoredRetraction {
  readonly flow: string;
  readonly state: RetractionState | null;
  readonly retractedAt: Date | null;
}

export async function readRetraction(client: Pool | PoolClient, id: string): Promise<StoredRetraction | undefined> {
  const { rows } = await client.query<StoredRetraction>(
    'select flow, retraction as state, retracted_at as "retractedAt" from throughline_server.import where id = $1',
    [id],
  );
  return rows[0];
}

/** The import whose retraction has begun and is not over. */
export async function readOpenRetraction(client: Pool | PoolClient): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(
    `select id from throughline_server.import where retraction ->> 'status' = 'running' order by started_at limit 1`,
  );
  return rows[0]?.id;
}

export async function writeRetraction(client: Pool | PoolClient, id: string, state: RetractionState): Promise<void> {
  const isDone = state.status === 'done';
  await client.query(
    `update throughline_server.import set retraction = $2, retracted_by = $3, retracted_reason = $4,
        retracted_at = case when $5 then clock_timestamp() else retracted_at end where id = $1`,
    [id, JSON.stringify(state), state.actor.principal, state.reason, isDone],
  );
}

export interface Kept {
  readonly case: string;
  readonly key: string;
  readonly reason: string;
}

export async function insertKept(client: PoolClient, id: string, kept: readonly Kept[]): Promise<void> {
  if (kept.length === 0) return;
  await client.query(
    `insert into throughline_server.import_kept (import, case_id, key, reason)
      select $1, * from unnest($2::uuid[], $3::text[], $4::text[]) on conflict (import, case_id) do update set reason = excluded.reason`,
    [id, kept.map((one) => one.case), kept.map(({ key }) => key), kept.map(({ reason }) => reason)],
  );
}

export async function readKept(
  pool: Pool,
  id: string,
  limit: number,
): Promise<{ readonly kept: Kept[]; readonly count: number }> {
  const { rows } = await pool.query<Kept & { readonly count: number }>(
    `select case_id as "case", key, reason, (count(*) over ())::int as count from throughline_server.import_kept where import = $1 order by key limit $2`,
    [id, limit],
  );
  return { kept: rows.map(({ count: _, ...one }) => one), count: rows[0]?.count ?? 0 };
}
