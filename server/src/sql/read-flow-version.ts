import type { FlowDefinition } from '@throughline/language';
import type { Pool } from 'pg';

export interface FlowVersion {
  readonly version: number;
  readonly definition: FlowDefinition;
  readonly by: string;
}

/** The newest version of a flow. */
export async function readFlowVersion(pool: Pool, flow: string): Promise<FlowVersion | undefined> {
  const { rows } = await pool.query<FlowVersion>(
    'select version, definition, deployed_by as by from throughline.flow_version where flow = $1 order by version desc limit 1',
    [flow],
  );
  return rows[0];
}
