import type { Millis } from '@throughline/language';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { Circuit } from '../effects/circuit.ts';
import { millis } from './lock-cases.ts';
import { machineTime } from './machine-time.ts';

export interface DestinationRow extends Circuit {
  readonly name: string;
}

const circuitColumns = `d.name, d.failures, d.openings, ${millis('d.open_until')} as "openUntil", d.last_error as "lastError"`;

/** Locks destinations in order; with the machine's time. */
export async function lockDestinations(
  client: Queryable,
  names: readonly string[],
  machineNow: Millis | null,
): Promise<readonly (DestinationRow & { readonly now: Millis })[]> {
  const { rows } = await client.query<DestinationRow & { readonly now: Millis }>({
    text: `select ${circuitColumns}, ${millis(machineTime(2))} as now from throughline.destination d where d.name = any($1::text[])
      order by d.name for update`,
    values: [textColumn(names), machineNow],
  });
  return rows;
}

/** Writes how destinations fare whose locks are held. */
export async function writeDestinations(client: Queryable, destinations: readonly DestinationRow[]): Promise<void> {
  if (destinations.length === 0) return;
  await client.query({
    text: `update throughline.destination d set failures = u.failures, openings = u.openings, last_error = u.last_error,
        open_until = to_timestamp(u.open_until / 1000)
      from unnest($1::text[], $2::int4[], $3::int4[], $4::float8[], $5::text[]) u(name, failures, openings, open_until, last_error)
      where d.name = u.name`,
    values: [
      textColumn(destinations.map(({ name }) => name)),
      plainColumn(destinations.map(({ failures }) => failures)),
      plainColumn(destinations.map(({ openings }) => openings)),
      plainColumn(destinations.map(({ openUntil }) => openUntil)),
      textColumn(destinations.map(({ lastError }) => lastError?.replaceAll('\0', '').toWellFormed().slice(0, 2000) ?? null)),
    ],
  });
}

/** Closes the circuits of destinations that work. Those that worked before are neither locked nor written. */
export async function closeCircuits(client: Queryable, names: readonly string[]): Promise<void> {
  await client.query({
    name: 'throughline-close-circuits',
    text: `update throughline.destination set failures = 0, openings = 0, open_until = null where name in (
      select name from throughline.destination where name = any($1::text[]) and failures > 0 order by name for update)`,
    values: [textColumn(names)],
  });
}

export interface DestinationCount extends DestinationRow {
  /** Under way now. */
  readonly inFlight: number;
  readonly now: Millis;
}

/** All destinations to which something went, with how they fare. */
export async function readDestinations(client: Queryable, machineNow: Millis | null): Promise<readonly DestinationCount[]> {
  const { rows } = await client.query<DestinationCount>({
    text: `select ${circuitColumns}, ${millis(machineTime(1))} as now, (
        select count(*)::int4 from throughline.effect e
        where e.destination = d.name and e.lease_by is not null and e.lease_until > ${machineTime(1)}) as "inFlight"
      from throughline.destination d order by d.name limit 1000`,
    values: [machineNow],
  });
  return rows;
}
