import type { FlowDefinition } from './definition/flow.ts';
import type { MetricDefinition } from './definition/metric.ts';
import type { WatchDefinition } from './definition/watch.ts';
import type { Schema, Scope } from './expression/expression.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/**
 * Declares a watch: a question that is asked of the log on a cadence, and the fact that each row of its answer becomes. Returns plain
 * data, unchecked: `checkWatch` judges it.
 *
 * @example
 * const lateDeliveries = defineWatch({
 *   name: 'late-deliveries', title: 'Deliveries that nobody has moved', owner: 'fulfilment',
 *   every: { days: 1, at: '07:00', timeZone: 'Europe/Berlin' },
 *   ask: { cases: { flow: 'delivery', in: ['planned'], olderThan: { days: 5 } } },
 *   fact: { flow: 'delivery', event: 'stall', key: 'row.key' },
 * });
 */
export function defineWatch(watch: WatchDefinition): WatchDefinition {
  return JSON.parse(JSON.stringify(watch)) as WatchDefinition;
}

const text: Schema = { type: 'string' };
const instant: Schema = { type: 'string', format: 'date-time' };

/**
 * What `row` is in the expressions of a watch. Of a metric: `metric`, `period` (the day it began; of `once`, the day on which it left its bounds), `value`, and by dimension, `segment`.
 * Of unexpected metrics: `metric` and `title` of the one that stands out most, `period`, `value`, `expected`, `moved` (`up` or `down`), `members`
 * (the ids of all that moved with it), and `at`, the instant for which it was asked.
 * Of cases: `key`, `entity`, `flow`, `state`, `since` (the instant it came to its state), and `data`, the fields of the case; where they are asked for
 * numbers that they name (`breaching`), also `metric`, `period` (the day it began) and `value`.
 */
export function watchScope(
  watch: WatchDefinition,
  flows: readonly FlowDefinition[],
  metric: MetricDefinition | undefined,
): Scope {
  if ('metric' in watch.ask) {
    const whole = metric?.unit === 'count' || metric?.unit === 'money';
    const segments = Object.fromEntries((watch.ask.by ?? []).map((field) => [field, text]));
    return {
      row: fields({ metric: text, period: text, value: { type: whole ? 'integer' : 'number' }, segment: fields(segments) }),
    };
  }
  if ('unexpected' in watch.ask) {
    const told = { metric: text, title: text, period: text, moved: text, members: text, at: instant };
    return { row: fields({ ...told, value: { type: 'number' }, expected: { type: 'number' } }) };
  }
  const { flow: name, breaching } = watch.ask.cases;
  const data = flows.find((flow) => flow.name === name)?.data as Schema | undefined;
  const properties = isJsonObject(data?.properties) ? (data.properties as Readonly<Record<string, JsonObject>>) : {};
  const named: Readonly<Record<string, Schema>> =
    breaching === undefined ? {} : { metric: text, period: text, value: { type: 'number' } };
  return { row: fields({ key: text, entity: text, flow: text, state: text, since: text, data: fields(properties), ...named }) };
}

function fields(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, additionalProperties: false };
}
