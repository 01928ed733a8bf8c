import type { Parameters } from '../metric/sql-text.ts';
import { type AmountFields, moneyOf, worthSql } from './money.ts';
import type { Conformance, Deviation } from './report.ts';
import { number, numberOrNull, type Row, text, textOrNull } from './rows.ts';
import { casesPredicate, type MiningSelection, workPredicate } from './selection.ts';
import type { StepsForm } from './steps.ts';
import { lengthsOfCasesSql } from './ways.ts';

const typesMax = 500;

/**
 * Facts that the flow had no place for, by the state that they met, and what cases with them took beside those without any. A level says
 * what a row is: 0 a type, with its money by currency; 1 all deviations; 2 the conforming cases.
 */
export function conformanceSql(
  selection: MiningSelection,
  { form, timed, fields }: { readonly form: StepsForm; readonly timed: boolean; readonly fields: AmountFields | undefined },
  params: Parameters,
): string {
  const worth =
    fields === undefined
      ? 'select null as case_id, null::text as currency, null::double precision as amount limit 0'
      : worthSql(selection, form, fields);
  const cases = lengthsOfCasesSql(selection, { form, timed }, params);
  return `with cases as materialized (${cases}),
deviations as materialized (
  select case_id, state_from, type, count(*) as often
  from throughline.event_log
  where ${casesPredicate(selection, params)} and ${workPredicate(selection)} and deviation
  group by case_id, state_from, type
),
worth as materialized (${worth})
select 0 as level, state_from, type, sum(often)::double precision as times, count(*)::double precision as cases,
  percentile_cont(0.5) within group (order by ms) as median_ms, null::text as currency, null::double precision as amount, null::double precision as amount_days
from deviations join cases on cases.case_id = deviations.case_id
group by state_from, type
union all
select 1, state_from, type, null, null, null, currency, sum(amount), coalesce(sum(amount * ms), 0) / 86400000
from deviations join cases on cases.case_id = deviations.case_id join worth on worth.case_id = deviations.case_id
group by state_from, type, currency
union all
select 2, null, null, null, count(*), percentile_cont(0.5) within group (order by ms), null, null, null
from cases
where case_id not in (select case_id from deviations)
union all
select 3, null, null, sum(often)::double precision, count(distinct case_id), null, null, null, null from deviations`;
}

/** Where no fact deviated, all cases conform. */
export function conforming(cases: number, medianMs: number | null): Conformance {
  return { deviations: 0, cases: 0, conformingCases: cases, conformingMedianMs: medianMs, types: [] };
}

export function conformanceOf(rows: readonly Row[]): Conformance {
  const of = Map.groupBy(rows, ({ level }) => Number(level));
  const [rest] = of.get(2) ?? [];
  const [whole] = of.get(3) ?? [];
  const conformingMedianMs = numberOrNull(rest, 'median_ms');
  const keyOf = (row: Row) => JSON.stringify([row['state_from'], row['type']]);
  const money = Map.groupBy(of.get(1) ?? [], keyOf);
  const types = (of.get(0) ?? []).map((row): Deviation => {
    const medianMs = numberOrNull(row, 'median_ms');
    return {
      state: textOrNull(row, 'state_from'),
      event: text(row, 'type'),
      count: number(row, 'times'),
      cases: number(row, 'cases'),
      medianMs,
      addedMs: medianMs === null || conformingMedianMs === null ? null : medianMs - conformingMedianMs,
      money: (money.get(keyOf(row)) ?? []).map(moneyOf),
    };
  });
  return {
    deviations: number(whole, 'times'),
    cases: number(whole, 'cases'),
    conformingCases: number(rest, 'cases'),
    conformingMedianMs,
    types: types.sort((a, b) => b.count - a.count || (nameOf(a) < nameOf(b) ? -1 : 1)).slice(0, typesMax),
  };
}

function nameOf({ event, state }: Deviation): string {
  return `${event} in ${state ?? ''}`;
}
