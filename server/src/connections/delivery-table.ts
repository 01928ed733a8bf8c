import { hash } from 'node:crypto';
import { gathered } from '@throughline/engine';
import type { Pool } from 'pg';
import { type ConnectionState, readStatesOf } from './connection-table.ts';

/** What a delivery asks of the database beside its facts. Many come at once: what they ask for goes together, in one statement and one commit. */
export interface DeliveryTable {
  /** As it is when this is asked, or later. */
  state(connection: string): Promise<ConnectionState>;
  wasTaken(connection: string, id: string): Promise<boolean>;
  /** Resolves when it is durable. */
  markTaken(connection: string, id: string): Promise<void>;
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
  const markTaken = gathered((keys: readonly string[]) => insertTaken(pool, keys), togetherMax);
  const table: DeliveryTable = {
    state,
    wasTaken: (connection, id) => wasTaken(keyOf(connection, id)),
    markTaken: (connection, id) => markTaken(keyOf(connection, id)),
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

async function insertTaken(pool: Pool, keys: readonly string[]): Promise<readonly undefined[]> {
  await pool.query({
    name: 'throughline-insert-deliveries',
    text: `insert into throughline_server.delivery (connection, id)
      select connection, id from unnest($1::text[], $2::text[]) u (connection, id) order by connection, id on conflict do nothing`,
    values: [...columnsOf(keys)],
  });
  return keys.map(() => undefined);
}
