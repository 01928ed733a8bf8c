import type { MigrationDefinition, Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';

/** How the cases of one version go on under another, and how they come back. */
export interface MappingRow {
  readonly flow: string;
  readonly from: number;
  readonly to: number;
  readonly revision: number;
  readonly definition: MigrationDefinition;
}

export interface ApprovedMapping extends MappingRow {
  readonly by: string;
  readonly at: Millis;
  readonly reason: string;
}

const columns = 'flow, from_version as "from", to_version as "to", revision, definition';

/** The mappings from or to a version; between the same two, the newest comes last. */
export async function readMappings(client: Queryable, flow: string, version: number): Promise<readonly MappingRow[]> {
  const { rows } = await client.query<MappingRow>({
    text: `select ${columns} from throughline.version_mapping
      where flow = $1 and (from_version = $2 or to_version = $2) order by from_version, to_version, revision`,
    values: [flow, version],
  });
  return rows;
}

export async function insertMapping(client: Queryable, row: ApprovedMapping): Promise<void> {
  await client.query({
    text: `insert into throughline.version_mapping (flow, from_version, to_version, revision, definition, approved_by, approved_at, reason)
      values ($1, $2, $3, $4, $5::json, $6, to_timestamp($7::float8 / 1000), $8)`,
    values: [row.flow, row.from, row.to, row.revision, JSON.stringify(row.definition), row.by, row.at, row.reason],
  });
}

/** The newest mapping from one version to another, with who approved it and why. */
export async function readMapping(
  client: Queryable,
  { flow, from, to }: Pick<MappingRow, 'flow' | 'from' | 'to'>,
): Promise<ApprovedMapping | undefined> {
  const { rows } = await client.query<ApprovedMapping>({
    text: `select ${columns}, approved_by as by, round(extract(epoch from approved_at) * 1000)::float8 as at, reason
      from throughline.version_mapping where flow = $1 and from_version = $2 and to_version = $3 order by revision desc limit 1`,
    values: [flow, from, to],
  });
  return rows[0];
}
