import type { Pool } from 'pg';

/**
 * Takes a name or an address out of what signing in keeps: who had it signs in no more. Gives how many rows knew it.
 */
export async function forgetPerson(pool: Pool, value: string): Promise<number> {
  const { rows: there } = await pool.query<{ found: boolean }>(
    `select to_regclass('throughline_auth.session') is not null as found`,
  );
  if (there[0]?.found !== true) return 0;
  const { rowCount } = await pool.query(
    `with known as (select id from throughline_auth."user" where position(lower($1) in lower(name || ' ' || email)) > 0),
       sessions as (delete from throughline_auth.session where "userId" in (select id from known)),
       ways as (delete from throughline_auth.account where "userId" in (select id from known)),
       factors as (delete from throughline_auth.two_factor where "userId" in (select id from known)),
       links as (delete from throughline_auth.link where person in (select id from known)),
       refused as (delete from throughline_auth.refused_attempt where person in (select id from known))
     update throughline_auth."user" u set name = u.id, email = u.id || '@erased.invalid', "updatedAt" = clock_timestamp()
       from known where u.id = known.id`,
    [value.trim()],
  );
  return rowCount ?? 0;
}
