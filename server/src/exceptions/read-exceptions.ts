import type { Pool } from 'pg';
import { indexRead } from '../sql/index-read.ts';
import type { FlowScope } from '../visible/visible.ts';

/** Which open exceptions; `null`: any. */
export interface ExceptionSelection {
  /** Of cases of these flows. */
  readonly flows: readonly string[] | null;
  readonly stage: string | null;
  readonly owner: string | null;
  readonly severity: string | null;
  readonly late: boolean;
  readonly now: number;
  /** Those that keep their case from going on, and were opened in this stretch of time; absent: any. */
  readonly blocking?: { readonly from: number; readonly to: number };
  /** What may be seen; absent: everything. */
  readonly scopes?: readonly FlowScope[] | undefined;
}

/** Where the cases of a flow say what they are worth. */
export interface WorthField {
  readonly flow: string;
  readonly amount: string;
  readonly currency: string | null;
}

/** Open exceptions that are alike. */
export interface ExceptionGroup {
  readonly kind: string;
  readonly stage: string | null;
  readonly owner: string;
  readonly severity: string;
  /** How many of the times asked for are not after its target; `null`: it has none. */
  readonly age: number | null;
  readonly currency: string | null;
  readonly open: number;
  readonly unassigned: number;
  readonly strain: number | null;
  readonly amount: number | null;
  readonly oldest: number;
}

/** What the cases behind them are worth, each case once. `owner` null: of all of them. */
export interface WorthGroup {
  readonly owner: string | null;
  readonly currency: string | null;
  readonly cases: number;
  readonly amount: number | null;
}

/** Open exceptions, found by their index; the rest of each by a few look-ups by key. */
const found = `with found as materialized (
    select d.data->>'kind' as kind, d.data->>'stage' as stage, d.data->>'owner' as owner, d.data->>'severity' as severity,
      (d.data->>'dueAt')::timestamptz as due, c.entered_at as opened, d.bucket, d.parent, d.clocks->>'assignee' is null as unassigned,
      worth.amount, worth.currency
    from throughline.list_field f
    cross join lateral (select * from throughline.case_data d where d.bucket = f.bucket and d.id = f.case_id offset 0) d
    cross join lateral (select entered_at from throughline.case_ c where c.bucket = f.bucket and c.id = f.case_id offset 0) c
    left join lateral (select m.number_value as amount, p.data->>w.currency as currency
      from unnest($8::text[], $9::text[], $10::text[]) w(flow, amount, currency)
      join throughline.case_data p on p.bucket = d.bucket and p.id = d.parent
      join throughline.list_field m on m.bucket = d.bucket and m.case_id = d.parent and m.field = w.amount
      where w.flow = d.data->>'ofFlow') worth on true
    where f.flow = 'exception' and f.field = '$state' and f.is_open and f.text_value is not null
      and ($1::text[] is null or d.data->>'ofFlow' = any($1)) and ($2::text is null or d.data->>'stage' = $2)
      and ($3::text is null or d.data->>'owner' = $3) and ($4::text is null or d.data->>'severity' = $4)
      and (not $5::bool or (d.data->>'dueAt')::timestamptz < to_timestamp($6::float8 / 1000)) and ${isSeen(11)}
      and ($15::float8 is null or (d.data->>'blocks')::bool and c.entered_at >= to_timestamp($15 / 1000) and c.entered_at < to_timestamp($16::float8 / 1000)))`;

/** Whether the exception of `d` may be seen: as the case that owns it, of which it has the entity. */
function isSeen(first: number): string {
  return `($${first}::bool or d.data->>'ofFlow' = any($${first + 1}::text[]) or (d.data->>'ofFlow', d.entity) in (
    select * from unnest($${first + 2}::text[], $${first + 3}::text[])))`;
}

function scopeValues(scopes: readonly FlowScope[] | undefined): readonly unknown[] {
  const within = (scopes ?? []).flatMap(({ flow, entities = [] }) => entities.map((entity) => [flow, entity] as const));
  return [
    scopes === undefined,
    (scopes ?? []).flatMap(({ flow, entities }) => (entities === undefined ? [flow] : [])),
    within.map(([flow]) => flow),
    within.map(([, entity]) => entity),
  ];
}

