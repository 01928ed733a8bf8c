import { literal, type Parameters } from '../metric/sql-text.ts';
import type { Bottleneck, DirectlyFollows, MinedMoney } from './report.ts';
import { number, type Row, textOrNull } from './rows.ts';
import { lastValues, type MiningSelection, saidSql, summedValues } from './selection.ts';
import { type StepsForm, stepsSql } from './steps.ts';

/** The fields that say what a case is worth: an amount in minor units, and its currency. */
export interface AmountFields {
  readonly amount: string;
  readonly currency?: string;
}

const dayMs = 86_400_000;

/** What each case is worth by the last that was said of it: `case_id`, `currency`, `amount`. */
export function worthSql(selection: MiningSelection, form: StepsForm, { amount, currency }: AmountFields): string {
  const fields = { amount, ...(currency === undefined ? {} : { currency }) };
  const said = currency === undefined ? 'null::text' : saidSql('currency');
  // Put down first: a condition on what is taken out of JSON would take it out again, once for each time that it is named.
  if (form === 'summed')
    return `with told as materialized (
    select case_id, ${said} as currency, try_cast(regexp_extract(amount, '^"?(-?[0-9]{1,15})"?$', 1) as bigint)::double precision as amount
    from (${summedValues(selection.flow, fields)}) as said
  )
  select case_id, currency, amount from told where amount is not null`;
  return `select case_id, ${said} as currency, replace(amount, '"', '')::bigint::double precision as amount
  from (${lastValues(selection.flow, fields)}) as said
  where amount ~ '^"?-?[0-9]{1,15}"?$'`;
}

/** The money that waited along some edges, told by their places in the list: of the cases each once, and by the days that it waited. */
export function waitingMoneySql(
  selection: MiningSelection,
  {
    form,
    fields,
    edges,
  }: { readonly form: StepsForm; readonly fields: AmountFields; readonly edges: readonly DirectlyFollows[] },
  params: Parameters,
): string {
  const asked = edges.map(({ from, to }, index) => `(${index}, ${literal(from)}, ${literal(to)})`).join(', ');
  return `with worth as materialized (${worthSql(selection, form, fields)}),
waits as (
  select case_id, edge, sum(gap)::double precision as ms
  from (${stepsSql(selection, form, params)}) as steps join (values ${asked}) as asked(edge, "from", "to") on asked."from" = prev and asked."to" = type
  group by case_id, edge
)
select edge, currency, sum(amount) as amount, coalesce(sum(amount * ms), 0) / ${dayMs} as amount_days
from waits join worth on worth.case_id = waits.case_id
group by edge, currency
order by currency`;
}

export function withMoney(edges: readonly DirectlyFollows[], waitingMs: number, rows: readonly Row[]): readonly Bottleneck[] {
  return edges.map((edge, index) => ({
    ...edge,
    share: waitingMs > 0 ? Math.min(1, Math.max(0, (edge.totalMs ?? 0) / waitingMs)) : 0,
    money: rows.filter((row) => number(row, 'edge') === index).map(moneyOf),
  }));
}

export function moneyOf(row: Row): MinedMoney {
  return { currency: textOrNull(row, 'currency'), amount: number(row, 'amount'), amountDays: number(row, 'amount_days') };
}
