import { bucketOf } from '../case-id.ts';
import { jsonColumn, jsonColumnSql, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

/** That a source's submission was dealt with, and how. */
export interface Receipt {
  readonly caseId: string;
  readonly source: number;
  readonly key: string;
  /** `null`: erased. */
  readonly digest: string | null;
  /** The event that it became. */
  readonly seq: number | null;
  /** The result, where it was not simply applied. */
  readonly result: ReceiptResult | null;
}

export interface ReceiptResult {
  readonly outcome: 'applied' | 'deviated' | 'refused' | 'ignored';
  /** The event that it became, where the case had been merged into another. */
  readonly elsewhere?: { readonly case: string; readonly seq: number };
  readonly refusal?: { readonly code: string; readonly message: string; readonly place?: string };
}

export type ReceiptKey = Pick<Receipt, 'caseId' | 'source' | 'key'>;

export async function readReceipts(client: Queryable, keys: readonly ReceiptKey[]): Promise<readonly Receipt[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<Receipt>({
    name: 'throughline-read-receipts',
    text: `select r.case_id as "caseId", r.source, r.key, encode(r.digest, 'hex') as digest, r.seq, r.result
      from unnest($1::int2[], $2::uuid[], $3::int4[], $4::text[]) u(bucket, case_id, source, key)
      join throughline.receipt r on r.bucket = u.bucket and r.case_id = u.case_id and r.source = u.source and r.key = u.key`,
    values: [
      plainColumn(keys.map(({ caseId }) => bucketOf(caseId))),
      plainColumn(keys.map(({ caseId }) => caseId)),
      plainColumn(keys.map(({ source }) => source)),
      textColumn(keys.map(({ key }) => key)),
    ],
  });
  return rows;
}

export async function insertReceipts(client: Queryable, receipts: readonly Receipt[]): Promise<void> {
  if (receipts.length === 0) return;
  await client.query({
    name: 'throughline-insert-receipts',
    text: `insert into throughline.receipt (bucket, case_id, source, key, digest, seq, result)
      select u.bucket, u.case_id, u.source, u.key, decode(u.digest, 'hex'), u.seq, u.result::json
      from unnest($1::int2[], $2::uuid[], $3::int4[], $4::text[], $5::text[], $6::int4[], ${jsonColumnSql(7)})
        u(bucket, case_id, source, key, digest, seq, result)`,
    values: [
      plainColumn(receipts.map(({ caseId }) => bucketOf(caseId))),
      plainColumn(receipts.map(({ caseId }) => caseId)),
      plainColumn(receipts.map(({ source }) => source)),
      textColumn(receipts.map(({ key }) => key)),
      plainColumn(receipts.map(({ digest }) => digest)),
      plainColumn(receipts.map(({ seq }) => seq)),
      jsonColumn(receipts.map(({ result }) => (result === null ? null : JSON.stringify(result)))),
    ],
  });
}
