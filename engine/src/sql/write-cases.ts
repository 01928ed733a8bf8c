import { bucketOf } from '../case-id.ts';
import { jsonColumn, jsonColumnSql, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { StoredCase } from './lock-cases.ts';

/** The columns of the hot row that events change, as parameters 1 to 11. */
function hotValues(cases: readonly StoredCase[]): string[] {
  return [
    plainColumn(cases.map(({ record }) => bucketOf(record.id))),
    plainColumn(cases.map(({ record }) => record.id)),
    plainColumn(cases.map(({ record }) => record.version)),
    textColumn(cases.map(({ record }) => record.state)),
    plainColumn(cases.map(({ record }) => record.seq)),
    plainColumn(cases.map(({ dueAt }) => dueAt)),
    plainColumn(cases.map(({ record }) => record.enteredAt)),
    textColumn(cases.map(({ lastType }) => lastType)),
    plainColumn(cases.map(({ lastAt }) => lastAt)),
    plainColumn(cases.map(({ recordedAt }) => recordedAt)),
    plainColumn(cases.map(({ head }) => head)),
  ];
}

const hotUnnest = `unnest($1::int2[], $2::uuid[], $3::int4[], $4::text[], $5::int4[], $6::float8[], $7::float8[], $8::text[], $9::float8[],
  $10::float8[], $11::text[]`;
const hotNames = 'bucket, id, version, state, seq, due_at, entered_at, last_type, last_at, recorded_at, head';

/**
 * Cases are born; returns how many. Fewer than given: another transaction was first with some of them, or retention has removed them.
 */
export async function insertCases(client: Queryable, cases: readonly StoredCase[]): Promise<number> {
  if (cases.length === 0) return 0;
  const { rowCount } = await client.query({
    name: 'throughline-insert-cases',
    text: `insert into throughline.case_ (bucket, id, flow, version, state, seq, due_at, entered_at, last_type, last_at, recorded_at, head)
      select u.bucket, u.id, u.flow, u.version, u.state, u.seq, to_timestamp(u.due_at / 1000), to_timestamp(u.entered_at / 1000), u.last_type,
        to_timestamp(u.last_at / 1000), to_timestamp(u.recorded_at / 1000), decode(u.head, 'hex')
      from ${hotUnnest}, $12::text[]) u(${hotNames}, flow)
      where not exists (select from throughline.retired_event r where r.bucket = u.bucket and r.case_id = u.id and r.seq = 1)
      on conflict do nothing`,
    values: [...hotValues(cases), textColumn(cases.map(({ record }) => record.flow))],
  });
  return rowCount ?? 0;
}

/**
 * Rewrites the hot rows. `due_at` is the one indexed column among them: where its value stays, PostgreSQL sees that and makes a
 * heap-only update.
 */
export async function updateCases(client: Queryable, cases: readonly StoredCase[]): Promise<number> {
  if (cases.length === 0) return 0;
  const { rowCount } = await client.query({
    name: 'throughline-update-cases',
    text: `update throughline.case_ c set version = u.version, state = u.state, seq = u.seq, due_at = to_timestamp(u.due_at / 1000),
        entered_at = to_timestamp(u.entered_at / 1000), last_type = u.last_type, last_at = to_timestamp(u.last_at / 1000),
        recorded_at = to_timestamp(u.recorded_at / 1000), head = decode(u.head, 'hex')
      from ${hotUnnest}) u(${hotNames})
      where c.bucket = u.bucket and c.id = u.id`,
    values: hotValues(cases),
  });
  return rowCount ?? 0;
}

export async function insertCaseData(client: Queryable, cases: readonly StoredCase[]): Promise<void> {
  if (cases.length === 0) return;
  await client.query({
    name: 'throughline-insert-case-data',
    text: `insert into throughline.case_data (bucket, id, parent, entity, key, data, clocks)
      select u.bucket, u.id, u.parent, u.entity, u.key, u.data::jsonb, u.clocks::jsonb
      from unnest($1::int2[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], ${jsonColumnSql(6)}, ${jsonColumnSql(7)})
        u(bucket, id, parent, entity, key, data, clocks)`,
    values: [
      plainColumn(cases.map(({ record }) => bucketOf(record.id))),
      plainColumn(cases.map(({ record }) => record.id)),
      plainColumn(cases.map(({ record }) => record.parent ?? null)),
      textColumn(cases.map(({ record }) => record.entity)),
      textColumn(cases.map(({ record }) => record.key)),
      jsonColumn(cases.map(({ record }) => JSON.stringify(record.data))),
      jsonColumn(cases.map(({ record }) => JSON.stringify(record.clocks))),
    ],
  });
}

export async function updateCaseData(client: Queryable, cases: readonly StoredCase[]): Promise<number> {
  if (cases.length === 0) return 0;
  const { rowCount } = await client.query({
    name: 'throughline-update-case-data',
    text: `update throughline.case_data d set data = u.data::jsonb, clocks = u.clocks::jsonb
      from unnest($1::int2[], $2::uuid[], ${jsonColumnSql(3)}, ${jsonColumnSql(4)}) u(bucket, id, data, clocks)
      where d.bucket = u.bucket and d.id = u.id`,
    values: [
      plainColumn(cases.map(({ record }) => bucketOf(record.id))),
      plainColumn(cases.map(({ record }) => record.id)),
      jsonColumn(cases.map(({ record }) => JSON.stringify(record.data))),
      jsonColumn(cases.map(({ record }) => JSON.stringify(record.clocks))),
    ],
  });
  return rowCount ?? 0;
}
