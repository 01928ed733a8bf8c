import type { FlowDefinition } from '@throughline/language';
import type { Pool } from 'pg';

export interface FlowVersion {
  readonly version: number;
  readonly definition: FlowDefinition;
  readonly by: string;
}

/** A version of a flow, or its newest. */
export async function readFlowVersion(pool: Pool, flow: string, version?: number): Promise<FlowVersion | undefined> {
  const { rows } = await pool.query<FlowVersion>(
    `select version, definition, deployed_by as by from throughline.flow_version
      where flow = $1 and ($2::int4 is null or version = $2) order by version desc limit 1`,
    [flow, version ?? null],
  );
  return rows[0];
}
