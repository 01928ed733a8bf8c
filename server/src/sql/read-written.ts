import type { Pool } from 'pg';

/** How much has been written in a company since its database was made; it grows with every write. */
export interface Written {
  readonly rows: number;
  /** Where its virtual clock stands; `null` on the real one. */
  readonly now: number | null;
}

/** PostgreSQL counts writes anyway, and tells them within a second or so: nothing of the log is read. */
export async function readWritten(pool: Pool): Promise<Written | undefined> {
  const { rows } = await pool.query<Written>(
    `select (select coalesce(sum(n_tup_ins + n_tup_upd), 0)::float8 from pg_stat_user_tables
        where schemaname = 'throughline' and relname in ('event', 'effect', 'flow_version')) as rows,
      (select floor(extract(epoch from now) * 1000)::float8 from throughline.clock) as now`,
  );
  return rows[0];
}
