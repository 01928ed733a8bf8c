import type { FlowDefinition, Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';
import type { ReleaseRow } from '../versions/releases.ts';
import { millis } from './lock-cases.ts';

export interface FlowVersionRow {
  readonly flow: string;
  readonly version: number;
  readonly hash: string;
  /** Business time from which newborn cases run it; `null`: it is not released. */
  readonly releasedAt: Millis | null;
  readonly isScheduled: boolean;
}

export async function readFlowVersion(client: Queryable, flow: string, version: number): Promise<FlowDefinition | undefined> {
  const { rows } = await client.query<{ definition: FlowDefinition }>({
    text: 'select definition from throughline.flow_version where flow = $1 and version = $2',
    values: [flow, version],
  });
  return rows[0]?.definition;
}

/** All versions of some flows, in ascending order, without their definitions. */
export async function readVersions(client: Queryable, flows: readonly string[]): Promise<readonly FlowVersionRow[]> {
  const { rows } = await client.query<FlowVersionRow>({
    text: `select flow, version, hash, ${millis('released_at')} as "releasedAt", scheduled as "isScheduled" from throughline.flow_version
      where flow = any($1::text[]) order by flow, version`,
    values: [flows],
  });
  return rows;
}

/** Deployments, releases and pilots of one database wait for each other until the transaction ends. */
export async function lockDeployment(client: Queryable): Promise<void> {
  await client.query({ text: 'select pg_advisory_xact_lock(7302116)' });
}

/** The text keeps the order in which fields, states and columns were declared: it is the one that people see. The hash does not. */
export async function insertFlowVersion(
  client: Queryable,
  row: FlowVersionRow & { readonly definition: FlowDefinition; readonly by: string },
): Promise<void> {
  await client.query({
    text: `insert into throughline.flow_version (flow, version, hash, definition, deployed_at, deployed_by, released_at, scheduled)
      values ($1, $2, $3, $4::json, now(), $5, to_timestamp($6::float8 / 1000), $7)`,
    values: [row.flow, row.version, row.hash, JSON.stringify(row.definition), row.by, row.releasedAt, row.isScheduled],
  });
}

/** Releases a version from an instant on, or, by `null`, withdraws it. Returns whether there is such a version. */
export async function setReleasedAt(
  client: Queryable,
  { flow, version, releasedAt, isScheduled }: Omit<FlowVersionRow, 'hash'>,
): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `update throughline.flow_version set released_at = to_timestamp($3::float8 / 1000), scheduled = $4
      where flow = $1 and version = $2`,
    values: [flow, version, releasedAt, isScheduled],
  });
  return rowCount === 1;
}

/** Those that are released, as what is in force is worked out from them. */
export function releasesOf(versions: readonly FlowVersionRow[]): readonly ReleaseRow[] {
  return versions.flatMap(({ flow, version, releasedAt, isScheduled }) =>
    releasedAt === null ? [] : [{ flow, version, from: releasedAt, isScheduled }],
  );
}

/** A decision about a release, for whoever asks later. */
export interface ReleaseDecision {
  readonly flow: string;
  readonly version: number;
  /** `null`: it was withdrawn. */
  readonly from: Millis | null;
  readonly by: string;
  readonly at: Millis;
  readonly reason: string;
}

export async function insertReleaseDecision(client: Queryable, row: ReleaseDecision): Promise<void> {
  await client.query({
    text: `insert into throughline.release_decision (flow, version, effective_from, decided_by, decided_at, reason)
      values ($1, $2, to_timestamp($3::float8 / 1000), $4, to_timestamp($5::float8 / 1000), $6)`,
    values: [row.flow, row.version, row.from, row.by, row.at, row.reason],
  });
}

/** The decisions about a flow, the latest first; at most 1,000. */
export async function readReleaseDecisions(client: Queryable, flow: string): Promise<readonly ReleaseDecision[]> {
  const { rows } = await client.query<ReleaseDecision>({
    text: `select flow, version, ${millis('effective_from')} as "from", decided_by as by, ${millis('decided_at')} as at, reason
      from throughline.release_decision where flow = $1 order by id desc limit 1000`,
    values: [flow],
  });
  return rows;
}
