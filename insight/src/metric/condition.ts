import type { CaseCondition, CaseSelection, SimpleCondition } from '@throughline/language';
import { bornPredicate, enterPredicate, eventPredicate, type History, joined, typePredicate } from './history.ts';
import { momentSql, type PeriodSql } from './moment.ts';
import { literal, literals } from './sql-text.ts';

/** The conditions of a selection as SQL over `history`; all must hold. None of them is ever null. */
export function selectionSql(selection: CaseSelection | undefined, history: History, period: PeriodSql): readonly string[] {
  return (selection ?? []).map((condition) => conditionSql(condition, history, period));
}

function conditionSql(condition: CaseCondition, history: History, period: PeriodSql): string {
  if ('any' in condition) return condition.any.map((simple) => simpleSql(simple, history, period)).join(' or ');
  return 'not' in condition ? `not (${simpleSql(condition.not, history, period)})` : simpleSql(condition, history, period);
}

function simpleSql(condition: SimpleCondition, history: History, period: PeriodSql): string {
  if ('field' in condition) return fieldSql(condition, history);
  if ('has' in condition) return `(${history.field(condition.has)} is not null)`;
  if ('event' in condition) return history.had(typePredicate(condition.event));
  if ('had' in condition) return history.had(eventPredicate(condition.had));
  if ('entered' in condition) return history.had(enterPredicate(condition.entered));
  if ('stands' in condition) return `coalesce(${history.state()} in (${literals(condition.stands)}), false)`;
  if ('reached' in condition) return `(${momentSql(condition.reached, history, period).sql} is not null)`;
  if ('repeats' in condition) return repeatsSql(condition, history);
  if ('parent' in condition) {
    const births = `select case_id as k from throughline.event_log where ${bornPredicate} and flow in (${literals(condition.parent)}) group by case_id`;
    const parent = history.column('min(parent::text)::uuid');
    return `(${history.join(`${history.table(births)} as ${joined} on ${joined}.k = history.${parent}`)}.k is not null)`;
  }
  const [later, than] = [momentSql(condition.later, history, period), momentSql(condition.than, history, period)];
  const byDay = later.kind === 'day' || than.kind === 'day';
  return `coalesce(${byDay ? `${history.asDay(later)} > ${history.asDay(than)}` : `${later.sql} > ${than.sql}`}, false)`;
}

function fieldSql(condition: Extract<SimpleCondition, { readonly field: string }>, history: History): string {
  const { field } = condition;
  if ('equals' in condition) return `coalesce(${history.field(field)} = ${literal(String(condition.equals))}, false)`;
  if ('in' in condition) return `coalesce(${history.field(field)} in (${literals(condition.in.map(String))}), false)`;
  const value = history.number(field);
  const bounds = [
    `${value} is not null`,
    ...(condition.from === undefined ? [] : [`${value} >= ${condition.from}`]),
    ...(condition.to === undefined ? [] : [`${value} <= ${condition.to}`]),
  ];
  return `coalesce(${bounds.join(' and ')}, false)`;
}

/** The nearest earlier case with the same value decides, or the so-manieth: if any was born in those days, that one was. */
function repeatsSql(
  { repeats, days, times = 1 }: Extract<SimpleCondition, { readonly repeats: string }>,
  history: History,
): string {
  const value = history.field(repeats);
  const born = history.moment({ born: true }).sql;
  const before = history.neighbour(`lag(${born}, ${times}) over (partition by ${value} order by ${born}, case_id)`);
  return `coalesce(${value} is not null and ${born} <= ${before} + ${days} * interval '1 day', false)`;
}
