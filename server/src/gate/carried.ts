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
  /** From when; null: it is not released. */
  readonly from: Date | null;
}

/** The versions that a change deployed, or released where they were there already; by flow. */
export async function readBrought(pool: Pool, number: string): Promise<readonly BroughtVersion[]> {
  const { rows } = await pool.query<BroughtVersion>(
    `select v.flow, v.version, v.released_at is not null as "isReleased", v.released_at as "from" from throughline.flow_version v
      where v.deployed_by = $1 or exists (select from throughline.release_decision d
        where d.flow = v.flow and d.version = v.version and d.decided_by = $1 and d.effective_from is not null)
      order by v.flow, v.version`,
    [carrierOf(number)],
  );
  return rows;
}

/** Of which kind the change is that did something, by whom it says it was done; `undefined`: no change did it. */
export async function kindOfCarrier(pool: Pool, by: string): Promise<string | undefined> {
  const number = /^change\/(.+)$/.exec(by)?.[1];
  if (number === undefined) return undefined;
  const { rows } = await pool.query<{ kind: string | null }>(
    `select d.data->>'kind' as kind from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow = 'change' and d.key = $1`,
    [number],
  );
  return rows[0]?.kind ?? undefined;
}
