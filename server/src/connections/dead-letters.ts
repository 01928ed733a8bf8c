import type { DeadLetterView, RecordError } from '@throughline/api';
import { type ImportError, nothingCounted, takeRecords } from '@throughline/connect';
import type { Actor, Json } from '@throughline/language';
import type { Pool } from 'pg';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { readState } from './connection-table.ts';
import { findConnection, soundConnection } from './declarations.ts';
import { liveFromOf, openFor } from './open-connection.ts';
import { ownerOf, requireKeeper } from './rights.ts';

interface Row {
  readonly id: string;
  readonly connection: string;
  readonly record: string | null;
  readonly errors: readonly ImportError[];
  readonly first_at: Date;
  readonly last_at: Date;
  readonly times: number;
  readonly status: DeadLetterView['status'];
  readonly settled_by: string | null;
  readonly settled_at: Date | null;
  readonly reason: string | null;
}

const columns = 'id, connection, record, errors, first_at, last_at, times, status, settled_by, settled_at, reason';

function letterOf(row: Row, owner: DeadLetterView['owner']): DeadLetterView {
  return {
    ...{ id: row.id, connection: row.connection, owner, status: row.status, record: row.record },
    ...{ errors: row.errors.map(recordError), times: row.times, reason: row.reason, settledBy: row.settled_by },
    ...{ firstAt: row.first_at.toISOString(), lastAt: row.last_at.toISOString() },
    settledAt: row.settled_at?.toISOString() ?? null,
  };
}

export function recordError({ code, field, message, expected, action, value }: ImportError): RecordError {
  return { code, field, message, expected, action, ...(value === undefined ? {} : { value }) };
}

/** Longest ago first. `after`: the id of the last one of the page before. */
export async function readLetters(
  { pool, env }: Throughline,
  connection: string,
  {
    status,
    limit,
    after,
  }: { readonly status: DeadLetterView['status']; readonly limit: number; readonly after: string | undefined },
): Promise<readonly DeadLetterView[]> {
  const owner = ownerOf(await findConnection(env, connection));
  const { rows } = await pool.query<Row>(
    `select ${columns} from throughline_server.dead_letter where connection = $1 and status = $2
      and ($4::uuid is null or (first_at, id) > (select first_at, id from throughline_server.dead_letter where id = $4))
      order by first_at, id limit $3`,
    [connection, status, limit, after ?? null],
  );
  return rows.map((row) => letterOf(row, owner));
}

/** How many are open, by connection. */
export async function countOpenLetters(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ connection: string; open: number }>(
    `select connection, count(*)::int4 as open from throughline_server.dead_letter where status = 'open' group by connection`,
  );
  return new Map(rows.map(({ connection, open }) => [connection, open]));
}

/** @throws ThroughlineError dead-letter-unknown; HttpProblem role-required */
async function findLetter({ pool, env }: Throughline, id: string, actor: Actor) {
  const { rows } = await pool.query<Row>(`select ${columns} from throughline_server.dead_letter where id = $1`, [id]);
  const [row] = rows;
  if (row === undefined) throw new ThroughlineError('dead-letter-unknown', `There is no dead letter ${id}`, { place: 'letter' });
  const declared = await findConnection(env, row.connection);
  requireKeeper(actor, declared);
  return { row, owner: ownerOf(declared) };
}

const settled = (row: Row) =>
  new ThroughlineError('dead-letter-settled', `It was ${row.status} by ${row.settled_by ?? 'somebody'}`, { place: 'letter' });

/**
 * Takes a record again, by the mapping as it is now. It stays open, with what is wrong with it now, where it becomes no fact again. What it stated
 * already is known by its receipts.
 *
 * @param onFact is told the receipt of each fact that it states
 * @throws ThroughlineError dead-letter-unknown, dead-letter-settled, connection-invalid; HttpProblem role-required
 */
export async function replayLetter(
  throughline: Throughline,
  id: string,
  actor: Actor,
  onFact?: (receipt: string) => void,
): Promise<DeadLetterView> {
  const { row, owner } = await findLetter(throughline, id, actor);
  if (row.record === null) throw settled(row);
  const sound = await soundConnection(throughline.env, row.connection);
  const state = await readState(throughline.pool, row.connection);
  const signal = new AbortController().signal;
  const opened = await openFor(throughline, sound, { signal, liveFrom: await liveFromOf(throughline, sound.declaration, state) });
  try {
    const [letter] = await takeRecords([JSON.parse(row.record) as Json], {
      ...{ mapper: opened.mapper, counts: nothingCounted() },
      ports: {
        write(batch) {
          for (const { fact, dedupeKey } of batch) onFact?.(`${fact.source.name} ${dedupeKey}`);
          return opened.write(batch);
        },
        bury: async () => undefined,
      },
    });
    if (letter !== undefined) {
      const again = await throughline.pool.query<Row>(
        `update throughline_server.dead_letter set errors = $2, last_at = clock_timestamp(), times = times + 1
          where id = $1 and status = 'open' returning ${columns}`,
        [id, JSON.stringify(letter.errors.slice(0, 50))],
      );
      return letterOf(again.rows[0] ?? row, owner);
    }
    return letterOf(await settle(throughline, row, { status: 'replayed', actor, reason: null }), owner);
  } finally {
    opened.close();
  }
}

/** @throws ThroughlineError dead-letter-unknown, dead-letter-settled; HttpProblem role-required */
export async function discardLetter(
  throughline: Throughline,
  id: string,
  { actor, reason }: { readonly actor: Actor; readonly reason: string },
) {
  const { row, owner } = await findLetter(throughline, id, actor);
  return letterOf(await settle(throughline, row, { status: 'discarded', actor, reason }), owner);
}

/** What the record said goes: it is of no use any more, and may be personal. */
async function settle(
  { pool }: Throughline,
  row: Row,
  { status, actor, reason }: { readonly status: 'replayed' | 'discarded'; readonly actor: Actor; readonly reason: string | null },
): Promise<Row> {
  const { rows } = await pool.query<Row>(
    `update throughline_server.dead_letter set status = $2, settled_by = $3, settled_at = clock_timestamp(), reason = $4, record = null
      where id = $1 and status = 'open' returning ${columns}`,
    [row.id, status, actor.id, reason],
  );
  if (rows[0] === undefined) throw settled(row);
  return rows[0];
}
