import type { Parameters } from '../metric/sql-text.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { ask, number, type Row } from './rows.ts';
import { casesPredicate, type MiningSelection, otherPredicates, workPredicate } from './selection.ts';

/** How the steps before a step are known. */
export type StepsForm =
  /** Every event of the cases is a step: what came before stands in the event itself, and its number is its place. */
  | 'as-written'
  /** So it is, and what events of the cases add up to is at hand. */
  | 'summed'
  /** Some are not: steps are numbered, and looked back from, without them. */
  | 'counted-anew';

/** What the log has of the cases that are looked at. */
export interface Extent {
  readonly events: number;
  /** Every step has a time. */
  readonly timed: boolean;
  readonly deviations: number;
  readonly causes: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** How the steps of the cases are to be read. */
export async function formOf(reader: LogReader, selection: MiningSelection): Promise<StepsForm> {
  const hasOthers = (await ask(reader, (params) => othersSql(selection, params))).length > 0;
  if (hasOthers) return 'counted-anew';
  return reader.hasSums === true ? 'summed' : 'as-written';
}

/**
 * A row for each sort of event that the cases have and that is no step: the opposite of `workPredicate`, in parts, as files say of each of
 * their blocks between which values a column lies, so that blocks without any such event are not read.
 */
function othersSql(selection: MiningSelection, params: Parameters): string {
  return otherPredicates(selection)
    .map(
      (other) => `(select 1 as found from throughline.event_log where ${casesPredicate(selection, params)} and ${other} limit 1)`,
    )
    .join(' union all ');
}

/** One row: what `extentOf` reads. */
export function extentSql(selection: MiningSelection, form: StepsForm, params: Parameters): string {
  const ms = (instant: string) => `round(extract(epoch from ${instant}) * 1000)::double precision`;
  if (form === 'summed')
    return `select sum(events)::double precision as events, sum(events - timed)::double precision as untimed,
  sum(deviations)::double precision as deviations, sum(causes)::double precision as causes, ${ms('min(first_at)')} as first_ms, ${ms('max(last_at)')} as last_ms
from throughline.case_sums where ${casesPredicate(selection, params)}`;
  return `select count(*)::double precision as events, (count(*) - count(occurred_at))::double precision as untimed,
  (count(*) filter (where deviation))::double precision as deviations, count(cause_case)::double precision as causes,
  ${ms('min(occurred_at)')} as first_ms, ${ms('max(occurred_at)')} as last_ms
from throughline.event_log
where ${casesPredicate(selection, params)}${form !== 'counted-anew' ? '' : ` and (${workPredicate(selection)})`}`;
}

export function extentOf(row: Row | undefined): Extent {
  const instant = (name: string) => (row?.[name] == null ? null : new Date(number(row, name)).toISOString());
  return {
    events: number(row, 'events'),
    timed: number(row, 'untimed') === 0,
    deviations: number(row, 'deviations'),
    causes: number(row, 'causes'),
    first: instant('first_ms'),
    last: instant('last_ms'),
  };
}

const gap = 'round((extract(epoch from occurred_at) - extract(epoch from lag(occurred_at) over w)) * 1000)::bigint';

/**
 * The relation of steps: `case_id`, `n` (from 1 in its case), `type`, `prev` (null: the first), `gap` (milliseconds since it), and what
 * else of the event is asked for. `back`: columns of which the value at the step before is asked for too, as `prev_<name>`.
 */
export function stepsSql(selection: MiningSelection, form: StepsForm, params: Parameters, extra: readonly string[] = []): string {
  const also = extra.map((column) => `, ${column}`).join('');
  const cases = casesPredicate(selection, params);
  if (form !== 'counted-anew')
    return `select case_id, seq::bigint as n, type, prev_type as prev, gap_ms as gap${also} from throughline.event_log where ${cases}`;
  return `select case_id, row_number() over w as n, type, lag(type) over w as prev, ${gap} as gap${also}
  from throughline.event_log where ${cases} and (${workPredicate(selection)})
  window w as (partition by case_id order by seq)`;
}
