import type { Column, FieldKind, Value } from '@throughline/api';
import { type CompiledFlow, fieldTitle, isJsonObject, type Json, type JsonObject } from '@throughline/language';

/** A field of the data of a flow, as it declares it. */
export interface DataField {
  readonly name: string;
  readonly title: string;
  readonly kind: FieldKind;
  readonly personal: boolean;
  readonly schema: JsonObject;
}

/** The fields of a flow's data, in their order. */
export function dataFields(flow: CompiledFlow): readonly DataField[] {
  return Object.entries(propertiesOf(flow.data.schema)).map(([name, schema]) => ({
    name,
    title: fieldTitle(flow.definition, name),
    kind: fieldKind(schema),
    personal: flow.data.personal.has(name),
    schema,
  }));
}

/** The members that a JSON Schema of an object declares. */
export function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  const { properties } = schema;
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])));
}

/** How values of a schema are to be read and asked for. */
export function fieldKind({ kind, type }: JsonObject): FieldKind {
  if (kind === 'money' || kind === 'day' || kind === 'instant') return kind;
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'boolean' ? 'flag' : 'text';
}

/** What lists of the flow show, filter and sort by. */
export function columnsOf(flow: CompiledFlow): readonly Column[] {
  return flow.listed.map(({ name, kind, of }) => ({
    name,
    title: fieldTitle(flow.definition, name),
    kind,
    computed: of === 'computed',
  }));
}

/** A value in one cell: lists one after the other, anything deeper as JSON. */
export function cellValue(value: Json | undefined): Value {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) return value.join(', ');
  return JSON.stringify(value);
}

/** The field that says in which currency the money of a case is: the first of the kind. */
export function currencyField(flow: CompiledFlow): string | undefined {
  return Object.entries(propertiesOf(flow.data.schema)).find(([, { kind }]) => kind === 'currency')?.[0];
}
