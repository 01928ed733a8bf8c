import { isJsonObject, type JsonObject } from '@throughline/language';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ strict: false, validateFormats: false, addUsedSchema: false });
const compiled = new Map<string, ValidateFunction | undefined>();
const keptMax = 2000;

/** Compiles a JSON Schema; `undefined`: it is none. The same text is compiled once. */
export function validator(schema: JsonObject): ValidateFunction | undefined {
  const text = JSON.stringify(schema);
  if (compiled.has(text)) return compiled.get(text);
  if (compiled.size >= keptMax) compiled.clear();
  let made: ValidateFunction | undefined;
  try {
    made = ajv.compile(JSON.parse(text) as JsonObject);
  } catch {
    made = undefined;
  }
  compiled.set(text, made);
  return made;
}

export function isValid(schema: JsonObject, value: unknown): boolean {
  return validator(schema)?.(value) === true;
}

/** With the defaults of the schema for what the document leaves out. */
export function defaulted(schema: JsonObject, document: JsonObject): JsonObject {
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const missing = properties.filter(
    ([name, member]) => document[name] === undefined && isJsonObject(member) && member.default !== undefined,
  );
  return { ...document, ...Object.fromEntries(missing.map(([name, member]) => [name, (member as JsonObject).default ?? null])) };
}
