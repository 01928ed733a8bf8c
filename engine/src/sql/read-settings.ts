import type { JsonObject, Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';
import type { ReleaseRow } from '../versions/releases.ts';

/** What is in force beside the versions of flows themselves, as it lies in the database. */
export interface SettingsRows {
  readonly revision: number;
  /** All released versions, those of the future too. */
  readonly releases: readonly ReleaseRow[];
  readonly pilots: readonly PilotRow[];
  readonly parameters: readonly ParameterRow[];
  readonly calendars: readonly CalendarRow[];
}

/** A pilot that is running. */
export interface PilotRow {
  readonly name: string;
  readonly flows: Readonly<Record<string, number>>;
  readonly segment: string | null;
  readonly share: number;
  readonly salt: string;
}

export interface ParameterRow {
  readonly flow: string;
  readonly revision: number;
  readonly from: Millis;
  readonly values: JsonObject;
  readonly by: string;
  readonly reason: string;
}

export interface CalendarRow {
  readonly flow: string;
  readonly revision: number;
  readonly from: Millis;
  readonly name: string;
  readonly definition: JsonObject;
}

const epoch = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`;

/** In one statement, so that all of it is of one instant. */
export async function readSettings(client: Queryable): Promise<SettingsRows> {
  const { rows } = await client.query<SettingsRows>({
    name: 'throughline-read-settings',
    text: `select settings::float8 as revision,
      (select coalesce(json_agg(json_build_object('flow', flow, 'version', version, 'from', ${epoch('released_at')}, 'isScheduled', scheduled)
        order by flow, version), '[]') from throughline.flow_version where released_at is not null) as releases,
      (select coalesce(json_agg(json_build_object('name', name, 'flows', flows, 'segment', segment, 'share', share, 'salt', salt)
        order by begun_at, name), '[]') from throughline.pilot where ended_at is null) as pilots,
      (select coalesce(json_agg(json_build_object('flow', flow, 'revision', revision, 'from', ${epoch('effective_from')}, 'values', "values",
        'by', decided_by, 'reason', reason) order by flow, revision), '[]') from throughline.parameter) as parameters,
      (select coalesce(json_agg(json_build_object('flow', flow, 'revision', revision, 'from', ${epoch('effective_from')}, 'name', name,
        'definition', definition) order by flow, revision), '[]') from throughline.calendar) as calendars
      from throughline.clock`,
  });
  const [settings] = rows;
  if (settings === undefined) throw new Error('The database has no clock yet');
  return settings;
}

/** Tells all transactions from now on that the settings have changed. */
export async function countSettings(client: Queryable): Promise<void> {
  await client.query({ text: 'update throughline.clock set settings = settings + 1' });
}
