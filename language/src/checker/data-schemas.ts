import { schemaParts } from '../compile/schema-check.ts';
import type { Schema } from '../expression/expression.ts';
import { compilePattern } from '../expression/pattern-match.ts';
import { isJsonObject, type Json } from '../json.ts';
import { pointer } from './finding.ts';
import { listed } from './nearest.ts';

/*
 * What a schema of data may say. A validator passes over what it does not understand, so that a slip would accept everything; and some
 * words of JSON Schema reach beyond the document, or take time without bound. Words of no meaning to JSON Schema are remarks.
 */

/** What is wrong at a place of a schema. */
export interface SchemaFault {
  /** JSON Pointer, within the schema. */
  readonly path: string;
  readonly why: string;
  readonly mend: string;
}

const types = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'];
const formats = ['date', 'date-time', 'time', 'email', 'uuid', 'uri', 'url', 'hostname', 'ipv4', 'ipv6'];
const choicesMax = 1000;
const fieldsMax = 500;
const valuesMax = 10_000;
const textMax = 32_768;

/** Words of JSON Schema that are refused, and what to do without them. */
const refused: ReadonlyMap<string, string> = new Map([
  ...['$ref', '$dynamicRef', '$recursiveRef', '$defs', 'definitions'].map(
    (word) => [word, 'Write what it stands for in its place.'] as const,
  ),
  ...['$id', '$anchor', '$dynamicAnchor', '$recursiveAnchor'].map((word) => [word, 'Take it out.'] as const),
  ...['if', 'then', 'else', 'dependencies', 'dependentRequired', 'dependentSchemas'].map(
    (word) => [word, 'Write the cases as "anyOf".'] as const,
  ),
  [
    'patternProperties',
    'Write "additionalProperties" with the schema of the values, and "propertyNames" with that of the names.',
  ],
  ['unevaluatedItems', 'Write "items".'],
  ['unevaluatedProperties', 'Write "additionalProperties".'],
  ['additionalItems', 'Write "prefixItems" and "items".'],
  ['~refine', 'Write it as the guard of a transition.'],
]);

type Form = readonly [fits: (value: Json) => boolean, expected: string];
const isCount = (value: Json) => Number.isInteger(value) && (value as number) >= 0;
const count: Form = [isCount, 'a whole number from 0'];
const number: Form = [(value) => typeof value === 'number', 'a number'];
const schema: Form = [isJsonObject, 'a schema, as an object'];
const flag: Form = [(value) => typeof value === 'boolean', 'true or false'];
const list: Form = [(value) => Array.isArray(value) && value.length > 0 && value.every(isJsonObject), 'a list of schemas'];
const textList = (value: Json) => Array.isArray(value) && value.every((each) => typeof each === 'string');

const forms: Readonly<Record<string, Form>> = {
  type: [
    (value) => [value].flat().every((each) => types.includes(each as string)) && [value].flat().length > 0,
    `one of ${listed(types)}, or a list of them`,
  ],
  enum: [
    (value) => Array.isArray(value) && value.length > 0 && value.length <= choicesMax,
    `a list of 1 to ${choicesMax} values`,
  ],
  format: [(value) => formats.includes(value as string), `one of ${listed(formats)}`],
  required: [textList, 'a list of names'],
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: [(value) => typeof value === 'number' && value > 0, 'a number above 0'],
  minLength: [(value) => isCount(value) && (value as number) <= textMax, `a whole number from 0 to ${textMax}`],
  maxLength: count,
  minItems: count,
  maxItems: count,
  minContains: count,
  maxContains: count,
  minProperties: count,
  maxProperties: count,
  uniqueItems: flag,
  pattern: [(value) => typeof value === 'string', 'a regular expression'],
  properties: [
    (value) => isJsonObject(value) && Object.keys(value).length <= fieldsMax && Object.values(value).every(isJsonObject),
    `an object with a schema for each of at most ${fieldsMax} names`,
  ],
  additionalProperties: [(value) => typeof value === 'boolean' || isJsonObject(value), 'true, false or a schema'],
  items: [(value) => typeof value === 'boolean' || isJsonObject(value), 'a schema, as an object'],
  contains: schema,
  propertyNames: schema,
  not: schema,
  prefixItems: list,
  anyOf: list,
  oneOf: list,
  allOf: list,
};

/** What is wrong with a schema of data, the outermost first. */
export function schemaFaults(root: Schema): readonly SchemaFault[] {
  const faults = faultsAt(root, '');
  if (faults.length > 0 || leastValues(root) <= valuesMax) return faults;
  return [{ path: '', why: `whatever satisfies it has more than ${valuesMax} values`, mend: 'Ask for fewer items.' }];
}

function faultsAt(part: Schema, path: string): readonly SchemaFault[] {
  return Object.entries(part).flatMap(([word, value]) => {
    const at = path + pointer(word);
    const instead = refused.get(word);
    if (instead !== undefined) return [{ path: at, why: `schemas of data have no "${word}"`, mend: instead }];
    const form = Object.hasOwn(forms, word) ? forms[word] : undefined;
    if (form === undefined) return [];
    const [fits, expected] = form;
    if (!fits(value))
      return [{ path: at, why: `"${word}" is ${shown(value)}, expected ${expected}`, mend: `Write ${expected}.` }];
    if (word === 'pattern') return patternFaults(value as string, at);
    return partsOf(word, value).flatMap(([name, inner]) => faultsAt(inner, at + name));
  });
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function patternFaults(source: string, path: string): readonly SchemaFault[] {
  try {
    compilePattern(source);
    new RegExp(source, 'u');
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ path, why, mend: 'Write a regular expression without back-references and look-around.' }];
  }
}

function partsOf(word: string, value: Json): readonly (readonly [path: string, part: Schema])[] {
  const kind = Object.hasOwn(schemaParts, word) ? schemaParts[word as keyof typeof schemaParts] : undefined;
  if (kind === undefined) return [];
  const parts: readonly (readonly [string, Json])[] =
    kind === 'schema' ? [['', value]] : Object.entries(value as object).map(([name, part]) => [pointer(name), part as Json]);
  return parts.flatMap(([path, part]) => (isJsonObject(part) ? [[path, part] as const] : []));
}

/** How many values a document has at least that satisfies the schema; more than `valuesMax` is not told apart. */
function leastValues(part: Json | undefined): number {
  if (!isJsonObject(part)) return 1;
  const { type, required, properties, items, minItems, anyOf, oneOf, allOf } = part;
  const own = [anyOf, oneOf].flatMap((union) => (Array.isArray(union) ? [Math.min(...union.map(leastValues))] : []));
  const all = Array.isArray(allOf) ? allOf.map(leastValues) : [];
  const fields = isJsonObject(properties) ? properties : {};
  const object = type === 'object' && Array.isArray(required) ? required.map((name) => leastValues(fields[name as string])) : [];
  const array = type === 'array' && typeof minItems === 'number' ? minItems * leastValues(items) : 0;
  return Math.min(valuesMax + 1, Math.max(1 + object.reduce((sum, each) => sum + each, 0), 1 + array, ...own, ...all));
}
