import type { FactRecord } from '@throughline/connect';
import { bucketOf, caseId } from '@throughline/engine';
import type { Pool, PoolClient } from 'pg';

/** Keeps of each fact, before it is written, of which line it is and under which receipt the log will have it. */
export async function storeFacts(client: PoolClient, id: string, batch: readonly FactRecord[]): Promise<void> {
  const cases = batch.map(({ identity }) => caseId(identity));
  await client.query(
    `insert into throughline_server.import_fact (import, line, bucket, case_id, key)
      select $1, line, bucket, case_id, key from unnest($2::int4[], $3::int2[], $4::uuid[], $5::text[]) f (line, bucket, case_id, key)
      on conflict do nothing`,
    [id, batch.map(({ line }) => line), cases.map(bucketOf), cases, batch.map(({ dedupeKey }) => dedupeKey)],
  );
}

/**
 * The facts of an import with the events that they are: `f`, `r` (receipts) and `e` (events). $1 is the import. A fact that was recorded before is
 * there as well; one that was refused is not, nor one that was taken back and told again.
 */
export const factsOfImport = `throughline_server.import_fact f
  join throughline_server.import i on i.id = f.import
  join throughline.source s on s.name = i.source
  join throughline.receipt r on r.bucket = f.bucket and r.case_id = f.case_id and r.source = s.id and r.key = f.key
  join throughline.event e on e.bucket = r.bucket and e.case_id = r.case_id and e.seq = r.seq
  where f.import = $1 and e.recorded_at <= coalesce(i.retracted_at, 'infinity')`;

/** The lines of which something is in the log. */
export async function recordedLines(client: Pool | PoolClient, id: string): Promise<ReadonlySet<number>> {
  const { rows } = await client.query<{ line: number }>(`select distinct f.line from ${factsOfImport}`, [id]);
  return new Set(rows.map(({ line }) => line));
}

/** What the events of an import say in one of their fields, by currency: how many, and the sum in minor units. */
export async function sumOfField(
  client: Pool | PoolClient,
  id: string,
  { events, field, currency }: { readonly events: readonly string[]; readonly field: string; readonly currency: string },
): Promise<readonly { readonly currency: string; readonly count: number; readonly sum: string }[]> {
  const { rows } = await client.query<{ currency: string; count: string; sum: string }>(
    `select coalesce(e.input::jsonb ->> 'currency', $4) as currency, count(*) as count, sum((e.input::jsonb ->> $3)::numeric)::text as sum
      from ${factsOfImport} and e.type = any($2) and e.input::jsonb ? $3 group by 1`,
    [id, events, field, currency],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Why lines were left out, as far as it was kept: by line, the first message. */
export async function messagesByLine(client: Pool | PoolClient, id: string): Promise<ReadonlyMap<number, string>> {
  const { rows } = await client.query<{ line: number; message: string; column: string | null }>(
    `select distinct on (line) line, error ->> 'message' as message, error ->> 'column' as column
      from throughline_server.import_error where import = $1 order by line, number`,
    [id],
  );
  return new Map(rows.map(({ line, message, column }) => [line, column === null ? message : `${column}: ${message}`]));
}
