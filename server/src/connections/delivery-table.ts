import { hash } from 'node:crypto';
import type { RunCounts } from '@throughline/connect';
import { gathered } from '@throughline/engine';
import type { Pool } from 'pg';
import { type ConnectionState, readStatesOf } from './connection-table.ts';

/** What a delivery asks of the database beside its facts. Many come at once: what they ask for goes together, in one statement and one commit. */
export interface DeliveryTable {
  /** As it is when this is asked, or later. */
  state(connection: string): Promise<ConnectionState>;
  wasTaken(connection: string, id: string): Promise<boolean>;
  /** Counts it in the run of its hour, once. Resolves when that is durable. */
  markTaken(connection: string, id: string, counted: DeliveryCounts): Promise<void>;
}

/** What became of a delivery. */
export type DeliveryCounts = Readonly<RunCounts> & { readonly bytes: number };

interface Mark {
  readonly key: string;
  readonly counted: DeliveryCounts;
}

const togetherMax = 500;
const idLengthMax = 500;
const tables = new WeakMap<Pool, DeliveryTable>();

/** One for each pool: only what is asked of one object goes together. */
export function deliveryTable(pool: Pool): DeliveryTable {
  const known = tables.get(pool);
  if (known !== undefined) return known;
  const state = gathered((ids: readonly string[]) => readStatesOf(pool, ids), togetherMax);
  const wasTaken = gathered((keys: readonly string[]) => readTaken(pool, keys), togetherMax);
  const markTaken = gathered((marks: readonly Mark[]) => insertTaken(pool, marks), togetherMax);
  const table: DeliveryTable = {
    state,
    wasTaken: (connection, id) => wasTaken(keyOf(connection, id)),
    markTaken: (connection, id, counted) => markTaken({ key: keyOf(connection, id), counted }),
  };
  tables.set(pool, table);
  return table;
}

/** An id is what the sender says: one that is empty, or too long to be kept, is known by its digest. No connection has a space in its id. */
const keyOf = (connection: string, id: string) =>
  `${connection} ${id.length > 0 && id.length <= idLengthMax ? id : hash('sha256', id)}`;

function columnsOf(keys: readonly string[]): readonly [connections: readonly string[], ids: readonly string[]] {
  const spaces = keys.map((key) => key.indexOf(' '));
  return [keys.map((key, at) => key.slice(0, spaces[at])), keys.map((key, at) => key.slice((spaces[at] ?? 0) + 1))];
}

async function readTaken(pool: Pool, keys: readonly string[]): Promise<readonly boolean[]> {
  const { rows } = await pool.query<{ taken: boolean }>({
    name: 'throughline-read-deliveries',
    text: `select exists (select from throughline_server.delivery d where d.connection = u.connection and d.id = u.id) as taken
      from unnest($1::text[], $2::text[]) with ordinality u (connection, id, place) order by u.place`,
    values: [...columnsOf(keys)],
  });
  return rows.map(({ taken }) => taken);
}

const counted = ['records', 'facts', 'duplicates', 'deviations', 'deadLetters', 'skipped', 'bytes'] as const;
/** Recorded once, whichever of those that brought it at the same time did it. */
const alwaysTrue: readonly string[] = ['facts', 'deviations'];
const sums = counted.map(
  (name) => `'${name}', coalesce(sum("${name}")${alwaysTrue.includes(name) ? '' : ' filter (where is_first)'}, 0)`,
);
const added = ['requests', ...counted].map(
  (name) => `'${name}', (r.counts->>'${name}')::int8 + (excluded.counts->>'${name}')::int8`,
);
const never = `'pages', 0, 'retries', 0, 'skewMs', null`;

/** The same id is one delivery, however often it comes. */
const insertStatement = `with told as (
    select *, row_number() over (partition by connection, id order by facts desc) as nth
      from unnest($1::text[], $2::text[], ${counted.map((_, at) => `$${at + 3}::int8[]`).join(', ')})
        u (connection, id, ${counted.map((name) => `"${name}"`).join(', ')})
  ), taken as (
    insert into throughline_server.delivery (connection, id) select connection, id from told where nth = 1 order by connection, id
      on conflict do nothing returning connection, id
  ), said as (
    select told.*, nth = 1 and taken.id is not null as is_first from told left join taken using (connection, id)
  )
  insert into throughline_server.connection_run as r (connection, cause, status, window_at, counts)
    select connection, 'delivery', 'running', date_trunc('hour', clock_timestamp(), 'UTC'),
      jsonb_build_object('requests', count(*) filter (where is_first), ${sums.join(', ')}, ${never})
    from said group by connection order by connection
    on conflict (connection, window_at) where window_at is not null
      do update set status = 'running', ended_at = null, counts = jsonb_build_object(${added.join(', ')}, ${never})`;

async function insertTaken(pool: Pool, marks: readonly Mark[]): Promise<readonly undefined[]> {
  const numbers = counted.map((name) => marks.map((mark) => mark.counted[name]));
  await pool.query({
    name: 'throughline-insert-deliveries',
    text: insertStatement,
    values: [...columnsOf(marks.map(({ key }) => key)), ...numbers],
  });
  return marks.map(() => undefined);
}

const keptDays = 30;
const runsKeptDays = 400;

/** Ends the runs of hours that are over. */
export async function endDeliveryHours(pool: Pool): Promise<void> {
  await pool.query(
    `update throughline_server.connection_run set status = 'done', ended_at = window_at + interval '1 hour'
      where window_at < date_trunc('hour', clock_timestamp(), 'UTC') and window_at is not null and status = 'running'`,
  );
}

/** Forgets ids that no sender repeats any more, and runs of long ago; facts are known by their receipts for good. */
export async function forgetDeliveries(pool: Pool): Promise<void> {
  await pool.query('delete from throughline_server.delivery where at < clock_timestamp() - make_interval(days => $1)', [
    keptDays,
  ]);
  await pool.query(
    'delete from throughline_server.connection_run where window_at < clock_timestamp() - make_interval(days => $1)',
    [runsKeptDays],
  );
}
