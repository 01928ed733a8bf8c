import type { Pool } from 'pg';

/** As whom a change acts on what is in force: so each version, decision and release says which change it came by. */
export const carrierOf = (number: string) => `change/${number}`;

/** The versions of flows whose day is to come, in their order. */
export async function readScheduled(
  pool: Pool,
  flows: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { rows } = await pool.query<{ flow: string; versions: number[] }>(
    `select flow, array_agg(version order by released_at, version) as versions from throughline.flow_version
      where flow = any($1) and scheduled and released_at > to_timestamp($2::float8 / 1000) group by flow`,
    [flows, now],
  );
  return new Map(rows.map(({ flow, versions }) => [flow, versions]));
}

/** A version that a change brought into force. */
export interface BroughtVersion {
  readonly flow: string;
  readonly version: number;
  readonly isReleased: boolean;
}

/** The versions that a change deployed, or released where they were there already; by flow. */
export async function readBrought(pool: Pool, number: string): Promise<readonly BroughtVersion[]> {
  const { rows } = await pool.query<BroughtVersion>(
    `select v.flow, v.version, v.released_at is not null as "isReleased" from throughline.flow_version v
      where v.deployed_by = $1 or exists (select from throughline.release_decision d
        where d.flow = v.flow and d.version = v.version and d.decided_by = $1 and d.released_at is not null)
      order by v.flow, v.version`,
    [carrierOf(number)],
  );
  return rows;
}
