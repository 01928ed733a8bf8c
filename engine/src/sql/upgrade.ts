import type { FlowDefinition } from '@throughline/language';
import type { Queryable } from '../database.ts';
import { tableExists } from './restore-rows.ts';

/** A table with how much it holds; beyond some thousand rows their number is what PostgreSQL estimates. */
export interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Counting more than this would take longer than the estimate is worth. */
const countedBytesMax = 16 * 1024 * 1024;

export async function readTableSizes(client: Queryable): Promise<readonly TableSize[]> {
  const { rows } = await client.query<TableSize>({
    text: `select c.relname as "table", c.reltuples::float8 as rows, pg_total_relation_size(c.oid)::float8 as bytes
      from pg_class c where c.relnamespace = to_regnamespace('throughline') and c.relkind in ('r', 'p') order by c.relname`,
  });
  return Promise.all(
    rows.map(async (size) => {
      if (size.rows >= 0 && size.bytes > countedBytesMax) return size;
      const counted = await client.query<{ rows: number }>({
        text: `select count(*)::float8 as rows from throughline."${size.table}"`,
      });
      return { ...size, rows: counted.rows[0]?.rows ?? 0 };
    }),
  );
}

export interface ExistingVersion {
  readonly flow: string;
  readonly version: number;
  readonly definition: FlowDefinition;
  readonly by: string;
}

/** Every version of every flow, in order; of a database of any release. */
export async function readAllVersions(client: Queryable): Promise<readonly ExistingVersion[]> {
  if (!(await tableExists(client, 'throughline.flow_version'))) return [];
  const { rows } = await client.query<ExistingVersion>({
    text: 'select flow, version, definition, deployed_by as by from throughline.flow_version order by flow, version',
  });
  return rows;
}

/** Ids of the cases of a version, in their order. */
export async function readIdsOfVersion(
  client: Queryable,
  {
    flow,
    version,
    after,
    limit,
  }: { readonly flow: string; readonly version: number; readonly after: string; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>({
    text: `select id from throughline.case_
      where flow = $1 and (bucket, id) > (('x' || left($3::text, 3))::bit(12)::int4::int2, $3::uuid) and version = $2
      order by bucket, id limit $4`,
    values: [flow, version, after, limit],
  });
  return rows.map(({ id }) => id);
}
