import type { IntegrationRun } from '@throughline/api';
import type { Millis } from '@throughline/language';
import type { Pool, PoolClient } from 'pg';

/** A run as it is stored. */
export interface StoredRun {
  readonly run: string;
  readonly scheduledAt: Millis | undefined;
  readonly startedAt: Millis;
  readonly endedAt: Millis | undefined;
  readonly status: IntegrationRun['status'];
  readonly records: number;
  readonly recordsFailed: number;
  readonly errorClass: string | undefined;
  readonly message: string | undefined;
  /** Of what was told: the same again changes nothing. */
  readonly digest: string;
}

/**
 * Writes runs of one integration, each id once; what is known in the same words stays as it is. Returns by id whether a run is new: those that are known are
 * missing.
 */
export async function writeRuns(
  client: Pool | PoolClient,
  integration: string,
  runs: readonly StoredRun[],
  toldBy: string,
): Promise<ReadonlyMap<string, 'new' | 'changed'>> {
  const { rows } = await client.query<{ run: string; is_new: boolean }>(
    `insert into throughline_server.integration_run as r
      (integration, run, scheduled_at, started_at, ended_at, status, records, records_failed, error_class, message, digest, told_by)
      select $1, run, to_timestamp(scheduled / 1000), to_timestamp(started / 1000), to_timestamp(ended / 1000), status, records, failed, class, message, digest, $2
      from unnest($3::text[], $4::float8[], $5::float8[], $6::float8[], $7::text[], $8::int8[], $9::int8[], $10::text[], $11::text[], $12::text[])
        t (run, scheduled, started, ended, status, records, failed, class, message, digest)
      on conflict (integration, run) do update set scheduled_at = excluded.scheduled_at, started_at = excluded.started_at, ended_at = excluded.ended_at,
        status = excluded.status, records = excluded.records, records_failed = excluded.records_failed, error_class = excluded.error_class,
        message = excluded.message, digest = excluded.digest, told_by = excluded.told_by, told_at = clock_timestamp()
      where r.digest <> excluded.digest returning run, xmax = 0 as is_new`,
    [
      ...[integration, toldBy, runs.map(({ run }) => run), runs.map((one) => one.scheduledAt ?? null)],
      ...[runs.map((one) => one.startedAt), runs.map((one) => one.endedAt ?? null), runs.map(({ status }) => status)],
      ...[runs.map(({ records }) => records), runs.map((one) => one.recordsFailed), runs.map((one) => one.errorClass ?? null)],
      ...[runs.map(({ message }) => message ?? null), runs.map(({ digest }) => digest)],
    ],
  );
  return new Map(rows.map(({ run, is_new }) => [run, is_new ? 'new' : 'changed']));
}

/** Runs of the last days are not forgotten, and those of days that the log was not told of are kept for longer. */
export const recentDays = 2;
export const untoldDays = 800;

/** Of each integration runs are kept for so many days, and so many of them; what the log was told of their days stays. */
const kept = { days: 400, runs: 100_000 };

/** Forgets runs of long ago, and those that are too many; the last one of each integration stays. */
export async function forgetRuns(client: Pool | PoolClient, { days, runs } = kept): Promise<void> {
  await client.query(
    `with kept as (
        select n.integration, (select max(started_at) from throughline_server.integration_run where integration = n.integration) as latest,
          greatest(clock_timestamp() - make_interval(days => $1), (select started_at from throughline_server.integration_run
            where integration = n.integration order by started_at desc, id desc offset $2 limit 1)) as until
        from (select distinct integration from throughline_server.integration_run) n)
      delete from throughline_server.integration_run r using kept k
      where r.integration = k.integration and r.started_at <= k.until and r.started_at < k.latest
        and r.started_at < clock_timestamp() - make_interval(days => $3)
        and (r.started_at < clock_timestamp() - make_interval(days => $4) or exists (select from throughline_server.integration_day d
          where d.integration = r.integration and d.day = (r.started_at at time zone 'UTC')::date))`,
    [days, runs, recentDays, untoldDays],
  );
}

interface Row {
  readonly id: string;
  readonly integration: string;
  readonly run: string;
  readonly scheduled_at: Date | null;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly status: IntegrationRun['status'];
  readonly records: number;
  readonly records_failed: number;
  readonly error_class: string | null;
  readonly message: string | null;
  readonly failures: number;
  readonly told_by: string;
}

const columns = `r.id, r.integration, r.run, r.scheduled_at, r.started_at, r.ended_at, r.status, r.records::float8 as records,
  r.records_failed::float8 as records_failed, r.error_class, r.message, r.told_by,
  (select count(*)::int4 from throughline_server.integration_failure f where f.integration = r.integration and f.run = r.run) as failures`;

const runOf = (row: Row): IntegrationRun => ({
  ...{ id: row.id, integration: row.integration, run: row.run, status: row.status, records: row.records },
  ...{ recordsFailed: row.records_failed, errorClass: row.error_class, message: row.message, failures: row.failures },
  ...{ scheduledAt: row.scheduled_at?.toISOString() ?? null, startedAt: row.started_at.toISOString() },
  endedAt: row.ended_at?.toISOString() ?? null,
  durationMs: row.ended_at === null ? null : Math.max(0, row.ended_at.getTime() - row.started_at.getTime()),
  toldBy: row.told_by,
});

/** Newest first. `before`: the id of the last one of the page before. */
export async function readRuns(
  client: Pool | PoolClient,
  integration: string,
  {
    limit,
    before,
    status,
  }: { readonly limit: number; readonly before: string | undefined; readonly status: IntegrationRun['status'] | undefined },
): Promise<readonly IntegrationRun[]> {
  const { rows } = await client.query<Row>(
    `select ${columns} from throughline_server.integration_run r where r.integration = $1 and ($4::text is null or r.status = $4)
      and ($3::uuid is null or (r.started_at, r.id) < (select started_at, id from throughline_server.integration_run where id = $3))
      order by r.started_at desc, r.id desc limit $2`,
    [integration, limit, before ?? null, status ?? null],
  );
  return rows.map(runOf);
}

/** The last run of each of some integrations. */
export async function readLastRuns(
  client: Pool | PoolClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, IntegrationRun>> {
  const { rows } = await client.query<Row>(
    `select ${columns} from unnest($1::text[]) n (name) cross join lateral
      (select * from throughline_server.integration_run where integration = n.name order by started_at desc, id desc limit 1) r`,
    [names],
  );
  return new Map(rows.map((row) => [row.integration, runOf(row)]));
}

/** When runs began since an instant, and the last one before it; by integration, in their order. */
export async function readStarts(
  client: Pool | PoolClient,
  asked: readonly { readonly name: string; readonly since: Millis }[],
): Promise<ReadonlyMap<string, readonly Millis[]>> {
  const { rows } = await client.query<{ name: string; starts: readonly number[] }>(
    `select n.name, array(select round(extract(epoch from coalesce(r.scheduled_at, r.started_at)) * 1000)::float8 from throughline_server.integration_run r
        where r.integration = n.name and r.started_at >= coalesce((select max(started_at) from throughline_server.integration_run b
          where b.integration = n.name and b.started_at < to_timestamp(n.since / 1000)), '-infinity') order by 1) as starts
      from unnest($1::text[], $2::float8[]) n (name, since)`,
    [asked.map(({ name }) => name), asked.map(({ since }) => since)],
  );
  return new Map(rows.map(({ name, starts }) => [name, starts]));
}
