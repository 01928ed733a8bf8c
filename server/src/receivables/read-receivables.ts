import type { PackReceivables } from '@throughline/language';
import type { Pool } from 'pg';
import { indexRead } from '../sql/index-read.ts';
import type { FlowScope } from '../visible/visible.ts';

/** Which of the open cases that owe something. */
export interface OwedSelection {
  readonly hint: PackReceivables;
  /** Texts that fields must have, as they are written. */
  readonly equals: readonly { readonly field: string; readonly value: string }[];
  /** Days, the latest first: a case is of the age that says how many of them are not before its own. */
  readonly days: readonly string[];
  /** States in which the ladder stands still. */
  readonly pausing: readonly string[];
  /** Entities that may be seen; absent: all. */
  readonly scope?: FlowScope | undefined;
}

/** Cases that are alike. */
export interface OwedGroup {
  /** Of the field asked for. */
  readonly value: string | null;
  /** 0: its day is not over. */
  readonly age: number;
  readonly currency: string | null;
  readonly rung: string | null;
  readonly paused: boolean;
  readonly cases: number;
  readonly amount: number;
}

const textOf = (field: string) => `max(coalesce(exact, text_value)) filter (where field = ${field})`;

/** Open cases with a day that owe something: found by the index of the day, the rest of each by one look-up of its key. */
const owed = `with due as materialized (
    select bucket, case_id, text_value as day from throughline.list_field
    where flow = $1 and field = $2 and is_open and text_value is not null),
  owed as materialized (
    select fields.*, (select count(*) from unnest($7::text[]) d where due.day <= d)::int4 as age
    from due cross join lateral (
      select max(number_value) filter (where field = $3) as amount, ${textOf('$4')} as currency, ${textOf("'$state'")} as state,
        ${textOf('$10')} as rung, ${textOf('$11')} as value
      from throughline.list_field f
      where f.bucket = due.bucket and f.case_id = due.case_id and f.field = any(array['$state', $3::text, $4::text, $10::text, $11::text])) fields
    where amount > 0
      and not exists (select from unnest($5::text[], $6::text[]) w(field, value) where not exists (
        select from throughline.list_field f where f.bucket = due.bucket and f.case_id = due.case_id and f.field = w.field
          and coalesce(f.exact, f.text_value) = w.value))
      and ($8::text[] is null or exists (select from throughline.list_field f where f.bucket = due.bucket and f.case_id = due.case_id
        and f.field = '$entity' and coalesce(f.exact, f.text_value) = any($8))))`;

function values({ hint, equals, days, scope }: OwedSelection): readonly unknown[] {
  return [
    ...[hint.flow, hint.dueOn, hint.open, hint.currency, equals.map((one) => one.field), equals.map((one) => one.value), days],
    scope?.entities ?? null,
  ];
}

/** By the value of a text field, age, rung and currency. */
export function readOwed(pool: Pool, selection: OwedSelection, by: string): Promise<readonly OwedGroup[]> {
  return indexRead<OwedGroup>(
    pool,
    `${owed} select value, age, currency, rung, state = any($9::text[]) as paused, count(*)::float8 as cases, sum(amount::numeric)::float8 as amount
      from owed group by 1, 2, 3, 4, 5`,
    [...values(selection), selection.pausing, `$rung.${selection.hint.ladder}`, by],
  );
}

export interface EndedPromise {
  readonly state: string;
  readonly count: number;
}

/** Where cases went from a state since an instant. The types of event are those that can leave it. */
export function readLeft(
  pool: Pool,
  {
    flow,
    state,
    types,
    since,
    scope,
  }: {
    readonly flow: string;
    readonly state: string;
    readonly types: readonly string[];
    readonly since: number;
    readonly scope?: FlowScope | undefined;
  },
): Promise<readonly EndedPromise[]> {
  return indexRead<EndedPromise>(
    pool,
    `select e.state_to as state, count(*)::float8 as count from throughline.event_log e
      where e.flow = $1 and e.type = any($2::text[]) and e.kind = any('{command,fact,deadline,message}')
        and e.recorded_at >= to_timestamp($3::float8 / 1000) and e.state_from = $4 and e.state_to <> $4
        and ($5::text[] is null or e.entity = any($5))
      group by 1 order by 2 desc, 1`,
    [flow, types, since, state, scope?.entities ?? null],
  );
}
