import type { Parameters } from '../metric/sql-text.ts';
import type { CaseDurations, MinedActivity, Variant } from './report.ts';
import { number, numberOrNull, type Row, text, textOrNull } from './rows.ts';
import { casesPredicate, isOfWholeFlow, type MiningSelection } from './selection.ts';
import { type StepsForm, stepsSql } from './steps.ts';

/** Ways of more activities are counted, and not written out. */
const writtenMax = 1000;
const activitiesMax = 10_000;
const none = 'null::double precision';

/**
 * Of each case its way, as the sum of the hashes of its activities, each with its place. It takes no sorting and no string of the whole
 * way; that two different ways of the same length have the same sum of hashes of 64 bits is not to be expected. `began`: with when it began.
 */
export function waysOfCasesSql(
  selection: MiningSelection,
  { form, timed = false, began = false }: { readonly form: StepsForm; readonly timed?: boolean; readonly began?: boolean },
  params: Parameters,
): string {
  if (form === 'summed')
    return `select case_id, events::bigint as len, way, ${summedLengthSql(timed)} as ms${began ? ', first_at as began' : ''}
  from throughline.case_sums where ${casesPredicate(selection, params)}`;
  const steps = stepsSql(selection, form, params, timed && !began ? [] : ['occurred_at']);
  return `select case_id, count(*) as len, sum(hashtextextended(type, n)) as way, ${lengthSql(timed)} as ms${began ? ', min(occurred_at) as began' : ''}
  from (${steps}) as steps
  group by case_id`;
}

/** Of each case from its first to its last step. `timed`: all steps are known to have times, so none needs to be looked at for it. */
export function lengthsOfCasesSql(
  selection: MiningSelection,
  { form, timed }: { readonly form: StepsForm; readonly timed: boolean },
  params: Parameters,
): string {
  if (form === 'summed')
    return `select case_id, ${summedLengthSql(timed)} as ms from throughline.case_sums where ${casesPredicate(selection, params)}`;
  const steps = stepsSql(selection, form, params, timed ? [] : ['occurred_at']);
  return `select case_id, ${lengthSql(timed)} as ms from (${steps}) as steps group by case_id`;
}

function summedLengthSql(timed: boolean): string {
  const sum = 'coalesce(ms, 0)::double precision';
  return timed ? sum : `case when timed = events then ${sum} end`;
}

function lengthSql(timed: boolean): string {
  const sum = 'coalesce(sum(gap), 0)::double precision';
  return timed ? sum : `case when count(occurred_at) = count(*) then ${sum} end`;
}

/** The name of a way in a relation that has it. */
export function wayId(relation: string): string {
  return `(${relation}.way::text || '.' || ${relation}.len::text)`;
}

/**
 * Cases, their ways, and what each activity is in them, as rows that say in `what` what they are. What depends on the way alone is read
 * of one case of each way and counted as often as there are such.
 */
export function waysSql(
  selection: MiningSelection,
  { form, timed, top }: { readonly form: StepsForm; readonly timed: boolean; readonly top: number },
  params: Parameters,
): string {
  const quantile = (k: number) => `quantiles[${k}]::double precision`;
  const isSummed = form === 'summed' && isOfWholeFlow(selection);
  const activities = isSummed ? summedActivitiesSql(selection, params) : activitiesOfWays;
  return `with cases as materialized (${waysOfCasesSql(selection, { form, timed }, params)}),
each as materialized (select way, len, count(*) as times, any_value(case_id) as example from cases group by way, len),
ways as materialized (
  select way, len, times, example, row_number() over (order by times desc, len, way)::integer as place
  from ${isSummed ? `(select * from each order by times desc, len, way limit ${top}) as most` : 'each'}
),
listed as materialized (
  select most.way, most.len, min(most.times) as times, min(most.place) as place, percentile_cont(0.5) within group (order by ms) as median_ms
  from cases join (select * from ways where place <= ${top}) as most on most.way = cases.way and most.len = cases.len
  group by most.way, most.len
),
steps as materialized (
  select place, steps.n::integer as n, steps.type, steps.prev = steps.type as is_loop
  from (${stepsSql(selection, form, params)}) as steps join ways on ways.example = steps.case_id
)
select 'cases' as what, null::text as id, null::text as name, times as k1, (select count(*) from each)::double precision as k2,
  timed as k3, mean_ms as k4, min_ms as k5, max_ms as k6, ${quantile(1)} as k7, ${quantile(2)} as k8, ${quantile(3)} as k9,
  ${quantile(4)} as k10, ${quantile(5)} as k11
from (
  select count(*)::double precision as times, count(ms)::double precision as timed, avg(ms) as mean_ms, min(ms) as min_ms, max(ms) as max_ms,
    percentile_cont(array[0.25, 0.5, 0.75, 0.9, 0.95]) within group (order by ms) as quantiles
  from cases
) as lengths
union all
select 'way', ${wayId('listed')}, null::text, times::double precision, len::double precision, median_ms, ${none}, ${none}, ${none}, ${none}, ${none}, ${none}, ${none}, ${none} from listed
union all
select * from (select 'step', ${wayId('listed')}, steps.type, steps.n::double precision, ${none}, ${none}, ${none}, ${none}, ${none}, ${none}, ${none}, ${none}, ${none}, ${none}
  from steps join listed on listed.place = steps.place and listed.len <= ${writtenMax}) as written
union all
select * from (select 'activity', null::text, type, often::double precision, cases::double precision, starts::double precision, ends::double precision,
  repeats::double precision, loops::double precision, repeat_cases::double precision, ${none}, ${none}, ${none}, (count(*) over ())::double precision
from (${activities}) as counted order by often desc, type limit ${activitiesMax}) as activities`;
}

