import type { Pool } from 'pg';

/** How much has been written in a company. Nothing of the log is read for it. */
export interface Written {
  /** The next number of a transaction: each that writes takes one, in whichever database of the server. */
  readonly transaction: string;
  /** Rows written to the log so far, as PostgreSQL counts them: up to ten seconds late. */
  readonly rows: number;
  /** Where the virtual clock stands; `null` on the real one. */
  readonly now: number | null;
}

export async function readWritten(pool: Pool): Promise<Written | undefined> {
  const { rows } = await pool.query<Written>(
    `select pg_snapshot_xmax(pg_current_snapshot())::text as transaction,
      (select coalesce(sum(n_tup_ins + n_tup_upd), 0)::float8 from pg_stat_user_tables
        where schemaname = 'throughline' and relname in ('event', 'effect', 'flow_version')) as rows,
      (select floor(extract(epoch from now) * 1000)::float8 from throughline.clock) as now`,
  );
  return rows[0];
}
