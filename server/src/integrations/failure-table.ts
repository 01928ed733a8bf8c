import type { IntegrationFailureRow } from '@throughline/api';
import type { Millis } from '@throughline/language';
import type { Pool, PoolClient } from 'pg';
import type { Failure } from './group-failures.ts';

/** Hours and days of other volumes than a connection declares: no run makes them good, but one of them that is as declared. */
export const declaredLow = 'declared-volume-low';
export const declaredHigh = 'declared-volume-high';

/** A failure as it is stored. */
export interface StoredFailure extends Failure {
  readonly id: string;
  readonly group: string | undefined;
  readonly run: string | undefined;
  /** `not-done`: looked up, and still to be done. */
  readonly settledAs: IntegrationFailureRow['settledAs'];
  readonly settledAt: Millis | undefined;
  readonly proof: string | undefined;
}

/** One to be written. */
export type NewFailure = Omit<Failure, 'integration'> & { readonly run: string | undefined; readonly isHistory: boolean };

/** Writes failures; one of a run is told once, and one that is open and fails again is the same. Returns how many are new. */
export async function writeFailures(
  client: Pool | PoolClient,
  integration: string,
  failures: readonly NewFailure[],
): Promise<number> {
  if (failures.length === 0) return 0;
  const { rowCount } = await client.query(
    `insert into throughline_server.integration_failure (integration, run, record, at, outcome, error_class, currency, units, is_history)
      select $1, run, record, to_timestamp(at / 1000), outcome, class, currency, units, history
      from unnest($2::text[], $3::text[], $4::float8[], $5::text[], $6::text[], $7::text[], $8::int8[], $9::bool[])
        t (run, record, at, outcome, class, currency, units, history) on conflict do nothing`,
    [
      ...[
        integration,
        failures.map(({ run }) => run ?? null),
        failures.map(({ record }) => record),
        failures.map(({ at }) => at),
      ],
      ...[failures.map(({ outcome }) => outcome), failures.map(({ errorClass }) => errorClass)],
      ...[failures.map(({ amount }) => amount?.currency ?? null), failures.map(({ amount }) => amount?.units ?? null)],
      failures.map(({ isHistory }) => isHistory),
    ],
  );
  return rowCount ?? 0;
}

export interface Settlement {
  readonly record: string;
  readonly as: 'done' | 'not-done' | 'reversed';
  readonly at: Millis;
  readonly proof: string;
}

/**
 * How records turned out. What was looked up and is not there is still to be done. A failure of after the settlement stays open; a second one of a record that is
 * taken back settles `duplicate` alone.
 */
export async function settleRecords(
  client: Pool | PoolClient,
  integration: string,
  settled: readonly Settlement[],
): Promise<void> {
  if (settled.length === 0) return;
  await client.query(
    `update throughline_server.integration_failure f set settled_as = t.settled_as, proof = t.proof,
      settled_at = case when t.settled_as = 'not-done' then null else to_timestamp(t.at / 1000) end
      from unnest($2::text[], $3::text[], $4::float8[], $5::text[]) t (record, settled_as, at, proof)
      where f.integration = $1 and f.record = t.record and f.settled_at is null and f.at <= to_timestamp(t.at / 1000)
        and f.outcome in ('rejected', 'unknown', 'duplicate', 'failed') and (f.outcome = 'duplicate') = (t.settled_as = 'reversed')`,
    [
      integration,
      settled.map(({ record }) => record),
      settled.map((one) => one.as),
      settled.map(({ at }) => at),
      settled.map(({ proof }) => proof.slice(0, 500)),
    ],
  );
}

/** What a run as a whole, a missed run or a strange volume did, the next run that goes well makes good; one that a declaration rules out does not go by that. */
export async function settleByRuns(client: Pool | PoolClient, integrations: readonly string[]): Promise<void> {
  await client.query(
    `update throughline_server.integration_failure f set settled_as = 'done', settled_at = r.started_at, proof = 'run ' || r.run || ' went well'
      from throughline_server.integration_failure o cross join lateral
        (select run, started_at from throughline_server.integration_run r where r.integration = o.integration and r.status = 'success'
          and r.started_at > o.at and r.run is distinct from o.run order by r.started_at limit 1) r
      where o.integration = any($1) and o.settled_at is null and (o.outcome = 'missed' or (o.outcome = 'volume' and o.error_class <> all($2)) or (o.outcome = 'failed' and o.record = o.run))
        and f.id = o.id`,
    [integrations, [declaredLow, declaredHigh]],
  );
}

