import { type SeenCases, seenPredicate } from '../metric/seen-cases.ts';
import { literal, type Parameters } from '../metric/sql-text.ts';
import type { Between } from './report.ts';
import { number, numberOrNull, type Row, text } from './rows.ts';
import { casesPredicate, type MiningSelection } from './selection.ts';

/**
 * What the events of other flows followed from: each event knows the one that caused it. Where a case of one flow leads to cases of others,
 * their graphs meet there.
 */
export function betweenSql(selection: MiningSelection, params: Parameters): string {
  const { flow, seen } = selection;
  const own = casesPredicate(selection, params);
  const others = othersPredicate(flow, seen, params);
  const columns = 'case_id, seq, flow, type, occurred_at, cause_case, cause_seq';
  return `with own as (select ${columns} from throughline.event_log where ${own}),
others as (select ${columns} from throughline.event_log where ${others}),
pairs as (
  select causes.flow as from_flow, causes.type as "from", caused.flow as to_flow, caused.type as "to",
    (extract(epoch from caused.occurred_at) - extract(epoch from causes.occurred_at)) * 1000 as ms
  from own as causes join others as caused on caused.cause_case = causes.case_id and caused.cause_seq = causes.seq
  union all
  select causes.flow, causes.type, caused.flow, caused.type, (extract(epoch from caused.occurred_at) - extract(epoch from causes.occurred_at)) * 1000
  from others as causes join own as caused on caused.cause_case = causes.case_id and caused.cause_seq = causes.seq
)
select from_flow, "from", to_flow, "to", count(*)::double precision as times,
  (percentile_cont(0.5) within group (order by ms::double precision))::double precision as median_ms
from pairs
group by 1, 2, 3, 4
order by times desc, 1, 2, 3, 4
limit 500`;
}

function othersPredicate(flow: string, seen: readonly SeenCases[] | undefined, params: Parameters): string {
  const isOther = `flow <> ${literal(flow)}`;
  if (seen === undefined) return isOther;
  const flows = [...new Set(seen.map((one) => one.flow))].filter((name) => name !== flow);
  return flows.length === 0 ? 'false' : seenPredicate(flows, seen, params);
}

export function betweenOf(rows: readonly Row[]): readonly Between[] {
  return rows.map((row) => ({
    fromFlow: text(row, 'from_flow'),
    from: text(row, 'from'),
    toFlow: text(row, 'to_flow'),
    to: text(row, 'to'),
    count: number(row, 'times'),
    medianMs: numberOrNull(row, 'median_ms'),
  }));
}
