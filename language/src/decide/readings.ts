import type { CompiledFlow } from '../compile/compiled.ts';
import type { Readings } from '../expression/expression.ts';
import type { Context } from '../input.ts';
import type { Json, JsonObject } from '../json.ts';

const none: JsonObject = {};

/** What expressions read: the data as given, computed fields worked out when asked for, parameters in force or by default. */
export function readingsOf(flow: CompiledFlow, data: JsonObject, context: Context, event: JsonObject = none): Readings {
  const memo = new Map<string, Json>();
  const readings: Readings = {
    data,
    event,
    computed(name) {
      const known = memo.get(name);
      if (known !== undefined) return known;
      const value = flow.computed.get(name)?.evaluate(readings);
      if (value !== undefined) memo.set(name, value);
      return value;
    },
    parameters: (name) => context.parameters?.[name] ?? (flow.definition.parameters?.[name]?.default as Json | undefined),
  };
  return readings;
}

/** The values of all computed fields that can be worked out on this data. */
export function computedFields(flow: CompiledFlow, data: JsonObject, context: Context): JsonObject {
  const readings = readingsOf(flow, data, context);
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
