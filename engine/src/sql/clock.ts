import type { Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';

/** Gives the database its clock where it has none; returns the kind of clock that it has. */
export async function insertClock(
  client: Queryable,
  clock: { readonly mode: 'real' | 'virtual'; readonly now?: Millis },
): Promise<'real' | 'virtual'> {
  await client.query({
    text: `insert into throughline.clock (mode, now) values ($1, to_timestamp($2::float8 / 1000)) on conflict do nothing`,
    values: [clock.mode, clock.now ?? null],
  });
  const { rows } = await client.query<{ mode: 'real' | 'virtual' }>({ text: 'select mode from throughline.clock' });
  const [row] = rows;
  if (row === undefined) throw new Error('The clock was not written');
  return row.mode;
}

/** Moves a virtual clock forward. Returns whether it moved: a real one, or one that is past `now`, does not. */
export async function advanceClock(client: Queryable, now: Millis): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `update throughline.clock set now = to_timestamp($1::float8 / 1000)
      where mode = 'virtual' and now <= to_timestamp($1::float8 / 1000)`,
    values: [now],
  });
  return rowCount === 1;
}
