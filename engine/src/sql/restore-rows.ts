import type { Queryable } from '../database.ts';

/** A restore as it stands: `restored` seals of `upto`. */
export interface RestoreRow {
  readonly source: string;
  readonly upto: number;
  readonly restored: number;
  readonly isFinished: boolean;
}

export async function readRestore(client: Queryable): Promise<RestoreRow | undefined> {
  const there = await client.query<{ found: boolean }>({
    text: `select to_regclass('throughline.restore') is not null as found`,
  });
  if (there.rows[0]?.found !== true) return undefined;
  const { rows } = await client.query<RestoreRow>({
    text: `select source, upto::float8, restored::float8, finished_at is not null as "isFinished" from throughline.restore`,
  });
  return rows[0];
}

export async function insertRestore(client: Queryable, { source, upto }: Pick<RestoreRow, 'source' | 'upto'>): Promise<void> {
  await client.query({ text: 'insert into throughline.restore (source, upto) values ($1, $2)', values: [source, upto] });
}

export async function saveRestored(client: Queryable, seal: number): Promise<void> {
  const { rowCount } = await client.query({
    text: 'update throughline.restore set restored = $1 where restored = $1 - 1 and finished_at is null',
    values: [seal],
  });
  if (rowCount !== 1) throw new Error(`Seal ${seal} was restored by somebody else meanwhile`);
}

export async function finishRestore(client: Queryable): Promise<void> {
  await client.query({ text: 'update throughline.restore set finished_at = clock_timestamp()' });
}

/** Whether anything has been done with the database beside making it ready. */
export async function isUsed(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>({
    text: `select exists (select from throughline.event) or exists (select from throughline.case_) or exists (select from throughline.seal)
      or exists (select from throughline.flow_version where deployed_by <> 'system') as used`,
  });
  return rows[0]?.used ?? true;
}

export async function tableExists(client: Queryable, table: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>({
    text: 'select to_regclass($1) is not null as found',
    values: [table],
  });
  return rows[0]?.found ?? false;
}

export async function emptyTables(client: Queryable, tables: readonly string[]): Promise<void> {
  await client.query({ text: `truncate ${tables.join(', ')}` });
}

interface InsertOptions {
  /** Columns whose value is the same for all rows, as SQL. */
  readonly fixed?: Readonly<Record<string, string>>;
  readonly where?: string;
  /** Rows that are there are overwritten. Default: they stay. */
  readonly over?: readonly string[];
}

/**
 * Inserts rows that PostgreSQL wrote as JSON. Columns that this release has no more are left out, those that are new to it get their
 * defaults.
 */
export async function insertRows(
  client: Queryable,
  table: string,
  rows: readonly string[],
  { fixed = {}, where = 'true', over }: InsertOptions = {},
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const known = await readColumns(client, table);
  const said = Object.keys(JSON.parse(first) as object).filter((name) => known.includes(name) && !(name in fixed));
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  const names = [...said, ...Object.keys(fixed)];
  const selected = [...said.map((name) => `r."${name}"`), ...Object.values(fixed)].join(', ');
  const conflict =
    over === undefined
      ? 'do nothing'
      : `(${over.join(', ')}) do update set ${said.map((name) => `"${name}" = excluded."${name}"`).join(', ')}`;
  await client.query({
    text: `insert into ${table} (${quoted(names)}) overriding system value
      select ${selected} from json_populate_recordset(null::${table}, $1::json) r where ${where} on conflict ${conflict}`,
    values: [`[${rows.join(',')}]`],
  });
}

async function readColumns(client: Queryable, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>({
    text: `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    values: [table],
  });
  return rows.map(({ name }) => name);
}

/** Rows that were restored with their numbers: the next gets the next one. */
export async function advanceSequences(client: Queryable, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string }>({
    text: `select attrelid::regclass::text as "table", attname as name from pg_attribute
      where attidentity <> '' and attrelid = any($1::regclass[])`,
    values: [tables],
  });
  for (const { table, name } of rows)
    await client.query({
      text: `select setval(pg_get_serial_sequence($1, $2), coalesce(max("${name}"), 1), max("${name}") is not null) from ${table}`,
      values: [table, name],
    });
}

/** Cases link both ways; only one of the two was copied. */
export async function insertFarLinks(client: Queryable): Promise<void> {
  await client.query({
    text: `insert into throughline.link (bucket, case_id, direction, name, other)
      select ('x' || left(other::text, 3))::bit(12)::int4::int2, other, 'in', name, case_id from throughline.link where direction = 'out'
      on conflict do nothing`,
  });
}

const isTold = (source: string, key: string, of = 'e') => `exists (select from throughline.receipt r
  where r.bucket = ${of}.bucket and r.case_id = ${of}.case_id and r.source = (select id from throughline.source where name = '${source}')
    and r.key = ${key})`;

/** The case has heard how it ended. Under which words it was told last, somebody may have put right since. */
const isFailureTold = ['refused', 'dead', 'unknown'].map((end) => isTold('effect', `e.key || '/${end}'`)).join(' or ');

/** A call that was done, and whose case asked to hear of it: it is asked for again, and looked up. */
const isUntold = `e.kind = 'call' and e.status = 'done' and e.payload -> 'reply' -> 'done' is not null and not ${isTold('effect', `e.key || '/done'`)}`;

/** The case that got the message knows of it, and the sender of its answer, where it asked for one; what was ignored left no trace. */
const isDelivered = `(e.result ->> 'outcome' = 'ignored' or exists (select from throughline.receipt r
    where r.bucket = ('x' || left(e.result ->> 'case', 3))::bit(12)::int4::int2 and r.case_id = (e.result ->> 'case')::uuid
      and r.source = (select id from throughline.source where name = 'case') and r.key = e.case_id || '/' || e.key))
  and (e.payload -> 'reply' is null or ${isTold('effect', `e.key || '/answered'`)})`;

/**
 * Effects stand as the log says, which may have been cut short of what had happened already. What may not have gone out is held, and so is
 * what is written from now on; messages between cases are delivered again where the log does not know of their delivery. Returns how
 * many are held.
 */
export async function settleRestoredEffects(client: Queryable, reason: string): Promise<number> {
  await client.query({
    text: `update throughline.effect e set status = 'pending', next_at = clock_timestamp(), finished_at = null, lease_by = null, lease_until = null
      where kind = 'message' and (status in ('pending', 'held') or (status = 'done' and not (${isDelivered}))
        or (status in ('refused', 'dead', 'unknown') and not (${isFailureTold})))`,
  });
  const { rowCount } = await client.query({
    text: `update throughline.effect e set status = 'held', doubt = 'open', next_at = null, finished_at = null, lease_by = null, lease_until = null
      where kind <> 'message' and (status in ('pending', 'held') or (status in ('refused', 'dead', 'unknown') and not (${isFailureTold}))
        or (${isUntold}))`,
  });
  await client.query({
    text: 'insert into throughline.effect_hold (reason) values ($1) on conflict (only_row) do update set reason = excluded.reason',
    values: [reason],
  });
  return rowCount ?? 0;
}
