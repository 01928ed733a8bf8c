import type { Pool, QueryResultRow } from 'pg';

/**
 * The planner's statistics know how often a flow, a field and a value occur, each by itself; in the table of list fields they occur
 * together, so its estimates are wrong by orders of magnitude. Statements that are found by an index and then look each case up are
 * told to do just that.
 */
const begin = `begin read only; set local statement_timeout = '30s'; set local jit = off; set local enable_seqscan = off;
  set local enable_hashjoin = off; set local enable_mergejoin = off`;

/** Follow an index that has the order, until the page is full, rather than read all and sort. */
const inIndexOrder = '; set local enable_sort = off; set local enable_bitmapscan = off';

/** Runs one reading statement by indexes and look-ups alone. */
export async function indexRead<T extends QueryResultRow>(
  pool: Pool,
  text: string,
  values: readonly unknown[],
  { inOrder = false } = {},
): Promise<readonly T[]> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query(inOrder ? begin + inIndexOrder : begin);
    const { rows } = await client.query<T>(text, [...values]);
    await client.query('commit');
    broken = false;
    return rows;
  } finally {
    // A broken transaction goes with its connection.
    client.release(broken);
  }
}
