import type { FlowDefinition } from '@throughline/language';
import type { Pool } from 'pg';

export interface StoredVersion {
  readonly flow: string;
  readonly version: number;
  readonly definition: FlowDefinition;
}

/** Those of some versions of flows that are deployed. */
export async function readFlowVersions(
  pool: Pool,
  asked: readonly (readonly [flow: string, version: number])[],
): Promise<readonly StoredVersion[]> {
  const { rows } = await pool.query<StoredVersion>(
    `select v.flow, v.version, v.definition from unnest($1::text[], $2::int4[]) u(flow, version)
      join throughline.flow_version v on v.flow = u.flow and v.version = u.version`,
    [asked.map(([flow]) => flow), asked.map(([, version]) => version)],
  );
  return rows;
}
