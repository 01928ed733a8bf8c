import type { Queryable } from '../database.ts';

export interface CitusState {
  /** `null`: the extension is not in this database. */
  readonly version: string | null;
  /** Whether the server could have it. */
  readonly isAvailable: boolean;
}

export async function readCitus(client: Queryable): Promise<CitusState> {
  const { rows } = await client.query<CitusState>({
    text: `select (select extversion from pg_extension where extname = 'citus') as version,
      exists (select from pg_available_extensions where name = 'citus') as "isAvailable"`,
  });
  return rows[0] ?? { version: null, isAvailable: false };
}

/** What keeps tables from being spread by their bucket: triggers, foreign keys, sequences, and what is unique without the bucket. */
export async function readLayoutProblems(client: Queryable, tables: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ what: string }>({
    text: `with spread as (select oid, relname from pg_class where relnamespace = 'throughline'::regnamespace and relname = any($1))
      select 'the trigger ' || tgname || ' on ' || relname as what from pg_trigger join spread on spread.oid = tgrelid where not tgisinternal
      union all select 'the foreign key ' || conname || ' on ' || relname from pg_constraint join spread on spread.oid in (conrelid, confrelid)
        where contype = 'f'
      union all select 'the sequence of ' || relname || '.' || attname from pg_attribute join spread on spread.oid = attrelid
        where attidentity <> '' or pg_get_serial_sequence('throughline.' || relname, attname) is not null
      union all select 'the unique index ' || i.relname || ' on ' || spread.relname || ', which lacks the bucket'
        from pg_index x join spread on spread.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        where x.indisunique and not exists (select from pg_attribute a
          where a.attrelid = x.indrelid and a.attname = 'bucket' and a.attnum = any(x.indkey::int2[]))
      union all select 'the table ' || name || ', which has no bucket' from unnest($1::text[]) name
        where not exists (select from pg_attribute a join spread on spread.oid = a.attrelid where relname = name and attname = 'bucket')
      order by 1`,
    values: [tables],
  });
  return rows.map(({ what }) => what);
}

/** Other sessions of this database: servers, workers and people. */
export async function countOtherSessions(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ sessions: number }>({
    text: `select count(*)::int4 as sessions from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  });
  return rows[0]?.sessions ?? 0;
}

/** Nodes that may hold shards. */
export async function countShardNodes(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ nodes: number }>({
    text: `select count(*)::int4 as nodes from pg_dist_node where isactive and shouldhaveshards and noderole = 'primary'`,
  });
  return rows[0]?.nodes ?? 0;
}

/** Which tables Citus knows already, without their schema. */
export async function readDistributed(client: Queryable): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>({
    text: `select relname as name from pg_dist_partition join pg_class on pg_class.oid = logicalrelid
      where relnamespace = 'throughline'::regnamespace`,
  });
  return rows.map(({ name }) => name);
}

/** Spreads a table by its bucket, beside those of the table `beside`, where there is one. Rows that are there move along. */
export async function distributeTable(client: Queryable, table: string, beside: string | undefined): Promise<void> {
  await client.query({
    text: `select create_distributed_table($1::regclass, 'bucket', colocate_with => $2)`,
    values: [`throughline.${table}`, beside === undefined ? 'none' : `throughline.${beside}`],
  });
}

/** A copy of the table on each node, so that statements may join it with what is spread. */
export async function copyTable(client: Queryable, table: string): Promise<void> {
  await client.query({ text: 'select create_reference_table($1::regclass)', values: [`throughline.${table}`] });
}
