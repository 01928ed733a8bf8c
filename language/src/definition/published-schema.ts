import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { descriptions } from './descriptions.ts';
import { FlowDefinition } from './flow.ts';

/**
 * The JSON Schema (2020-12) of a flow, as published in `language/flow.schema.json`. An editor that finds it in a file's `$schema`
 * completes, explains and checks the file.
 */
export function publishedFlowSchema(): JsonObject {
  const schema = described(JSON.parse(JSON.stringify(FlowDefinition)) as JsonObject, '');
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:throughline:schema:flow', ...schema };
}

/** Gives every member without a description the one that its name has where it stands. */
function described(schema: JsonObject, parent: string): JsonObject {
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, partOf(keyword, value, parent)]));
}

function partOf(keyword: string, value: Json, parent: string): Json {
  const inside = (part: Json) => (isJsonObject(part) ? described(part, parent) : part);
  if (keyword === 'properties' && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, memberOf(name, member, parent)]));
  }
  if (keyword === 'patternProperties' && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([pattern, member]) => [pattern, inside(member)]));
  }
  if (keyword === 'anyOf' && Array.isArray(value)) return value.map(inside);
  return keyword === 'items' || keyword === 'additionalProperties' ? inside(value) : value;
}

function memberOf(name: string, member: Json, parent: string): Json {
  if (!isJsonObject(member)) return member;
  const description = descriptions[`${parent}.${name}`] ?? descriptions[name];
  return { ...(description === undefined ? {} : { description }), ...described(member, name) };
}
