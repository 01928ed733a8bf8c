import type { FlowDefinition } from '@throughline/language';
import type { Pool } from 'pg';

/** Of each flow, the version that newborn cases run, where no pilot takes them. */
export async function readLatestFlows(pool: Pool): Promise<readonly FlowDefinition[]> {
  const { rows } = await pool.query<{ definition: FlowDefinition }>(
    `select distinct on (flow) definition from throughline.flow_version
      where released_at is not null
        and (not scheduled or released_at <= (select coalesce(now, now()) from throughline.clock))
      order by flow, released_at desc, version desc`,
  );
  return rows.map(({ definition }) => definition);
}
