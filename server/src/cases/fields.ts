import type { Column, FieldKind, Value } from '@throughline/api';
import { type CompiledFlow, fieldTitle, inWords, isJsonObject, type Json, type JsonObject } from '@throughline/language';
import { roleName } from './names.ts';

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
    title: titleOfField(flow, name),
    kind: fieldKind(schema),
    personal: flow.data.personal.has(name),
    schema,
  }));
}

/** Of exceptions and tasks: what their title says in words, and what only programs read. */
const unsaidOfOwned: ReadonlySet<string> = new Set(['key', 'kind', 'name', 'title', 'overdue']);

/** Whether people are told of a field. */
export function isSaid({ ownerField }: CompiledFlow, name: string): boolean {
  return ownerField === undefined || !unsaidOfOwned.has(name);
}

const ownedTitles: ReadonlyMap<string, string> = new Map([
  ['ofFlow', 'Flow'],
  ['ofKey', 'Case'],
]);

/** What people read for a field; those of exceptions and tasks name the case that owns them. */
export function titleOfField({ definition, ownerField }: CompiledFlow, name: string): string {
  return (ownerField === undefined ? undefined : ownedTitles.get(name)) ?? fieldTitle(definition, name);
}

/** The roles and flows that exceptions and tasks name, in words. */
export function wordsOf(flow: CompiledFlow, name: string, value: Value): Value {
  if (flow.ownerField === undefined || typeof value !== 'string') return value;
  if (name === flow.ownerField) return roleName(flow, value).title;
  return name === 'ofFlow' || name === 'stage' ? inWords(value) : value;
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
    title: titleOfField(flow, name),
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
