import type { CompiledFlow, PackRisk } from '@throughline/language';
import type { Pool } from 'pg';
import { indexRead } from '../sql/index-read.ts';

/** Only cases of these; `null`: of all. */
interface OfEntities {
  readonly entities: readonly string[] | null;
}

/** Cases that are late, alike in how far they got and in currency. */
export interface LateCases {
  /** The rung reached; `null`: none yet; `historicRung`: late before it was live. */
  readonly rung: string | null;
  /** Of how many of the days asked for their day is not after. */
  readonly age: number;
  readonly currency: string | null;
  /** The ladder stands still in their state. */
  readonly paused: boolean;
  readonly cases: number;
  /** Minor units. */
  readonly amount: number;
}

/**
 * What is late: open cases past their day that owe something, by the rung reached, age and currency. The index of the day finds them;
 * the rest of each is one look-up by its id, so the answer takes as long as there are late cases, however many cases there are.
 */
export async function readLateCases(
  pool: Pool,
  {
    risk,
    pausing,
    today,
    days,
    entities,
  }: OfEntities & {
    readonly risk: PackRisk;
    readonly pausing: readonly string[];
    readonly today: string;
    readonly days: readonly string[];
  },
): Promise<readonly LateCases[]> {
  return await indexRead<LateCases>(
    pool,
    `with late as materialized (
        select bucket, case_id, text_value as due from throughline.list_field f where flow = $1 and field = $2 and is_open and text_value < $3
        and ($9::text[] is null or exists (select from throughline.list_field e
          where e.bucket = f.bucket and e.case_id = f.case_id and e.field = '$entity' and coalesce(e.exact, e.text_value) = any($9) offset 0)))
      select rung, (select count(*) from unnest($8::text[]) day where late.due <= day)::int4 as age, currency, state = any($4) as paused,
        count(*)::float8 as cases, sum(amount::numeric)::float8 as amount
      from late cross join lateral (
        select max(number_value) filter (where field = $5) as amount, max(coalesce(exact, text_value)) filter (where field = '$state') as state,
          max(coalesce(exact, text_value)) filter (where field = $6) as currency, max(coalesce(exact, text_value)) filter (where field = $7) as rung
        from throughline.list_field f
        where f.bucket = late.bucket and f.case_id = late.case_id and f.field = any(array['$state', $5::text, $6::text, $7::text])) fields
      where amount > 0
      group by 1, 2, 3, 4`,
    [risk.flow, risk.dueOn, today, pausing, risk.open, risk.currency, `$rung.${risk.ladder}`, days, entities],
  );
}

/** The first day, from today on, on which an open case that owes something falls due, and which case it is. */
export async function readNextDue(
  pool: Pool,
  { risk, today, entities }: OfEntities & { readonly risk: PackRisk; readonly today: string },
): Promise<{ readonly id: string; readonly on: string } | undefined> {
  const [row] = await indexRead<{ id: string; on: string }>(
    pool,
    `select due.case_id as id, due.text_value as on from throughline.list_field due
      join throughline.list_field owed on owed.bucket = due.bucket and owed.case_id = due.case_id and owed.field = $4 and owed.number_value > 0
      where due.flow = $1 and due.field = $2 and due.is_open and due.text_value >= $3
        and ($5::text[] is null or exists (select from throughline.list_field e
          where e.bucket = due.bucket and e.case_id = due.case_id and e.field = '$entity' and coalesce(e.exact, e.text_value) = any($5) offset 0))
      order by due.text_value, due.bucket, due.case_id limit 1`,
    [risk.flow, risk.dueOn, today, risk.open, entities],
  );
  return row;
}

/** Cases of a flow that must be looked at before an instant, and their revisions: nothing else of the flow can have a deadline till then. */
export async function readWakingCases(
  pool: Pool,
  flow: CompiledFlow['name'],
  { before, entities }: OfEntities & { readonly before: number },
): Promise<readonly { readonly id: string; readonly seq: number }[]> {
  return await indexRead<{ id: string; seq: number }>(
    pool,
    `select id, seq from throughline.case_ c where due_at < to_timestamp($2::float8 / 1000) and flow = $1 and ($3::text[] is null or exists (
      select from throughline.case_data d where d.bucket = c.bucket and d.id = c.id and d.entity = any($3) offset 0)) order by id`,
    [flow, before, entities],
  );
}
