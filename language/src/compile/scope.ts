import type { FlowDefinition } from '../definition/flow.ts';
import { checkExpression, type Schema, type Scope } from '../expression/expression.ts';
import { isJsonObject, type Json } from '../json.ts';

const nothing: Schema = { type: 'object', properties: {}, additionalProperties: false };
const parameterTypes = {
  days: 'integer',
  hours: 'integer',
  minutes: 'integer',
  businessDays: 'integer',
  businessHours: 'integer',
  integer: 'integer',
  money: 'integer',
  flag: 'boolean',
  text: 'string',
} as const;
const schemaByCelType: Readonly<Record<string, Schema>> = {
  int: { type: 'integer' },
  double: { type: 'number' },
  string: { type: 'string' },
  bool: { type: 'boolean' },
};

/** What expressions of a flow can name; `event` has the fields of the event given. */
export function scopeOf(definition: FlowDefinition, event?: string): Scope {
  return { ...scopeWithoutEvent(definition), event: event === undefined ? nothing : eventSchema(definition, event) };
}

/** The schema of what an event carries: as declared; else a start event carries the data of the case, and others nothing. */
export function eventSchema(definition: FlowDefinition, event: string): Schema {
  const declared = definition.events?.[event]?.data as Schema | undefined;
  return declared ?? (event in definition.start ? (definition.data as Schema) : nothing);
}

/** The scope inside an `open` with `each`: `item` has the schema of the items where `each` names a list field of the data. */
export function scopeOfEach(scope: Scope, each: string | undefined): Scope {
  if (each === undefined) return scope;
  const [, variable = '', field = ''] = /^\s*(data|event)\.(\w+)\s*$/.exec(each) ?? [];
  const properties = scope[variable]?.properties;
  const list = isJsonObject(properties) ? properties[field] : undefined;
  const items = isJsonObject(list) ? list.items : undefined;
  return { ...scope, item: isJsonObject(items) ? items : {} };
}

const scopes = new WeakMap<FlowDefinition, Scope>();

function scopeWithoutEvent(definition: FlowDefinition): Scope {
  const known = scopes.get(definition);
  if (known !== undefined) return known;
  const parameters = Object.entries(definition.parameters ?? {}).map(([name, { type }]) => [
    name,
    { type: parameterTypes[type] },
  ]);
  const base = { data: definition.data as Schema, parameters: objectOf(Object.fromEntries(parameters)) };
  // Computed fields follow from the data alone: lists and columns know them without the case's children.
  const scope = { ...base, computed: objectOf(computedSchemas(definition, base)), children: childrenSchema(definition) };
  scopes.set(definition, scope);
  return scope;
}

/** By name, how many owned children of that kind are open, and how many there have been. */
function childrenSchema({ children = {} }: FlowDefinition): Schema {
  const counts = objectOf({ open: { type: 'integer' }, count: { type: 'integer' } });
  return objectOf(Object.fromEntries([...Object.keys(children), 'exceptions', 'tasks'].map((name) => [name, counts])));
}

/**
 * The types of the computed fields, inferred; the keys stand in the order in which they can be computed. Those that cannot be
 * (they fail their check, or read each other in a circle) come last and are of any type.
 */
function computedSchemas(definition: FlowDefinition, base: Scope): Readonly<Record<string, Schema>> {
  const waiting = new Map(inReadingOrder(definition.computed ?? {}));
  const inferred: Record<string, Schema> = {};
  for (let found = true; found; ) {
    found = false;
    for (const [name, source] of waiting) {
      const check = checkExpression(source, { ...base, computed: objectOf(inferred) });
      if (!check.ok) continue;
      inferred[name] = schemaByCelType[check.type] ?? {};
      waiting.delete(name);
      found = true;
    }
  }
  for (const name of waiting.keys()) inferred[name] = {};
  return inferred;
}

/** Those that others name before these; where they name each other in a circle, as they were written. */
function inReadingOrder(computed: Readonly<Record<string, string>>): readonly (readonly [name: string, source: string])[] {
  const ordered = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name) || !Object.hasOwn(computed, name)) return;
    seen.add(name);
    const source = computed[name] as string;
    for (const [, read = ''] of source.matchAll(/\bcomputed\s*\.\s*(\w+)/g)) visit(read);
    ordered.set(name, source);
  };
  for (const name of Object.keys(computed)) visit(name);
  return [...ordered];
}

function objectOf(properties: Readonly<Record<string, Json>>): Schema {
  return { type: 'object', properties, additionalProperties: false };
}
