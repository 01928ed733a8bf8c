import type { Pool } from 'pg';

/** What is open for a time: restored, it would open again what was closed since. */
const ofTheMoment = ['session', 'verification', 'link', 'attempt'];

/**
 * What a backup leaves out: which migrations this database has had, first answers to requests, and how far the log was read for notifications.
 * Kept for a day, an answer may tell of a change that a restored log does not hold; without it the request is judged anew. A restored log is
 * numbered anew, and tells nobody again what is in it.
 */
const leftOut = ['migration', 'answer', 'notification_cursor', ...ofTheMoment];

/** The tables of the server that a backup copies. */
export async function keptTables(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
      where table_schema = any($2::text[]) and table_type = 'BASE TABLE' and table_name <> all($1::text[]) order by 1`,
    [leftOut, ['throughline_auth', 'throughline_server']],
  );
  return rows.map(({ name }) => name);
}
