import type { Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

/** A pilot as it is on record. */
export interface PilotRecord {
  readonly name: string;
  /** The version that it tries, by flow. */
  readonly flows: Readonly<Record<string, number>>;
  /** An expression over `data`, `entity` and `key` at birth; `null`: everybody. */
  readonly segment: string | null;
  /** Of the segment, the part that it takes, above 0 and at most 1. */
  readonly share: number;
  readonly salt: string;
  /** Business time. */
  readonly begunAt: Millis;
  readonly begunBy: string;
  readonly reason: string;
  readonly endedAt: Millis | null;
  readonly endedBy: string | null;
  readonly outcome: 'promoted' | 'rolled-back' | null;
}

const columns = `name, flows, segment, share, salt, ${millis('begun_at')} as "begunAt", begun_by as "begunBy", reason,
  ${millis('ended_at')} as "endedAt", ended_by as "endedBy", outcome`;

/** All pilots, the latest first; at most 1,000. */
export async function readPilots(client: Queryable): Promise<readonly PilotRecord[]> {
  const { rows } = await client.query<PilotRecord>({
    text: `select ${columns} from throughline.pilot order by begun_at desc, name limit 1000`,
  });
  return rows;
}

export async function readPilot(client: Queryable, name: string): Promise<PilotRecord | undefined> {
  const { rows } = await client.query<PilotRecord>({
    text: `select ${columns} from throughline.pilot where name = $1`,
    values: [name],
  });
  return rows[0];
}

/** Returns whether it was written: a name is given once. */
export async function insertPilot(
  client: Queryable,
  pilot: Omit<PilotRecord, 'endedAt' | 'endedBy' | 'outcome'>,
): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `insert into throughline.pilot (name, flows, segment, share, salt, begun_at, begun_by, reason)
      values ($1, $2::json, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, $8) on conflict do nothing`,
    values: [
      pilot.name,
      JSON.stringify(pilot.flows),
      pilot.segment,
      pilot.share,
      pilot.salt,
      pilot.begunAt,
      pilot.begunBy,
      pilot.reason,
    ],
  });
  return rowCount === 1;
}

/** Returns whether it was still running. */
export async function endPilot(
  client: Queryable,
  { name, by, at, outcome }: { readonly name: string; readonly by: string; readonly at: Millis; readonly outcome: string },
): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `update throughline.pilot set ended_at = to_timestamp($2::float8 / 1000), ended_by = $3, outcome = $4
      where name = $1 and ended_at is null`,
    values: [name, at, by, outcome],
  });
  return rowCount === 1;
}

export interface ArmCount {
  readonly flow: string;
  /** The version that the cases were born with, whichever they run now. */
  readonly version: number;
  /** Where they stand now. */
  readonly state: string;
  readonly cases: number;
}

/** Cases of some flows whose birth was recorded since an instant, by version and state. Looks at every case of the flows. */
export async function countArms(
  client: Queryable,
  { flows, since }: { readonly flows: readonly string[]; readonly since: Millis },
): Promise<readonly ArmCount[]> {
  const { rows } = await client.query<ArmCount>({
    text: `select c.flow, e.version, c.state, count(*)::float8 as cases
      from throughline.case_ c join throughline.event e on e.bucket = c.bucket and e.case_id = c.id and e.seq = 1
      where c.flow = any($1::text[]) and e.recorded_at >= to_timestamp($2::float8 / 1000)
      group by c.flow, e.version, c.state order by c.flow, e.version, c.state`,
    values: [flows, since],
  });
  return rows;
}
