import { bucketOf } from '@throughline/engine';
import type { Pool } from 'pg';

/** Which of some receipts of a source are there already, as `<case id> <key>`. */
export async function findReceipts(
  pool: Pool,
  source: string,
  receipts: readonly { readonly caseId: string; readonly key: string }[],
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select r.case_id || ' ' || r.key as name from throughline.receipt r
      join throughline.source s on s.id = r.source and s.name = $1
      join unnest($2::int2[], $3::uuid[], $4::text[]) asked (bucket, case_id, key)
        on r.bucket = asked.bucket and r.case_id = asked.case_id and r.key = asked.key`,
    [
      source,
      receipts.map(({ caseId }) => bucketOf(caseId)),
      receipts.map(({ caseId }) => caseId),
      receipts.map(({ key }) => key),
    ],
  );
  return new Set(rows.map(({ name }) => name));
}