interface Row {
  readonly id: string;
  readonly integration: string;
  readonly run: string | null;
  readonly record: string;
  readonly at: Date;
  readonly outcome: Failure['outcome'];
  readonly error_class: string;
  readonly currency: string | null;
  readonly units: number | null;
  readonly group_key: string | null;
  readonly settled_as: IntegrationFailureRow['settledAs'];
  readonly settled_at: Date | null;
  readonly proof: string | null;
}

const columns =
  'id, integration, run, record, at, outcome, error_class, currency, units::float8 as units, group_key, settled_as, settled_at, proof';

function failureOf(row: Row): StoredFailure {
  const { id, integration, record, outcome } = row;
  return {
    ...{ id, integration, record, outcome, errorClass: row.error_class, at: row.at.getTime(), settledAs: row.settled_as },
    ...{ run: row.run ?? undefined, group: row.group_key ?? undefined, proof: row.proof ?? undefined },
    settledAt: row.settled_at?.getTime(),
    ...(row.currency === null || row.units === null ? {} : { amount: { currency: row.currency, units: row.units } }),
  };
}

/** Those of which nobody was told yet, the earliest first. */
export async function readUngrouped(
  client: Pool | PoolClient,
  integrations: readonly string[],
): Promise<readonly StoredFailure[]> {
  const { rows } = await client.query<Row>(
    `select ${columns} from throughline_server.integration_failure where integration = any($1) and group_key is null and not is_history and not excused
      order by at, id limit 20000`,
    [integrations],
  );
  return rows.map(failureOf);
}

export interface GroupBounds {
  readonly key: string;
  readonly integration: string;
  readonly firstAt: Millis;
  readonly lastAt: Millis;
}

/** The groups of some integrations from an instant on. */
export async function readBounds(
  client: Pool | PoolClient,
  integrations: readonly string[],
  since: Millis,
): Promise<readonly GroupBounds[]> {
  const { rows } = await client.query<{ key: string; integration: string; first: number; last: number }>(
    `select group_key as key, integration, extract(epoch from min(at))::float8 * 1000 as first, extract(epoch from max(at))::float8 * 1000 as last
      from throughline_server.integration_failure where integration = any($1) and group_key is not null group by integration, group_key
      having max(at) >= to_timestamp($2::float8 / 1000)`,
    [integrations, since],
  );
  return rows.map(({ first, last, ...of }) => ({ ...of, firstAt: Math.round(first), lastAt: Math.round(last) }));
}

export async function storeGroups(
  client: Pool | PoolClient,
  assigned: readonly { readonly id: string; readonly key: string }[],
): Promise<void> {
  await client.query(
    `update throughline_server.integration_failure f set group_key = t.key from unnest($1::uuid[], $2::text[]) t (id, key) where f.id = t.id`,
    [assigned.map(({ id }) => id), assigned.map(({ key }) => key)],
  );
}

/** All of some groups; a missed run that came after all is none. */
export async function readGroups(client: Pool | PoolClient, keys: readonly string[]): Promise<readonly StoredFailure[]> {
  const { rows } = await client.query<Row>(
    `select ${columns} from throughline_server.integration_failure where group_key = any($1) order by at, record, outcome`,
    [keys],
  );
  return rows.map(failureOf);
}

/** Newest first. `before`: the id of the last one of the page before. */
export async function readFailures(
  client: Pool | PoolClient,
  integration: string,
  {
    limit,
    before,
    open,
    group,
  }: {
    readonly limit: number;
    readonly before: string | undefined;
    readonly open: boolean | undefined;
    readonly group: string | undefined;
  },
): Promise<readonly StoredFailure[]> {
  const { rows } = await client.query<Row>(
    `select ${columns} from throughline_server.integration_failure f where integration = $1 and not excused
      and ($3::uuid is null or (at, id) < (select at, id from throughline_server.integration_failure where id = $3))
      and ($4::bool is null or (settled_at is null) = $4) and ($5::text is null or group_key = $5)
      order by at desc, id desc limit $2`,
    [integration, limit, before ?? null, open ?? null, group ?? null],
  );
  return rows.map(failureOf);
}
