import { type CompiledFlow, isJsonObject } from '@throughline/language';

/** A field of a flow's data, and how its values are to be read. */
export interface CaseField {
  readonly name: string;
  readonly kind: 'money' | 'number' | 'day' | 'instant' | 'text';
}

/** The fields of a flow in their order; `listed`: only those that lists of cases show. */
export function caseFields({ data }: CompiledFlow, { listed = false }: { readonly listed?: boolean } = {}): readonly CaseField[] {
  const { properties } = data.schema as { readonly properties?: unknown };
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (!isJsonObject(schema) || (listed && schema['list'] !== true)) return [];
    return [{ name, kind: kindOf(schema['kind'], schema['type']) }];
  });
}

function kindOf(kind: unknown, type: unknown): CaseField['kind'] {
  if (kind === 'money' || kind === 'day' || kind === 'instant') return kind;
  return type === 'integer' || type === 'number' ? 'number' : 'text';
}
