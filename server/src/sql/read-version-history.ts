import type { FlowDefinition } from '@throughline/language';
import type { Pool } from 'pg';

/** A version of a flow as it was deployed. Instants in milliseconds. */
export interface DeployedVersion {
  readonly version: number;
  readonly definition: FlowDefinition;
  readonly deployedAt: number;
  readonly by: string;
  readonly releasedAt: number | null;
  readonly isScheduled: boolean;
}

const millis = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`;

/** The versions of a flow, the newest first; at most 1,000. */
export async function readVersionHistory(pool: Pool, flow: string): Promise<readonly DeployedVersion[]> {
  const { rows } = await pool.query<DeployedVersion>(
    `select version, definition, ${millis('deployed_at')} as "deployedAt", deployed_by as by, ${millis('released_at')} as "releasedAt",
      scheduled as "isScheduled" from throughline.flow_version where flow = $1 order by version desc limit 1000`,
    [flow],
  );
  return rows;
}

/** How many cases run which version. */
export async function readCasesByVersion(
  pool: Pool,
  flow: string,
  entities: readonly string[] | null,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await pool.query<{ version: number; cases: number }>(
    `select c.version, count(*)::float8 as cases from throughline.case_ c
      where c.flow = $1 and ($2::text[] is null or exists (
        select from throughline.case_data d where d.bucket = c.bucket and d.id = c.id and d.entity = any($2)))
      group by 1`,
    [flow, entities],
  );
  return new Map(rows.map(({ version, cases }) => [version, cases]));
}

/** The last thing that was changed about a flow. */
export interface LastChange {
  readonly flow: string;
  readonly kind: 'version' | 'parameters';
  readonly number: number;
  readonly at: number;
  readonly by: string;
}

/** Of each flow, its last release or the last decision about its parameters; the kernel's own flows included. */
export async function readLastChanges(pool: Pool): Promise<readonly LastChange[]> {
  const { rows } = await pool.query<LastChange>(
    `select distinct on (flow) flow, kind, number, ${millis('at')} as at, by from (
      select flow, 'version' as kind, version as number, coalesce(released_at, deployed_at) as at, deployed_by as by from throughline.flow_version
      union all
      select flow, 'parameters', revision, decided_at, decided_by from throughline.parameter) changes
    order by flow, at desc, kind, number desc`,
  );
  return rows;
}
