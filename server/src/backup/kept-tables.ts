import type { Pool } from 'pg';

/**
 * What a backup leaves out: which migrations this database has had, and first answers to requests. Kept for a day, an answer may tell of a
 * change that a restored log does not hold; without it the request is judged anew.
 */
const leftOut = ['migration', 'answer'];

/** The tables of the server that a backup copies. */
export async function keptTables(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'throughline_server' and table_type = 'BASE TABLE' and table_name <> all($1::text[]) order by 1`,
    [leftOut],
  );
  return rows.map(({ name }) => `throughline_server.${name}`);
}
