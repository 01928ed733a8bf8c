import type { Pool } from 'pg';
import { ThroughlineError } from '../errors.ts';

/** So many cases a person watches at most. */
export const watchesMax = 500;

/** By case, who watches it. */
export async function readWatchers(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; people: string[] }>({
    name: 'throughline-notification-watchers',
    text: `select case_id as id, array_agg(person order by person) as people
      from throughline_server.notification_watch where case_id = any($1::uuid[]) group by 1`,
    values: [[...new Set(ids)]],
  });
  return new Map(rows.map(({ id, people }) => [id, people]));
}

export async function isWatching(pool: Pool, person: string, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select 1 from throughline_server.notification_watch where case_id = $1 and person = $2',
    [id, person],
  );
  return rowCount === 1;
}

/** Does nothing where it is watched already. @throws ThroughlineError watch-limit */
export async function watchCase(pool: Pool, person: string, id: string): Promise<void> {
  const { rows } = await pool.query<{ there: boolean; others: number }>(
    `with inserted as (
       insert into throughline_server.notification_watch (case_id, person)
       select $1::uuid, $2::text where (select count(*) from throughline_server.notification_watch where person = $2) < $3
       on conflict (case_id, person) do nothing returning 1)
     select exists (select from inserted) or exists (
       select from throughline_server.notification_watch where case_id = $1 and person = $2) as there`,
    [id, person, watchesMax],
  );
  if (rows[0]?.there === true) return;
  throw new ThroughlineError('watch-limit', `You watch ${watchesMax} cases already`, { expected: `at most ${watchesMax}` });
}

export async function unwatchCase(pool: Pool, person: string, id: string): Promise<void> {
  await pool.query('delete from throughline_server.notification_watch where case_id = $1 and person = $2', [id, person]);
}