/** What each activity is in the cases, from the steps of one case of each way. */
const activitiesOfWays = `select type, sum(often * times) as often, sum(times) as cases, sum(starts * times) as starts, sum(ends * times) as ends,
  sum((often - 1) * times) as repeats, sum(loops * times) as loops, coalesce(sum(times) filter (where often > 1), 0) as repeat_cases
from (
  select times, type, often, loops, case when first_n = 1 then 1 else 0 end as starts, case when last_n = len then 1 else 0 end as ends
  from (
    select place, type, count(*) as often, count(*) filter (where is_loop) as loops, min(n) as first_n, max(n) as last_n from steps group by place, type
  ) as often join ways on ways.place = often.place
) as of_ways
group by type`;

/** The same from sums: an event that no other follows ends its case. */
function summedActivitiesSql(selection: MiningSelection, params: Parameters): string {
  const ofFlow = casesPredicate(selection, params);
  const told = (parts: string) => `select case_id, unnest(types) as told from throughline.case_sums where ${ofFlow} and ${parts}`;
  return `select type, often, cases, starts, often - coalesce(followed, 0) as ends, often - cases as repeats, loops, repeat_cases
from (
  select type, sum(events) as often, coalesce(sum(events) filter (where prev_type is null), 0) as starts, coalesce(sum(events) filter (where prev_type = type), 0) as loops
  from throughline.edge_sums where ${ofFlow} group by type
) as edges
join (
  select type, count(*) as cases, count(*) filter (where often > 1) as repeat_cases
  from (
    select told.key as type, told.value as often from (${told('parts = 1')}) as whole
    union all
    select told.key, sum(told.value) from (${told('parts > 1')}) as split group by case_id, told.key
  ) as each_case
  group by type
) as of_cases using (type)
left join (
  select prev_type as type, sum(events) as followed from throughline.edge_sums where ${ofFlow} and prev_type is not null group by prev_type
) as before using (type)`;
}

export interface Ways {
  readonly cases: number;
  readonly inAll: number;
  readonly durations: CaseDurations | null;
  readonly variants: readonly Variant[];
  readonly activities: readonly MinedActivity[];
  readonly activitiesInAll: number;
}

export function waysOf(rows: readonly Row[]): Ways {
  const of = Map.groupBy(rows, ({ what }) => String(what));
  const [whole] = of.get('cases') ?? [];
  const cases = number(whole, 'k1');
  const steps = Map.groupBy(of.get('step') ?? [], ({ id }) => String(id));
  const activities = (of.get('activity') ?? [])
    .map(activityOf)
    .sort((a, b) => b.count - a.count || (a.activity < b.activity ? -1 : 1));
  return {
    cases,
    inAll: number(whole, 'k2'),
    durations: whole === undefined || number(whole, 'k3') === 0 ? null : durationsOf(whole),
    variants: (of.get('way') ?? [])
      .map((row) => variantOf(row, cases, steps.get(text(row, 'id'))))
      .sort((a, b) => b.count - a.count || a.length - b.length || (a.id < b.id ? -1 : 1)),
    activities,
    activitiesInAll: number(of.get('activity')?.[0], 'k11'),
  };
}

function variantOf(row: Row, cases: number, steps: readonly Row[] | undefined): Variant {
  const count = number(row, 'k1');
  return {
    id: text(row, 'id'),
    count,
    share: count / cases,
    length: number(row, 'k2'),
    activities:
      steps === undefined ? null : [...steps].sort((a, b) => number(a, 'k1') - number(b, 'k1')).map((step) => text(step, 'name')),
    medianMs: numberOrNull(row, 'k3'),
  };
}

function activityOf(row: Row): MinedActivity {
  return {
    activity: textOrNull(row, 'name') ?? '',
    count: number(row, 'k1'),
    cases: number(row, 'k2'),
    starts: number(row, 'k3'),
    ends: number(row, 'k4'),
    repeats: number(row, 'k5'),
    selfLoops: number(row, 'k6'),
    repeatCases: number(row, 'k7'),
  };
}

function durationsOf(row: Row): CaseDurations {
  return {
    count: number(row, 'k3'),
    meanMs: number(row, 'k4'),
    minMs: number(row, 'k5'),
    maxMs: number(row, 'k6'),
    p25Ms: number(row, 'k7'),
    medianMs: number(row, 'k8'),
    p75Ms: number(row, 'k9'),
    p90Ms: number(row, 'k10'),
    p95Ms: number(row, 'k11'),
  };
}
