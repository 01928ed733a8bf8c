import type { Clocks } from '../case.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import { calendarOfCase } from '../deadlines/length.ts';
import { calendarRead, type Readings } from '../expression/expression.ts';
import type { Context } from '../input.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Draft } from './draft.ts';

const none: JsonObject = {};
const noClocks: Clocks = {};

/** What the expressions of a case that is being changed read, as it now is. */
export function draftReadings({ flow, data, context, clocks, subject }: Draft, event?: JsonObject): Readings {
  return readingsOf(flow, data, context, event, clocks, subject.entity);
}

/**
 * What expressions read: the data as given; computed fields, counts of owned children and parameters (in force, or by default)
 * worked out when asked for. Days are those of the calendar of the entity.
 */
export function readingsOf(
  flow: CompiledFlow,
  data: JsonObject,
  context: Context,
  event: JsonObject = none,
  clocks: Clocks = noClocks,
  entity = '',
): Readings {
  let memo: Map<string, Json> | undefined; // Made when the first is asked for: most expressions read none.
  const readings: Readings = {
    data,
    event,
    computed(name) {
      const known = memo?.get(name);
      if (known !== undefined) return known;
      const value = flow.computed.get(name)?.evaluate(readings);
      if (value === undefined) return undefined;
      memo ??= new Map();
      memo.set(name, value);
      return value;
    },
    children: (name) => countsOf(clocks, name),
    [calendarRead]: () => calendarOfCase(flow, entity, context),
    parameters: (name) => context.parameters?.[name] ?? (flow.definition.parameters?.[name]?.default as Json | undefined),
  };
  return readings;
}

/** Of declared children those of the name; `exceptions` and `tasks` are counted whatever their kind. */
function countsOf({ children = {} }: Clocks, name: string): JsonObject {
  if (name !== 'exceptions' && name !== 'tasks') {
    const { count = 0, open = [] } = children[`child/${name}`] ?? {};
    return { open: open.length, count };
  }
  const counts = { open: 0, count: 0 };
  const prefix = name === 'exceptions' ? 'exception/' : 'task/';
  for (const [slot, { count, open }] of Object.entries(children)) {
    if (!slot.startsWith(prefix)) continue;
    counts.open += open.length;
    counts.count += count;
  }
  return counts;
}

/** The values of all computed fields that can be worked out on this data. */
export function computedFields(flow: CompiledFlow, data: JsonObject, context: Context, entity?: string): JsonObject {
  const readings = readingsOf(flow, data, context, undefined, undefined, entity);
  const values: Record<string, Json> = {};
  for (const [name, expression] of flow.computed) {
    try {
      values[name] = expression.evaluate(readings);
    } catch {
      // A field that it reads is not there yet: it has no value, as the data has none.
    }
  }
  return values;
}
