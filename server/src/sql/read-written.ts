import type { Pool } from 'pg';

/** Equal as long as nothing was written. Nothing of the log is read for it; PostgreSQL's counts of rows come ten seconds late. */
export interface Written {
  /** The next number of a transaction: each that writes takes one, in whichever database of the server. */
  readonly transaction: string;
  /** Where the virtual clock stands; `null` on the real one. */
  readonly now: number | null;
}

export async function readWritten(pool: Pool): Promise<Written | undefined> {
  const { rows } = await pool.query<Written>(
    `select pg_snapshot_xmax(pg_current_snapshot())::text as transaction,
      (select floor(extract(epoch from now) * 1000)::float8 from throughline.clock) as now`,
  );
  return rows[0];
}
