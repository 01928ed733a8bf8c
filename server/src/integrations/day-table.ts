import type { Pool, PoolClient } from 'pg';

/** What the runs of an integration came to on one day (UTC). */
export interface DayFigures {
  readonly integration: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** Runs that ended and those that were missed. */
  readonly due: number;
  readonly succeeded: number;
  readonly missed: number;
  readonly records: number;
  readonly recordsFailed: number;
  /** The log has been told of it. */
  readonly isTold: boolean;
}

type Row = Omit<DayFigures, 'recordsFailed' | 'isTold'> & { readonly failed: number; readonly told: boolean };

/** The days of some integrations on which something ran or should have, from one on, up to another that is not in it; as told, or as they stand now. */
export async function readDays(
  client: Pool | PoolClient,
  names: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly DayFigures[]> {
  const { rows } = await client.query<Row>(
    `with told as (
        select integration, day, due, succeeded, missed, records, records_failed from throughline_server.integration_day
          where integration = any($1) and day >= $2 and day < $3),
      ran as (
        select integration, (started_at at time zone 'UTC')::date as day, count(*) as due, count(*) filter (where status = 'success') as succeeded,
            0::int8 as missed, sum(records) as records, sum(records_failed) as failed
          from throughline_server.integration_run r where integration = any($1) and status <> 'running'
            and started_at >= ($2::date)::timestamp at time zone 'UTC' and started_at < ($3::date)::timestamp at time zone 'UTC'
          group by 1, 2
        union all
        select integration, (at at time zone 'UTC')::date, count(*), 0, count(*), 0, 0 from throughline_server.integration_failure
          where integration = any($1) and outcome = 'missed' and not excused
            and at >= ($2::date)::timestamp at time zone 'UTC' and at < ($3::date)::timestamp at time zone 'UTC'
          group by 1, 2),
      stands as (
        select integration, day, sum(due) as due, sum(succeeded) as succeeded, sum(missed) as missed, sum(records) as records, sum(failed) as failed
          from ran where (integration, day) not in (select integration, day from told) group by 1, 2)
      select integration, to_char(day, 'YYYY-MM-DD') as day, due::float8, succeeded::float8, missed::float8, records::float8, failed::float8, told
        from (select *, false as told from stands union all select *, true from told) d order by integration, d.day`,
    [names, from, to],
  );
  return rows.map(({ failed, told, ...row }) => ({ ...row, recordsFailed: failed, isTold: told }));
}

/** Writes that the log was told of a day. */
export async function storeDays(client: Pool | PoolClient, days: readonly DayFigures[]): Promise<void> {
  await client.query(
    `insert into throughline_server.integration_day (integration, day, due, succeeded, missed, records, records_failed)
      select * from unnest($1::text[], $2::date[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[]) on conflict do nothing`,
    [
      ...[days.map(({ integration }) => integration), days.map(({ day }) => day), days.map(({ due }) => due)],
      ...[days.map(({ succeeded }) => succeeded), days.map(({ missed }) => missed), days.map(({ records }) => records)],
      days.map(({ recordsFailed }) => recordsFailed),
    ],
  );
}
