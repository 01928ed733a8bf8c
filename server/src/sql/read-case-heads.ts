import { bucketOf } from '@throughline/engine';
import type { Pool } from 'pg';

/** What another case is called, and where it stands. */
export interface CaseHead {
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  readonly state: string;
  readonly entity: string;
  readonly key: string;
}

/** Those of some cases that exist, in one statement by their primary keys. */
export async function readCaseHeads(pool: Pool, ids: readonly string[]): Promise<readonly CaseHead[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<CaseHead>(
    `select c.id, c.flow, c.version, c.state, d.entity, d.key from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      join throughline.case_ c on c.bucket = u.bucket and c.id = u.id
      join throughline.case_data d on d.bucket = u.bucket and d.id = u.id`,
    [ids.map(bucketOf), ids],
  );
  return rows;
}
