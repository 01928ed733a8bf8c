import type { FlowDefinition } from '@throughline/language';
import type { Pool } from 'pg';

/** The newest version of each flow. */
export async function readLatestFlows(pool: Pool): Promise<readonly FlowDefinition[]> {
  const { rows } = await pool.query<{ definition: FlowDefinition }>(
    'select distinct on (flow) definition from throughline.flow_version order by flow, version desc',
  );
  return rows.map(({ definition }) => definition);
}
