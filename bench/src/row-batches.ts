import type pg from 'pg';

/** Rows of a table as columns, ready to be sent: what remains is the database's own work. */
export interface RowBatch {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly values: readonly string[];
}

/**
 * Takes rows out of a table in batches, each column as the text of an array. `having` chooses the rows; `order` is an expression
 * over the row `t`.
 */
export async function takeBatches(
  pool: pg.Pool,
  table: string,
  options: { having: string; order: string; size: number },
): Promise<readonly RowBatch[]> {
  const { rows: columns } = await pool.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute
      where attrelid = ('throughline.' || $1)::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  const arrays = columns.map(({ name }) => `array_agg(t.${name} order by t.place)::text as ${name}`).join(', ');
  const { rows } = await pool.query<Record<string, string>>(
    `select ${arrays} from (select t.*, row_number() over (order by ${options.order}) - 1 as place from throughline.${table} t
      where ${options.having}) t group by t.place / ${options.size} order by t.place / ${options.size}`,
  );
  return rows.map((row) => ({ table, columns, values: columns.map(({ name }) => row[name] ?? '{}') }));
}

/** Copies of the tables, with all their indexes and checks, for the peer to write to. */
export async function makePeerTables(pool: pg.Pool, tables: readonly string[]): Promise<void> {
  await pool.query('create schema if not exists peer');
  for (const table of tables) {
    await pool.query(`create table peer.${table} (like throughline.${table} including all)`);
    const { rows } = await pool.query<{ options: string[] | null }>(
      `select reloptions as options from pg_class where oid = 'throughline.${table}'::regclass`,
    );
    for (const option of rows[0]?.options ?? []) await pool.query(`alter table peer.${table} set (${option})`);
  }
}

export function insertStatement({ table, columns, values }: RowBatch): pg.QueryConfig {
  const names = columns.map(({ name }) => name).join(', ');
  return {
    name: `peer-insert-${table}`,
    text: `insert into peer.${table} (${names}) select * from ${unnest(columns)}`,
    values: [...values],
  };
}

function lockStatement({ table, columns, values }: RowBatch): pg.QueryConfig {
  const keys = columns
    .map(({ name }, index) => ({ name, value: values[index] }))
    .filter(({ name }) => name === 'bucket' || name === 'id');
  return {
    name: `peer-lock-${table}`,
    text: `select c.* from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      cross join lateral (select * from peer.${table} c where c.bucket = u.bucket and c.id = u.id for update) c`,
    values: keys.map(({ value }) => value),
  };
}

function updateStatement({ table, columns, values }: RowBatch, only: readonly string[]): pg.QueryConfig {
  const sent = columns
    .map((column, index) => ({ ...column, value: values[index] }))
    .filter(({ name }) => ['bucket', 'id', ...only].includes(name));
  const assignments = only.map((name) => `${name} = u.${name}`).join(', ');
  return {
    name: `peer-update-${table}`,
    text: `update peer.${table} c set ${assignments} from ${unnest(sent)} where c.bucket = u.bucket and c.id = u.id`,
    values: sent.map(({ value }) => value),
  };
}

function unnest(columns: readonly { readonly name: string; readonly type: string }[]): string {
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
  return `unnest(${arrays}) u(${columns.map(({ name }) => name).join(', ')})`;
}

const hot = ['version', 'state', 'seq', 'due_at', 'entered_at', 'last_type', 'last_at', 'recorded_at', 'head'];

/** What a transition writes, as SQL would: lock the cases, update their rows, insert their events; a transaction a batch. */
export function transitions({ cases, data, events }: Readonly<Record<'cases' | 'data' | 'events', readonly RowBatch[]>>) {
  return cases.map((batch, index) => {
    const [ofData, ofEvents] = [data[index], events[index]];
    if (ofData === undefined || ofEvents === undefined) throw new Error('The round has fewer rows than batches');
    return [
      lockStatement(batch),
      updateStatement(batch, hot),
      updateStatement(ofData, ['data', 'clocks']),
      insertStatement(ofEvents),
    ];
  });
}

/** Sends each group of statements in a transaction of its own, one after the other on one connection. */
export async function sendTransactions(pool: pg.Pool, transactions: readonly (readonly pg.QueryConfig[])[]): Promise<void> {
  const client = await pool.connect();
  try {
    for (const statements of transactions) {
      await client.query('begin; set local plan_cache_mode = force_generic_plan');
      for (const statement of statements) await client.query(statement);
      await client.query('commit');
    }
  } finally {
    client.release();
  }
}
