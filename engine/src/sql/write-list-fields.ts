import { bucketOf } from '../case-id.ts';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { ListChanges, ListRow } from '../lists/list-rows.ts';
import { idColumns } from './lock-cases.ts';

/**
 * Writes the rows of a batch. Existing rows are overwritten, not only where they are known to exist: of a case whose rows have
 * not been rebuilt yet there may be some.
 */
export async function writeListFields(client: Queryable, { written, gone }: ListChanges): Promise<void> {
  await deleteRows(client, gone);
  await upsertRows(client, written);
}

async function upsertRows(client: Queryable, rows: readonly ListRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'throughline-write-list-fields',
    text: `insert into throughline.list_field (bucket, case_id, field, flow, is_open, text_value, number_value, exact)
      select * from unnest($1::int2[], $2::uuid[], $3::text[], $4::text[], $5::bool[], $6::text[], $7::float8[], $8::text[])
      on conflict (bucket, case_id, field) do update set flow = excluded.flow, is_open = excluded.is_open,
        text_value = excluded.text_value, number_value = excluded.number_value, exact = excluded.exact`,
    values: [
      plainColumn(rows.map(({ caseId }) => bucketOf(caseId))),
      plainColumn(rows.map(({ caseId }) => caseId)),
      textColumn(rows.map(({ field }) => field)),
      textColumn(rows.map(({ flow }) => flow)),
      plainColumn(rows.map(({ isOpen }) => (isOpen ? 't' : 'f'))),
      textColumn(rows.map(({ text }) => text)),
      plainColumn(rows.map(({ number }) => number)),
      textColumn(rows.map(({ exact }) => exact)),
    ],
  });
}

async function deleteRows(client: Queryable, rows: ListChanges['gone']): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'throughline-delete-list-fields',
    text: `delete from throughline.list_field f using unnest($1::int2[], $2::uuid[], $3::text[]) u(bucket, case_id, field)
      where f.bucket = u.bucket and f.case_id = u.case_id and f.field = u.field`,
    values: [...idColumns(rows.map(({ caseId }) => caseId)), textColumn(rows.map(({ field }) => field))],
  });
}
