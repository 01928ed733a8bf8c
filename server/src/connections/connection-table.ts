import { hash } from 'node:crypto';
import type { DeadLetter, Drift, Shape } from '@throughline/connect';
import type { Json } from '@throughline/language';
import type { Pool, PoolClient } from 'pg';

/** How far a connection is. */
export interface ConnectionState {
  readonly cursor: Json | null;
  /** Absent: it has never run. */
  readonly liveFrom: number | undefined;
  readonly shape: Shape | undefined;
  readonly paused: { readonly by: string; readonly at: string; readonly reason: string | null } | null;
  readonly notBefore: number | undefined;
  /** Runs in a row that failed. */
  readonly failures: number;
}

interface Row {
  readonly id: string;
  readonly cursor: Json | null;
  readonly live_from: Date | null;
  readonly shape: Shape | null;
  readonly paused_by: string | null;
  readonly paused_at: Date | null;
  readonly pause_reason: string | null;
  readonly not_before: Date | null;
  readonly failures: number;
}

const neverRun: ConnectionState = {
  ...{ cursor: null, liveFrom: undefined, shape: undefined, paused: null, notBefore: undefined, failures: 0 },
};

const columns = 'id, cursor, live_from, shape, paused_by, paused_at, pause_reason, not_before, failures';

/** One that is not there has never run. */
export async function readState(client: Pool | PoolClient, id: string): Promise<ConnectionState> {
  const [state = neverRun] = await readStatesOf(client, [id]);
  return state;
}

/** Some, in the order of their ids. */
export async function readStatesOf(client: Pool | PoolClient, ids: readonly string[]): Promise<readonly ConnectionState[]> {
  const { rows } = await client.query<Row>({
    name: 'throughline-read-connections',
    text: `select ${columns} from throughline_server.connection where id = any($1::text[])`,
    values: [ids],
  });
  const states = new Map(rows.map((row) => [row.id, stateOf(row)]));
  return ids.map((id) => states.get(id) ?? neverRun);
}

/** All, by id; what is not there has never run. */
export async function readStates(client: Pool | PoolClient): Promise<(id: string) => ConnectionState> {
  const { rows } = await client.query<Row>(`select ${columns} from throughline_server.connection`);
  const states = new Map(rows.map((row) => [row.id, stateOf(row)]));
  return (id) => states.get(id) ?? neverRun;
}

function stateOf(row: Row): ConnectionState {
  const { paused_by: by, paused_at: at, pause_reason: reason } = row;
  return {
    cursor: row.cursor,
    liveFrom: row.live_from?.getTime(),
    shape: row.shape ?? undefined,
    paused: by === null || at === null ? null : { by, at: at.toISOString(), reason },
    notBefore: row.not_before?.getTime(),
    failures: row.failures,
  };
}

/** Begins its row, and settles where its history ends. */
export async function beginConnection(client: Pool | PoolClient, id: string, liveFrom: number): Promise<void> {
  const values = [id, liveFrom];
  await client.query(
    'insert into throughline_server.connection (id, live_from) values ($1, to_timestamp($2::float8 / 1000)) on conflict (id) do nothing',
    values,
  );
  // One that was paused before it ran has a row already.
  await client.query(
    'update throughline_server.connection set live_from = to_timestamp($2::float8 / 1000) where id = $1 and live_from is null',
    values,
  );
}

export async function storeCursor(client: PoolClient, id: string, cursor: Json): Promise<void> {
  await client.query('update throughline_server.connection set cursor = $2 where id = $1', [id, JSON.stringify(cursor)]);
}

/** @param failed whether it failed, and when it may be tried again at the earliest (milliseconds from now) */
export async function storeEnd(
  client: PoolClient,
  id: string,
  { shape, failed }: { readonly shape: Shape | undefined; readonly failed: { readonly pauseMs: number } | undefined },
): Promise<void> {
  await client.query(
    `update throughline_server.connection set
      shape = coalesce($2, shape),
      failures = case when $3::float8 is null then 0 else failures + 1 end,
      not_before = case when $3::float8 is null then null else clock_timestamp() + make_interval(secs => $3::float8 / 1000) end
      where id = $1`,
    [id, shape === undefined ? null : JSON.stringify(shape), failed?.pauseMs ?? null],
  );
}

export async function storePause(
  pool: Pool,
  id: string,
  pause: { readonly by: string; readonly reason: string } | null,
): Promise<void> {
  await pool.query(
    `insert into throughline_server.connection (id, paused_by, paused_at, pause_reason)
      values ($1, $2::text, case when $2::text is null then null else clock_timestamp() end, $3)
      on conflict (id) do update set paused_by = excluded.paused_by, paused_at = excluded.paused_at, pause_reason = excluded.pause_reason`,
    [id, pause?.by ?? null, pause?.reason ?? null],
  );
}

/** The same record again is the same letter, as long as it is open. */
export async function storeLetters(client: Pool | PoolClient, connection: string, letters: readonly DeadLetter[]): Promise<void> {
  const byDigest = new Map(
    letters.map(({ record, errors }) => {
      const text = JSON.stringify(record);
      return [hash('sha256', text), { text: storedText(text), errors: JSON.stringify(errors.slice(0, 50)) }] as const;
    }),
  );
  await client.query(
    `insert into throughline_server.dead_letter (connection, digest, record, errors)
      select $1, digest, record, errors from unnest($2::text[], $3::text[], $4::jsonb[]) l (digest, record, errors)
      on conflict (connection, digest) where status = 'open'
      do update set errors = excluded.errors, last_at = clock_timestamp(), times = dead_letter.times + 1`,
    [
      connection,
      [...byDigest.keys()],
      [...byDigest.values()].map(({ text }) => text),
      [...byDigest.values()].map(({ errors }) => errors),
    ],
  );
}

const recordLengthMax = 1_000_000;

/** A record beyond the limit cannot be replayed: its start is kept, so that somebody finds it over there. */
function storedText(text: string): string {
  return text.length <= recordLengthMax ? text : JSON.stringify({ tooLarge: text.length, start: text.slice(0, 2000) });
}

const noticesKept = 500;

export async function storeNotices(
  client: PoolClient,
  connection: string,
  notices: readonly (Omit<Drift, 'code'> & { readonly code: string })[],
) {
  if (notices.length === 0) return;
  await client.query(
    `insert into throughline_server.connection_notice (connection, code, path, before, after)
      select $1, code, path, before, after from unnest($2::text[], $3::text[], $4::text[], $5::text[]) n (code, path, before, after)`,
    [
      connection,
      notices.map(({ code }) => code),
      notices.map(({ path }) => path.slice(0, 2000)),
      notices.map(({ before }) => before.slice(0, 200)),
      notices.map(({ after }) => after.slice(0, 200)),
    ],
  );
  await client.query(
    `delete from throughline_server.connection_notice where connection = $1 and id in
      (select id from throughline_server.connection_notice where connection = $1 order by at desc offset $2)`,
    [connection, noticesKept],
  );
}
