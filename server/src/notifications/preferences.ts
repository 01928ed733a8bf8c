import type { NotificationPreferences } from '@throughline/api';
import type { Pool, PoolClient } from 'pg';
import { ThroughlineError } from '../errors.ts';
import { defaultWays, type Ways } from './kinds.ts';

/** What somebody chose, or what holds until they do. */
export interface Preferences {
  readonly kinds: Ways;
  readonly digestHour: number;
  readonly zone: string;
  readonly quiet: { readonly from: number; readonly until: number } | null;
  /** 0: nothing has been chosen. */
  readonly revision: number;
}

export type ChosenPreferences = Pick<NotificationPreferences, 'kinds' | 'digestHour' | 'zone' | 'quiet'>;

const defaults: Preferences = {
  kinds: defaultWays,
  digestHour: 8,
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  quiet: null,
  revision: 0,
};

interface Row {
  readonly person: string;
  readonly kinds: Partial<Ways>;
  readonly digestHour: number;
  readonly zone: string;
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
  readonly revision: number;
}

const columns = `person, kinds, digest_hour as "digestHour", zone, quiet_from as "quietFrom", quiet_until as "quietUntil", revision`;

function preferencesOf({ kinds, digestHour, zone, quietFrom, quietUntil, revision }: Row): Preferences {
  const quiet = quietFrom === null || quietUntil === null ? null : { from: quietFrom, until: quietUntil };
  return { kinds: { ...defaultWays, ...kinds }, digestHour, zone, quiet, revision };
}

/** Of each person who was asked for. */
export async function readPreferences(
  client: Pool | PoolClient,
  people: readonly string[],
): Promise<(person: string) => Preferences> {
  const { rows } = await client.query<Row>(
    `select ${columns} from throughline_server.notification_preference where person = any($1::text[])`,
    [[...people]],
  );
  const found = new Map(rows.map((row) => [row.person, preferencesOf(row)]));
  return (person) => found.get(person) ?? defaults;
}

/** @throws ThroughlineError precondition-failed, preference-invalid */
export async function writePreferences(
  pool: Pool,
  { person, revision }: { readonly person: string; readonly revision: number },
  { kinds, digestHour, zone, quiet }: ChosenPreferences,
): Promise<Preferences> {
  requireZone(zone);
  const { rows } = await pool.query<Row>(
    `insert into throughline_server.notification_preference as p (person, kinds, digest_hour, zone, quiet_from, quiet_until)
      select $1, $2::jsonb, $3, $4, $5, $6 where $7 = 0 or exists (select from throughline_server.notification_preference where person = $1)
      on conflict (person) do update set kinds = excluded.kinds, digest_hour = excluded.digest_hour, zone = excluded.zone,
        quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, revision = p.revision + 1 where p.revision = $7
      returning ${columns}`,
    [person, JSON.stringify(kinds), digestHour, zone, quiet?.from ?? null, quiet?.until ?? null, revision],
  );
  const [row] = rows;
  if (row !== undefined) return preferencesOf(row);
  const now = (await readPreferences(pool, [person]))(person);
  throw new ThroughlineError('precondition-failed', `Your preferences are at revision ${now.revision}, not ${revision}`, {
    place: 'If-Match',
    expected: `"${now.revision}"`,
  });
}

function requireZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (cause) {
    const expected = 'an IANA time zone, such as Europe/Berlin';
    throw new ThroughlineError('preference-invalid', 'There is no such time zone', { place: 'zone', expected, cause });
  }
}
