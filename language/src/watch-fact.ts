import { watchScope } from './define-watch.ts';
import type { FlowDefinition } from './definition/flow.ts';
import type { MetricDefinition } from './definition/metric.ts';
import type { WatchDefinition } from './definition/watch.ts';
import { compileExpression } from './expression/expression.ts';
import type { Json, JsonObject } from './json.ts';

/** What a row of a watch becomes: the key of the case that is told, and what it is told. */
export interface WatchFact {
  readonly key: string;
  readonly data: JsonObject;
}

/**
 * How rows of a watch become facts. What an expression gives as null is left out.
 *
 * @throws {ExpressionError} of the function returned: an expression has no value for the row.
 */
export function watchFacts(
  watch: WatchDefinition,
  flows: readonly FlowDefinition[],
  metric: MetricDefinition | undefined,
): (row: JsonObject) => WatchFact {
  const scope = watchScope(watch, flows, metric);
  const key = compileExpression(watch.fact.key, scope);
  const members = Object.entries(watch.fact.with ?? {}).map(
    ([name, source]) => [name, compileExpression(source, scope)] as const,
  );
  return (row) => ({
    key: String(key.evaluate({ row })),
    data: Object.fromEntries(
      members
        .map(([name, expression]): [string, Json] => [name, expression.evaluate({ row })])
        .filter(([, value]) => value !== null),
    ),
  });
}