interface Asked {
  readonly selection: ExceptionSelection;
  /** Instants before which targets are counted, the latest first. */
  readonly times: readonly number[];
  readonly worth: readonly WorthField[];
}

function valuesOf({ selection, times, worth }: Asked): readonly unknown[] {
  const { flows, stage, owner, severity, late, now, scopes, blocking } = selection;
  return [
    ...[flows, stage, owner, severity, late, now, times],
    ...[worth.map(({ flow }) => flow), worth.map(({ amount }) => amount), worth.map(({ currency }) => currency)],
    ...scopeValues(scopes),
    ...[blocking?.from ?? null, blocking?.to ?? null],
  ];
}

const millis = (text: string) => `round(extract(epoch from ${text}) * 1000)::float8`;

export function readExceptionGroups(pool: Pool, asked: Asked): Promise<readonly ExceptionGroup[]> {
  return indexRead<ExceptionGroup>(
    pool,
    `${found} select kind, stage, owner, severity,
        case when due is not null then (select count(*) from unnest($7::float8[]) at where due < to_timestamp(at / 1000))::int4 end as age,
        currency, count(*)::float8 as open, count(*) filter (where unassigned)::float8 as unassigned,
        avg(least(10, extract(epoch from to_timestamp($6::float8 / 1000) - opened) / greatest(1, extract(epoch from due - opened))))::float8 as strain,
        sum(amount)::float8 as amount, ${millis('min(opened)')} as oldest
      from found group by 1, 2, 3, 4, 5, 6`,
    valuesOf(asked),
  );
}

export function readExceptionWorth(pool: Pool, asked: Asked): Promise<readonly WorthGroup[]> {
  return indexRead<WorthGroup>(
    pool,
    `${found}, once as (select distinct owner, bucket, parent, amount, currency from found where $7::float8[] is not null)
      select owner, currency, count(*)::float8 as cases, sum(amount)::float8 as amount from once group by 1, 2
      union all
      select null, currency, count(*)::float8, sum(amount)::float8 from (select distinct bucket, parent, amount, currency from found) each group by 2`,
    valuesOf(asked),
  );
}

export interface TrendRow {
  readonly week: number;
  readonly opened: number;
  readonly closed: number;
}

/** How many were opened and closed between each two of some instants. An index of flow and type has them in order; what they were about is looked up only where that is asked. */
export async function readExceptionTrend(
  pool: Pool,
  bounds: readonly number[],
  { flows, stage, owner, severity, scopes }: ExceptionSelection,
): Promise<readonly TrendRow[]> {
  const isAny = flows === null && stage === null && owner === null && severity === null && scopes === undefined;
  const meant = isAny
    ? ''
    : `join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id
      and ($3::text[] is null or d.data->>'ofFlow' = any($3)) and ($4::text is null or d.data->>'stage' = $4)
      and ($5::text is null or d.data->>'owner' = $5) and ($6::text is null or d.data->>'severity' = $6) and ${isSeen(7)}`;
  return await indexRead<TrendRow>(
    pool,
    `select width_bucket(extract(epoch from e.recorded_at)::float8 * 1000, $1::float8[]) - 1 as week,
        count(*) filter (where e.type = 'open')::float8 as opened, count(*) filter (where e.type <> 'open')::float8 as closed
      from throughline.event_log e ${meant}
      where e.flow = 'exception' and e.type = any($2::text[]) and e.kind = any('{command,fact,deadline,message}')
        and e.recorded_at >= to_timestamp(($1::float8[])[1] / 1000) and e.recorded_at < to_timestamp(($1::float8[])[cardinality($1::float8[])] / 1000)
      group by 1`,
    [...[bounds, ['open', 'resolve', 'close']], ...(isAny ? [] : [flows, stage, owner, severity, ...scopeValues(scopes)])],
  );
}
