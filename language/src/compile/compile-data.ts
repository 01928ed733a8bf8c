import { Compile } from 'typebox/compile';
import type { Schema } from '../expression/expression.ts';
import { canonical, isJsonObject, type Json } from '../json.ts';
import type { CompiledData } from './compiled.ts';
import { linear } from './schema-check.ts';

export function compileData(schema: Schema): CompiledData {
  const whole = Compile(linear(schema) as never);
  const personal = markedIn(schema, 'personal');
  let ofErased: typeof whole | undefined;
  return {
    schema,
    personal,
    confidential: markedIn(schema, 'confidential'),
    decided: markedIn(schema, 'decided'),
    errors(value, isErased = false) {
      if (isErased) ofErased ??= Compile(linear(withoutDemand(schema, personal)) as never);
      const validator = isErased && ofErased !== undefined ? ofErased : whole;
      if (validator.Check(value)) return [];
      // Members by name: the validator tells a few faults only, and in which order they were written says nothing.
      const found = validator.Errors(JSON.parse(canonical(value)));
      const told = found.filter(({ keyword }) => keyword !== 'boolean');
      if (found.length === 0) return [{ path: '', message: 'must satisfy its schema' }];
      // Of many unknown members it tells only one by one that nothing may stand there.
      return (told.length > 0 ? told : found).map((error) => {
        const { additionalProperties, requiredProperties } = error.params as {
          additionalProperties?: string[];
          requiredProperties?: string[];
        };
        const [member] = additionalProperties?.toSorted() ?? requiredProperties ?? [];
        return {
          path: member === undefined ? error.instancePath : `${error.instancePath}/${member}`,
          message: error.keyword === 'boolean' ? 'must not have additional properties' : error.message,
        };
      });
    },
  };
}

/** The schema, which demands none of these fields: what was erased stays away. They are still judged where they are there. */
function withoutDemand(schema: Schema, fields: ReadonlySet<string>): Schema {
  const mild = (part: Json): Json => (isJsonObject(part) ? withoutDemand(part, fields) : part);
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]): [string, unknown] => {
      if (!Array.isArray(value)) return [keyword, value];
      if (keyword === 'required') return [keyword, value.filter((field) => !fields.has(String(field)))];
      // What told one branch from the others may be gone.
      if (keyword === 'oneOf') return ['anyOf', value.map(mild)];
      return [keyword, keyword === 'allOf' || keyword === 'anyOf' ? value.map(mild) : value];
    }),
  ) as Schema;
}

/** The fields of a schema that are marked `personal`, `confidential` or `decided`. */
export function markedIn(schema: Schema, mark: 'personal' | 'confidential' | 'decided'): ReadonlySet<string> {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  return new Set(Object.keys(properties).filter((field) => isMarked(properties[field], mark)));
}

/** A field is marked as a whole where any part of it is: a list of contacts, an address with a name in it. */
function isMarked(schema: Json | undefined, mark: string): boolean {
  if (Array.isArray(schema)) return schema.some((part) => isMarked(part, mark));
  return isJsonObject(schema) && (schema[mark] === true || Object.values(schema).some((part) => isMarked(part, mark)));
}
