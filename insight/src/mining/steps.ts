import type { Parameters } from '../metric/sql-text.ts';
import { casesPredicate, type MiningSelection, workPredicate } from './selection.ts';

/** How the steps before a step are known. */
export type StepsForm =
  /** Every event of the cases is a step: what came before stands in the event itself, and its number is its place. */
  | 'as-written'
  /** Some are not: steps are numbered, and looked back from, without them. */
  | 'counted-anew';

/** What the log has of the cases that are looked at, and how their steps are to be read. */
export interface Extent {
  readonly form: StepsForm;
  readonly events: number;
  readonly deviations: number;
  readonly causes: number;
  readonly first: string | null;
  readonly last: string | null;
}

const isStep = (selection: MiningSelection) => `(${workPredicate(selection)})`;

/** One row: the form alone. */
export function formSql(selection: MiningSelection, params: Parameters): string {
  return `select coalesce(sum(times) filter (where odd or not ${isStep(selection)}), 0)::double precision as others
from (
  select type, kind, state_to, (seq = 1) <> (prev_type is null) as odd, count(*) as times
  from throughline.event_log
  where ${casesPredicate(selection, params)}
  group by 1, 2, 3, 4
) as kinds`;
}

/** One row: what `extentOf` reads. Events alike are counted first, as there are few kinds of them. */
export function extentSql(selection: MiningSelection, params: Parameters): string {
  const step = isStep(selection);
  return `select coalesce(sum(times) filter (where ${step}), 0)::double precision as events,
  coalesce(sum(times) filter (where odd or not ${step}), 0)::double precision as others,
  coalesce(sum(times) filter (where deviation and ${step}), 0)::double precision as deviations,
  coalesce(sum(times) filter (where caused), 0)::double precision as causes,
  round(extract(epoch from min(first_at) filter (where ${step})) * 1000)::double precision as first_ms,
  round(extract(epoch from max(last_at) filter (where ${step})) * 1000)::double precision as last_ms
from (
  select type, kind, state_to, deviation, (seq = 1) <> (prev_type is null) as odd, cause_case is not null as caused, count(*) as times,
    min(occurred_at) as first_at, max(occurred_at) as last_at
  from throughline.event_log
  where ${casesPredicate(selection, params)}
  group by 1, 2, 3, 4, 5, 6
) as kinds`;
}

export function extentOf(row: Readonly<Record<string, unknown>> | undefined): Extent {
  const number = (name: string) => Number(row?.[name] ?? 0);
  const instant = (name: string) => (row?.[name] == null ? null : new Date(number(name)).toISOString());
  return {
    form: number('others') === 0 ? 'as-written' : 'counted-anew',
    events: number('events'),
    deviations: number('deviations'),
    causes: number('causes'),
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
  if (form === 'as-written')
    return `select case_id, seq::bigint as n, type, prev_type as prev, gap_ms as gap${also} from throughline.event_log where ${cases}`;
  return `select case_id, row_number() over w as n, type, lag(type) over w as prev, ${gap} as gap${also}
  from throughline.event_log where ${cases} and ${isStep(selection)}
  window w as (partition by case_id order by seq)`;
}
