import type { CaseCondition, CaseSelection, SimpleCondition } from '@throughline/language';
import { bornPredicate, enterPredicate, type History, typePredicate } from './history.ts';
import { literal, literals } from './sql-text.ts';

/** The conditions of a selection as SQL over `history`; all must hold. None of them is ever null. */
export function selectionSql(selection: CaseSelection | undefined, history: History): readonly string[] {
  return (selection ?? []).map((condition) => conditionSql(condition, history));
}

function conditionSql(condition: CaseCondition, history: History): string {
  if ('any' in condition) return condition.any.map((simple) => simpleSql(simple, history)).join(' or ');
  return 'not' in condition ? `not (${simpleSql(condition.not, history)})` : simpleSql(condition, history);
}

function simpleSql(condition: SimpleCondition, history: History): string {
  if ('field' in condition) return `coalesce(${history.field(condition.field)} = ${literal(String(condition.equals))}, false)`;
  if ('event' in condition) return history.had(typePredicate(condition.event));
  if ('entered' in condition) return history.had(enterPredicate(condition.entered));
  if ('parent' in condition) {
    const births = `select case_id from throughline.event_log where ${bornPredicate} and flow in (${literals(condition.parent)})`;
    return history.had(`parent in (${births})`);
  }
  const [later, than] = [history.moment(condition.later), history.moment(condition.than)];
  const byDay = later.kind === 'day' || than.kind === 'day';
  return `coalesce(${byDay ? `${history.asDay(later)} > ${history.asDay(than)}` : `${later.sql} > ${than.sql}`}, false)`;
}
