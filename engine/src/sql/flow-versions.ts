import type { FlowDefinition } from '@throughline/language';
import type { Queryable } from '../database.ts';

export interface FlowVersionRow {
  readonly flow: string;
  readonly version: number;
  readonly hash: string;
}

export async function readFlowVersion(client: Queryable, flow: string, version: number): Promise<FlowDefinition | undefined> {
  const { rows } = await client.query<{ definition: FlowDefinition }>({
    text: 'select definition from throughline.flow_version where flow = $1 and version = $2',
    values: [flow, version],
  });
  return rows[0]?.definition;
}

/** The newest version of each flow. */
export async function readNewestVersions(client: Queryable): Promise<readonly FlowVersionRow[]> {
  const { rows } = await client.query<FlowVersionRow>({
    text: 'select distinct on (flow) flow, version, hash from throughline.flow_version order by flow, version desc',
  });
  return rows;
}

/** Deployments of one database wait for each other until the transaction ends. */
export async function lockDeployment(client: Queryable): Promise<void> {
  await client.query({ text: 'select pg_advisory_xact_lock(7302116)' });
}

/** The text keeps the order in which fields, states and columns were declared: it is the one that people see. The hash does not. */
export async function insertFlowVersion(
  client: Queryable,
  row: FlowVersionRow & { readonly definition: FlowDefinition; readonly by: string },
): Promise<void> {
  await client.query({
    text: `insert into throughline.flow_version (flow, version, hash, definition, deployed_at, deployed_by, released_at)
      values ($1, $2, $3, $4::json, now(), $5, now())`,
    values: [row.flow, row.version, row.hash, JSON.stringify(row.definition), row.by],
  });
}
