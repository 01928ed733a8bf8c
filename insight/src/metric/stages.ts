import type { MetricStages } from '@throughline/language';
import { selectionSql } from './condition.ts';
import type { Planning } from './counted.ts';
import { lengthSql, momentSql } from './moment.ts';
import { allOf, literal } from './sql-text.ts';

/** The part that holds what belongs to no other. */
export const restId = 'rest';

/** Which part a case is of: the first that it fits. */
export function stageSql(stages: MetricStages, { history, period }: Planning): string {
  if (stages.kind === 'field') return history.field(stages.field);
  if (stages.kind === 'spans') return literal(restId);
  const cases = stages.parts.map(({ id, where }) => `when ${allOf(selectionSql(where, history, period))} then ${literal(id)}`);
  return `(case ${cases.join(' ')} else ${literal(restId)} end)`;
}

type Spans = Extract<MetricStages, { readonly kind: 'spans' }>;

/** How long each span of a case took, as numbers in the unit of the duration; what a case did not come through took no time. */
export function spanSql(
  { spans }: Spans,
  unit: Parameters<typeof lengthSql>[2],
  { history, period }: Planning,
): readonly string[] {
  return spans.map(({ from, to }) => {
    const length = lengthSql(momentSql(from, history, period), momentSql(to, history, period), unit, history);
    return `coalesce(${length}, 0)`;
  });
}
