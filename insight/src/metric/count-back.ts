/**
 * What is owed is held against the sales of the latest month, then of the month before, until it is used up. Each month used up
 * wholly counts with its days, the last in proportion; months without sales between them count too.
 */
export const countBack = `,
owed as (
  select window_no, level, scope, currency, sum(value) as owed, count(*) filter (where numerator or denominator)::int as n, min(starts) as starts, min(ends) as ends
  from scoped
  group by window_no, level, scope, currency
),
months as (
  select window_no, level, scope, currency, date_trunc('month', sold) as month, sum(weight) as sales, min(ends) as ends
  from scoped
  group by window_no, level, scope, currency, date_trunc('month', sold)
),
counted as (
  select window_no, level, scope, currency, month, sales,
    coalesce(sum(sales) over (partition by window_no, level, scope, currency order by month desc rows between unbounded preceding and 1 preceding), 0) as later_sales,
    least(month + interval '1 month', ends) as month_end,
    coalesce(lag(month) over (partition by window_no, level, scope, currency order by month desc), ends) as next_month
  from months
)
select owed.window_no, owed.level, owed.scope as segment, owed.currency,
  coalesce(sum((next_month::date - month_end::date) + (month_end::date - month::date) * least(1, (owed - later_sales) / nullif(sales, 0)))
    filter (where later_sales < owed), 0)::double precision as value,
  min(n) as n, sum(sales)::double precision as weight, min(owed.starts)::date::text as starts, min(owed.ends)::date::text as ends
from owed join counted on owed.window_no = counted.window_no and owed.level = counted.level and owed.scope is not distinct from counted.scope
  and owed.currency is not distinct from counted.currency
group by owed.window_no, owed.level, owed.scope, owed.currency
order by window_no, level, n desc, segment, currency`;
