import type { FlowDefinition } from '../definition/flow.ts';
import { checkExpression } from '../expression/expression.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { CompiledListed, ListedKind } from './compiled.ts';

/** A flow has at most so many fields in lists: each is a row of its own beside the case. */
export const listedMax = 8;

/**
 * The fields of lists: those of the data that are marked `list`, then the columns. What is personal, or computed from it, is left
 * out, so that whoever erases a person need not look into lists.
 */
export function listedOf(definition: FlowDefinition, personal: ReadonlySet<string>): readonly CompiledListed[] {
  const { columns = {}, computed = {} } = definition;
  return [
    ...listFieldsOf(definition)
      .filter(([name]) => !personal.has(name))
      .map(([name, schema]): CompiledListed => {
        const title = typeof schema.title === 'string' ? { title: schema.title } : {};
        return { name, kind: kindOf(schema), of: 'data', ...title };
      }),
    ...Object.entries(columns)
      .filter(
        ([name]) => Object.hasOwn(computed, name) && ![...dataReadBy(definition, name)].some((field) => personal.has(field)),
      )
      .map(([name, column]): CompiledListed => ({ name, of: 'computed', ...column })),
  ];
}

/** The fields of the data that are marked `list`, with their schemas. */
export function listFieldsOf({ data }: FlowDefinition): readonly (readonly [name: string, schema: JsonObject])[] {
  const properties = isJsonObject(data.properties as never) ? (data.properties as JsonObject) : {};
  return Object.entries(properties).flatMap(([name, schema]) =>
    isJsonObject(schema) && schema.list === true ? [[name, schema] as const] : [],
  );
}

function kindOf({ kind, type }: JsonObject): ListedKind {
  if (kind === 'money' || kind === 'day' || kind === 'instant') return kind;
  return type === 'integer' || type === 'number' ? 'number' : 'text';
}

const anything = { data: {}, computed: {}, event: {}, parameters: {} };

/** The fields of the data that a computed field reads, itself or by other computed fields. */
export function dataReadBy({ data, computed = {} }: FlowDefinition, name: string): ReadonlySet<string> {
  const properties = isJsonObject(data.properties as never) ? Object.keys(data.properties as JsonObject) : [];
  const found = new Set<string>();
  const seen = new Set([name]);
  for (const each of seen) {
    const checked = Object.hasOwn(computed, each) ? checkExpression(computed[each] ?? '', anything) : undefined;
    if (checked?.ok !== true) continue;
    const { reads } = checked;
    // A variable that is read as a whole has no fields named.
    if (reads.has('data')) for (const field of reads.get('data') ?? properties) found.add(field);
    if (reads.has('computed')) for (const field of reads.get('computed') ?? Object.keys(computed)) seen.add(field);
  }
  return found;
}
