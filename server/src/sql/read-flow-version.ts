import type { FlowDefinition } from '@throughline/language';
import type { Pool } from 'pg';

export interface FlowVersion {
  readonly version: number;
  readonly definition: FlowDefinition;
  readonly by: string;
}

/** The version of a flow that newborn cases run, where no pilot takes them. */
export async function readFlowVersion(pool: Pool, flow: string): Promise<FlowVersion | undefined> {
  const { rows } = await pool.query<FlowVersion>(
    `select version, definition, deployed_by as by from throughline.flow_version
      where flow = $1 and released_at is not null
        and (not scheduled or released_at <= (select coalesce(now, now()) from throughline.clock))
      order by released_at desc, version desc limit 1`,
    [flow],
  );
  return rows[0];
}
