import type { Millis } from '@throughline/language';
import type { Pool } from 'pg';

/** Where the history of a source ends, once something was imported from it. */
export async function readLiveFrom(pool: Pool, source: string): Promise<Millis | undefined> {
  const { rows } = await pool.query<{ live_from: Date | null }>('select live_from from throughline.source where name = $1', [
    source,
  ]);
  return rows[0]?.live_from?.getTime();
}
