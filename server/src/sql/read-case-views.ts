import { bucketOf, type CaseView } from '@throughline/engine';
import type { Clocks, JsonObject } from '@throughline/language';
import type { Pool } from 'pg';

interface Row extends Omit<CaseView, 'parent'> {
  readonly parent: string | null;
  readonly data: JsonObject;
  readonly clocks: Clocks;
}

const millis = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`;

/** Those of some cases that exist, by their ids. One statement, however many. */
export async function readCaseViews(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, CaseView>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<Row>({
    name: 'throughline-read-case-views',
    text: `select c.id, c.flow, c.version, c.state, c.seq, ${millis('c.due_at')} as "dueAt", ${millis('c.entered_at')} as "enteredAt",
        c.last_type as "lastType", ${millis('c.last_at')} as "lastAt", ${millis('c.recorded_at')} as "recordedAt",
        d.parent, d.entity, d.key, d.data, d.clocks
      from unnest($1::int2[], $2::uuid[]) asked (bucket, id)
      join throughline.case_ c on c.bucket = asked.bucket and c.id = asked.id
      join throughline.case_data d on d.bucket = asked.bucket and d.id = asked.id`,
    values: [ids.map(bucketOf), ids],
  });
  return new Map(rows.map(({ parent, ...row }) => [row.id, parent === null ? row : { ...row, parent }]));
}
