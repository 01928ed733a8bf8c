export interface WindowedHistory {
  /** The columns of `history`, as `expression as name`. */
  readonly columns: readonly string[];
  readonly windows: number;
  /** Of each window only the events before its end are looked at. */
  readonly upToEnd: boolean;
}

/**
 * The CTE `history` where what is known of a case depends on the window: one row for each case and window, over the CTEs `events` and `bounds`.
 *
 * All that a column knows of a window is which events lie before its start and which before its end. Between two windows of which a case has the
 * same number of events before either, none of its columns differs: it is worked out for the first of them, and holds for the others. A case that
 * lives for two months then costs a few windows, and not all forty of a series.
 */
export function windowedHistory({ columns, windows, upToEnd }: WindowedHistory): string {
  const filter = upToEnd ? '\n  where occurred_at < ends_at' : '';
  const fixed = ['min(flow) as flow', 'min(entity) as entity', 'min(key) as key', ...columns].join(',\n    ');
  if (windows < 2)
    return `history as (
  select window_no, min(starts_at) as starts_at, min(ends_at) as ends_at, case_id, ${fixed}
  from events cross join bounds${filter}
  group by window_no, case_id
)`;
  const marks = ['starts_at', 'ends_at'].filter(
    (mark) => (upToEnd && mark === 'ends_at') || columns.some((sql) => sql.includes(mark)),
  );
  const counts = marks.map((mark) => `count(*) filter (where occurred_at < ${mark}) as before_${mark}`);
  const names = columns.map((column) => column.slice(column.lastIndexOf(' ') + 1));
  return `marks as (
  select ${['window_no', 'case_id', ...counts].join(', ')}
  from events cross join bounds${filter}
  group by window_no, case_id
),
alike as materialized (
  select window_no, case_id, min(window_no) over (partition by ${['case_id', ...marks.map((mark) => `before_${mark}`)].join(', ')}) as first_no
  from marks
),
seen as (
  select window_no, case_id, ${fixed}
  from events join (select window_no, case_id from alike where window_no = first_no) as firsts using (case_id) join bounds using (window_no)${filter}
  group by window_no, case_id
),
history as (
  select ${['alike.window_no', 'bounds.starts_at', 'bounds.ends_at', 'seen.case_id', 'flow', 'entity', 'key', ...names].join(', ')}
  from alike join seen on seen.case_id = alike.case_id and seen.window_no = alike.first_no join bounds on bounds.window_no = alike.window_no
)`;
}
