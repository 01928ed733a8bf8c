import { bucketOf } from '@throughline/engine';
import type { Pool } from 'pg';

/** Which of some cases exist. */
export async function findExisting(pool: Pool, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await pool.query<{ id: string }>(
    `select c.id from throughline.case_ c
      join unnest($1::int2[], $2::uuid[]) asked (bucket, id) on c.bucket = asked.bucket and c.id = asked.id`,
    [ids.map(bucketOf), ids],
  );
  return new Set(rows.map(({ id }) => id));
}
